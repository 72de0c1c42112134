"""Téléchargements du portrait."""

import streamlit as st

from observatoire.services.portrait import Portrait
from observatoire.ui import cache
from observatoire.ui.exports import Cellule, build_csv, build_xlsx, list_cellules, list_definitions


def show_telechargements(portrait: Portrait) -> None:
    """Boutons CSV et XLSX ; chaque fichier n'est fabriqué qu'au moment où il est demandé."""
    sources = {s.code: s for s in cache.get_catalogue(cache.read_version()).sources}

    def list_rangees() -> list[list[Cellule]]:
        return [
            list_cellules(ligne, sources[ligne.indicateur.source], portrait.comparateur, portrait.version)
            for ligne in portrait.lignes
        ]

    nom = f"portrait_{portrait.territoire.code}"
    st.download_button(
        "CSV",
        lambda: build_csv(list_rangees()),
        f"{nom}.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    st.download_button(
        "XLSX",
        lambda: build_xlsx(list_rangees(), list_definitions(portrait.lignes, sources)),
        f"{nom}.xlsx",
        "application/octet-stream",
        icon=":material/download:",
        on_click="ignore",
    )
