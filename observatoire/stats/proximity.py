"""Distances entre des points donnés en degrés : le plus proche, ceux qui sont à portée."""

from typing import NamedTuple, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import KDTree

from observatoire.stats.accessibility import Pairs
from observatoire.stats.arguments import Floats, check_not_negative, check_positive, to_floats

METRES_PER_DEGREE = 6_371_008.8 * np.pi / 180
"""Longueur d'un degré de méridien sur la sphère de même volume que la Terre."""


class Points(NamedTuple):
    """Points en degrés (WGS 84)."""

    lon: Floats
    lat: Floats


def build_points(lon: ArrayLike, lat: ArrayLike) -> Points:
    """Points, vérifiés.

    Raises:
        ValueError: coordonnée inconnue ou longueurs différentes.
    """
    x, y = to_floats("lon", lon), to_floats("lat", lat)
    if x.shape != y.shape or np.isnan(x).any() or np.isnan(y).any():
        raise ValueError("« lon », « lat » : autant de longitudes que de latitudes, toutes connues, sont attendues.")
    return Points(x, y)


def nearest_distance(origins: Points, places: Points) -> Floats:
    """Mètres à vol d'oiseau jusqu'au lieu le plus proche ; l'infini s'il n'y a aucun lieu."""
    if origins.lon.size == 0 or places.lon.size == 0:
        return np.full(origins.lon.size, np.inf)
    here, there = _flatten(origins, places)
    distances, _ = KDTree(there).query(here)
    return np.asarray(distances, dtype=np.float64)


def nearest_rank(origins: Points, places: Points) -> NDArray[np.intp]:
    """Rang du lieu le plus proche de chaque point ; il en faut au moins un."""
    here, there = _flatten(origins, places)
    _, ranks = KDTree(there).query(here)
    return np.asarray(ranks, dtype=np.intp)


def pairs_within(origins: Points, places: Points, *, radius: float) -> Pairs:
    """Couples séparés de `radius` mètres au plus, à vol d'oiseau, avec leur distance.

    Raises:
        ValueError: si `radius` n'est pas strictement positif.
    """
    limit = check_positive(radius, name="radius")
    if origins.lon.size == 0 or places.lon.size == 0:
        return Pairs(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0))
    here, there = _flatten(origins, places)
    found = KDTree(here).sparse_distance_matrix(KDTree(there), limit, output_type="coo_matrix")
    return Pairs(
        cast("NDArray[np.intp]", found.row.astype(np.intp)),
        cast("NDArray[np.intp]", found.col.astype(np.intp)),
        np.asarray(found.data, dtype=np.float64),
    )


def pairs_by_zone(
    origin_zone: NDArray[np.intp], place_zone: NDArray[np.intp], cost: ArrayLike, *, limit: float
) -> Pairs:
    """Couples dont le coût de zone à zone ne dépasse pas `limit`.

    Args:
        origin_zone: ligne de `cost` de chaque lieu habité.
        place_zone: colonne de `cost` de chaque lieu de soins ; -1 s'il n'est dans aucune zone connue.
        cost: coût de chaque zone à chaque autre ; NaN ou l'infini disent « inaccessible ».
        limit: coût le plus élevé admis.

    Raises:
        ValueError: coût négatif ou limite non positive.
    """
    table = np.asarray(cost, dtype=np.float64)
    check_not_negative(cost=table)
    known = np.flatnonzero(place_zone >= 0)
    costs = table[origin_zone[:, None], place_zone[known][None, :]]
    origin, rank = np.nonzero(costs <= check_positive(limit, name="limit"))
    return Pairs(origin, known[rank], costs[origin, rank])


def _flatten(origins: Points, places: Points) -> tuple[Floats, Floats]:
    # À l'échelle d'une agglomération, la projection plate à latitude moyenne est exacte à mieux que 0,5 %. Elle se
    # cale sur les seules origines : ajouter un lieu ne déplace pas les autres.
    shrink = np.cos(np.radians((origins.lat.min() + origins.lat.max()) / 2))
    here, there = (np.column_stack([p.lon * shrink, p.lat]) * METRES_PER_DEGREE for p in (origins, places))
    return here, there
