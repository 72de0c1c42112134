"""Matrice territoires × indicateurs : dans chaque cellule la valeur, la forme et les mots du verdict."""

from observatoire.domain.francais import format_nombre, format_valeur
from observatoire.domain.verdict import Jugement
from observatoire.services.comparaison import Comparaison
from observatoire.services.resultats import Ligne
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.formes import TRACES, build_marque
from observatoire.ui.palette import REMPLISSAGES

_MOTS: dict[Jugement, str] = {
    Jugement.NETTEMENT_DEFAVORABLE: "nett. défavorable",
    Jugement.DEFAVORABLE: "défavorable",
    Jugement.SANS_ECART: "pas de diff. établie",
    Jugement.FAVORABLE: "favorable",
    Jugement.NETTEMENT_FAVORABLE: "nett. favorable",
    Jugement.NETTEMENT_PLUS_ELEVE: "nett. plus élevé",
    Jugement.PLUS_ELEVE: "plus élevé",
    Jugement.PLUS_BAS: "plus bas",
    Jugement.NETTEMENT_PLUS_BAS: "nett. plus bas",
    Jugement.TROP_PETIT: "effectif trop petit",
    Jugement.NON_COMPARABLE: "non comparable",
    Jugement.SECRET: "non diffusable",
}
_FONCES = (
    Jugement.NETTEMENT_DEFAVORABLE,
    Jugement.NETTEMENT_FAVORABLE,
    Jugement.NETTEMENT_PLUS_ELEVE,
    Jugement.NETTEMENT_PLUS_BAS,
)


def show_matrice(comparaison: Comparaison) -> None:
    """Pose la matrice ; sur un petit écran elle défile, les noms restent à gauche."""
    tete = "".join(
        f'<th scope="col"><span title="{escape(c.indicateur.libelle)}">{escape(c.indicateur.libelle_court)}</span>'
        f'<br><span class="obs-note">{escape(c.indicateur.unite)}<br>{escape(c.periode.libelle)}</span></th>'
        for c in comparaison.colonnes
    )
    rangees = ""
    trio = zip(comparaison.territoires, comparaison.populations, comparaison.cellules, strict=True)
    for territoire, population, cellules in trio:
        habitants = f"{format_nombre(population)} hab." if population is not None else ""
        rangees += (
            f'<tr><th scope="row">{escape(territoire.nom)}<br><span class="obs-note">{habitants}</span></th>'
            + "".join(_build_cellule(ligne) for ligne in cellules)
            + "</tr>"
        )
    references = "".join(f"<td>{format_nombre(c.reference, c.indicateur.decimales)}</td>" for c in comparaison.colonnes)
    titre = f"Territoires et indicateurs comparés à : {comparaison.comparateur.libelle}"
    show_html(
        f'<div class="obs-defile" tabindex="0" role="region" aria-label="{escape(titre)}">'
        f'<table class="obs-matrice"><caption class="obs-cache">{escape(titre)}</caption>'
        f'<thead><tr><th scope="col">Territoire</th>{tete}</tr></thead><tbody>{rangees}</tbody>'
        f'<tfoot><tr><th scope="row">{escape(comparaison.comparateur.libelle)}</th>{references}</tr></tfoot>'
        "</table></div>"
    )
    show_html(_build_legende(comparaison))


def _build_cellule(ligne: Ligne) -> str:
    jugement = ligne.verdict.jugement
    fiche, estimation = ligne.indicateur, ligne.estimation
    if jugement is Jugement.SECRET:
        return f'<td class="secret"><b>secret</b><br><span>{_MOTS[jugement]}</span></td>'
    if not estimation.is_disponible:
        return '<td class="vide"><span>non disponible</span></td>'
    unite = fiche.unite if fiche.unite == "%" else ""
    valeur = escape(format_valeur(estimation.valeur, fiche.decimales, unite))
    fonce = jugement in _FONCES
    style = f"background:{REMPLISSAGES[jugement]};color:{'#FFFFFF' if fonce else '#1A2233'}"
    if jugement in (Jugement.TROP_PETIT, Jugement.NON_COMPARABLE):
        style = ""
    marque = _build_marque_claire(jugement) if fonce else build_marque(jugement, 13)
    motif = escape(ligne.verdict.motif or ligne.phrase.texte)
    return f'<td style="{style}" title="{motif}"><b>{marque} {valeur}</b><br><span>{_MOTS[jugement]}</span></td>'


def _build_marque_claire(jugement: Jugement) -> str:
    """Forme blanche : sur un fond de la même couleur, la forme pleine ne se verrait pas."""
    contenu = TRACES[jugement].format(style='fill="#FFFFFF" stroke="#FFFFFF"')
    return f'<svg class="obs-marque" width="13" height="13" viewBox="0 0 16 16" aria-hidden="true">{contenu}</svg>'


def _build_legende(comparaison: Comparaison) -> str:
    presents = {ligne.verdict.jugement for cellules in comparaison.cellules for ligne in cellules}
    entrees = "".join(
        f'<span class="obs-item">{build_marque(j)} {escape(libelle)}</span>'
        for j, libelle in _LEGENDE.items()
        if j in presents
    )
    return f'<p class="obs-note obs-legende-ligne">{entrees}</p>'


_LEGENDE: dict[Jugement, str] = {
    Jugement.NETTEMENT_DEFAVORABLE: "nettement défavorable (99,8 %)",
    Jugement.DEFAVORABLE: "défavorable (95 %)",
    Jugement.SANS_ECART: "pas de différence établie",
    Jugement.FAVORABLE: "favorable (95 %)",
    Jugement.NETTEMENT_FAVORABLE: "nettement favorable (99,8 %)",
    Jugement.NETTEMENT_PLUS_ELEVE: "nettement plus élevé, sans jugement",
    Jugement.PLUS_ELEVE: "plus élevé, sans jugement",
    Jugement.PLUS_BAS: "plus bas, sans jugement",
    Jugement.NETTEMENT_PLUS_BAS: "nettement plus bas, sans jugement",
    Jugement.TROP_PETIT: "effectif trop petit pour conclure",
    Jugement.NON_COMPARABLE: "non comparable",
    Jugement.SECRET: "secret",
}
