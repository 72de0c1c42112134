"""Fiche du territoire choisi : valeur, intervalle, verdict, rang, évolution, lien vers son portrait."""

import streamlit as st

from observatoire.domain.francais import format_nombre, format_valeur
from observatoire.domain.phrases.lieux import GenreLieu
from observatoire.domain.territoire import LIBELLES_MAILLE
from observatoire.services.carte import Carte
from observatoire.services.resultats import Ligne
from observatoire.ui import etat_url
from observatoire.ui.carte.choix import Choix
from observatoire.ui.carte.surfaces import format_ic, format_ligne
from observatoire.ui.composants import build_etiquette, build_verdict_html
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.graphiques.courbe import build_courbe, build_evolution_html
from observatoire.ui.navigation import link_page


def find_ligne(carte: Carte, code: str) -> Ligne | None:
    """Ligne d'un territoire de la carte."""
    return next((ligne for ligne in carte.lignes if ligne.territoire.code == code), None)


def show_selecteur(carte: Carte, choix: Choix) -> None:
    """Choix du territoire sans la souris : la carte n'est pas le seul chemin."""
    noms = {ligne.territoire.code: ligne.territoire.nom for ligne in carte.lignes}
    singulier = LIBELLES_MAILLE[choix.maille][0]
    st.selectbox(
        f"{singulier[:1].upper()}{singulier[1:]} choisi",
        ["", *sorted(noms, key=lambda code: noms[code])],
        format_func=lambda code: noms.get(code, "Aucun : touchez la carte ou choisissez ici"),
        **etat_url.bind("territoire", choix.territoire if choix.territoire in noms else ""),
    )


def show_fiche(carte: Carte, ligne: Ligne) -> None:
    """Carte d'identité du chiffre du territoire choisi."""
    with st.container(key="carte-fiche"):
        gauche, milieu, droite, liens = st.columns([3, 4, 4, 2])
        with gauche:
            show_html(_build_valeur(ligne))
        with milieu:
            show_html(_build_lecture(carte, ligne))
        with droite:
            courbe = build_courbe(ligne)
            if courbe:
                show_html(f'<p class="obs-note">Évolution et intervalle à 95 %</p>{courbe}')
        with liens:
            link_page("portrait", "Ouvrir le portrait", {"territoire": ligne.territoire.code})
            link_page("catalogue", "Lire la définition", {"indicateur": ligne.indicateur.code})
        show_html(f'<p class="obs-note">{escape(ligne.phrase.texte)}</p>')


def _build_valeur(ligne: Ligne) -> str:
    estimation = ligne.estimation
    intervalle = format_ic(ligne)
    compte = ""
    if estimation.is_disponible and estimation.effectif is not None and estimation.population is not None:
        compte = f"{format_nombre(estimation.effectif)} sur {format_nombre(estimation.population)}"
    return (
        f'<div class="obs-choisi"><p class="obs-h3">{escape(ligne.territoire.nom)}</p>'
        f'<p class="obs-cle">{escape(format_ligne(ligne))}</p>'
        + (f'<p class="obs-note">intervalle {escape(intervalle)}</p>' if intervalle else "")
        + (f'<p class="obs-note">{escape(compte)}</p>' if compte else "")
        + "</div>"
    )


def _build_lecture(carte: Carte, ligne: Ligne) -> str:
    fiche, reference, position = ligne.indicateur, ligne.reference, ligne.position
    morceaux = [f"<p>{build_verdict_html(ligne.verdict.jugement, ligne.libelle_verdict)}</p>"]
    if ligne.verdict.motif:
        morceaux.append(f'<p class="obs-note">{escape(ligne.verdict.motif)}</p>')
    if reference is not None and reference.valeur is not None:
        valeur = format_valeur(reference.valeur, fiche.decimales, fiche.unite)
        # La valeur d'une cible est déjà dans son nom, telle qu'elle a été saisie.
        is_cible = carte.comparateur.lieu.genre is GenreLieu.CIBLE
        morceaux.append(f"<p>{escape(carte.comparateur.libelle)}{'' if is_cible else f' : {escape(valeur)}'}</p>")
    if position.rang:
        morceaux.append(f"<p>rang {position.rang} sur {position.publies}, du plus élevé au plus bas</p>")
    morceaux.append(f"<p>{build_evolution_html(ligne)}</p>")
    if ligne.phrase.etiquette:
        morceaux.append(f"<p>{build_etiquette(ligne.phrase.etiquette, 'alerte')}</p>")
    return f'<div class="obs-choisi">{"".join(morceaux)}</div>'
