"""Téléchargements de la comparaison."""

import streamlit as st

from observatoire.services.comparaison import Comparaison
from observatoire.services.telechargements import export_lignes_csv
from observatoire.ui import cache
from observatoire.ui.exports import build_xlsx, list_definitions


def show_telechargements(comparaison: Comparaison) -> None:
    """Boutons CSV et XLSX ; chaque fichier n'est fabriqué qu'au moment où il est demandé."""
    sources = {s.code: s for s in cache.get_catalogue(cache.read_version()).sources}
    lignes = [ligne for rangee in comparaison.cellules for ligne in rangee]
    comparateur, version = comparaison.comparateur, comparaison.version
    st.download_button(
        "CSV", lambda: export_lignes_csv(lignes=lignes, comparateur=comparateur, version=version),
        "comparaison.csv", "text/csv", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    st.download_button(
        "XLSX", lambda: build_xlsx(lignes, comparateur, version, list_definitions(lignes, sources)),
        "comparaison.xlsx", "application/octet-stream", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
