"""Feuille de style, posée une fois par exécution, et langue de la page."""

from pathlib import Path

import streamlit as st

from observatoire.ui.palette import build_variables_css

_FEUILLE = Path(__file__).with_name("style.css")

# Streamlit sert une page en lang="en" et n'offre pas de réglage : un lecteur d'écran lirait le français en anglais.
_LANGUE = "<script>document.documentElement.lang = 'fr';</script>"


def apply_style() -> None:
    """Pose les couleurs, les mises en forme et la langue française de la page."""
    st.html(f"<style>{build_variables_css()}{_FEUILLE.read_text(encoding='utf-8')}</style>")
    with st.container(key="obs-invisible"):
        st.html(_LANGUE, unsafe_allow_javascript=True)
