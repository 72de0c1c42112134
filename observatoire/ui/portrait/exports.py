"""Téléchargements du portrait."""

import streamlit as st

from observatoire.services.portrait import Portrait
from observatoire.services.telechargements import export_lignes_csv
from observatoire.ui import cache
from observatoire.ui.exports import build_xlsx, list_definitions


def show_telechargements(portrait: Portrait) -> None:
    """Boutons CSV et XLSX ; chaque fichier n'est fabriqué qu'au moment où il est demandé."""
    sources = {s.code: s for s in cache.get_catalogue(cache.read_version()).sources}
    lignes, comparateur, version = portrait.lignes, portrait.comparateur, portrait.version
    nom = f"portrait_{portrait.territoire.code}"
    st.download_button(
        "CSV", lambda: export_lignes_csv(lignes=lignes, comparateur=comparateur, version=version), f"{nom}.csv",
        "text/csv", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    st.download_button(
        "XLSX", lambda: build_xlsx(lignes, comparateur, version, list_definitions(lignes, sources)), f"{nom}.xlsx",
        "application/octet-stream", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
