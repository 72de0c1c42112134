"""Petite courbe d'évolution : la bande d'intervalle, les points, le comparateur en tirets.

La forme d'une courbe ne dit rien à elle seule : une flèche n'apparaît que si le test d'évolution est établi, et le
motif est écrit quand l'évolution ne se mesure pas.
"""

from collections.abc import Callable, Sequence

from observatoire.domain.francais import format_nombre
from observatoire.services.resultats import Ligne, Point
from observatoire.ui.echappement import escape
from observatoire.ui.formes import build_marque_a

LARGEUR, HAUTEUR = 240, 104
_GAUCHE, _DROITE, _HAUT, _BAS = 34.0, 12.0, 10.0, 22.0
Placement = Callable[[Point, float], tuple[float, float]]
"""Passe d'un point et d'une valeur à des pixels."""
_FLECHES = {1: "↗", -1: "↘"}


def build_evolution_html(ligne: Ligne) -> str:
    """Évolution en mots : flèche et mots si elle est établie, sinon la raison."""
    evolution, fiche = ligne.evolution, ligne.indicateur
    if not evolution.is_mesurable:
        # Le motif du producteur est long : la ligne en donne le résumé, la bulle le texte entier.
        bulle = f' title="{escape(evolution.detail)}"' if evolution.detail else ""
        return f'<span class="obs-note"{bulle}>non mesurable<br>{escape(evolution.libelle_motif)}</span>'
    depart = format_nombre(evolution.valeur_debut, fiche.decimales)
    if evolution.direction == 0:
        return f'<span class="obs-note">{escape(evolution.libelle)}<br>{escape(_format_bornes(ligne))}</span>'
    fleche = _FLECHES[evolution.direction]
    return (
        f'<span class="obs-evolution"><b><span aria-hidden="true">{fleche}</span> {escape(evolution.libelle)}</b>'
        f'<br><span class="obs-note">{escape(evolution.debut)} : {escape(depart)}</span></span>'
    )


def build_courbe(ligne: Ligne) -> str:
    """SVG de la série ; vide sous deux points montrables."""
    points = _list_montrables(ligne.serie)
    if len(points) < 2:
        return ""
    temoins = _list_montrables(ligne.serie_reference)
    annees = [_abscisse(p) for p in points]
    debut, fin = min(annees), max(annees)
    bas, haut = _etendue([*points, *temoins])

    def place(point: Point, valeur: float) -> tuple[float, float]:
        # Des périodes emboîtées peuvent avoir le même milieu : la courbe tient alors en un trait vertical, au centre.
        part = (_abscisse(point) - debut) / (fin - debut) if fin > debut else 0.5
        x = _GAUCHE + part * (LARGEUR - _GAUCHE - _DROITE)
        y = HAUTEUR - _BAS - (valeur - bas) / (haut - bas) * (HAUTEUR - _HAUT - _BAS)
        return x, y

    dernier = points[-1]
    return (
        f'<svg class="obs-courbe" viewBox="0 0 {LARGEUR} {HAUTEUR}" width="{LARGEUR}" height="{HAUTEUR}" '
        f'role="img" aria-label="{escape(describe_courbe(ligne))}" focusable="false">'
        + _build_axes(bas, haut, points, ligne.indicateur.decimales)
        + _build_bande(points, place)
        + _build_trace([p for p in temoins if debut <= _abscisse(p) <= fin], place, "ville")
        + _build_trace(points, place, "serie")
        + build_marque_a(ligne.verdict.jugement, *place(dernier, dernier.estimation.valeur or 0.0), 13)
        + "</svg>"
    )


def describe_courbe(ligne: Ligne) -> str:
    """Texte de remplacement : les points un à un, puis l'évolution en mots."""
    fiche = ligne.indicateur
    points = ", ".join(
        f"{p.periode.libelle} : {format_nombre(p.estimation.valeur, fiche.decimales)}"
        for p in _list_montrables(ligne.serie)
    )
    fin = ligne.evolution.libelle + (f" ({ligne.evolution.libelle_motif})" if ligne.evolution.motif else "")
    return f"{fiche.libelle_court}, {ligne.territoire.nom}. {points}. {fin}."


def _format_bornes(ligne: Ligne) -> str:
    debut, fin = ligne.evolution.debut, ligne.evolution.fin
    return f"{debut} à {fin}" if debut and fin and debut != fin else debut


def _list_montrables(points: Sequence[Point]) -> list[Point]:
    return sorted((p for p in points if p.estimation.is_disponible), key=lambda p: p.periode)


def _abscisse(point: Point) -> float:
    milieu = point.periode.debut + (point.periode.fin - point.periode.debut) / 2
    return milieu.year + milieu.timetuple().tm_yday / 366


def _etendue(points: Sequence[Point]) -> tuple[float, float]:
    estimations = [p.estimation for p in points]
    bornes = [v for e in estimations for v in (e.valeur, e.ic_bas, e.ic_haut) if v is not None]
    bas, haut = min(bornes), max(bornes)
    marge = (haut - bas) * 0.08 or abs(haut) * 0.1 or 1.0
    return bas - marge, haut + marge


def _build_axes(bas: float, haut: float, points: Sequence[Point], decimales: int) -> str:
    lignes = ""
    for part in (0.15, 0.85):
        valeur = bas + part * (haut - bas)
        y = HAUTEUR - _BAS - part * (HAUTEUR - _HAUT - _BAS)
        lignes += (
            f'<line class="axe" x1="{_GAUCHE}" x2="{LARGEUR - _DROITE}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text x="{_GAUCHE - 5}" y="{y + 4:.1f}" text-anchor="end">{format_nombre(valeur, decimales)}</text>'
        )
    premier, dernier = points[0].periode.code, points[-1].periode.code
    return (
        lignes + f'<text x="{_GAUCHE}" y="{HAUTEUR - 5}">{escape(premier)}</text>'
        f'<text x="{LARGEUR - _DROITE}" y="{HAUTEUR - 5}" text-anchor="end">{escape(dernier)}</text>'
    )


def _build_bande(points: Sequence[Point], place: Placement) -> str:
    bornes = [
        (p, p.estimation.ic_bas, p.estimation.ic_haut)
        for p in points
        if p.estimation.ic_bas is not None and p.estimation.ic_haut is not None
    ]
    if len(bornes) < 2:
        return ""
    aller = [place(p, haut or 0.0) for p, _, haut in bornes]
    retour = [place(p, bas or 0.0) for p, bas, _ in reversed(bornes)]
    return f'<polygon class="bande" points="{_join([*aller, *retour])}"/>'


def _build_trace(points: Sequence[Point], place: Placement, classe: str) -> str:
    if len(points) < 2:
        return ""
    coordonnees = [place(p, p.estimation.valeur or 0.0) for p in points]
    return f'<polyline class="{classe}" points="{_join(coordonnees)}"/>'


def _join(coordonnees: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in coordonnees)
