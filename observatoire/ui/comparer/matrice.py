"""Matrice territoires × indicateurs : dans chaque cellule la valeur, la forme et les mots du verdict."""

from observatoire.domain.francais import count_decimales, format_nombre, format_valeur
from observatoire.domain.phrases.lieux import GenreLieu, append_raison
from observatoire.domain.verdict import Jugement
from observatoire.services.comparaison import Colonne, Comparaison
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
    valeurs = "".join(f"<td>{_format_reference(comparaison, c)}</td>" for c in comparaison.colonnes)
    # Chacun face à lui-même à une autre période : il n'y a pas de valeur commune à mettre au bas du tableau.
    pied = f'<tfoot><tr><th scope="row">{escape(comparaison.comparateur.libelle)}</th>{valeurs}</tr></tfoot>'
    titre = f"Territoires et indicateurs comparés à : {comparaison.comparateur.libelle}"
    show_html(
        f'<div class="obs-defile" tabindex="0" role="region" aria-label="{escape(titre)}">'
        f'<table class="obs-matrice"><caption class="obs-cache">{escape(titre)}</caption>'
        f'<thead><tr><th scope="col">Territoire</th>{tete}</tr></thead><tbody>{rangees}</tbody>'
        f"{pied if any(c.reference is not None for c in comparaison.colonnes) else ''}</table></div>"
    )
    show_html(_build_legende(comparaison) + _build_motifs(comparaison))


def _format_reference(comparaison: Comparaison, colonne: Colonne) -> str:
    """Valeur du comparateur au bas d'une colonne ; une cible n'est pas arrondie."""
    decimales = colonne.indicateur.decimales
    if comparaison.comparateur.lieu.genre is GenreLieu.CIBLE and colonne.reference is not None:
        decimales = count_decimales(colonne.reference)
    return format_nombre(colonne.reference, decimales)


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
    motif = escape(ligne.phrase_situee.texte)
    avant = _build_avant(ligne, unite)
    is_changement = ligne.lieu_comparateur.genre is GenreLieu.PERIODE and jugement is Jugement.SANS_ECART
    mots = ligne.libelle_verdict if is_changement else _MOTS[jugement]
    return f'<td style="{style}" title="{motif}"><b>{marque} {valeur}</b>{avant}<br><span>{mots}</span></td>'


def _build_avant(ligne: Ligne, unite: str) -> str:
    """La valeur de l'autre période : sans elle, un changement ne se lit pas."""
    avant = ligne.reference.valeur if ligne.reference else None
    if ligne.lieu_comparateur.genre is not GenreLieu.PERIODE or avant is None:
        return ""
    valeur = format_valeur(avant, ligne.indicateur.decimales, unite)
    return f"<br><span>{escape(valeur)} {escape(ligne.lieu_comparateur.dans)}</span>"


def _build_marque_claire(jugement: Jugement) -> str:
    """Forme blanche : sur un fond de la même couleur, la forme pleine ne se verrait pas."""
    contenu = TRACES[jugement].format(style='fill="#FFFFFF" stroke="#FFFFFF"')
    return f'<svg class="obs-marque" width="13" height="13" viewBox="0 0 16 16" aria-hidden="true">{contenu}</svg>'


def _build_motifs(comparaison: Comparaison) -> str:
    """Ce qui ne se compare pas, et pourquoi : une infobulle ne se lit ni au doigt ni sur un écran projeté."""
    par_motif: dict[str, list[str]] = {}
    for cellules in comparaison.cellules:
        for ligne in cellules:
            if ligne.verdict.jugement is Jugement.NON_COMPARABLE and ligne.estimation.is_disponible:
                noms = par_motif.setdefault(ligne.verdict.motif, [])
                if ligne.indicateur.libelle_court not in noms:
                    noms.append(ligne.indicateur.libelle_court)
    if not par_motif:
        return ""
    lignes = " ".join(f"{escape(append_raison(', '.join(noms), m))}" for m, noms in par_motif.items())
    return f'<p class="obs-note">Non comparables. {lignes}</p>'


def _build_legende(comparaison: Comparaison) -> str:
    presents = {ligne.verdict.jugement for cellules in comparaison.cellules for ligne in cellules}
    is_periode = comparaison.comparateur.lieu.genre is GenreLieu.PERIODE
    mot = "changement établi" if is_periode else "différence établie"
    entrees = "".join(
        f'<span class="obs-item">{build_marque(j)} {escape(libelle.replace("différence établie", mot))}</span>'
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
