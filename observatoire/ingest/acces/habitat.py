"""Où vivent les habitants : carreaux de l'INSEE s'ils sont importés, sinon grille régulière dans chaque IRIS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from observatoire.domain.acces import PREFIXE_CARREAU
from observatoire.domain.territoire import Maille
from observatoire.ingest.acces.grille import draw_grille
from observatoire.ingest.publication.territoires import Lieux

VOISINS_MAX_M = 10_000.0
"""Les carreaux des communes voisines comptent jusqu'à deux fois la plus longue portée : au-delà, leurs habitants ne
partagent aucun soignant avec ceux de la ville.
"""
_METRES_PAR_DEGRE = 111_195.0
_COLONNES = ["id", "iris", "commune", "lon", "lat", "part", "individus"]
_CARREAUX = """
SELECT c.carreau, c.commune, c.lon, c.lat, c.individus
FROM lot_carreau AS c INNER JOIN lot AS l ON l.id = c.lot
QUALIFY row_number() OVER (PARTITION BY c.carreau ORDER BY l.rang DESC) = 1
ORDER BY c.carreau
"""


@dataclass(frozen=True)
class Habitat:
    """Lieux habités (`part` de la population de leur IRIS, ou `individus` hors de la ville) et QPV de chacun."""

    lieux: pd.DataFrame
    qpv: pd.DataFrame


def locate_habitat(connexion: duckdb.DuckDBPyConnection, lieux: Lieux) -> Habitat:
    """Place les habitants de chaque IRIS dessiné, et ceux des alentours quand des carreaux les donnent."""
    iris = _get_contours(lieux, Maille.IRIS)
    carreaux = read_carreaux(connexion)
    dedans, dehors = _split_carreaux(carreaux, iris, {c: lieux[c].commune for c in iris})
    sans = {code: contour for code, contour in iris.items() if code not in set(dedans["iris"])}
    lignes = [
        (f"{code}-{rang:03d}", code, lieux[code].commune, lon, lat, 1 / len(points), np.nan)
        for code, points in draw_grille(sans).items()
        for rang, (lon, lat) in enumerate(points)
    ]
    morceaux = [c for c in (dedans, dehors, pd.DataFrame(lignes, columns=_COLONNES)) if len(c)]
    tout = pd.concat(morceaux, ignore_index=True) if morceaux else pd.DataFrame(columns=_COLONNES)
    return Habitat(tout, _find_qpv(tout, _get_contours(lieux, Maille.QPV)))


def read_carreaux(connexion: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Carreaux habités importés : `carreau`, `commune`, `lon`, `lat`, `individus` ; le dernier lot l'emporte."""
    return connexion.execute(_CARREAUX).df()


def _get_contours(lieux: Lieux, maille: Maille) -> dict[str, BaseGeometry]:
    return {c: lieu.contour for c, lieu in lieux.items() if lieu.maille is maille and lieu.contour is not None}


def _split_carreaux(
    carreaux: pd.DataFrame, iris: Mapping[str, BaseGeometry], communes: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Carreaux de la ville, chacun dans l'IRIS de son centre, et carreaux des alentours."""
    vide = pd.DataFrame(columns=_COLONNES)
    peuples = carreaux[carreaux["individus"] > 0].reset_index(drop=True)
    if peuples.empty or not iris:
        return vide, vide
    centres = shapely.points(peuples["lon"].to_numpy(float), peuples["lat"].to_numpy(float))
    suivies = set(communes.values())
    places = _place(centres, iris)
    for rang in [r for r, code in enumerate(places) if not code and peuples["commune"].iloc[r] in suivies]:
        # Le centre d'un carreau du rivage ou de la limite tombe hors de la ville que ses habitants habitent.
        places[rang] = _find_proche(centres[rang], iris, communes, str(peuples["commune"].iloc[rang]))
    table = peuples.assign(id=PREFIXE_CARREAU + peuples["carreau"], iris=places, part=np.nan)
    dedans = table[table["iris"] != ""].copy()
    totaux = dedans.groupby("iris")["individus"].transform("sum")
    dedans["part"] = dedans["individus"] / totaux
    dedans["commune"] = [communes[code] for code in dedans["iris"]]
    dedans["individus"] = np.nan
    dehors = table[(table["iris"] == "") & _mark_alentours(table, iris)]
    return dedans[_COLONNES], dehors[_COLONNES]


def _place(points: np.ndarray, contours: Mapping[str, BaseGeometry]) -> list[str]:
    codes, formes = list(contours), list(contours.values())
    places = [""] * len(points)
    paires = shapely.STRtree(formes).query(points, predicate="intersects").T.tolist()
    # Sur une limite commune, le premier contour dans l'ordre des codes.
    for point, contour in sorted(paires, reverse=True):
        places[point] = codes[contour]
    return places


def _find_proche(
    point: shapely.Point, iris: Mapping[str, BaseGeometry], communes: Mapping[str, str], commune: str
) -> str:
    return min((c for c in iris if communes[c] == commune), key=lambda c: (shapely.distance(iris[c], point), c))


def _mark_alentours(carreaux: pd.DataFrame, iris: Mapping[str, BaseGeometry]) -> np.ndarray:
    ouest, sud, est, nord = shapely.total_bounds(list(iris.values()))
    haut = VOISINS_MAX_M / _METRES_PAR_DEGRE
    large = haut / np.cos(np.radians((sud + nord) / 2))
    return (
        carreaux["lon"].between(ouest - large, est + large) & carreaux["lat"].between(sud - haut, nord + haut)
    ).to_numpy(dtype=bool)


def _find_qpv(lieux: pd.DataFrame, qpv: Mapping[str, BaseGeometry]) -> pd.DataFrame:
    """QPV de chaque lieu habité ; plusieurs s'il y a plusieurs millésimes."""
    ids: Sequence[str] = lieux["id"].tolist()
    iris: Sequence[str] = lieux["iris"].tolist()
    if not ids or not qpv:
        return pd.DataFrame({"lieu": pd.Series(dtype="str"), "qpv": pd.Series(dtype="str")})
    codes = list(qpv)
    points = shapely.points(lieux["lon"].to_numpy(float), lieux["lat"].to_numpy(float))
    paires = shapely.STRtree(list(qpv.values())).query(points, predicate="intersects").T.tolist()
    trouves = sorted((ids[p], codes[q]) for p, q in paires if iris[p])
    return pd.DataFrame(trouves, columns=["lieu", "qpv"])
