"""Dessine l'île : IRIS emboîtés dans les quartiers, limites communes exactement partagées, QPV à cheval."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import translate
from shapely.geometry import LineString, MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge, polygonize, unary_union

from observatoire.errors import ErreurObservatoire
from observatoire.ingest.demo.ville import CONTOUR_ILE, LAT_CENTRE, LON_CENTRE, QPV, QUARTIERS, Iris, Prioritaire

KM_PAR_DEGRE = 111.32
PAS_KM = 0.12
ARRONDI = 6
TOURS_DE_LLOYD = 12

T = TypeVar("T", bound=BaseGeometry)


@dataclass(frozen=True)
class Carte:
    """Contours en longitude et latitude : un polygone par IRIS (ordre des rangs), un par QPV (ordre de `QPV`)."""

    iris: tuple[Polygon, ...]
    qpv: tuple[BaseGeometry, ...]


def draw_carte(iris: tuple[Iris, ...], rng: np.random.Generator) -> Carte:
    """Dessine la ville. Les traits sont ondulés avant d'être refermés : deux voisins partagent les mêmes points."""
    ile = _smooth(Polygon(CONTOUR_ILE), 0.6)
    germes = _place_germes(iris, ile, rng)
    traits = _voronoi_lines(germes, ile)
    ondule = _make_ondulation(rng)
    lignes = [LineString(ondule(np.asarray(ligne.segmentize(PAS_KM).coords))) for ligne in traits]
    cellules = list(polygonize(lignes))
    centres = ondule(germes)
    rangees = tuple(_find_cellule(cellules, Point(p)) for p in centres)
    if len({id(c) for c in rangees}) != len(iris) or len(cellules) != len(iris):
        raise ErreurObservatoire("Le dessin de la ville fictive a échoué : un IRIS n'a pas son propre contour.")
    par_nom = {i.nom: c for i, c in zip(iris, rangees, strict=True)}
    return Carte(
        iris=tuple(_to_degres(c) for c in rangees),
        qpv=tuple(_to_degres(_draw_qpv(q, par_nom)) for q in QPV),
    )


def _place_germes(iris: tuple[Iris, ...], ile: BaseGeometry, rng: np.random.Generator) -> NDArray[np.float64]:
    """Un germe par IRIS, du nord au sud, bien répartis autour du centre de son quartier (relaxation de Lloyd)."""
    centres = np.array([(q.x, q.y) for q in QUARTIERS])
    ouest, sud, est, nord = ile.bounds
    nuage = rng.uniform((ouest, sud), (est, nord), size=(30_000, 2))
    nuage = nuage[shapely.contains_xy(ile, nuage[:, 0], nuage[:, 1])]
    proche = np.argmin(((nuage[:, None, :] - centres) ** 2).sum(axis=2), axis=1)
    germes = np.empty((len(iris), 2))
    for indice, quartier in enumerate(QUARTIERS):
        rangs = [i.rang for i in iris if i.quartier is quartier]
        points = nuage[proche == indice]
        groupe = points[rng.choice(len(points), len(rangs), replace=False)]
        for _ in range(TOURS_DE_LLOYD):
            choix = np.argmin(((points[:, None, :] - groupe) ** 2).sum(axis=2), axis=1)
            groupe = np.array([points[choix == k].mean(axis=0) for k in range(len(rangs))])
        germes[rangs] = groupe[np.argsort(-groupe[:, 1])]
    return germes


def _voronoi_lines(germes: NDArray[np.float64], ile: BaseGeometry) -> list[LineString]:
    """Traits du diagramme de Voronoï coupés à la côte, d'un nœud à l'autre."""
    aretes = shapely.voronoi_polygons(MultiPoint(germes), extend_to=ile.buffer(1), only_edges=True)
    noeuds = shapely.get_parts(unary_union([aretes, ile.boundary]))
    dedans = [t for t in noeuds if ile.buffer(1e-9).contains(t)]
    fusion = linemerge(dedans)
    return [fusion] if isinstance(fusion, LineString) else list(fusion.geoms)


def _make_ondulation(rng: np.random.Generator) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Déformation douce du plan : sa pente reste sous 1, donc elle ne croise ni ne déchire aucun trait."""
    ondes = [(0.16, 3.2), (0.055, 1.1), (0.02, 0.45)]
    phases = rng.uniform(0, 2 * np.pi, size=(len(ondes), 2, 2))

    def ondule(points: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = points[:, 0], points[:, 1]
        dx, dy = np.zeros_like(x), np.zeros_like(y)
        for (amplitude, longueur), phase in zip(ondes, phases, strict=True):
            k = 2 * np.pi / longueur
            dx += amplitude * np.sin(k * y + phase[0, 0]) * np.cos(0.3 * k * x + phase[0, 1])
            dy += amplitude * np.sin(k * x + phase[1, 0]) * np.cos(0.3 * k * y + phase[1, 1])
        return np.column_stack([x + dx, y + dy])

    return ondule


def _find_cellule(cellules: list[Polygon], point: Point) -> Polygon:
    trouvees = [c for c in cellules if c.contains(point)]
    if len(trouvees) != 1:
        raise ErreurObservatoire("Le dessin de la ville fictive a échoué : un IRIS n'a pas de contour.")
    return trouvees[0]


def _draw_qpv(prioritaire: Prioritaire, par_nom: dict[str, Polygon]) -> BaseGeometry:
    """Réunion d'IRIS, un peu rentrée et décalée : un vrai QPV ne suit jamais tout à fait les limites des IRIS."""
    bloc = unary_union([par_nom[nom] for nom in prioritaire.iris])
    return translate(_smooth(bloc.buffer(-prioritaire.recul), 0.12), *prioritaire.decalage)


def _smooth(forme: BaseGeometry, rayon: float) -> BaseGeometry:
    return forme.buffer(rayon).buffer(-2 * rayon).buffer(rayon)


def _to_degres(forme: T) -> T:
    """Kilomètres de l'île en degrés. L'arrondi est le même des deux côtés d'une limite : elle reste partagée."""
    facteur = np.array([KM_PAR_DEGRE * np.cos(np.radians(LAT_CENTRE)), KM_PAR_DEGRE])
    return shapely.transform(forme, lambda xy: np.round(xy / facteur + (LON_CENTRE, LAT_CENTRE), ARRONDI))
