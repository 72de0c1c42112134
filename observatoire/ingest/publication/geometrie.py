"""Contours pour l'affichage (simplifiés sans trou ni chevauchement entre voisins), superficies, hachures."""

import json
import math
from collections.abc import Callable, Iterable, Mapping

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from observatoire.domain.territoire import Maille
from observatoire.ingest.publication.territoires import Lieux

TOLERANCE_M = 10.0
"""Finesse d'affichage : un écran de ville montre 10 à 20 m par point."""
DECIMALES_DEGRE = 6
_TROU_MAX_M2 = 500.0
_HACHURE_MIN_M, _HACHURE_MAX_M = 40.0, 150.0
_BANDES_PAR_VILLE = 150
_GEODE = pyproj.Geod(ellps="GRS80")

Contours = dict[str, BaseGeometry]
Projection = Callable[[BaseGeometry], BaseGeometry]


def measure_superficie_km2(contour: BaseGeometry) -> float:
    """Superficie sur l'ellipsoïde, en km², arrondie au mètre carré."""
    metres2, _ = _GEODE.geometry_area_perimeter(shapely.orient_polygons(contour))
    return round(abs(float(metres2)) / 1e6, 6)


def locate(contour: BaseGeometry) -> tuple[float, float]:
    """Longitude et latitude d'un point sûrement à l'intérieur du contour."""
    point = shapely.get_coordinates(shapely.point_on_surface(contour))[0]
    return round(float(point[0]), DECIMALES_DEGRE), round(float(point[1]), DECIMALES_DEGRE)


def build_projections(contours: Iterable[BaseGeometry]) -> tuple[Projection, Projection]:
    """Passage des degrés aux mètres (zone UTM du lieu), et retour arrondi.

    Deux sommets communs restent communs après l'arrondi ; un contour qu'il casserait est réparé.
    """
    ouest, sud, est, nord = shapely.total_bounds(list(contours))
    zone = min(int((ouest + est) / 2 + 180) // 6 + 1, 60)
    utm = pyproj.CRS.from_epsg((32600 if sud + nord >= 0 else 32700) + zone)
    aller = pyproj.Transformer.from_crs(4326, utm, always_xy=True)
    retour = pyproj.Transformer.from_crs(utm, 4326, always_xy=True)

    def to_metres(contour: BaseGeometry) -> BaseGeometry:
        return shapely.transform(shapely.force_2d(contour), lambda xy: _project(aller, xy))

    def to_degres(contour: BaseGeometry) -> BaseGeometry:
        rond = shapely.transform(contour, lambda xy: np.round(_project(retour, xy), DECIMALES_DEGRE))
        return rond if rond.is_valid else shapely.MultiPolygon(_list_polygones(shapely.make_valid(rond)))

    return to_metres, to_degres


def _project(transformer: pyproj.Transformer, points: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = transformer.transform(points[:, 0], points[:, 1])
    return np.column_stack([x, y])


def simplify_contours(lieux: Lieux, iris_par_parent: Mapping[str, list[str]]) -> Contours:
    """Contours d'affichage par code, en EPSG:4326.

    Les IRIS d'une ville sont simplifiés ensemble : deux voisins gardent exactement la même frontière. Un
    territoire qui est la réunion de ses IRIS est dessiné par eux, ses limites tombent donc sur les leurs. Les
    autres sont simplifiés maille par maille, les QPV un par un (deux millésimes se recouvrent).
    """
    dessines = {c: lieu.contour for c, lieu in lieux.items() if lieu.contour is not None}
    if not dessines:
        return {}
    to_metres, to_degres = build_projections(dessines.values())
    affiches: Contours = {}
    for maille in Maille:
        codes = [c for c in dessines if lieux[c].maille is maille and not lieux[c].reuni]
        if not codes:
            continue
        metres = [shapely.make_valid(to_metres(dessines[c])) for c in codes]
        if maille is Maille.QPV:
            simples = shapely.simplify(metres, TOLERANCE_M / 2, preserve_topology=True)
        else:
            simples = shapely.coverage_simplify(metres, TOLERANCE_M)
        affiches.update(zip(codes, simples, strict=True))
    for code, lieu in lieux.items():
        if lieu.reuni:
            affiches[code] = _close_slivers([affiches[iris] for iris in iris_par_parent[code]])
    return {code: to_degres(contour) for code, contour in affiches.items()}


def _close_slivers(contours: list[BaseGeometry]) -> BaseGeometry:
    """Réunit des contours, et retire les trous minuscules que laissent des IRIS mal jointifs."""
    propres = [
        shapely.Polygon(p.exterior, [t for t in p.interiors if shapely.Polygon(t).area > _TROU_MAX_M2])
        for p in _list_polygones(shapely.union_all(contours))
    ]
    return shapely.union_all(propres)


def _list_polygones(contour: BaseGeometry) -> list[shapely.Polygon]:
    return [p for p in shapely.get_parts(contour) if isinstance(p, shapely.Polygon)]


def dump_geojson(contour: BaseGeometry) -> str:
    """Texte GeoJSON compact."""
    return json.dumps(json.loads(shapely.to_geojson(contour)), separators=(",", ":"))


def build_hachures(lieux: Lieux, affiches: Contours) -> Contours:
    """Traits à 45° dans chaque QPV, écartés selon la taille de la ville pour rester lisibles à l'écran."""
    fins = {c: g for c, g in affiches.items() if lieux[c].maille in (Maille.IRIS, Maille.QUARTIER, Maille.QPV)}
    qpv = [c for c in fins if lieux[c].maille is Maille.QPV]
    if not qpv:
        return {}
    to_metres, to_degres = build_projections(fins.values())
    metres = {code: to_metres(contour) for code, contour in fins.items()}
    ouest, sud, est, nord = shapely.total_bounds(list(metres.values()))
    pas = min(max(math.hypot(est - ouest, nord - sud) / _BANDES_PAR_VILLE, _HACHURE_MIN_M), _HACHURE_MAX_M)
    traits = {code: _hatch(metres[code], pas) for code in qpv}
    return {code: to_degres(trait) for code, trait in traits.items() if not trait.is_empty}


def _hatch(contour: BaseGeometry, pas: float) -> BaseGeometry:
    """Parties, dans le contour, des droites y = x + k·pas·√2 : le quadrillage est commun à toute la ville."""
    ouest, sud, est, nord = contour.bounds
    ecart = pas * math.sqrt(2)
    premier, dernier = math.floor((sud - est) / ecart), math.ceil((nord - ouest) / ecart)
    droites = shapely.MultiLineString(
        [[(ouest, ouest + k * ecart), (est, est + k * ecart)] for k in range(premier, dernier + 1)]
    )
    dedans = shapely.intersection(droites, contour)
    return shapely.MultiLineString(
        [p for p in shapely.get_parts(dedans) if isinstance(p, shapely.LineString) and p.length > 0]
    )
