"""Fiche de quartier : une page A4 par quartier, à imprimer ou à enregistrer en PDF depuis le navigateur."""

from datetime import date

import streamlit as st

from observatoire.domain.francais import format_date
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille
from observatoire.services.offre.fiche_quartier import build_fiche_quartier
from observatoire.ui import cache, etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete, show_vide
from observatoire.ui.composants.html import show_html
from observatoire.ui.composants.impression import show_imprimer
from observatoire.ui.navigation import link_page
from observatoire.ui.offre.affichage import list_iris
from observatoire.ui.offre.fiche_quartier import build_fiche_html

TOUS = "tous"
CHEMIN = ("Offre de soins", "Fiche de quartier")

version = cache.read_version()
catalogue = cache.get_catalogue(version)
offre = cache.get_offre(version)
maille = Maille.QUARTIER if catalogue.get_groupe(Maille.QUARTIER) else Maille.IRIS
noms = {t.code: t.nom for t in catalogue.get_groupe(maille)}


def build_fiche(code: str) -> str:
    """Écrit la fiche d'un quartier."""
    fiche = build_fiche_quartier(
        portrait=cache.get_portrait(version, code, "ville", "ensemble"),
        ville=catalogue.nom,
        offre=offre,
        iris=list_iris(version, maille, code),
    )
    return build_fiche_html(
        fiche,
        quartiers=cache.get_contours(version, maille.value),
        iris=cache.get_contours(version, Maille.IRIS.value),
        fictif=catalogue.is_fictif,
        jour=format_date(date.today()),
    )


if not offre.points or not noms:
    show_entete(CHEMIN, "Fiche de quartier", "Une page à imprimer")
    show_vide(
        "Pas encore de fiche",
        "Importez les contours des IRIS ou des quartiers et un annuaire, puis publiez.",
        ("python -m observatoire importer liste-ps.csv", "python -m observatoire publier"),
    )
else:
    tous = f"Tous, une page par {LIBELLES_MAILLE[maille][0]}"
    choix = {**noms, TOUS: f"{tous} ({len(noms)})"}
    choisi = etat_url.read_code("territoire", choix, next(iter(noms)), "le territoire")
    actions = show_entete(
        CHEMIN, "Fiche de quartier", "Une page A4 à imprimer", etat_url.build_requete({"territoire": choisi})
    )
    with actions:
        show_imprimer()
    show_avis()
    st.selectbox(
        LIBELLES_MAILLE[maille][0].capitalize() if maille is Maille.QUARTIER else "IRIS",
        list(choix),
        format_func=choix.__getitem__,
        **etat_url.bind("territoire", choisi),
    )
    # D'un seul bloc : le papier passe à la page suivante entre deux fiches voisines.
    show_html("".join(build_fiche(code) for code in (noms if choisi == TOUS else (choisi,))))
    if choisi != TOUS:
        link_page("annuaire", "Ouvrir l’annuaire de ce quartier", {"territoire": choisi})
show_bas()
