"""Accueil : la ville en quelques chiffres, une petite carte, trois portes, l'âge des données."""

from datetime import date

import streamlit as st

from observatoire.domain.francais import format_date
from observatoire.ui import cache
from observatoire.ui.accueil.blocs import (
    describe_sources,
    format_entete,
    is_comparee,
    show_a_retenir,
    show_chiffres,
    show_fraicheur,
    show_mini_carte,
    sort_fraicheur,
)
from observatoire.ui.accueil.portes import show_portes
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete, show_source, show_titre
from observatoire.ui.navigation import link_page

# Sources montrées d'emblée ; les autres se déplient.
MONTREES = 6

version = cache.read_version()
catalogue = cache.get_catalogue(version)
accueil = cache.get_accueil(version)

show_entete(["Accueil"], f"La santé à {accueil.nom}", format_entete(accueil), "")
show_avis()
gauche, droite = st.columns([58, 42])
with gauche, st.container(key="carte-retenir"):
    show_a_retenir(accueil)
if accueil.carte is not None:
    with droite, st.container(key="carte-mini"):
        show_mini_carte(accueil.carte, version)
        link_page(
            "carte",
            "Ouvrir la carte",
            {
                "indicateur": accueil.carte.indicateur.code,
                "coloration": "significativite" if is_comparee(accueil.carte) else "classes",
            },
        )

show_titre("La ville en six chiffres", f"Comparateur : {accueil.comparateur.libelle}")
show_chiffres(accueil)
cles = {ligne.indicateur.code for ligne in accueil.chiffres}
sources = dict.fromkeys(f.source.libelle for t in catalogue.themes for f in t.fiches if f.indicateur.code in cles)
show_source(describe_sources(accueil, list(sources)))

show_titre("Par où commencer ?")
show_portes(catalogue)

publie = accueil.publie_le[:10]
jour = f", publiée le {format_date(date.fromisoformat(publie))}" if publie else ""
show_titre("Fraîcheur des données", f"Version {accueil.version}{jour}")
sources_datees = sort_fraicheur(cache.get_fraicheur(version, date.today().isoformat()))
show_fraicheur(sources_datees[:MONTREES])
if len(sources_datees) > MONTREES:
    with st.expander(f"Les {len(sources_datees) - MONTREES} autres sources"):
        show_fraicheur(sources_datees[MONTREES:], "Fraîcheur des autres sources")
show_bas()
