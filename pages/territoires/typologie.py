"""Quartiers qui se ressemblent : groupes sur la carte, ce qui les distingue, les plus proches d'un territoire."""

import streamlit as st

from observatoire.errors import SelectionInvalide
from observatoire.ui import cache, etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete, show_message, show_phrase, show_source
from observatoire.ui.ecran import is_telephone
from observatoire.ui.portrait.choix import list_choisissables
from observatoire.ui.typologie.choix import read_choix, show_choix, show_indicateurs
from observatoire.ui.typologie.groupes import list_groupes, show_centres, show_groupes
from observatoire.ui.typologie.semblables import show_semblables

version = cache.read_version()
catalogue = cache.get_catalogue(version)
telephone = is_telephone()
choix = read_choix(catalogue, version)

show_entete(
    ["Territoires", "Quartiers semblables"],
    "Quartiers qui se ressemblent",
    "Des groupes de territoires proches par leurs indicateurs, au dernier chiffre publié de chacun.",
    etat_url.build_requete(choix.build_codes()),
)
show_avis()
show_choix(catalogue, choix)
try:
    typologie = cache.get_typologie(version, choix.maille.value, choix.indicateurs, choix.nb_groupes)
except SelectionInvalide as refus:
    typologie = None
    show_message(str(refus))
if choix.territoire:
    cible = list_choisissables(catalogue)[choix.territoire]
    show_semblables(
        cible,
        cache.get_semblables(version, cible.code),
        list_groupes(typologie) if typologie else {},
        catalogue.territoire_reference.code,
    )
if typologie is not None:
    show_phrase(typologie.phrase, typologie.certitude)
    show_groupes(typologie, choix, telephone)
    with st.expander(f"Le centre de chaque groupe, indicateur par indicateur ({len(typologie.indicateurs)})"):
        show_centres(typologie)
show_indicateurs(catalogue, choix, [f.code for f in typologie.indicateurs] if typologie else list(choix.indicateurs))
show_source(
    "Classification ascendante hiérarchique (méthode de Ward) sur les indicateurs centrés et réduits. Ni les nombres "
    "bruts, ni les indicateurs qui en redisent un autre, ne sont utilisés sans qu’on les demande."
)
show_bas()
