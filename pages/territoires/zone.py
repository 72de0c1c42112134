"""Ma zone : des IRIS choisis sur la carte, leur portrait recomposé par les comptes, le secret revérifié."""

import streamlit as st

from observatoire.ui import cache, etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete, show_source, show_vide
from observatoire.ui.ecran import is_telephone
from observatoire.ui.zone.carte import show_carte
from observatoire.ui.zone.choix import read_choix, show_choix
from observatoire.ui.zone.fichier import show_telechargements, show_zones
from observatoire.ui.zone.portrait import describe_zone, show_indicateurs, show_retenir, show_secret

version = cache.read_version()
catalogue = cache.get_catalogue(version)
telephone = is_telephone()
choix = read_choix(catalogue, version)
zone = cache.get_zone(version, choix.iris, choix.nom, choix.comparateur) if choix.iris else None

actions = show_entete(
    ["Territoires", "Ma zone"],
    choix.nom,
    describe_zone(zone) if zone else "Choisissez des IRIS : leur portrait se recompose par les comptes.",
    etat_url.build_requete(choix.build_codes()),
)
if zone:
    with actions:
        show_telechargements(zone, choix)
show_avis()
show_choix(catalogue, choix)
gauche, droite = st.columns([58, 42])
with gauche, st.container(key="carte-zone"):
    courte = zone.propositions.courte if zone else None
    proposes = frozenset(t.code for t in courte.ajouts) if courte else frozenset[str]()
    show_carte(choix, proposes, telephone)
with droite:
    if zone:
        show_secret(zone, choix)
        with st.container(key="carte-retenir"):
            show_retenir(zone)
    else:
        show_vide(
            "Aucun IRIS choisi",
            "Touchez un ou plusieurs IRIS sur la carte, ou prenez-les dans la liste. Le portrait de la zone apparaît "
            "ici : valeur, intervalle, écart à la ville. Un chiffre secret le reste, et la page propose alors "
            "l’extension la plus courte qui le rend diffusable.",
        )
if zone:
    show_indicateurs(zone, telephone)
show_zones(choix)
show_source(
    "Chaque chiffre est recomposé à partir des comptes publiés des IRIS (ou du quartier entier, quand un IRIS est "
    "secret), à la dernière période connue. Intervalles à 95 % ; « nettement » : écart établi à 99,8 %."
)
show_bas()
