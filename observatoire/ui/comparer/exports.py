"""Téléchargements de la comparaison."""

import streamlit as st

from observatoire.services.comparaison import Comparaison
from observatoire.ui import cache
from observatoire.ui.exports import Cellule, build_csv, build_xlsx, list_cellules, list_definitions


def show_telechargements(comparaison: Comparaison) -> None:
    """Boutons CSV et XLSX ; chaque fichier n'est fabriqué qu'au moment où il est demandé."""
    sources = {s.code: s for s in cache.get_catalogue(cache.read_version()).sources}
    lignes = [ligne for rangee in comparaison.cellules for ligne in rangee]

    def list_rangees() -> list[list[Cellule]]:
        return [
            list_cellules(x, sources[x.indicateur.source], comparaison.comparateur, comparaison.version) for x in lignes
        ]

    st.download_button(
        "CSV", lambda: build_csv(list_rangees()), "comparaison.csv", "text/csv", icon=":material/download:",
        on_click="ignore",
    )  # fmt: skip
    st.download_button(
        "XLSX", lambda: build_xlsx(list_rangees(), list_definitions(lignes, sources)), "comparaison.xlsx",
        "application/octet-stream", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
