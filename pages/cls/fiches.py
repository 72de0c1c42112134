"""Fiches actions : la liste et ses filtres, ou une fiche à lire et à modifier."""

import streamlit as st

from observatoire.ui import cache, etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_titre
from observatoire.ui.suivi.contexte import open_contexte, read_aujourd_hui, show_choix_contrat, show_fictif
from observatoire.ui.suivi.fiche import show_champs, show_historique, show_rattaches, show_resume
from observatoire.ui.suivi.fiches import (
    find_action,
    list_noms,
    show_besoins_vises,
    show_creation_ou_modele,
    show_entete_fiche,
    show_entete_liste,
)
from observatoire.ui.suivi.filtres import show_filtres, show_filtres_en_place, show_tri
from observatoire.ui.suivi.formulaire import edit_action, show_annonce
from observatoire.ui.suivi.liste import show_decompte, show_liste
from observatoire.ui.suivi.lot import show_lot

contexte = open_contexte("Fiches actions")
if contexte is not None:
    au = read_aujourd_hui()
    noms = list_noms(cache.get_catalogue(contexte.version))
    action = find_action(contexte.plan)
    if action is not None:
        mode = etat_url.read_code("mode", ("lire", "modifier"), "lire", "le mode")
        show_entete_fiche(contexte, action, mode)
        show_avis()
        show_annonce()
        show_fictif(contexte)
        if mode == "modifier":
            edit_action(contexte, action, noms)
        else:
            show_resume(contexte.plan, action, au)
            show_champs(contexte.plan, action, noms)
            show_rattaches(contexte, action, au)
            show_besoins_vises(contexte, action)
            depli = st.expander("Histoire de la fiche", key="histoire", on_change="rerun")
            if depli.open:
                with depli:
                    show_historique(contexte, action)
    else:
        entete = show_entete_liste(contexte)
        show_avis()
        show_annonce()
        show_fictif(contexte)
        show_choix_contrat(contexte)
        selection = show_filtres(contexte.plan, au, noms)
        show_titre("Les fiches", f"{len(selection.fiches)} sur {selection.total}")
        show_filtres_en_place(selection)
        show_tri()
        show_liste(selection)
        with st.expander("Compter les fiches", expanded=bool(st.query_params.get("compter"))):
            show_decompte(selection)
        with st.expander("Modifier plusieurs fiches"):
            show_lot(contexte, selection, noms)
        show_creation_ou_modele(contexte)
    show_bas()
