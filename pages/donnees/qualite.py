"""Qualité et secret : complétude, chiffres cachés et pourquoi, fraîcheur des sources, QPV et IRIS."""

from datetime import date

import streamlit as st

from observatoire.ui import cache, etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete, show_source
from observatoire.ui.qualite.completude import show_completude
from observatoire.ui.qualite.fraicheur import show_fraicheur
from observatoire.ui.qualite.qpv import show_qpv
from observatoire.ui.qualite.secret import show_secret

RUBRIQUES = {"completude": "Complétude", "secret": "Secret", "fraicheur": "Fraîcheur", "qpv": "QPV et IRIS"}

version = cache.read_version()
catalogue = cache.get_catalogue(version)
rubrique = etat_url.read_code("rubrique", RUBRIQUES, "completude", "la rubrique")
theme = etat_url.read_code("theme", [t.theme.value for t in catalogue.themes], "", "le thème")

show_entete(
    ["Données", "Qualité et secret"],
    "Qualité et secret",
    "Ce que la version contient, ce qui manque, et pourquoi.",
    etat_url.build_requete({"rubrique": rubrique, "theme": theme if rubrique == "completude" else ""}),
)
show_avis()
st.segmented_control(
    "Rubrique", list(RUBRIQUES), format_func=RUBRIQUES.__getitem__, required=True, **etat_url.bind("rubrique", rubrique)
)
if rubrique == "completude":
    show_completude(catalogue, cache.get_completudes(version), theme)
elif rubrique == "qpv":
    show_qpv(cache.get_recouvrements_qpv(version))
else:
    qualite = cache.get_qualite(version, date.today().isoformat())
    if rubrique == "secret":
        show_secret(qualite)
    else:
        show_fraicheur(qualite)
show_source(f"Compté sur la version des données {catalogue.version}, telle que les pages la lisent.")
show_bas()
