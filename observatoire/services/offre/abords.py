"""La ville et ses abords : les lieux de soins assez proches pour qu'un habitant s'y rende."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import shape

from observatoire.services.carte import Contour
from observatoire.services.offre.points import Point
from observatoire.services.offre.voirie import Repere

MARGE_M = 5000.0
"""Jusqu'où, hors de la ville, un lieu de soins peut encore servir ses habitants en un quart d'heure."""


def select_proches(
    points: Sequence[Point], contours: Sequence[Contour], *, marge_m: float = MARGE_M
) -> tuple[Point, ...]:
    """Points placés dans la ville ou à moins de `marge_m` mètres d'elle ; sans contours, tous les points placés.

    Args:
        points: points de la version.
        contours: ceux qui, réunis, font la ville.
        marge_m: distance à vol d'oiseau.
    """
    places = tuple(p for p in points if p.is_place)
    if not contours or not places:
        return places
    ville = shapely.union_all([shapely.make_valid(shape(c.geometrie)) for c in contours])
    repere = Repere(ville.centroid.x, ville.centroid.y)
    lon = np.array([p.lon for p in places], dtype=np.float64)
    lat = np.array([p.lat for p in places], dtype=np.float64)
    metres = shapely.transform(ville, lambda lonlat: np.column_stack(repere.project(lonlat[:, 0], lonlat[:, 1])))
    distances = np.atleast_1d(shapely.distance(metres, shapely.points(np.column_stack(repere.project(lon, lat)))))
    return tuple(p for p, distance in zip(places, distances.tolist(), strict=True) if distance <= marge_m)
