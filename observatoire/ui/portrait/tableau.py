"""Le tableau du portrait : une ligne par indicateur. Sur un téléphone, une carte par indicateur."""

from collections.abc import Sequence

import streamlit as st

from observatoire.domain.estimation import LIBELLES_STATUT
from observatoire.domain.francais import format_intervalle, format_nombre, format_pluriel, format_valeur
from observatoire.domain.indicateur import Indicateur, TypeIndicateur
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE
from observatoire.domain.verdict import MotifComparaison
from observatoire.services.portrait import Portrait, ThemePortrait
from observatoire.services.resultats import Ligne
from observatoire.ui.composants import build_etiquette, build_verdict_html, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.graphiques.courbe import build_courbe, build_evolution_html
from observatoire.ui.graphiques.echelle import build_echelle
from observatoire.ui.portrait.liens import build_lien_carte
from observatoire.ui.portrait.synthese import is_approchee
from observatoire.ui.tableaux import SECRET

_LONGUEUR_SYMBOLE = 2
_LONGUEUR_MOTIF = 60
_COLONNES = (
    ("Indicateur, période, unité", ""),
    ("moins favorable – plus favorable", "poles"),
    ("Valeur et intervalle", "nombre"),
    ("Nombre", "nombre"),
    ("Comparé à", "nombre"),
    ("Évolution", ""),
    ("Écart", ""),
)


def show_tableau(portrait: Portrait, theme: str, telephone: bool) -> None:
    """Pose le tableau de tous les thèmes, ou d'un seul."""
    themes = [t for t in portrait.themes if theme in ("tous", t.theme.value)]
    total = sum(len(t.lignes) for t in themes)
    show_titre("Tous les indicateurs", f"{total} indicateurs, comparés à : {portrait.comparateur.libelle}")
    if telephone:
        _show_cartes(themes, portrait)
        return
    for groupe in themes:
        show_html(_build_tableau(groupe, portrait))
    show_html(build_legende())


def show_absents(portrait: Portrait) -> None:
    """Ce que le comparateur publie et que cette maille n'a pas : sinon il semblerait n'exister nulle part."""
    lignes = [x for x in portrait.absents if x.reference is not None and x.reference.is_disponible]
    if not lignes:
        return
    un, plusieurs = LIBELLES_COURTS_MAILLE[portrait.territoire.maille]
    total = format_pluriel(len(lignes), "indicateur n’existe pas", "indicateurs n’existent pas")
    titre = f"{total} pour les {plusieurs or un}, mais pour {portrait.comparateur.lieu.nom}"
    points = "".join(
        f"<li>{escape(x.indicateur.libelle)} : <b>{escape(_format_reference(x))}</b> "
        f'<span class="obs-note">{escape(x.chiffre.periode.libelle)}</span></li>'
        for x in lignes
    )
    with st.expander(titre):
        show_html(f'<ul class="obs-liste">{points}</ul>')


def build_legende() -> str:
    """Comment lire l'échelle."""
    return (
        '<p class="obs-note obs-cles"><span class="cle-bande"></span>du pire au meilleur territoire de même maille'
        '<span class="cle-moitie"></span>moitié centrale<span class="cle-centre"></span>comparateur'
        '<span class="cle-moustache"></span>valeur et intervalle à 95 %</p>'
        '<p class="obs-note">« Nettement » : écart établi à 99,8 %. Bandes prune : indicateurs sans jugement, lus '
        "du plus bas au plus élevé. Une évolution n’a de flèche que si le test est établi.</p>"
    )


def _build_tableau(groupe: ThemePortrait, portrait: Portrait) -> str:
    tete = "".join(_build_entete(titre, classe) for titre, classe in _COLONNES)
    corps = "".join(_build_rangee(x, approchee=is_approchee(x, portrait.approche)) for x in groupe.lignes)
    titre = f"{groupe.libelle}, {portrait.territoire.nom}"
    return (
        f'<h3 class="obs-h3 obs-theme">{escape(groupe.libelle)}</h3>'
        f'<div class="obs-defile" tabindex="0" role="region" aria-label="{escape(titre)}">'
        f'<table class="obs-table obs-portrait"><caption class="cache">{escape(titre)}</caption>'
        f"<thead><tr>{tete}</tr></thead><tbody>{corps}</tbody></table></div>"
    )


def _build_entete(titre: str, classe: str) -> str:
    if classe == "poles":
        contenu = "".join(f"<span>{escape(pole)}</span>" for pole in titre.split(" – "))
        return f'<th scope="col"><span class="obs-poles">{contenu}</span></th>'
    return f'<th scope="col"{f" class={classe}" if classe else ""}>{escape(titre)}</th>'


def _build_rangee(ligne: Ligne, *, approchee: bool) -> str:
    fiche = ligne.indicateur
    unite = f", {fiche.unite}" if fiche.unite and len(fiche.unite) > _LONGUEUR_SYMBOLE else ""
    unite += ", IRIS entiers" if approchee else ""
    return (
        f'<tr><th scope="row">{build_lien_carte(ligne, fiche.libelle)}'
        f'<br><span class="obs-note">{escape(ligne.chiffre.periode.libelle + unite)}</span></th>'
        f"<td>{build_echelle(ligne)}</td>"
        f'<td class="nombre">{_build_valeur(ligne)}</td>'
        f'<td class="nombre">{_build_nombre(ligne)}</td>'
        f'<td class="nombre">{escape(_format_reference(ligne))}</td>'
        f"<td>{build_evolution_html(ligne)}</td>"
        f"<td>{_build_verdict(ligne)}</td></tr>"
    )


def _build_valeur(ligne: Ligne) -> str:
    fiche, estimation = ligne.indicateur, ligne.estimation
    if ligne.chiffre.is_secret:
        return SECRET.morceau
    if estimation.valeur is None:
        return f'<span class="obs-note">{escape(LIBELLES_STATUT[estimation.statut])}</span>'
    intervalle = format_intervalle(estimation.ic_bas, estimation.ic_haut, fiche.decimales)
    return (
        f"<b>{escape(format_valeur(estimation.valeur, fiche.decimales, _shorten_unite(fiche)))}</b>"
        f'<br><span class="obs-note">{escape(intervalle)}</span>'
    )


def _build_nombre(ligne: Ligne) -> str:
    estimation, fiche = ligne.estimation, ligne.indicateur
    if estimation.effectif is None or fiche.type in (TypeIndicateur.EFFECTIF, TypeIndicateur.INDICE):
        return ""
    mot = "attendus" if fiche.type is TypeIndicateur.ICM else ""
    sur = f"{'' if mot else 'sur '}{format_nombre(estimation.population)} {mot}" if estimation.population else ""
    return f'{format_nombre(estimation.effectif)}<br><span class="obs-note">{escape(sur.strip())}</span>'


def _format_reference(ligne: Ligne) -> str:
    if ligne.reference is None or ligne.reference.valeur is None:
        return "–"
    return format_valeur(ligne.reference.valeur, ligne.indicateur.decimales, _shorten_unite(ligne.indicateur))


def _build_verdict(ligne: Ligne) -> str:
    etiquette = f"<br>{build_etiquette('et s’aggrave', 'alerte')}" if ligne.is_rouge_rouge else ""
    # Le motif d'un producteur est une longue phrase : la colonne en donne le résumé, la bulle le texte entier.
    court = ligne.verdict.motif if len(ligne.verdict.motif) <= _LONGUEUR_MOTIF else MotifComparaison.SERIE_ROMPUE
    bulle = escape(ligne.verdict.motif)
    motif = f'<br><span class="obs-note" title="{bulle}">{escape(court)}</span>' if ligne.verdict.motif else ""
    return build_verdict_html(ligne.verdict.jugement, ligne.libelle_verdict) + motif + etiquette


def _shorten_unite(fiche: Indicateur) -> str:
    """Un symbole reste près du nombre ; une unité longue (« pour 1 000 ») est dite une fois, sous le libellé."""
    return fiche.unite if len(fiche.unite) <= _LONGUEUR_SYMBOLE else ""


def _show_cartes(themes: Sequence[ThemePortrait], portrait: Portrait) -> None:
    for rang, groupe in enumerate(themes):
        with st.expander(f"{groupe.libelle} ({len(groupe.lignes)})", expanded=rang == 0):
            cartes = [_build_carte(x, approchee=is_approchee(x, portrait.approche)) for x in groupe.lignes]
            show_html("".join(cartes))


def _build_carte(ligne: Ligne, *, approchee: bool) -> str:
    """Un indicateur sur un téléphone : la valeur, son verdict, l'échelle, puis l'évolution en une ligne."""
    fiche, estimation, evolution = ligne.indicateur, ligne.estimation, ligne.evolution
    precisions = [ligne.chiffre.periode.libelle]
    if intervalle := format_intervalle(estimation.ic_bas, estimation.ic_haut, fiche.decimales):
        precisions.insert(0, f"intervalle {intervalle}")
    if approchee:
        precisions.append("IRIS entiers")
    precisions.append(f"comparé à {_format_reference(ligne)}")
    fleche = {1: "↗ ", -1: "↘ "}.get(evolution.direction, "")
    suite = f" ({evolution.libelle_motif})" if evolution.libelle_motif else ""
    return (
        f'<div class="obs-carte obs-mini"><h4 class="obs-h3">{build_lien_carte(ligne, fiche.libelle)}</h4>'
        f'<p class="cle">{_build_cle(ligne)}</p><p>{_build_verdict(ligne)}</p>{build_echelle(ligne)}'
        f'<p class="obs-note">{escape(" · ".join(precisions))}</p>'
        f'<p class="obs-note">Évolution : {fleche}{escape(evolution.libelle + suite)}</p>'
        f"{build_courbe(ligne) if evolution.is_mesurable else ''}</div>"
    )


def _build_cle(ligne: Ligne) -> str:
    fiche, estimation = ligne.indicateur, ligne.estimation
    if ligne.chiffre.is_secret:
        return SECRET.morceau
    if estimation.valeur is None:
        return f"<small>{escape(LIBELLES_STATUT[estimation.statut])}</small>"
    unite = f" <small>{escape(fiche.unite)}</small>" if len(fiche.unite) > _LONGUEUR_SYMBOLE else ""
    return f"{escape(format_valeur(estimation.valeur, fiche.decimales, _shorten_unite(fiche)))}{unite}"
