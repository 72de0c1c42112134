"""Téléchargements : toute la version publiée, en CSV et Parquet, avec son dictionnaire, et comment la citer."""

from datetime import date

import streamlit as st

from observatoire.services.telechargements import DESCRIPTIONS, export_archive, write_citation
from observatoire.ui import cache
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete, show_message, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.navigation import link_page
from observatoire.ui.tableaux import Colonne, Ligne, show_tableau

version = cache.read_version()
catalogue = cache.get_catalogue(version)
aujourd_hui = date.today()

show_entete(
    ["Données", "Téléchargements"],
    "Téléchargements",
    "Tout ce que l’observatoire publie, dans des formats ouverts. Rien de confidentiel n’y figure.",
    "",
)
show_avis()
if catalogue.is_fictif:
    show_message("Ces fichiers décrivent une ville inventée : aucun chiffre n’est réel.", alerte=True)
with st.container(key="carte-archive"):
    show_titre("Toute la version", f"Version {catalogue.version}")
    show_html(
        '<p class="obs-note">Une archive ZIP : chaque table en CSV (séparateur « ; », virgule décimale, UTF-8) et en '
        "Parquet, un dictionnaire des colonnes et un mode d’emploi.</p>"
    )
    st.download_button(
        "Télécharger l’archive",
        lambda: export_archive(version=version, aujourd_hui=aujourd_hui),
        f"{version.removesuffix('.duckdb')}.zip",
        "application/zip",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
    )
show_titre("Ce que contient l’archive")
show_tableau(
    "Tables de l’archive",
    (Colonne("Table", fort=True), Colonne("Contenu")),
    [Ligne((table, texte)) for table, texte in DESCRIPTIONS.items()],
)
show_titre("Sources et licences")
show_tableau(
    "Sources et licences",
    (Colonne("Source"), Colonne("Producteur"), Colonne("Licence"), Colonne("Adresse")),
    [Ligne((s.libelle, s.producteur, s.licence, s.url)) for s in catalogue.sources],
)
show_titre("Pour citer")
show_html(f'<p class="obs-citation">{escape(write_citation(version=version, aujourd_hui=aujourd_hui))}</p>')
show_titre("Une seule carte, un seul indicateur")
show_html(
    '<p class="obs-note">La page Carte donne la vue affichée en CSV, XLSX, GeoJSON et PNG ; le portrait et la '
    "comparaison donnent la leur.</p>"
)
link_page("carte", "Ouvrir la carte")
show_bas()
