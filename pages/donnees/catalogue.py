"""Catalogue des indicateurs, méthodes et glossaire."""

import streamlit as st

from observatoire.domain.indicateur import LIBELLES_THEME, Theme
from observatoire.services.catalogue import Catalogue
from observatoire.ui import cache, etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.catalogue.fiche import show_fiche
from observatoire.ui.catalogue.recherche import find_fiches, show_resultats
from observatoire.ui.catalogue.textes import list_methodes, list_termes, read_methode
from observatoire.ui.composants import show_entete, show_titre, show_vide
from observatoire.ui.tableaux import Colonne, Ligne, show_tableau

ONGLETS = {"indicateurs": "Indicateurs", "methodes": "Méthodes", "glossaire": "Glossaire"}


def show_indicateurs(catalogue: Catalogue, indicateur: str, theme: str) -> None:
    """Recherche, fiche choisie, puis la liste."""
    fiches = {f.indicateur.code: f for t in catalogue.themes for f in t.fiches}
    themes = ["", *(t.theme.value for t in catalogue.themes)]
    un, deux, trois = st.columns([3, 2, 4])
    with un:
        texte = st.text_input("Chercher", placeholder="diabète, revenu, dépistage…", key="catalogue:texte")
    with deux:
        st.selectbox(
            "Thème",
            themes,
            format_func=lambda code: LIBELLES_THEME[Theme(code)] if code else "Tous les thèmes",
            **etat_url.bind("theme", theme),
        )
    with trois:
        st.selectbox(
            "Lire la fiche de",
            ["", *fiches],
            format_func=lambda code: fiches[code].indicateur.libelle if code else "Choisir un indicateur",
            **etat_url.bind("indicateur", indicateur),
        )
    if indicateur:
        show_fiche(fiches[indicateur])
    show_resultats(find_fiches(catalogue, texte, theme))


def show_methodes() -> None:
    """Une méthode à la fois, telle qu'écrite dans la documentation."""
    methodes = list_methodes()
    if not methodes:
        show_vide("Aucune page de méthode", "Les méthodes s’écrivent dans docs/methodes, une page par sujet.")
        return
    methode = etat_url.read_code("methode", methodes, next(iter(methodes)), "la méthode")
    st.selectbox("Méthode", list(methodes), format_func=methodes.__getitem__, **etat_url.bind("methode", methode))
    show_titre(methodes[methode])
    st.markdown(read_methode(methode))


def show_glossaire() -> None:
    """Les termes et leur sens."""
    lignes = [Ligne(termes) for termes in list_termes()]
    show_tableau("Glossaire", (Colonne("Terme", fort=True), Colonne("Sens"), Colonne("Origine du terme")), lignes)


catalogue = cache.get_catalogue(cache.read_version())
codes = [f.indicateur.code for t in catalogue.themes for f in t.fiches]
onglet = etat_url.read_code("onglet", ONGLETS, "indicateurs", "l’onglet")
indicateur = etat_url.read_code("indicateur", codes, "", "l’indicateur")
theme = etat_url.read_code("theme", [t.theme.value for t in catalogue.themes], "", "le thème")
show_entete(
    ["Données", "Catalogue et méthodes"],
    "Catalogue et méthodes",
    f"{len(codes)} indicateurs, {len(catalogue.sources)} sources",
    etat_url.build_requete({"onglet": onglet, "indicateur": indicateur, "theme": theme}),
)
show_avis()
st.segmented_control(
    "Rubrique", list(ONGLETS), format_func=ONGLETS.__getitem__, required=True, **etat_url.bind("onglet", onglet)
)
if onglet == "methodes":
    show_methodes()
elif onglet == "glossaire":
    show_glossaire()
else:
    show_indicateurs(catalogue, indicateur, theme)
show_bas()
