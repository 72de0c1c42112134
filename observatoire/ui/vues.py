"""Les vues gardées sur le serveur : la liste, l'enregistrement sous un nom, le renommage, la suppression."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.rejeu import PARIS
from observatoire.domain.francais import format_date
from observatoire.domain.vues import MAX_NOM_VUE, GenreVue, VueEnregistree
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.acces import Suivi, build_auteur
from observatoire.services.suivi.vues import change_vue, delete_vue, list_vues, save_vue
from observatoire.settings import read_reglages
from observatoire.ui import cache_suivi
from observatoire.ui.composants import show_message
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape, escape_markdown
from observatoire.ui.suivi.contexte import read_nom, show_nom

_BILAN = "vues:bilan"


@dataclass(frozen=True, slots=True)
class VueAffichee:
    """Ce que montre la page, et comment elle le nomme.

    `page` est l'adresse qui rouvre les vues de ce genre, `requete` les codes de l'écran (vide : rien à garder).
    `ce`, `le` et `aucun` se lisent « cette zone », « la zone », « Aucune zone gardée ».
    """

    genre: GenreVue
    page: str
    nom: str
    requete: str
    version: str
    ce: str
    le: str
    aucun: str
    is_feminin: bool = True

    def write_fait(self, vue: str, participe: str) -> str:
        """« Le port » est gardée ; « Maison de santé » est gardé."""
        return f"« {vue} » est {participe}{'e' if self.is_feminin else ''}"


def show_vues(affichee: VueAffichee) -> None:
    """Pose les vues gardées, et de quoi garder celle de l'écran."""
    try:
        suivi = cache_suivi.get_suivi(read_reglages().suivi_url)
        vues = list_vues(suivi, affichee.genre)
    except ErreurObservatoire as erreur:
        show_message(str(erreur), alerte=True)
        return
    if bilan := st.session_state.pop(_BILAN, None):
        show_message(bilan[0], alerte=bilan[1])
    if affichee.requete:
        _show_enregistrement(suivi, affichee)
    if not vues:
        show_html(f'<p class="obs-note">{escape(affichee.aucun)}</p>')
    for vue in vues:
        _show_vue(suivi, vue, affichee)


def _show_enregistrement(suivi: Suivi, affichee: VueAffichee) -> None:
    cle = f"vues:nom:{affichee.genre.value}"
    st.session_state.setdefault(cle, affichee.nom)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Nom à garder", key=cle, max_chars=MAX_NOM_VUE, width=320)
        show_nom(f"vues:{affichee.genre.value}")
        st.button(
            f"Garder {affichee.ce}",
            icon=":material/bookmark_add:",
            on_click=lambda: _run(
                lambda: save_vue(
                    suivi,
                    _read_auteur(),
                    genre=affichee.genre,
                    nom=st.session_state[cle],
                    requete=affichee.requete,
                    version_donnees=affichee.version,
                ),
                affichee.write_fait(" ".join(st.session_state[cle].split()), "gardé")
                + " sur cet observatoire, pour tous.",
            ),
        )


def _show_vue(suivi: Suivi, vue: VueEnregistree, affichee: VueAffichee) -> None:
    jour = format_date(vue.modifiee_le.astimezone(PARIS).date())
    suite = "" if vue.version_donnees == affichee.version else ", sur une version précédente des données"
    with st.container(horizontal=True, vertical_alignment="center", key=f"vue-{vue.id}"):
        # Un vrai lien, et non `st.page_link` : vers la page déjà ouverte, celui-ci laisse l'adresse comme elle est.
        show_html(
            f'<p class="obs-vue"><a href="{escape(f"{affichee.page}?{vue.requete}")}" target="_self">'
            f'{escape(vue.nom)}</a> <span class="obs-note">{escape(vue.auteur or "sans nom")}, le {jour}{suite}'
            "</span></p>"
        )
        nom = escape_markdown(vue.nom)
        with st.popover("Modifier", help=f"Renommer, remplacer ou supprimer {affichee.le} « {nom} »"):
            _show_gestes(suivi, vue, affichee)


def _show_gestes(suivi: Suivi, vue: VueEnregistree, affichee: VueAffichee) -> None:
    cle = f"vue:{vue.id}:{vue.version}"
    st.text_input("Nouveau nom", vue.nom, key=cle, max_chars=MAX_NOM_VUE)
    st.button(
        "Renommer",
        key=f"{cle}:renommer",
        on_click=lambda: _run(
            lambda: change_vue(suivi, _read_auteur(), vue, nom=st.session_state[cle]),
            affichee.write_fait(vue.nom, "renommé") + ".",
        ),
    )
    if affichee.requete not in ("", vue.requete):
        st.button(
            f"Remplacer par {affichee.ce}",
            key=f"{cle}:remplacer",
            on_click=lambda: _run(
                lambda: change_vue(
                    suivi, _read_auteur(), vue, requete=affichee.requete, version_donnees=affichee.version
                ),
                affichee.write_fait(vue.nom, "remplacé") + " par ce que montre l’écran.",
            ),
        )
    st.button(
        "Supprimer",
        key=f"{cle}:supprimer",
        icon=":material/delete:",
        on_click=lambda: _run(
            lambda: delete_vue(suivi, _read_auteur(), vue), affichee.write_fait(vue.nom, "supprimé") + "."
        ),
    )


def _read_auteur() -> Auteur:
    return build_auteur(read_nom(), read_reglages().acces)


def _run(geste: Callable[[], object], reussite: str) -> None:
    """Fait le geste, et garde ce qu'il faut en dire pour le prochain affichage."""
    if not read_nom():
        st.session_state[_BILAN] = ("Écrivez d’abord votre nom : le journal le garde à côté de chaque geste.", True)
        return
    try:
        geste()
    except ErreurObservatoire as refus:
        st.session_state[_BILAN] = (str(refus), True)
    else:
        st.session_state[_BILAN] = (reussite, False)
