"""Le contrat lui-même : ses dates, ses signataires, ses axes, leurs objectifs et leurs renvois."""

from datetime import date
from typing import Any

import streamlit as st

from observatoire.domain.cls.objets import Axe, Contrat, Objectif, ReferenceAxes, Signataire
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.saisie import ANNEE_MAX, ANNEE_MIN, split_liste
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.edition import create_objet
from observatoire.ui import etat_url
from observatoire.ui.composants import show_message
from observatoire.ui.suivi.champs import format_champ, name_axes
from observatoire.ui.suivi.contexte import Contexte, show_nom
from observatoire.ui.suivi.formulaire import Formulaire, announce, edit_objet
from observatoire.ui.suivi.grille import Grille
from observatoire.ui.suivi.import_plan import ContexteImport
from observatoire.ui.suivi.suppression_contrat import show_suppression_contrat


def show_structure(contexte: Contexte) -> None:
    """Tout ce qui se modifie du contrat hors des fiches ; construit seulement quand on le déplie."""
    depli = st.expander("Modifier le contrat, les axes et les objectifs", key="structure", on_change="rerun")
    if not depli.open:
        return
    with depli:
        contrat, axes, objectifs, renvois = st.tabs(["Contrat", "Axes", "Objectifs", "Renvois entre axes"])
        plan, k = contexte.plan, contexte.contrat.id
        noms = name_axes(plan)
        with contrat:
            _edit_contrat(contexte)
            signataire = Signataire(contrat_id=k, nom="", qualite="signataire")
            Grille(contexte, "signataires", signataire, ("nom", "qualite", "date_signature")).show(plan.signataires)
            show_suppression_contrat(contexte)
        with axes:
            modele = Axe(contrat_id=k, numero="", titre="", ordre=len(noms) + 1)
            champs = ("ordre", "numero", "titre", "description", "parent_id")
            Grille(contexte, "axes", modele, champs, {"parent_id": noms}).show(plan.axes)
        if not noms:
            return
        premier = next(iter(noms))
        with objectifs:
            objectif = Objectif(contrat_id=k, axe_id=premier, texte="")
            champs = ("axe_id", "niveau", "texte", "constat", "ordre")
            Grille(contexte, "objectifs", objectif, champs, {"axe_id": noms}).show(plan.list_objets(Objectif))
        with renvois:
            renvoi = ReferenceAxes(contrat_id=k, axe_id=premier, cible_id=premier)
            champs = ("axe_id", "cible_id", "nature")
            Grille(contexte, "renvois", renvoi, champs, {"axe_id": noms, "cible_id": noms}).show(plan.references)


def _edit_contrat(contexte: Contexte) -> None:
    def write(champ: str, valeur: Any) -> str:
        return format_champ(contexte.plan, champ, valeur)

    formulaire = Formulaire(_ask_contrat, write, lambda _: None, "le contrat", annonce="Contrat enregistré.")
    edit_objet(contexte, contexte.contrat, formulaire)


def _ask_contrat(_plan: Plan, base: Contrat, cle: str) -> dict[str, Any]:
    bornes = date(ANNEE_MIN, 1, 1), date(ANNEE_MAX, 12, 31)
    titre = st.text_input("Titre", base.titre, max_chars=300, key=f"{cle}:titre")
    colonnes = st.columns(4)
    dates = {
        champ: colonnes[rang].date_input(nom, getattr(base, champ), *bornes, format="DD/MM/YYYY", key=f"{cle}:{champ}")
        for rang, (champ, nom) in enumerate((("signature", "Signature"), ("debut", "Début"), ("fin", "Fin")))
    }
    generation = colonnes[3].number_input("Génération", 1, 9, base.generation, key=f"{cle}:generation")
    perimetre = st.text_area("Périmètre (un territoire par ligne)", "\n".join(base.perimetre), key=f"{cle}:perimetre")
    dispositifs = st.text_input(
        "Dispositifs (séparés par un point-virgule)", " ; ".join(base.dispositifs), key=f"{cle}:dispositifs"
    )
    presentation = st.text_area("Présentation", base.presentation, key=f"{cle}:presentation")
    return {
        "titre": titre,
        **dates,
        "generation": generation,
        "perimetre": split_liste(perimetre),
        "dispositifs": split_liste(dispositifs),
        "presentation": presentation,
    }


def show_contrat_neuf(contexte: ContexteImport) -> None:
    """Créer un contrat vide, à remplir à l'écran."""
    with st.expander("Créer un contrat vide"):
        show_nom("contrat-neuf")
        with st.form("contrat-neuf"):
            titre = st.text_input("Titre du contrat", max_chars=300)
            if not st.form_submit_button("Créer"):
                return
            try:
                contrat = create_objet(contexte.suivi, contexte.auteur, Contrat(titre=titre))
            except ErreurObservatoire as refus:
                show_message(str(refus), alerte=True)
                return
            announce(f"Contrat créé : {titre}. Ses axes se saisissent sur la vue d’ensemble.")
            etat_url.set_codes({"contrat": str(contrat.id)})
            st.rerun()
