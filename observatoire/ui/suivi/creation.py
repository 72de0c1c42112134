"""Créer une fiche : vide, partie d'un exemple du recueil, ou sous une action."""

from dataclasses import replace

import streamlit as st

from observatoire.domain.cls.objets import Action
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.edition import create_objet
from observatoire.ui import etat_url
from observatoire.ui.composants import show_message
from observatoire.ui.suivi.champs import name_axes
from observatoire.ui.suivi.contexte import Contexte, show_nom
from observatoire.ui.suivi.formulaire import announce


def show_creation(contexte: Contexte, modele: Action | None = None) -> None:
    """Le formulaire court d'une fiche nouvelle ; le reste se remplit ensuite."""
    axes = name_axes(contexte.plan)
    show_nom("creation")
    with st.form("creation"):
        titre = st.text_input("Titre de l’action", modele.titre if modele else "", max_chars=400)
        gauche, droite = st.columns([1, 3])
        axe = droite.selectbox("Axe", [None, *axes], format_func=lambda a: axes.get(a, "Aucun") if a else "Aucun")
        numero = gauche.text_input("Numéro", placeholder="automatique", max_chars=20)
        if st.form_submit_button("Créer la fiche", type="primary"):
            base = modele or Action(numero="", titre="")
            action = replace(
                base,
                contrat_id=contexte.contrat.id,
                titre=titre,
                numero=numero.strip() or suggest_numero(contexte, _get_prefixe(contexte, axe)),
                axes=(axe,) if axe else (),
            )
            _create(contexte, action)


def show_sous_action(contexte: Contexte, parent: Action) -> None:
    """Une sous-action : elle reprend l'axe, les publics et les territoires de son action."""
    show_nom("sous-action")
    with st.form("sous-action"):
        titre = st.text_input("Titre de la sous-action", max_chars=400)
        numero = st.text_input("Numéro", placeholder="automatique", max_chars=20, width=220)
        if st.form_submit_button("Ajouter la sous-action", type="primary"):
            action = Action(
                contrat_id=contexte.contrat.id,
                parent_id=parent.id,
                axes=parent.axes,
                titre=titre,
                numero=numero.strip() or suggest_numero(contexte, f"{parent.numero}."),
                publics=parent.publics,
                territoires=parent.territoires,
                thematiques=parent.thematiques,
            )
            _create(contexte, action)


def _get_prefixe(contexte: Contexte, axe_id: int | None) -> str:
    axe = next((a for a in contexte.plan.axes if a.id == axe_id), None)
    return f"{axe.numero}." if axe else ""


def suggest_numero(contexte: Contexte, prefixe: str) -> str:
    """Le premier numéro libre qui commence ainsi."""
    pris = {a.numero for a in contexte.plan.actions}
    rang = 1
    while f"{prefixe}{rang}" in pris:
        rang += 1
    return f"{prefixe}{rang}"


def _create(contexte: Contexte, action: Action) -> None:
    try:
        creee = create_objet(contexte.suivi, contexte.auteur, action)
    except ErreurObservatoire as refus:
        show_message(str(refus), alerte=True)
        return
    announce(f"Fiche {creee.numero} créée : complétez-la.")
    etat_url.set_codes({"action": str(creee.id), "mode": "modifier", "modele": None, "vise": None})
    st.rerun()
