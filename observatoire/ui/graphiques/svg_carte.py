"""Petite carte fixe en SVG (accueil) : ni script ni WebGL, imprimable, lisible dans les deux thèmes."""

from collections.abc import Sequence
from typing import Any

from observatoire.domain.verdict import Jugement
from observatoire.services.carte import Contour
from observatoire.ui.echappement import escape
from observatoire.ui.formes import TRACES, build_carre_hachure, build_style
from observatoire.ui.graphiques.deck import Surface
from observatoire.ui.graphiques.geometrie import Cadre, compute_cadre, list_lignes
from observatoire.ui.palette import CONTOUR_VILLE, NETS

LARGEUR = 300.0
POINT = "#7A2E0E"


class _Plan:
    """Passe de longitudes et latitudes à des pixels."""

    def __init__(self, cadre: Cadre) -> None:
        self.cadre = cadre
        self.echelle = LARGEUR / max((cadre.est - cadre.ouest) * cadre.cosinus, 1e-9)
        self.hauteur = (cadre.nord - cadre.sud) * self.echelle

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        x = (lon - self.cadre.ouest) * self.cadre.cosinus
        return x * self.echelle, (self.cadre.nord - lat) * self.echelle

    def trace(self, contour: dict[str, Any], ferme: bool = True) -> str:
        morceaux: list[str] = []
        for ligne in list_lignes(contour):
            points = " ".join("{:.1f},{:.1f}".format(*self.place(p[0], p[1])) for p in ligne)
            morceaux.append(f"M{points}{'Z' if ferme else ''}")
        return " ".join(morceaux)


def build_svg_carte(
    surfaces: Sequence[Surface],
    ville: dict[str, Any] | None,
    qpv: Sequence[Contour],
    alt: str,
    *,
    marques: bool,
    points: Sequence[tuple[float, float]] = (),
) -> str:
    """Dessine la carte ; `alt` en est le texte de remplacement, `points` des lieux en longitude et latitude."""
    plan = _Plan(compute_cadre([s.contour for s in surfaces] + ([ville] if ville else [])))
    corps = "".join(_build_surface(plan, s) for s in surfaces)
    if ville:
        corps += f'<path d="{plan.trace(ville)}" fill="none" stroke="{CONTOUR_VILLE}" stroke-width="1.4"/>'
    corps += "".join(_build_qpv(plan, contour) for contour in qpv)
    if marques:
        corps += "".join(_build_marque(plan, s) for s in surfaces)
    # Une carte haute est réduite plus qu'une large : ses points grossissent d'autant.
    rayon = max(3.2, plan.hauteur / 45)
    corps += "".join(_build_point(*plan.place(*point), rayon) for point in points)
    return (
        f'<svg class="obs-mini-carte" viewBox="-3 -3 {LARGEUR + 6:.0f} {plan.hauteur + 6:.0f}" role="img" '
        f'aria-label="{escape(alt)}" focusable="false">'
        f"<defs>{build_carre_hachure('obs-secret')}</defs>{corps}</svg>"
    )


def _build_surface(plan: _Plan, surface: Surface) -> str:
    fond = "url(#obs-secret)" if surface.jugement is Jugement.SECRET else surface.couleur or "#F1F3F5"
    titre = f"{surface.nom} : {surface.valeur}" + (f", {surface.detail}" if surface.detail else "")
    return (
        f'<path d="{plan.trace(surface.contour)}" fill="{fond}" stroke="#FFFFFF" stroke-width="1.2" '
        f'fill-rule="evenodd"><title>{escape(titre)}</title></path>'
    )


def _build_qpv(plan: _Plan, qpv: Contour) -> str:
    contour = plan.trace(qpv.geometrie)
    hachures = plan.trace(qpv.hachures, ferme=False) if qpv.hachures else ""
    return (
        f'<path d="{contour}" fill="none" stroke="#FFFFFF" stroke-width="3"/>'
        f'<path d="{hachures}" fill="none" stroke="#1A2233" stroke-width="0.7" stroke-opacity="0.8"/>'
        f'<path d="{contour}" fill="none" stroke="#1A2233" stroke-width="1.3"/>'
    )


def _build_marque(plan: _Plan, surface: Surface) -> str:
    if surface.lon is None or surface.lat is None or surface.jugement is Jugement.SECRET:
        return ""
    x, y = plan.place(surface.lon, surface.lat)
    trait = "#FFFFFF" if surface.jugement in NETS else "#1A2233"
    trace = TRACES[surface.jugement].format(style=build_style(surface.jugement, trait))
    return f'<g transform="translate({x - 5.5:.1f} {y - 5.5:.1f}) scale(0.69)">{trace}</g>'


def _build_point(x: float, y: float, rayon: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{rayon:.1f}" fill="{POINT}" stroke="#FFFFFF" stroke-width="0.8"/>'
