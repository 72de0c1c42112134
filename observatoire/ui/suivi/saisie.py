"""Créer, modifier, supprimer un objet par un formulaire ; un conflit se montre champ par champ, rien ne se perd."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import streamlit as st

from observatoire.domain.cls.objets import Objet, genre_of
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.edition import Conflit, SaisieInvalide, create_objet, delete_objet, save_objet
from observatoire.ui.composants import show_message
from observatoire.ui.suivi.conflit import Ecrire, choose_champs
from observatoire.ui.suivi.contexte import Contexte, show_nom
from observatoire.ui.suivi.formulaire import announce

Demander = Callable[[Any, str], dict[str, Any]]
"""Pose les champs d'un objet (préfixe de leurs clés) et rend ce qui est saisi."""
Finir = Callable[[bool], None]
"""Remet l'adresse en lecture ; reçoit vrai si l'objet vient d'être supprimé."""
_ETATS = ("base", "conflit", "brouillon", "retrait")


def create_par_formulaire(contexte: Contexte, cle: str, modele: Objet, ask: Demander, annonce: str) -> None:
    """Un formulaire vierge ; une fois enregistré, il se vide."""
    tirage = int(st.session_state.setdefault(f"tirage:{cle}", 0))
    show_nom(cle)
    with st.form(f"neuf:{cle}:{tirage}", enter_to_submit=False):
        saisis = ask(modele, f"{cle}:{tirage}")
        if not st.form_submit_button("Enregistrer", type="primary"):
            return
    try:
        create_objet(contexte.suivi, contexte.auteur, replace(modele, **saisis))
    except ErreurObservatoire as refus:
        _show_refus(refus)
        return
    st.session_state[f"tirage:{cle}"] = tirage + 1
    announce(annonce)
    st.rerun()


def edit_objet(contexte: Contexte, objet: Objet, ask: Demander, write: Ecrire, *, retrait: str, fini: Finir) -> None:
    """Le formulaire d'un objet existant. L'objet tel qu'il était à l'ouverture sert de verrou.

    Args:
        contexte: le contrat ouvert.
        objet: l'objet à modifier.
        ask: pose ses champs.
        write: écrit une valeur pour la lire, quand un conflit la montre.
        retrait: ce que supprimer veut dire, demandé avant de le faire.
        fini: quitte la saisie.
    """
    cle = f"{genre_of(objet)}:{objet.id}"
    base = cast("Objet", st.session_state.setdefault(f"base:{cle}", objet))
    conflit = cast("Conflit[Objet] | None", st.session_state.get(f"conflit:{cle}"))
    if conflit is not None:
        _show_conflit(contexte, conflit, write, cle, fini)
        return
    show_nom(cle)
    with st.form(f"{cle}:{base.version}", enter_to_submit=False):
        saisis = ask(base, f"{cle}:{base.version}")
        enregistre = st.form_submit_button("Enregistrer", type="primary")
    with st.container(horizontal=True):
        if st.button("Annuler", key=f"annuler:{cle}"):
            _close(cle, fini)
        _show_retrait(contexte, base, cle, retrait, fini)
    if enregistre:
        _save(contexte, replace(base, **saisis), base, cle, fini)


def forget_saisies(genres: tuple[str, ...]) -> None:
    """Oublie les saisies quittées : rouvrir un formulaire repart de ce qui est enregistré."""
    debuts = tuple(f"{etat}:{genre}:" for etat in _ETATS for genre in genres)
    for cle in [str(c) for c in st.session_state if str(c).startswith(debuts)]:
        del st.session_state[cle]


def _close(cle: str, fini: Finir, *, supprime: bool = False) -> None:
    for etat in _ETATS:
        st.session_state.pop(f"{etat}:{cle}", None)
    fini(supprime)
    st.rerun()


def _show_refus(refus: ErreurObservatoire) -> None:
    textes = refus.fautes.values() if isinstance(refus, SaisieInvalide) else [str(refus)]
    for texte in textes:
        show_message(texte, alerte=True)


def _save(contexte: Contexte, mine: Objet, base: Objet, cle: str, fini: Finir) -> None:
    try:
        resultat = save_objet(contexte.suivi, contexte.auteur, mine, base)
    except ErreurObservatoire as refus:
        _show_refus(refus)
        return
    if isinstance(resultat, Conflit):
        st.session_state[f"conflit:{cle}"] = resultat
        st.rerun()
    announce("Modification enregistrée.")
    _close(cle, fini)


def _show_conflit(contexte: Contexte, conflit: Conflit[Objet], write: Ecrire, cle: str, fini: Finir) -> None:
    par = conflit.par or "Quelqu’un"
    if conflit.theirs is None:
        show_message(f"{par} a supprimé ceci pendant votre saisie. Votre texte est ci-dessous.", alerte=True)
        lignes = [f"{c} : {texte}" for c, v in vars(conflit.mine).items() if (texte := write(c, v))]
        st.code("\n".join(lignes), language=None, wrap_lines=True)
        if st.button("Fermer", key=f"fermer:{cle}"):
            _close(cle, fini)
        return
    show_message(
        f"{par} a enregistré pendant votre saisie. Rien n’est perdu : choisissez, champ par champ, ce qui doit rester.",
        alerte=True,
    )
    gardes = choose_champs(conflit, write, cle)
    with st.container(horizontal=True):
        if st.button("Enregistrer ces choix", type="primary", key=f"choix:{cle}"):
            theirs = conflit.theirs
            st.session_state.pop(f"conflit:{cle}")
            st.session_state[f"base:{cle}"] = theirs
            _save(contexte, replace(theirs, **gardes), theirs, cle, fini)
        if st.button("Abandonner ma saisie", key=f"abandon:{cle}"):
            _close(cle, fini)


def _show_retrait(contexte: Contexte, base: Objet, cle: str, retrait: str, fini: Finir) -> None:
    """Supprimer se demande deux fois."""
    if not st.session_state.get(f"retrait:{cle}"):
        st.button("Supprimer…", key=f"supprimer:{cle}", on_click=_ask_retrait, args=(cle,))
        return
    if st.button(f"Confirmer : {retrait}", key=f"confirmer:{cle}"):
        try:
            resultat = delete_objet(contexte.suivi, contexte.auteur, base)
        except ErreurObservatoire as refus:
            _show_refus(refus)
            return
        if isinstance(resultat, Conflit):
            show_message(f"{resultat.par} vient de modifier ceci : relisez-le avant de le supprimer.", alerte=True)
            return
        announce("Supprimé. Le journal en garde tout.")
        _close(cle, fini, supprime=True)


def _ask_retrait(cle: str) -> None:
    st.session_state[f"retrait:{cle}"] = True
