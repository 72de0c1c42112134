"""Se repérer dans la ville : dans quel IRIS tombe un point, et les cases où un clic peut poser un lieu."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import shapely
from shapely.geometry import shape

from observatoire.services.carte import Contour

CASES_MAX = 900
"""Au-delà, la carte s'alourdit sans que le lieu gagne en précision."""
PAS_MIN_M = 100.0
_METRES_PAR_DEGRE = 111_320.0


@dataclass(frozen=True, slots=True)
class Case:
    """Un lieu possible : son centre, en longitude et latitude, et son IRIS."""

    lon: float
    lat: float
    iris: str


@dataclass(frozen=True, slots=True, eq=False)
class Reperes:
    """Les IRIS de la ville. `centres` : un point de chacun ; `pas_m` : côté d'une case."""

    codes: tuple[str, ...]
    index: shapely.STRtree
    centres: Mapping[str, tuple[float, float]]
    cases: tuple[Case, ...]
    pas_m: float

    def find_iris(self, lon: float, lat: float) -> str:
        """IRIS qui contient un point ; vide s'il est hors de la ville."""
        trouves = self.index.query(shapely.Point(lon, lat), predicate="intersects")
        return self.codes[int(min(trouves))] if len(trouves) else ""


def build_reperes(contours: Sequence[Contour]) -> Reperes:
    """Prépare la recherche et le quadrillage d'après les contours des IRIS."""
    formes = [shape(c.geometrie) for c in contours]
    codes = tuple(c.code for c in contours)
    index = shapely.STRtree(formes)
    cases, pas = _grid(codes, formes, index) if formes else ((), 0.0)
    return Reperes(
        codes, index, {c.code: _find_centre(c, f) for c, f in zip(contours, formes, strict=True)}, cases, pas
    )


def _find_centre(contour: Contour, forme: Any) -> tuple[float, float]:
    if contour.lon is not None and contour.lat is not None:
        return contour.lon, contour.lat
    centre = forme.representative_point()
    return float(centre.x), float(centre.y)


def _grid(codes: tuple[str, ...], formes: list[Any], index: shapely.STRtree) -> tuple[tuple[Case, ...], float]:
    """Cases carrées dont le centre est dans un IRIS, assez grandes pour rester sous `CASES_MAX`."""
    ouest, sud, est, nord = shapely.total_bounds(formes)
    cosinus = float(np.cos(np.radians((sud + nord) / 2)))
    surface_m2 = sum(f.area for f in formes) * cosinus * _METRES_PAR_DEGRE**2
    pas = max(PAS_MIN_M, float(np.sqrt(surface_m2 / CASES_MAX)))
    haut, large = pas / _METRES_PAR_DEGRE, pas / _METRES_PAR_DEGRE / cosinus
    lon, lat = np.meshgrid(np.arange(ouest + large / 2, est, large), np.arange(sud + haut / 2, nord, haut))
    points = cast(Any, shapely.points(lon.ravel(), lat.ravel()))
    rangs, trouves = index.query(points, predicate="intersects")
    # Sur une limite commune, le premier IRIS dans l'ordre des codes.
    premiers = {int(r): int(t) for r, t in sorted(zip(rangs, trouves, strict=True), reverse=True)}
    return tuple(
        Case(round(float(lon.flat[r]), 5), round(float(lat.flat[r]), 5), codes[t]) for r, t in sorted(premiers.items())
    ), pas
