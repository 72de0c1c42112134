"""Comparer de 2 à 8 territoires : matrice, puis un indicateur sous plusieurs vues."""

import streamlit as st

from observatoire.ui import cache, etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.comparer.choix import read_choix, show_choix, show_choix_graphique
from observatoire.ui.comparer.evolutions import show_evolutions
from observatoire.ui.comparer.exports import show_telechargements
from observatoire.ui.comparer.matrice import show_matrice
from observatoire.ui.comparer.vues import show_vue
from observatoire.ui.composants import show_entete, show_phrase, show_source, show_titre

version = cache.read_version()
catalogue = cache.get_catalogue(version)
choix = read_choix(catalogue, version)
comparaison = cache.get_comparaison(version, choix.territoires, choix.colonnes, choix.comparateur)

actions = show_entete(
    ["Territoires", "Comparer"],
    "Comparer des territoires",
    "De 2 à 8 territoires de toute maille, face au même comparateur.",
    etat_url.build_requete(choix.build_codes()),
)
with actions:
    show_telechargements(comparaison)
show_avis()
show_choix(catalogue, choix)
show_phrase(comparaison.phrase.texte, comparaison.phrase.certitude, comparaison.phrase.jugement)
show_matrice(comparaison)
show_titre("Un indicateur de près")
show_choix_graphique(catalogue, choix)
with st.container(key="carte-vue"):
    show_vue(catalogue, choix)
detail = cache.get_comparaison(version, choix.territoires, (choix.indicateur,), choix.comparateur)
show_evolutions([ligne for rangee in detail.cellules for ligne in rangee])
show_source(
    "Intervalles à 95 %. « Nettement » : écart établi à 99,8 %. Chaque indicateur est lu à la dernière période que les "
    "territoires choisis partagent."
)
show_bas()
