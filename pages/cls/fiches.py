"""Fiches actions : la liste et ses filtres, une fiche à lire et à modifier, ou une fiche neuve d'après un exemple."""

import streamlit as st

from observatoire.domain.cls.objets import Action
from observatoire.ui import cache, etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_titre
from observatoire.ui.suivi.contexte import open_contexte, read_aujourd_hui, show_choix_contrat, show_fictif
from observatoire.ui.suivi.creation import show_creation
from observatoire.ui.suivi.fiche import show_champs, show_resume
from observatoire.ui.suivi.fiches import (
    find_action,
    find_exemple,
    list_noms,
    show_besoins_vises,
    show_entete_fiche,
    show_entete_liste,
    show_fiche_depuis,
)
from observatoire.ui.suivi.filtres import show_filtres, show_filtres_en_place, show_tri
from observatoire.ui.suivi.formulaire import show_annonce
from observatoire.ui.suivi.histoire import show_histoire
from observatoire.ui.suivi.liste import show_decompte, show_liste
from observatoire.ui.suivi.lot import show_lot
from observatoire.ui.suivi.rattaches import show_rattaches
from observatoire.ui.suivi.saisie_fiche import edit_action
from observatoire.ui.suivi.suppression import show_suppression

contexte = open_contexte("Fiches actions")
if contexte is not None:
    au = read_aujourd_hui()
    noms = list_noms(cache.get_catalogue(contexte.version))
    action = find_action(contexte.plan)
    exemple = find_exemple()
    if action is not None:
        mode = etat_url.read_code("mode", ("lire", "modifier"), "lire", "le mode")
        show_entete_fiche(contexte, action, mode)
        show_avis()
        show_annonce()
        show_fictif(contexte)
        if mode == "modifier":
            edit_action(contexte, action, noms)
            if contexte.plan.get(Action, action.id) is not None:
                show_suppression(contexte, action)
        else:
            show_resume(contexte.plan, action, au)
            show_champs(contexte.plan, action, noms)
            show_rattaches(contexte, action, au)
            show_besoins_vises(contexte, action)
            show_histoire(contexte, action)
    elif exemple is not None:
        show_fiche_depuis(contexte, exemple, noms)
    else:
        show_entete_liste(contexte)
        avis = st.container()  # rempli une fois tous les filtres de l'adresse lus
        show_annonce()
        show_fictif(contexte)
        show_choix_contrat(contexte)
        selection = show_filtres(contexte.plan, au, noms)
        with avis:
            show_avis()
        show_titre("Les fiches", f"{len(selection.fiches)} sur {selection.total}")
        show_filtres_en_place(selection)
        show_tri(selection)
        show_liste(selection)
        with st.expander("Compter les fiches", expanded=bool(st.query_params.get("compter"))):
            show_decompte(selection)
        with st.expander("Modifier plusieurs fiches"):
            show_lot(contexte, selection, noms)
        with st.expander("Nouvelle fiche"):
            show_creation(contexte)
    show_bas()
