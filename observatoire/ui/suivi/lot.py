"""Créer une fiche, ou en modifier plusieurs d'un coup."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from observatoire.domain.cls.objets import Action
from observatoire.domain.cls.saisie import split_liste
from observatoire.domain.cls.vocabulaire import Priorite, StatutAction, get_libelle
from observatoire.domain.francais import format_pluriel
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.edition import Conflit, create_objet, save_lot
from observatoire.ui import etat_url
from observatoire.ui.composants import show_message
from observatoire.ui.suivi.champs import get_titre
from observatoire.ui.suivi.contexte import Contexte, show_nom
from observatoire.ui.suivi.formulaire import announce
from observatoire.ui.suivi.liste import Selection
from observatoire.ui.suivi.signes import typo

CHAMPS_DU_LOT = (
    "statut",
    "priorite",
    "debut",
    "fin",
    "personne_pilote",
    "elu_referent",
    "service_pilote",
    "territoires",
    "thematiques",
)


def show_creation(contexte: Contexte, modele: Action | None = None) -> None:
    """Le formulaire court d'une fiche nouvelle ; le reste se remplit ensuite."""
    axes = {a.id: f"{a.numero} {typo(a.titre)}" for a in contexte.plan.axes}
    show_nom("creation")
    with st.form("creation"):
        titre = st.text_input("Titre de l’action", modele.titre if modele else "", max_chars=400)
        gauche, droite = st.columns([1, 3])
        axe = droite.selectbox("Axe", [None, *axes], format_func=lambda a: axes.get(a, "Aucun") if a else "Aucun")
        numero = gauche.text_input("Numéro", placeholder="automatique", max_chars=20)
        if st.form_submit_button("Créer la fiche", type="primary"):
            base = modele or Action(numero="", titre="")
            numero = numero.strip() or suggest_numero(contexte, axe)
            _create(
                contexte,
                replace(base, contrat_id=contexte.contrat.id, titre=titre, numero=numero, axes=(axe,) if axe else ()),
            )


def suggest_numero(contexte: Contexte, axe_id: int | None) -> str:
    """Le premier numéro libre de l'axe."""
    pris = {a.numero for a in contexte.plan.actions}
    axe = next((a for a in contexte.plan.axes if a.id == axe_id), None)
    prefixe = f"{axe.numero}." if axe else ""
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
    etat_url.set_codes({"action": str(creee.id), "mode": "modifier", "modele": None})
    st.rerun()


def show_lot(contexte: Contexte, selection: Selection, territoires: Mapping[str, str]) -> None:
    """Un même changement sur plusieurs fiches."""
    fiches = {e.action.id: e.action for e in selection.etats}
    show_nom("lot")
    champ = st.selectbox("Champ à changer", CHAMPS_DU_LOT, format_func=get_titre, key="lot:champ")
    with st.form("lot"):
        choisies = st.multiselect(
            "Fiches",
            list(fiches),
            format_func=lambda a: f"{fiches[a].numero} {typo(fiches[a].titre)}",
            placeholder="Choisir parmi les fiches filtrées",
        )
        toutes = st.checkbox(f"Les {len(fiches)} fiches de la liste")
        valeur = _input_valeur(champ, territoires)
        motif = st.text_input(
            "Motif (demandé pour une pause, un blocage, un abandon ; gardé au journal)", max_chars=300
        )
        if st.form_submit_button("Appliquer", type="primary"):
            _apply(contexte, [fiches[a] for a in (fiches if toutes else choisies)], champ, valeur, motif)


def _input_valeur(champ: str, territoires: Mapping[str, str]) -> Any:
    if champ == "statut":
        return st.selectbox("Nouveau statut", list(StatutAction), format_func=get_libelle)
    if champ == "priorite":
        return st.selectbox("Nouvelle priorité", list(Priorite), format_func=get_libelle)
    if champ in {"debut", "fin"}:
        return st.date_input("Nouvelle date", None, format="DD/MM/YYYY")
    if champ in {"territoires", "thematiques"}:
        options = list(territoires) if champ == "territoires" else []
        return tuple(
            st.multiselect(
                "À ajouter",
                options,
                format_func=lambda c: territoires.get(c, c),
                accept_new_options=True,
                placeholder="Choisir ou écrire",
            )
        )
    return st.text_input("Nouvelle valeur", max_chars=400)


def _apply(contexte: Contexte, fiches: list[Action], champ: str, valeur: Any, motif: str) -> None:
    if not fiches:
        show_message("Choisissez au moins une fiche.", alerte=True)
        return
    paires: list[tuple[Action, Action]] = []
    for base in fiches:
        changes: dict[str, Any] = {champ: valeur}
        if champ in {"territoires", "thematiques"}:
            ajouts = [mot for saisi in valeur for mot in split_liste(saisi)]
            changes = {champ: tuple(dict.fromkeys((*getattr(base, champ), *ajouts)))}
        if champ == "statut" and motif:
            changes["motif"] = motif
        paires.append((replace(base, **changes), base))
    try:
        resultats = save_lot(contexte.suivi, contexte.auteur, paires, motif=motif)
    except ErreurObservatoire as refus:
        show_message(f"{refus} Les fiches précédentes sont enregistrées.", alerte=True)
        return
    conflits = [r.mine.numero for r in resultats if isinstance(r, Conflit)]
    faites = format_pluriel(len(resultats) - len(conflits), "fiche modifiée", "fiches modifiées")
    suite = f" Modifiées par d’autres entre-temps, laissées telles quelles : {', '.join(conflits)}." if conflits else ""
    announce(f"{faites}.{suite}")
    st.rerun()
