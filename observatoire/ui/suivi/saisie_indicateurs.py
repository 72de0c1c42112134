"""Saisir un indicateur du contrat, ses mesures et ses cibles."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from observatoire.domain.cls.objets import Axe, Cible, IndicateurCls, Mesure, Objectif
from observatoire.domain.cls.resultats import ResultatIndicateur
from observatoire.domain.cls.vocabulaire import LIBELLES_SENS, TypeIndicateurCls, get_libelle
from observatoire.domain.indicateur import Sens
from observatoire.errors import ErreurObservatoire
from observatoire.services.catalogue import Catalogue
from observatoire.services.suivi.edition import create_objet
from observatoire.ui.composants import show_message
from observatoire.ui.composants.html import show_html
from observatoire.ui.suivi.contexte import Contexte, read_aujourd_hui, show_nom
from observatoire.ui.suivi.fiches import list_noms
from observatoire.ui.suivi.formulaire import announce
from observatoire.ui.suivi.grille import Grille
from observatoire.ui.suivi.indicateurs import show_indicateur
from observatoire.ui.suivi.signes import typo


def show_indicateurs(contexte: Contexte, resultats: Sequence[ResultatIndicateur]) -> None:
    """Chaque indicateur, puis ses mesures à modifier."""
    if not resultats:
        show_html('<p class="obs-note">Aucun.</p>')
    for resultat in resultats:
        show_indicateur(resultat)
        indicateur = resultat.indicateur
        depli = st.expander("Mesures et cibles", key=f"depli:mesures:{indicateur.id}", on_change="rerun")
        if depli.open:
            with depli:
                _show_saisie(contexte, indicateur)


def _show_saisie(contexte: Contexte, indicateur: IndicateurCls) -> None:
    plan, k, au = contexte.plan, contexte.contrat.id, read_aujourd_hui()
    if indicateur.observatoire:
        show_html('<p class="obs-note">Les valeurs viennent de l’observatoire : seules les cibles se saisissent.</p>')
    else:
        st.markdown(
            "**Mesures** : donnez numérateur et dénominateur, ou les bornes de l’intervalle, pour avoir un verdict."
        )
        mesure = Mesure(contrat_id=k, indicateur_id=indicateur.id, date=au, valeur=float("nan"))
        champs = (
            "date", "valeur", "numerateur", "denominateur", "borne_basse", "borne_haute", "rupture", "commentaire",
        )  # fmt: skip
        Grille(contexte, f"mesures:{indicateur.id}", mesure, champs).show(plan.list_mesures(indicateur.id))
    st.markdown("**Cibles**")
    cible = Cible(contrat_id=k, indicateur_id=indicateur.id, date=contexte.contrat.fin or au, valeur=float("nan"))
    Grille(contexte, f"cibles:{indicateur.id}", cible, ("date", "valeur", "tolerance")).show(
        plan.list_cibles(indicateur.id)
    )


def show_creation(contexte: Contexte, catalogue: Catalogue) -> None:
    """Un nouvel indicateur : saisi, ou relié à l'observatoire."""
    plan = contexte.plan
    porteurs: dict[str, str] = {}
    for objectif in plan.list_objets(Objectif):
        axe = plan.get(Axe, objectif.axe_id)
        porteurs[f"o{objectif.id}"] = f"Objectif de l’axe {axe.numero if axe else '?'} : {typo(objectif.texte)}"
    porteurs |= {f"a{a.id}": f"Action {a.numero} {typo(a.titre)}" for a in plan.actions}
    codes = {f.indicateur.code: f.indicateur.libelle for t in catalogue.themes for f in t.fiches}
    noms = list_noms(catalogue)
    show_nom("indicateur")
    with st.form("indicateur"):
        libelle = st.text_input("Libellé", max_chars=300)
        porteur = st.selectbox("Rattaché à", list(porteurs), format_func=lambda p: porteurs[p])
        gauche, droite = st.columns(2)
        type_ = gauche.selectbox("Type", list(TypeIndicateurCls), 2, format_func=get_libelle)
        sens = droite.selectbox("Sens", list(Sens), format_func=lambda s: LIBELLES_SENS[s])
        code = st.selectbox(
            "Suivi dans l’observatoire", ["", *codes], format_func=lambda c: codes.get(c, "Non : valeurs saisies")
        )
        territoires = st.multiselect(
            "Territoires réunis", list(noms), format_func=lambda t: noms[t], placeholder="Choisir"
        )
        unite = gauche.text_input("Unité", placeholder="%, pour 1 000, habitants…", max_chars=60)
        multiplicateur = droite.number_input("Multiplicateur (100 pour une part)", min_value=0.0, value=100.0)
        depart = gauche.date_input("Date de départ", None, format="DD/MM/YYYY")
        source = droite.text_input("Source", max_chars=300)
        calcul = st.text_input("Calcul", max_chars=500)
        if st.form_submit_button("Créer l’indicateur", type="primary"):
            champs: dict[str, Any] = {
                "libelle": libelle, "type": type_, "sens": sens, "observatoire": code or "", "unite": unite,
                "territoires": tuple(territoires), "multiplicateur": multiplicateur, "depart_date": depart,
                "source": source, "calcul": calcul,
            }  # fmt: skip
            _create(contexte, porteur or "", champs)


def _create(contexte: Contexte, porteur: str, champs: dict[str, Any]) -> None:
    if champs["observatoire"] and not champs["territoires"]:
        show_message("Choisissez les territoires à suivre dans l’observatoire.", alerte=True)
        return
    if not porteur:
        show_message("Créez d’abord une action ou un objectif à qui rattacher l’indicateur.", alerte=True)
        return
    vise = {"o": "objectif_id", "a": "action_id"}[porteur[0]]
    try:
        indicateur = IndicateurCls(contrat_id=contexte.contrat.id, **champs)
        create_objet(contexte.suivi, contexte.auteur, replace(indicateur, **{vise: int(porteur[1:])}))
    except ErreurObservatoire as refus:
        show_message(str(refus), alerte=True)
        return
    announce("Indicateur créé.")
    st.rerun()
