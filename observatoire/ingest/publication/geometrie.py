"""Contours pour l'affichage (simplifiés sans trou ni chevauchement entre voisins), superficies, hachures."""

import json
import math
from typing import cast

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from observatoire.domain.territoire import Maille

TOLERANCE_M = 10.0
"""Finesse d'affichage : un écran de ville montre 10 à 20 m par point."""
DECIMALES_DEGRE = 6
_TROU_MAX_M2 = 500.0
_HACHURE_MIN_M, _HACHURE_MAX_M = 40.0, 150.0
_BANDES_PAR_VILLE = 150
_GEODE = pyproj.Geod(ellps="GRS80")


def measure_superficie_km2(contour: BaseGeometry | None) -> float | None:
    """Superficie sur l'ellipsoïde, en km², arrondie au mètre carré."""
    if contour is None:
        return None
    metres2, _ = _GEODE.geometry_area_perimeter(shapely.orient_polygons(contour))
    return round(abs(float(metres2)) / 1e6, 6)


def locate(contour: BaseGeometry | None) -> tuple[float | None, float | None]:
    """Longitude et latitude d'un point sûrement à l'intérieur du contour."""
    if contour is None:
        return None, None
    point = shapely.point_on_surface(contour)
    return round(float(point.x), DECIMALES_DEGRE), round(float(point.y), DECIMALES_DEGRE)


def project(territoires: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Les mêmes territoires en mètres (zone UTM du lieu). Sans aucun contour, rien ne change."""
    if territoires.geometry.isna().all():
        return territoires
    return territoires.to_crs(territoires.estimate_utm_crs())


def simplify_contours(territoires: gpd.GeoDataFrame, enfants_iris: dict[str, list[str]]) -> dict[str, BaseGeometry]:
    """Contours d'affichage par code, en EPSG:4326.

    Les IRIS d'une ville sont simplifiés ensemble : deux voisins gardent exactement la même frontière. Un
    territoire qui est la réunion de ses IRIS (`enfants_iris`) est dessiné par eux, ses limites tombent donc sur
    les leurs. Les autres sont simplifiés maille par maille, les QPV un par un (deux millésimes se recouvrent).
    """
    metres = project(territoires).geometry.dropna()
    mailles = territoires["maille"]
    affiches: dict[str, BaseGeometry] = {}
    reunis = set(enfants_iris)
    for maille in Maille:
        codes = [c for c in metres.index if mailles[c] == maille and c not in reunis]
        if not codes:
            continue
        contours = np.array([shapely.make_valid(metres[c]) for c in codes], dtype=object)
        if maille is Maille.QPV:
            simples = shapely.simplify(contours, TOLERANCE_M / 2, preserve_topology=True)
        else:
            simples = shapely.coverage_simplify(contours, TOLERANCE_M)
        affiches.update(zip(codes, simples, strict=True))
    for code, enfants in enfants_iris.items():
        affiches[code] = _close_slivers(shapely.union_all([affiches[e] for e in enfants]))
    return _to_degrees(affiches, metres.crs)


def _close_slivers(contour: BaseGeometry) -> BaseGeometry:
    """Retire les trous minuscules que laissent des IRIS mal jointifs."""
    propres = [
        shapely.Polygon(p.exterior, [t for t in p.interiors if shapely.Polygon(t).area > _TROU_MAX_M2])
        for p in _list_polygones(contour)
    ]
    return shapely.union_all(propres)


def _list_polygones(contour: BaseGeometry) -> list[shapely.Polygon]:
    return [p for p in shapely.get_parts(shapely.force_2d(contour)) if isinstance(p, shapely.Polygon)]


def _to_degrees(affiches: dict[str, BaseGeometry], crs: pyproj.CRS) -> dict[str, BaseGeometry]:
    """Reprojette et arrondit : deux sommets communs restent communs. Un contour que l'arrondi casse est réparé."""
    degres = gpd.GeoSeries(affiches, crs=crs).to_crs("EPSG:4326")
    arrondis: dict[str, BaseGeometry] = {}
    for code, contour in degres.items():
        rond = shapely.transform(contour, lambda xy: np.round(xy, DECIMALES_DEGRE))
        if not shapely.is_valid(rond):
            rond = shapely.MultiPolygon(_list_polygones(shapely.make_valid(rond)))
        arrondis[str(code)] = cast(BaseGeometry, rond)
    return arrondis


def dump_geojson(contour: BaseGeometry) -> str:
    """Texte GeoJSON compact."""
    return json.dumps(json.loads(shapely.to_geojson(contour)), separators=(",", ":"))


def build_hachures(territoires: gpd.GeoDataFrame, affiches: dict[str, BaseGeometry]) -> dict[str, str]:
    """Traits à 45° dans chaque QPV, écartés selon la taille de la ville pour rester lisibles à l'écran."""
    qpv = [c for c in affiches if territoires.at[c, "maille"] == Maille.QPV]
    if not qpv:
        return {}
    ville = gpd.GeoSeries(affiches, crs="EPSG:4326")
    metres = ville.to_crs(ville.estimate_utm_crs())
    fins = [c for c in affiches if territoires.at[c, "maille"] in (Maille.IRIS, Maille.QUARTIER, Maille.QPV)]
    ouest, sud, est, nord = metres.loc[fins].total_bounds
    pas = float(np.clip(math.hypot(est - ouest, nord - sud) / _BANDES_PAR_VILLE, _HACHURE_MIN_M, _HACHURE_MAX_M))
    traits = {c: _hatch(metres[c], pas) for c in qpv}
    degres = gpd.GeoSeries({c: t for c, t in traits.items() if not t.is_empty}, crs=metres.crs).to_crs("EPSG:4326")
    ronds = degres.transform(lambda xy: np.round(xy, DECIMALES_DEGRE))
    return {str(c): dump_geojson(t) for c, t in ronds.items()}


def _hatch(contour: BaseGeometry, pas: float) -> BaseGeometry:
    """Parties, dans le contour, des droites y = x + k·pas·√2 : le quadrillage est commun à toute la ville."""
    ouest, sud, est, nord = contour.bounds
    ecart = pas * math.sqrt(2)
    premier, dernier = math.floor((sud - est) / ecart), math.ceil((nord - ouest) / ecart)
    droites = shapely.MultiLineString(
        [[(ouest, ouest + k * ecart), (est, est + k * ecart)] for k in range(premier, dernier + 1)]
    )
    dedans = shapely.intersection(droites, contour)
    lignes = [p for p in shapely.get_parts(dedans) if p.geom_type == "LineString" and p.length > 0]
    return shapely.MultiLineString(lignes)
