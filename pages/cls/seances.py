"""Séances et décisions : les consigner, suivre ce qui reste à faire."""

import streamlit as st

from observatoire.domain.cls.objets import Decision, Seance
from observatoire.services.suivi.seances import describe_seances, list_seances, name_seance
from observatoire.ui import etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete, show_phrase, show_titre
from observatoire.ui.suivi.contexte import open_contexte, read_aujourd_hui, show_choix_contrat, show_fictif
from observatoire.ui.suivi.formulaire import show_annonce
from observatoire.ui.suivi.seance import show_ajout_decision, show_ajout_seance, show_modification, show_seance
from observatoire.ui.suivi.seances import read_choix, show_decisions, show_seances
from observatoire.ui.suivi.signes import typo

contexte = open_contexte("Séances et décisions")
if contexte is not None:
    au, k = read_aujourd_hui(), contexte.contrat.id
    choix = read_choix(contexte)
    lignes = list_seances(contexte.plan)
    ouverte = next((x for x in lignes if choix.seance and x.seance.id == choix.seance.id), None)
    titre = typo(name_seance(ouverte.seance)) if ouverte else "Séances et décisions"
    if choix.modifie is not None:
        titre = "Modifier la séance" if isinstance(choix.modifie, Seance) else "Modifier la décision"
    show_entete(
        ["Contrat local de santé", "Séances et décisions"],
        titre,
        contexte.contrat.titre,
        etat_url.build_requete(choix.build_codes(k)),
    )
    show_avis()
    show_annonce()
    show_fictif(contexte)
    if choix.modifie is not None:
        show_modification(contexte, choix.modifie)
    elif ouverte:
        show_seance(contexte, ouverte, au)
    else:
        show_choix_contrat(contexte)
        show_phrase(
            typo(describe_seances(lignes, contexte.plan.decisions, au)),
            "Une décision a un porteur et une échéance ; passée cette date, elle se signale ici et au calendrier.",
        )
        show_titre("Décisions", "la plus pressée d’abord")
        show_decisions(contexte, choix, au)
        show_titre("Séances", "la plus récente d’abord")
        show_seances(lignes)
        with st.expander("Consigner une séance", expanded=not lignes):
            show_ajout_seance(contexte, au)
        with st.expander("Consigner une décision hors séance"):
            show_ajout_decision(contexte, Decision(contrat_id=k, date=au, texte=""), "decision:0")
    show_bas()
