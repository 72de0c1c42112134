"""Téléchargements de « Densités et accès »."""

import streamlit as st

from observatoire.services.carte import Carte
from observatoire.services.offre.annuaire import export_points_csv
from observatoire.services.offre.points import Point
from observatoire.services.telechargements import export_lignes_csv
from observatoire.ui import cache
from observatoire.ui.offre.choix import ChoixOffre


def show_telechargements(carte: Carte | None, points: tuple[Point, ...], choix: ChoixOffre) -> None:
    """Chiffres de la vue, et points de la vue."""
    with st.container(horizontal=True):
        if carte is not None:
            nom = f"{carte.indicateur.code}_{carte.periode.code}_{choix.maille.value}.csv"
            st.download_button(
                "Chiffres (CSV)",
                lambda: export_lignes_csv(lignes=carte.lignes, comparateur=carte.comparateur, version=carte.version),
                nom,
                "text/csv",
                icon=":material/download:",
                on_click="ignore",
            )
        show_telechargement_points(choix.version, points, "Points (CSV)", f"points_{choix.metier.code}.csv")


def show_telechargement_points(version: str, points: tuple[Point, ...], libelle: str, fichier: str) -> None:
    """Bouton qui emporte des points, avec leur quartier, leur source et la qualité de leur position."""
    sources = {s.code: s for s in cache.get_catalogue(version).sources}
    st.download_button(
        libelle,
        lambda: export_points_csv(points, cache.get_zonage(version), sources),
        fichier,
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
