"""Téléchargements de « Densités et accès »."""

import streamlit as st

from observatoire.services.carte import Carte
from observatoire.services.offre.points import Point, export_points_csv
from observatoire.services.telechargements import export_lignes_csv
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
        st.download_button(
            "Points (CSV)",
            lambda: export_points_csv(points),
            f"points_{choix.metier.code}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
