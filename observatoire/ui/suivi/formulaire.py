"""Modifier une fiche : saisie, enregistrement, et conflit montré champ par champ sans rien perdre."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import streamlit as st

from observatoire.domain.cls.objets import Action
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.edition import Conflit, SaisieInvalide, resolve_conflit, save_objet
from observatoire.ui import etat_url
from observatoire.ui.composants import show_message
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.champs import RUBRIQUES, format_champ, get_titre, input_champ, is_court
from observatoire.ui.suivi.conflit import choose_champs
from observatoire.ui.suivi.contexte import Contexte, show_nom

_FAIT = "obs_suivi_fait"


def announce(texte: str) -> None:
    """Garde un message à montrer à la prochaine exécution."""
    st.session_state[_FAIT] = texte


def show_annonce() -> None:
    """Montre ce qui vient d'être fait."""
    if texte := st.session_state.pop(_FAIT, ""):
        st.toast(texte, icon=":material/check:")
        show_message(texte)


def edit_action(contexte: Contexte, action: Action, territoires: Mapping[str, str]) -> None:
    """Le formulaire complet d'une fiche.

    La fiche telle qu'elle était à l'ouverture est gardée : c'est elle qui sert de verrou, même si
    quelqu'un d'autre enregistre pendant la saisie.
    """
    base = cast("Action", st.session_state.setdefault(f"base:{action.id}", action))
    if (conflit := st.session_state.get(f"conflit:{action.id}")) is not None:
        show_conflit(contexte, cast("Conflit[Action]", conflit), territoires)
        return
    # Après un conflit repris dans le formulaire, ce qui a été choisi s'y montre ; le verrou, lui, est la base.
    brouillon = cast("Action", st.session_state.get(f"brouillon:{action.id}", base))
    show_nom("fiche")
    with st.form(f"fiche:{action.id}:{base.version}", enter_to_submit=False):
        saisis: dict[str, object] = {}
        for rubrique in RUBRIQUES:
            show_html(f'<h3 class="obs-h3">{escape(rubrique.titre)}</h3>')
            colonnes = st.columns(2)
            courts = [c for c in rubrique.champs if is_court(c)]
            for champ in rubrique.champs:
                place = colonnes[courts.index(champ) % 2] if champ in courts else st.container()
                with place:
                    prefixe = f"{action.id}:{base.version}"
                    saisis[champ] = input_champ(contexte.plan, brouillon, champ, prefixe, territoires)
        motif = st.text_input("Pourquoi cette modification (facultatif, gardé au journal)", max_chars=300)
        enregistre = st.form_submit_button("Enregistrer", type="primary")
    if st.button("Annuler"):
        close_edition(action.id)
    if enregistre:
        _save(contexte, replace(base, **saisis), base, motif)


def close_edition(action_id: int) -> None:
    """Quitte la saisie."""
    for cle in (f"base:{action_id}", f"conflit:{action_id}", f"brouillon:{action_id}"):
        st.session_state.pop(cle, None)
    etat_url.set_codes({"mode": None})
    st.rerun()


def _save(contexte: Contexte, mine: Action, base: Action, motif: str) -> None:
    try:
        resultat = save_objet(contexte.suivi, contexte.auteur, mine, base, motif=motif)
    except SaisieInvalide as refus:
        for texte in refus.fautes.values():
            show_message(texte, alerte=True)
        return
    except ErreurObservatoire as refus:
        show_message(str(refus), alerte=True)
        return
    if isinstance(resultat, Conflit):
        st.session_state[f"conflit:{base.id}"] = resultat
        st.rerun()
    announce(f"Fiche {mine.numero} enregistrée.")
    close_edition(base.id)


def show_conflit(contexte: Contexte, conflit: Conflit[Action], noms: Mapping[str, str]) -> None:
    """Les deux versions côte à côte ; rien de ce qui a été saisi n'est perdu."""
    par, action_id = conflit.par or "Quelqu’un", conflit.mine.id
    if conflit.theirs is None:
        show_message(f"{par} a supprimé cette fiche pendant votre saisie. Votre texte est ci-dessous.", alerte=True)
        show_saisie(contexte, conflit.mine)
        if st.button("Fermer"):
            close_edition(action_id)
        return
    show_message(
        f"{par} a enregistré cette fiche pendant votre saisie. Rien n’est perdu : choisissez, champ par champ, "
        "ce qui doit rester.",
        alerte=True,
    )

    def write(champ: str, valeur: Any) -> str:
        return format_champ(contexte.plan, champ, valeur, noms)

    choisie = resolve_conflit(conflit, choose_champs(conflit, write, f"fiche:{action_id}"))
    with st.container(horizontal=True):
        enregistre = st.button("Enregistrer ces choix", type="primary")
        if st.button("Reprendre dans le formulaire"):
            st.session_state[f"base:{action_id}"] = conflit.theirs
            st.session_state[f"brouillon:{action_id}"] = choisie
            del st.session_state[f"conflit:{action_id}"]
            st.rerun()
        if st.button("Abandonner ma saisie"):
            close_edition(action_id)
    if enregistre:
        _save(contexte, choisie, conflit.theirs, "Conflit résolu champ par champ")


def show_saisie(contexte: Contexte, action: Action) -> None:
    """Tout ce qui a été saisi, en texte à copier."""
    lignes = [
        f"{get_titre(champ)} : {texte}"
        for rubrique in RUBRIQUES
        for champ in rubrique.champs
        if (texte := format_champ(contexte.plan, champ, getattr(action, champ)))
    ]
    st.code("\n".join(lignes), language=None, wrap_lines=True)
