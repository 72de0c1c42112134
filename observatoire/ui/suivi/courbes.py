"""L'avancement des axes au fil du temps : de petites marches semblables, et leur tableau."""

from collections.abc import Sequence
from datetime import date

from observatoire.domain.francais import format_date, format_nombre
from observatoire.services.suivi.vue_ensemble import PointAvancement
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.trace import Echelle
from observatoire.ui.tableaux import Colonne, Ligne, build_tableau


def build_courbes_html(points: Sequence[PointAvancement], titres: dict[int, str]) -> str:
    """Une marche par axe : la part d'actions réalisées, mois après mois, sur de petits graphiques semblables."""
    blocs: list[str] = []
    for axe_id, titre in titres.items():
        suite = [p for p in points if p.axe_id == axe_id]
        if suite:
            blocs.append(_build_marche(suite, titre))
    return f'<div class="obs-marches">{"".join(blocs)}</div>'


def _build_marche(points: Sequence[PointAvancement], titre: str) -> str:
    largeur, hauteur = 292, 116
    cadre = (30.0, largeur - 12.0, 12.0, hauteur - 24.0)
    echelle = Echelle([p.jour for p in points], [0, 100], cadre)
    parts = [(p.jour, 100 * p.realisees / p.n if p.n else 0.0) for p in points]
    trace = f"M{echelle.x(parts[0][0]):.1f} {echelle.y(parts[0][1]):.1f}"
    trace += "".join(f"H{echelle.x(jour):.1f}V{echelle.y(part):.1f}" for jour, part in parts[1:])
    annees = sorted({p.jour.year for p in points})
    reperes = "".join(
        f'<text x="{echelle.x(date(a, 1, 1)):.1f}" y="{hauteur - 6}" text-anchor="middle">{a}</text>'
        for a in annees[1:]
    )
    grille = "".join(
        f'<path class="axe" d="M{echelle.gauche} {echelle.y(v):.1f}H{echelle.droite}"/>'
        f'<text x="24" y="{echelle.y(v) + 4:.1f}" text-anchor="end">{v}</text>'
        for v in (0, 50, 100)
    )
    dernier = points[-1]
    phrase = f"{dernier.realisees} sur {dernier.n} au {format_date(dernier.jour)}"
    return (
        f"<figure><figcaption><strong>{escape(titre)}</strong><span>{escape(phrase)}</span></figcaption>"
        f'<svg class="obs-courbe" width="100%" viewBox="0 0 {largeur} {hauteur}" role="img" '
        f'aria-label="{escape(f"Part des actions réalisées, {titre} : {phrase}")}">{grille}{reperes}'
        f'<path class="serie accent" d="{trace}"/></svg></figure>'
    )


def build_table_courbes(points: Sequence[PointAvancement], titres: dict[int, str]) -> str:
    """Les mêmes chiffres, au dernier point de chaque année : réalisées sur le total."""
    par_an: dict[tuple[int, int], PointAvancement] = {(p.axe_id, p.jour.year): p for p in points}
    derniers: dict[int, date] = {p.jour.year: p.jour for p in points}
    lignes = [
        Ligne([titre, *(_format_point(par_an.get((axe_id, annee))) for annee in derniers)])
        for axe_id, titre in titres.items()
    ]
    colonnes = [Colonne("Axe"), *(Colonne(f"Au {format_date(jour)}", nombre=True) for jour in derniers.values())]
    tableau = build_tableau("Actions réalisées sur le total, par axe", colonnes, lignes)
    return (
        f'<div class="obs-defile obs-large" tabindex="0" role="region" aria-label="Courbes en tableau">{tableau}</div>'
    )


def _format_point(point: PointAvancement | None) -> str:
    if point is None or not point.n:
        return "–"
    return f"{point.realisees} sur {point.n} ({format_nombre(100 * point.realisees / point.n, 0)} %)"
