"""Courbe miniature d'une carte de chiffre clé : bande à 95 %, ligne, dernier point. Les mots à côté la disent."""

from observatoire.services.resultats import Ligne, Point

LARGEUR, HAUTEUR = 72.0, 30.0
_MARGE = 5.0


def build_etincelle(ligne: Ligne) -> str:
    """SVG décoratif de la série ; vide sous trois points montrables ou si l'évolution ne se mesure pas."""
    points = [p for p in ligne.serie if p.estimation.valeur is not None]
    if len(points) < 3 or not ligne.evolution.is_mesurable:
        return ""
    bornes = [v for p in points for v in _list_bornes(p)]
    bas, etendue = min(bornes), (max(bornes) - min(bornes)) or 1.0
    jours = [p.periode.debut.toordinal() for p in points]

    def place(jour: int, valeur: float) -> str:
        x = _MARGE + (jour - jours[0]) / max(jours[-1] - jours[0], 1) * (LARGEUR - 2 * _MARGE)
        y = HAUTEUR - _MARGE - (valeur - bas) / etendue * (HAUTEUR - 2 * _MARGE)
        return f"{x:.1f},{y:.1f}"

    haut = [
        place(j, p.estimation.ic_haut) for j, p in zip(jours, points, strict=True) if p.estimation.ic_haut is not None
    ]
    dessous = [
        place(j, p.estimation.ic_bas) for j, p in zip(jours, points, strict=True) if p.estimation.ic_bas is not None
    ]
    trace = " ".join(place(j, p.estimation.valeur or 0.0) for j, p in zip(jours, points, strict=True))
    cx, cy = place(jours[-1], points[-1].estimation.valeur or 0.0).split(",")
    return (
        f'<svg class="obs-courbe" width="{LARGEUR:.0f}" height="{HAUTEUR:.0f}" aria-hidden="true">'
        f'<polygon class="bande" points="{" ".join(haut + dessous[::-1])}"/>'
        f'<polyline class="serie" points="{trace}"/>'
        f'<circle cx="{cx}" cy="{cy}" r="2.8" fill="var(--obs-encre)"/></svg>'
    )


def _list_bornes(point: Point) -> list[float]:
    e = point.estimation
    return [v for v in (e.valeur, e.ic_bas, e.ic_haut) if v is not None]
