"""Menu : les rubriques de l'observatoire et leurs pages."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from observatoire.ui import etat_url
from observatoire.ui.echappement import escape_markdown, shorten


@dataclass(frozen=True, slots=True)
class Entree:
    """Une page du menu : son fichier sous `pages/`, son titre et son adresse."""

    fichier: str
    titre: str
    adresse: str


RUBRIQUES: dict[str, tuple[Entree, ...]] = {
    "": (Entree("accueil/accueil.py", "Accueil", ""),),
    "Territoires": (
        Entree("territoires/carte.py", "Carte", "carte"),
        Entree("territoires/portrait.py", "Portrait de quartier", "portrait"),
        Entree("territoires/comparer.py", "Comparer", "comparer"),
        Entree("territoires/typologie.py", "Quartiers semblables", "typologie"),
        Entree("territoires/zone.py", "Ma zone", "zone"),
    ),
    "Offre de soins": (
        Entree("offre/densites.py", "Densités et accès", "densites"),
        Entree("offre/annuaire.py", "Annuaire", "annuaire"),
        Entree("offre/et_si.py", "Et si ?", "et_si"),
        Entree("offre/fiche_quartier.py", "Fiche de quartier", "fiche_quartier"),
    ),
    "Contrat local de santé": (
        Entree("cls/cls.py", "Vue d’ensemble", "cls"),
        Entree("cls/fiches.py", "Fiches actions", "fiches"),
        Entree("cls/besoins.py", "Besoins × actions", "besoins"),
        Entree("cls/resultats.py", "Indicateurs du contrat", "resultats"),
        Entree("cls/seances.py", "Séances et décisions", "seances"),
        Entree("cls/changements.py", "Ce qui a changé", "changements"),
        Entree("cls/recueil.py", "Recueil d’actions", "recueil"),
        Entree("cls/plan.py", "Importer, exporter", "plan"),
    ),
    "Données": (
        Entree("donnees/catalogue.py", "Catalogue et méthodes", "catalogue"),
        Entree("donnees/qualite.py", "Qualité et secret", "qualite"),
        Entree("donnees/telechargements.py", "Téléchargements", "telechargements"),
    ),
}
"""Toutes les pages, dans l'ordre du menu."""
_ENTREES = {entree.adresse: entree for entrees in RUBRIQUES.values() for entree in entrees}


def list_adresses() -> list[str]:
    """Adresses des pages, dans l'ordre du menu ; celle de l'accueil est vide."""
    return list(_ENTREES)


def build_navigation() -> StreamlitPage:
    """Déclare le menu et rend la page demandée par l'adresse."""
    return st.navigation({nom: [_build_page(e) for e in entrees] for nom, entrees in RUBRIQUES.items()}, expanded=True)


def check_adresse() -> None:
    """Avertit, en français, quand l'adresse demande une page que le menu n'a pas."""
    racine = str(st.get_option("server.baseUrlPath") or "").strip("/")
    demandee = urlsplit(st.context.url or "").path.strip("/").removeprefix(racine).strip("/")
    if demandee not in _ENTREES:
        etat_url.add_avis(f"La page « {shorten(unquote(demandee))} » n’existe pas : l’accueil est montré à la place.")


def link_page(adresse: str, libelle: str, codes: dict[str, str] | None = None, icone: str | None = None) -> None:
    """Pose un lien vers une page de l'observatoire, avec ses codes. Le libellé est un texte, jamais du Markdown."""
    fichier = f"pages/{_ENTREES[adresse].fichier}"
    st.page_link(fichier, label=escape_markdown(libelle), icon=icone, query_params=codes)


def _build_page(entree: Entree) -> StreamlitPage:
    return st.Page(
        f"pages/{entree.fichier}",
        title=entree.titre,
        url_path=entree.adresse or None,
        default=not entree.adresse,
    )
