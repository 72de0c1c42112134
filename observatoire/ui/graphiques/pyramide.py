"""Pyramide des âges : le territoire en barres, le comparateur en trait, et le même contenu en tableau."""

from collections.abc import Sequence

from observatoire.domain.francais import format_nombre
from observatoire.services.pyramide import Pyramide, Tranche
from observatoire.ui.echappement import escape
from observatoire.ui.tableaux import SECRET, Colonne, Html, Ligne, build_tableau

LARGEUR = 320
_RANG, _HAUT, _BAS, _AGE = 26, 24, 24, 58
_PAS = (1, 2, 5, 10, 20, 50, 100)


def build_pyramide(pyramide: Pyramide, nom: str, comparateur: str) -> str:
    """SVG de la pyramide, hommes à gauche, femmes à droite, en % de la population totale."""
    tranches = list(reversed(pyramide.tranches))
    hauteur = _HAUT + _RANG * len(tranches) + _BAS
    maximum = max((v for t in tranches for v in _list_parts(t)), default=1.0)
    demi = (LARGEUR - _AGE) / 2
    corps = "".join(_build_rang(t, i, demi, maximum) for i, t in enumerate(tranches))
    if pyramide.has_reference:
        corps += _build_reference(tranches, demi, maximum)
    alt = f"Pyramide des âges, {nom}, comparée à : {comparateur}. Le tableau qui suit donne chaque tranche."
    return (
        f'<svg class="obs-pyramide" viewBox="0 0 {LARGEUR} {hauteur}" width="100%" role="img" '
        f'aria-label="{escape(alt)}" focusable="false">'
        f'<text class="tete" x="{demi - 4}" y="14" text-anchor="end">Hommes</text>'
        f'<text class="tete" x="{demi + _AGE + 4}" y="14">Femmes</text>'
        f"{corps}{_build_graduations(demi, maximum, hauteur)}</svg>"
    )


def describe_pyramide(pyramide: Pyramide) -> str:
    """Titre en mots : plus jeune, plus âgée, ou proche du comparateur. Écart d'au moins deux points exigé."""
    jeunes = _sum_ecarts(pyramide.tranches[: max(1, len(pyramide.tranches) // 3)])
    ages = _sum_ecarts(pyramide.tranches[-max(1, len(pyramide.tranches) // 3) :])
    if jeunes is None or ages is None:
        return "Répartition par âge"
    if jeunes - ages > 2:
        return "Une population plus jeune"
    if ages - jeunes > 2:
        return "Une population plus âgée"
    return "Une répartition par âge proche"


def build_tableau_pyramide(pyramide: Pyramide, nom: str, comparateur: str) -> str:
    """Le même contenu en tableau."""
    colonnes = [Colonne("Âge"), *(Colonne(t, nombre=True) for t in ("Hommes", "Femmes"))]
    if pyramide.has_reference:
        colonnes += [Colonne(f"Hommes, {comparateur}", nombre=True), Colonne(f"Femmes, {comparateur}", nombre=True)]
    lignes: list[Ligne] = []
    for t in pyramide.tranches:
        cellules: list[str | Html] = [f"{t.classe_age} ans", _format(t.hommes), _format(t.femmes)]
        if pyramide.has_reference:
            cellules += [_format(t.hommes_reference), _format(t.femmes_reference)]
        lignes.append(Ligne(cellules))
    return build_tableau(f"Part de chaque âge dans la population, {nom}, {pyramide.periode}", colonnes, lignes)


def _format(part: float | None) -> str | Html:
    return SECRET if part is None else f"{format_nombre(part, 1)} %"


def _list_parts(tranche: Tranche) -> list[float]:
    parts = (tranche.hommes, tranche.femmes, tranche.hommes_reference, tranche.femmes_reference)
    return [p for p in parts if p is not None]


def _build_rang(tranche: Tranche, rang: int, demi: float, maximum: float) -> str:
    y = _HAUT + rang * _RANG
    hommes, femmes = ((p or 0.0) / maximum * (demi - 4) for p in (tranche.hommes, tranche.femmes))
    return (
        f'<rect class="hommes" x="{demi - hommes:.1f}" y="{y + 3}" width="{hommes:.1f}" height="{_RANG - 6}"/>'
        f'<rect class="femmes" x="{demi + _AGE:.1f}" y="{y + 3}" width="{femmes:.1f}" height="{_RANG - 6}"/>'
        f'<text x="{LARGEUR / 2}" y="{y + _RANG / 2 + 4.5}" text-anchor="middle">'
        f"{escape(tranche.classe_age)}</text>"
    )


def _build_reference(tranches: Sequence[Tranche], demi: float, maximum: float) -> str:
    """Escalier du comparateur, de chaque côté."""
    gauche: list[str] = []
    droite: list[str] = []
    for rang, t in enumerate(tranches):
        y = _HAUT + rang * _RANG
        h, f = ((p or 0.0) / maximum * (demi - 4) for p in (t.hommes_reference, t.femmes_reference))
        gauche += [f"{demi - h:.1f},{y}", f"{demi - h:.1f},{y + _RANG}"]
        droite += [f"{demi + _AGE + f:.1f},{y}", f"{demi + _AGE + f:.1f},{y + _RANG}"]
    return "".join(f'<polyline class="reference" points="{" ".join(p)}"/>' for p in (gauche, droite))


def _build_graduations(demi: float, maximum: float, hauteur: int) -> str:
    pas = next((p for p in _PAS if maximum / p <= 4), _PAS[-1])
    marques = ""
    for i in range(1, int(maximum // pas) + 1):
        x = i * pas / maximum * (demi - 4)
        for position in (demi - x, demi + _AGE + x):
            marques += f'<text x="{position:.1f}" y="{hauteur - 6}" text-anchor="middle">{i * pas}</text>'
    return marques


def _sum_ecarts(tranches: Sequence[Tranche]) -> float | None:
    total = 0.0
    for t in tranches:
        if None in (t.hommes, t.femmes, t.hommes_reference, t.femmes_reference):
            return None
        total += (t.hommes or 0) + (t.femmes or 0) - (t.hommes_reference or 0) - (t.femmes_reference or 0)
    return total
