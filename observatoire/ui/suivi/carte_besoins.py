"""La carte des besoins : plus foncée où ils sont nombreux, cernée où l'un d'eux n'a aucune action."""

import math
from collections import Counter
from collections.abc import Sequence

from observatoire.domain.francais import format_pluriel
from observatoire.services.carte import Contour
from observatoire.services.suivi.besoins import CaseBesoin, NiveauBesoin
from observatoire.ui.composants import show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.besoins import ChoixBesoins, build_adresse


def show_carte(cases: Sequence[CaseBesoin], contours: Sequence[Contour], choix: ChoixBesoins, contrat: int) -> None:
    """La carte : besoins forts de chaque territoire, cernés quand l'un d'eux n'a aucune action."""
    forts = Counter(c.territoire for c in cases if c.niveau is NiveauBesoin.FORT)
    seuls = Counter(c.territoire for c in cases if c.is_sans_reponse)
    traces = [(c, _list_anneaux(c)) for c in contours if c.code in choix.noms]
    points = [p for _, anneaux in traces for anneau in anneaux for p in anneau]
    if not points:
        return
    show_titre("La carte", "le nombre : besoins forts · trait épais : l’un d’eux n’a aucune action")
    projection = _Projection(points, 640)
    maximum = max(forts.values(), default=1)
    formes = "".join(
        _build_forme(
            contour,
            "".join(_trace(anneau, projection) for anneau in anneaux),
            (forts[contour.code], seuls[contour.code], maximum),
            _find_adresse(cases, contour.code, choix, contrat),
        )
        for contour, anneaux in sorted(traces, key=lambda t: seuls[t[0].code] > 0)
    )
    noms = "".join(
        f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="middle">{escape(choix.noms[c.code])}'
        f'<tspan x="{x:.0f}" dy="15">{forts[c.code] or ""}</tspan></text>'
        for c, _ in traces
        if c.lon is not None and c.lat is not None
        for x, y in [projection.project((c.lon, c.lat))]
    )
    show_html(
        f'<svg class="obs-carte-besoins" viewBox="0 0 640 {projection.hauteur:.0f}" role="group" '
        'aria-label="Carte des besoins forts par territoire. La grille ci-dessus donne les mêmes nombres.">'
        f'{formes}<g aria-hidden="true">{noms}</g></svg>'
    )


def _find_adresse(cases: Sequence[CaseBesoin], territoire: str, choix: ChoixBesoins, contrat: int) -> str:
    """La case à ouvrir : le besoin fort sans action d'abord, puis tout autre besoin fort, puis la première."""
    siennes = [c for c in cases if c.territoire == territoire]
    premiere = min(siennes, key=lambda c: (not c.is_sans_reponse, c.niveau is not NiveauBesoin.FORT))
    return build_adresse(premiere, choix.maille, contrat)


class _Projection:
    """Longitude et latitude vers des pixels, sans déformer à cette latitude."""

    def __init__(self, points: Sequence[Sequence[float]], largeur: float) -> None:
        longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
        self.ouest, self.nord = min(longitudes), max(latitudes)
        self.cos = math.cos(math.radians((min(latitudes) + self.nord) / 2))
        self.echelle = (largeur - 16) / max((max(longitudes) - self.ouest) * self.cos, 1e-9)
        self.hauteur = (self.nord - min(latitudes)) * self.echelle + 16

    def project(self, point: Sequence[float]) -> tuple[float, float]:
        return (
            8 + (point[0] - self.ouest) * self.cos * self.echelle,
            8 + (self.nord - point[1]) * self.echelle,
        )


def _list_anneaux(contour: Contour) -> list[list[list[float]]]:
    """Les anneaux d'un polygone ou d'un multipolygone."""
    coordonnees = contour.geometrie["coordinates"]
    polygones = coordonnees if contour.geometrie["type"] == "MultiPolygon" else [coordonnees]
    return [anneau for polygone in polygones for anneau in polygone]


def _trace(anneau: Sequence[Sequence[float]], projection: _Projection) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(projection.project, anneau)) + "Z"


def _build_forme(contour: Contour, trace: str, comptes: tuple[int, int, int], adresse: str) -> str:
    forts, seuls, maximum = comptes
    opacite = 0.12 + 0.7 * forts / maximum if forts else 0.0
    trait = 'stroke="var(--obs-encre)" stroke-width="3.4"' if seuls else 'stroke="var(--obs-champ)" stroke-width="1.2"'
    bulle = f"{contour.nom} : {format_pluriel(forts, 'besoin fort', 'besoins forts')}, {seuls} sans action"
    surface = f'<path d="{trace}" fill="#B4540A" fill-opacity="{opacite:.2f}" {trait}>'
    return (
        f'<a href="{escape(adresse)}" target="_self" aria-label="{escape(bulle)}">'
        f"{surface}<title>{escape(bulle)}</title></path></a>"
    )
