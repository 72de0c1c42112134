"""Petite géométrie d'affichage : anneaux d'un contour GeoJSON, cadrage, hachures, formes posées sur la carte."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapely import LineString, MultiLineString, line_merge, union_all
from shapely.geometry import shape

from observatoire.domain.verdict import Jugement

Point = tuple[float, float]
Anneau = list[list[float]]


@dataclass(frozen=True, slots=True)
class Cadre:
    """Rectangle englobant, en degrés."""

    ouest: float
    sud: float
    est: float
    nord: float

    @property
    def centre(self) -> Point:
        """Longitude et latitude du milieu."""
        return (self.ouest + self.est) / 2, (self.sud + self.nord) / 2

    @property
    def cosinus(self) -> float:
        """Rapport d'un degré de longitude à un degré de latitude, ici."""
        return math.cos(math.radians(self.centre[1]))


def list_polygones(contour: dict[str, Any]) -> list[list[Anneau]]:
    """Polygones d'un contour, chacun fait d'un anneau extérieur puis de ses trous."""
    if contour["type"] == "Polygon":
        return [contour["coordinates"]]
    return list(contour["coordinates"])


def list_lignes(contour: dict[str, Any]) -> list[Anneau]:
    """Lignes brisées d'un contour (ses anneaux) ou d'une suite de lignes."""
    if contour["type"] == "LineString":
        return [contour["coordinates"]]
    if contour["type"] == "MultiLineString":
        return list(contour["coordinates"])
    return [anneau for polygone in list_polygones(contour) for anneau in polygone]


def compute_cadre(contours: list[dict[str, Any]]) -> Cadre:
    """Rectangle englobant de plusieurs contours (il en faut un au moins)."""
    points = [point for contour in contours for ligne in list_lignes(contour) for point in ligne]
    longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
    return Cadre(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def compute_zoom(cadre: Cadre, largeur: int, hauteur: int, marge: float = 0.94) -> float:
    """Zoom de Mercator qui fait tenir le cadre dans `largeur` × `hauteur` pixels."""
    degres_x = max(cadre.est - cadre.ouest, 1e-6)
    degres_y = max((cadre.nord - cadre.sud) / cadre.cosinus, 1e-6)
    pixels_par_degre = min(largeur * marge / degres_x, hauteur * marge / degres_y)
    return math.log2(pixels_par_degre * 360 / 512)


def merge_bords(contours: Sequence[dict[str, Any]], tolerance: float) -> list[Anneau]:
    """Bords de plusieurs contours, chacun une seule fois, simplifiés à `tolerance` degrés."""
    if not contours:
        return []
    bords: Any = line_merge(union_all([shape(c).boundary for c in contours])).simplify(tolerance)
    return [[[x, y] for x, y in ligne.coords] for ligne in getattr(bords, "geoms", [bords]) if not ligne.is_empty]


def build_hachures(contour: dict[str, Any], pas: float, cosinus: float) -> list[list[Point]]:
    """Lignes à 45° qui remplissent le contour, espacées de `pas` degrés de latitude (polygones secrets)."""
    surface = shape(contour)
    ouest, sud, est, nord = surface.bounds
    etendue = nord - sud
    pas_x = pas * math.sqrt(2) / cosinus
    depart = ouest - etendue / cosinus
    nombre = min(int((est - depart) / pas_x) + 1, 400)
    lignes = MultiLineString(
        [LineString([(depart + i * pas_x, sud), (depart + i * pas_x + etendue / cosinus, nord)]) for i in range(nombre)]
    )
    decoupe: Any = lignes.intersection(surface)
    morceaux = getattr(decoupe, "geoms", [decoupe])
    return [[(x, y) for x, y in m.coords] for m in morceaux if m.geom_type == "LineString" and not m.is_empty]


_LOSANGE: list[Point] = [(0, 1.15), (1.15, 0), (0, -1.15), (-1.15, 0)]
_ROND: list[Point] = [(math.cos(a * math.pi / 12), math.sin(a * math.pi / 12)) for a in range(24)]
_HAUT: list[Point] = [(0, 1.1), (1.1, -0.9), (-1.1, -0.9)]
_BAS: list[Point] = [(0, -1.1), (1.1, 0.9), (-1.1, 0.9)]
_CARRE: list[Point] = [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)]
_COINS: dict[Jugement, list[Point]] = {
    Jugement.NETTEMENT_DEFAVORABLE: _LOSANGE,
    Jugement.DEFAVORABLE: _LOSANGE,
    Jugement.FAVORABLE: _ROND,
    Jugement.NETTEMENT_FAVORABLE: _ROND,
    Jugement.NETTEMENT_PLUS_ELEVE: _HAUT,
    Jugement.PLUS_ELEVE: _HAUT,
    Jugement.NETTEMENT_PLUS_BAS: _BAS,
    Jugement.PLUS_BAS: _BAS,
    Jugement.SANS_ECART: _CARRE,
    Jugement.TROP_PETIT: _CARRE,
}


def build_forme(jugement: Jugement, lon: float, lat: float, rayon: float, cosinus: float) -> list[Point] | None:
    """Contour de la forme d'un verdict, posée en (lon, lat), ou rien ; `rayon` en degrés de latitude."""
    coins = _COINS.get(jugement)
    if coins is None:
        return None
    return [(lon + x * rayon / cosinus, lat + y * rayon) for x, y in (*coins, coins[0])]
