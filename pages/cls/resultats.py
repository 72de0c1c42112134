"""Indicateurs du contrat : résultats d'abord, activités ensuite ; saisie des mesures et des cibles."""

import streamlit as st

from observatoire.services.suivi.vue_ensemble import build_vue_ensemble, describe_resultats
from observatoire.ui import cache, etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete, show_phrase, show_titre
from observatoire.ui.suivi.contexte import open_contexte, read_aujourd_hui, show_choix_contrat, show_fictif
from observatoire.ui.suivi.formulaire import show_annonce
from observatoire.ui.suivi.saisie_indicateurs import edit_indicateur, find_modifie, show_creation, show_indicateurs
from observatoire.ui.suivi.signes import typo

contexte = open_contexte("Indicateurs du contrat")
if contexte is not None:
    catalogue, modifie = cache.get_catalogue(contexte.version), find_modifie(contexte.plan)
    vue = build_vue_ensemble(contexte.plan, read_aujourd_hui(), contexte.source)
    show_entete(
        ["Contrat local de santé", "Indicateurs du contrat"],
        "Modifier un indicateur" if modifie else "Indicateurs du contrat",
        contexte.contrat.titre,
        etat_url.build_requete({"contrat": str(contexte.contrat.id)}),
    )
    show_avis()
    show_annonce()
    show_fictif(contexte)
    if modifie is not None:
        edit_indicateur(contexte, modifie, catalogue)
    else:
        show_choix_contrat(contexte)
        show_phrase(
            typo(describe_resultats(vue.resultats)),
            "Chaque verdict compare le départ au dernier point, avec leurs intervalles. Le contrat peut y avoir "
            "contribué ; le chiffre ne le prouve pas.",
        )
        for titre, resultats in (("Résultats et impacts", vue.resultats), ("Activités et processus", vue.activites)):
            show_titre(titre)
            show_indicateurs(contexte, resultats)
        with st.expander("Nouvel indicateur"):
            show_creation(contexte, catalogue)
    show_bas()
