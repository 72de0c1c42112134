"""Dans quel territoire est chaque point : par son IRIS, et par sa position pour un QPV, qui coupe les IRIS."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import shapely
from shapely.geometry import shape

from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.carte import Contour, load_contours
from observatoire.services.offre.points import Point
from observatoire.services.recomposition import list_quartiers
from observatoire.services.version import open_version


@dataclass(frozen=True, slots=True, eq=False)
class Zonage:
    """Où se rangent les points d'une version.

    `iris` donne les IRIS de chaque quartier et de chaque IRIS ; `dans_qpv`, les points que contient chaque QPV ;
    `qpv`, les QPV du contour le plus récent ; `quartiers`, le quartier de chaque IRIS (l'IRIS lui-même s'il n'a pas
    de quartier) ; `formes_qpv`, le contour de ces QPV.
    """

    iris: Mapping[str, frozenset[str]]
    dans_qpv: Mapping[str, frozenset[str]]
    qpv: Mapping[str, Territoire]
    quartiers: Mapping[str, Territoire]
    formes_qpv: Mapping[str, Any] = field(default_factory=lambda: {})

    def select(self, points: Iterable[Point], territoire: str) -> tuple[Point, ...]:
        """Points d'un IRIS, d'un quartier ou d'un QPV ; aucun si le territoire n'est d'aucune de ces mailles."""
        if territoire in self.dans_qpv:
            return tuple(p for p in points if p.id in self.dans_qpv[territoire])
        iris = self.iris.get(territoire, frozenset())
        return tuple(p for p in points if p.iris in iris)

    def find_qpv(self, lon: float, lat: float) -> str:
        """QPV qui contient un lieu ; vide s'il n'est dans aucun."""
        return next((code for code, forme in self.formes_qpv.items() if shapely.intersects_xy(forme, lon, lat)), "")

    def name_quartier(self, point: Point) -> str:
        """Nom du quartier d'un point ; vide s'il n'est dans aucun."""
        quartier = self.quartiers.get(point.iris)
        return quartier.nom if quartier else ""

    def name_qpv(self, point: Point) -> str:
        """Nom du QPV où se trouve un point ; vide s'il n'est dans aucun."""
        return next((t.nom for code, t in self.qpv.items() if point.id in self.dans_qpv[code]), "")


def build_zonage(*, version: str, points: Sequence[Point]) -> Zonage:
    """Range les points d'une version.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    territoires = open_version(version).metadonnees.territoires
    par_quartier = list_quartiers(open_version(version).metadonnees)
    iris = {code: t for code, t in territoires.items() if t.maille is Maille.IRIS}
    quartiers = iris | {i: territoires[code] for code, tous in par_quartier.items() for i in tous}
    millesimes = sorted({t.millesime for t in territoires.values() if t.maille is Maille.QPV})
    contours = [c for m in millesimes for c in load_contours(version=version, maille=Maille.QPV.value, millesime=m)]
    recent = max((c.millesime for c in contours), default="")
    return Zonage(
        iris={code: frozenset([code]) for code in iris} | par_quartier,
        dans_qpv=locate_qpv(points, contours),
        qpv={c.code: territoires[c.code] for c in contours if c.millesime == recent},
        quartiers=quartiers,
        formes_qpv={c.code: shape(c.geometrie) for c in contours if c.millesime == recent},
    )


def locate_qpv(points: Sequence[Point], contours: Sequence[Contour]) -> dict[str, frozenset[str]]:
    """Points que contient chaque QPV.

    Sur la limite de deux QPV d'un même millésime, le point est du premier dans l'ordre des codes.
    """
    places = [p for p in points if p.is_place]
    dedans: dict[str, set[str]] = {c.code: set() for c in contours}
    if not places or not contours:
        return {code: frozenset(ids) for code, ids in dedans.items()}
    index = shapely.STRtree([shape(c.geometrie) for c in contours])
    geometries = cast(Any, shapely.points([p.lon or 0.0 for p in places], [p.lat or 0.0 for p in places]))
    ranges: set[tuple[int, str]] = set()
    for rang, trouve in sorted(index.query(geometries, predicate="intersects").T.tolist()):
        contour = contours[trouve]
        if (rang, contour.millesime) not in ranges:
            ranges.add((rang, contour.millesime))
            dedans[contour.code].add(places[rang].id)
    return {code: frozenset(ids) for code, ids in dedans.items()}
