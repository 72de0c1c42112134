"""Feuille de style, posée une fois par exécution, et langue de la page."""

from pathlib import Path

import streamlit as st

from observatoire.ui.palette import build_variables_css

# Chaque rubrique pose sa feuille à côté de ses modules ; la feuille commune vient en premier.
_FEUILLES = tuple(sorted(Path(__file__).parent.rglob("*.css"), key=lambda f: len(f.parts)))

# Streamlit sert une page en lang="en" et n'offre pas de réglage : un lecteur d'écran lirait le français en anglais.
_LANGUE = "<script>document.documentElement.lang = 'fr';</script>"


def apply_style() -> None:
    """Pose les couleurs, les mises en forme et la langue française de la page."""
    feuilles = "".join(f.read_text(encoding="utf-8") for f in _FEUILLES)
    st.html(f"<style>{build_variables_css()}{feuilles}</style>")
    with st.container(key="obs-invisible"):
        st.html(_LANGUE, unsafe_allow_javascript=True)
