"""Points d'une grille régulière dans un IRIS : où vivent ses habitants, faute de mieux."""

import math
from collections.abc import Mapping

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from observatoire.ingest.publication.geometrie import build_projections

PAS_MAX_M = 200.0
"""Pas de la grille : celui des carreaux de l'INSEE, qui la remplacent dès qu'ils sont importés."""
_POINTS_VOULUS, _POINTS_MIN, _POINTS_VILLE = 12, 3, 4000
"""Un petit IRIS se partage en une douzaine de points : un seul le réduirait à son centre. Une très grande ville, aux
IRIS petits et nombreux, s'en tient à moins : le calcul grandit avec les points, la précision non.
"""


def draw_grille(contours: Mapping[str, BaseGeometry]) -> dict[str, list[tuple[float, float]]]:
    """Longitude et latitude des points de chaque IRIS, au moins un, tous à l'intérieur."""
    if not contours:
        return {}
    to_metres, to_degres = build_projections(contours.values())
    voulus = max(_POINTS_MIN, min(_POINTS_VOULUS, _POINTS_VILLE // len(contours)))
    points: dict[str, list[tuple[float, float]]] = {}
    for code, contour in contours.items():
        places = shapely.MultiPoint(_fill(shapely.make_valid(to_metres(contour)), voulus))
        points[code] = [(float(x), float(y)) for x, y in shapely.get_coordinates(to_degres(places))]
    return points


def _fill(forme: BaseGeometry, voulus: int) -> np.ndarray:
    pas = min(PAS_MAX_M, math.sqrt(forme.area / voulus)) if forme.area > 0 else PAS_MAX_M
    ouest, sud, est, nord = forme.bounds
    # La grille est calée sur des multiples du pas : le même contour donne les mêmes points.
    x = np.arange(math.floor(ouest / pas), math.ceil(est / pas)) * pas + pas / 2
    y = np.arange(math.floor(sud / pas), math.ceil(nord / pas)) * pas + pas / 2
    grille = np.array(np.meshgrid(x, y)).reshape(2, -1).T
    dedans = grille[shapely.contains_xy(forme, grille[:, 0], grille[:, 1])]
    return dedans if len(dedans) else shapely.get_coordinates(shapely.point_on_surface(forme))
