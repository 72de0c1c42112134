"""Routeur : réglages de page, style, menu, page demandée. Rien d'autre ne passe avant."""

import streamlit as st

from observatoire.ui import etat_url, limites, style
from observatoire.ui.acces import check_acces
from observatoire.ui.cadre import show_haut
from observatoire.ui.navigation import build_navigation, check_adresse

st.set_page_config(
    page_title="Observatoire local de santé",
    layout="wide",
    initial_sidebar_state=232,
)
style.apply_style()
page = build_navigation()
etat_url.start_page(page.url_path)
check_adresse()


def run() -> None:
    """Passe la porte, pose ce que toutes les pages partagent, puis la page."""
    check_acces()
    show_haut()
    page.run()
    etat_url.end_page()


limites.run_page(run)
