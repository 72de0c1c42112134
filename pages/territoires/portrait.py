"""Portrait d'un territoire : tous ses indicateurs sur une page, à lire ou à imprimer."""

import streamlit as st

from observatoire.domain.francais import join_mots
from observatoire.services.portrait import name_sources
from observatoire.ui import cache, etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete, show_source
from observatoire.ui.composants.hasard import show_hasard
from observatoire.ui.ecran import is_telephone
from observatoire.ui.portrait.choix import read_choix, show_choix
from observatoire.ui.portrait.evolutions import show_evolutions
from observatoire.ui.portrait.exports import show_telechargements
from observatoire.ui.portrait.liens import show_liens
from observatoire.ui.portrait.synthese import (
    describe_territoire,
    find_motif_commun,
    has_chiffres,
    show_en_bref,
    show_forces,
    show_pyramide,
    show_rouge_rouge,
    show_sans_chiffre,
)
from observatoire.ui.portrait.tableau import show_absents, show_tableau
from observatoire.ui.suivi.retour import show_actions_visant

version = cache.read_version()
catalogue = cache.get_catalogue(version)
telephone = is_telephone()
choix = read_choix(catalogue, version)
portrait = cache.get_portrait(version, choix.territoire.code, choix.comparateur, choix.sexe)

actions = show_entete(
    ["Territoires", "Portrait"],
    portrait.territoire.nom,
    describe_territoire(portrait),
    etat_url.build_requete(choix.build_codes()),
)
with actions:
    show_telechargements(portrait)
show_avis()
show_choix(catalogue, choix, telephone)
gauche, droite = st.columns([62, 38])
with gauche, st.container(key="carte-bref"):
    if has_chiffres(portrait):
        show_en_bref(portrait.en_bref, find_motif_commun(portrait.lignes))
        show_hasard(portrait.lignes)
    else:
        show_sans_chiffre(portrait)
with droite, st.container(key="carte-pyramide"):
    show_pyramide(portrait)
show_liens(catalogue, portrait.territoire)
if has_chiffres(portrait):
    show_rouge_rouge(portrait)
show_tableau(portrait, choix.theme, telephone)
show_absents(portrait)
show_evolutions(portrait, choix.theme)
if has_chiffres(portrait):
    show_forces(portrait)
show_actions_visant(version, portrait.territoire.code, portrait.a_explorer)
sources = name_sources(portrait.lignes, catalogue.sources)
citees = f"Sources : {join_mots(sources)}. " if sources else ""
show_source(f"{citees}Intervalles à 95 %. « Nettement » : écart établi à 99,8 %.")
show_bas()
