"""Ce que toutes les pages partagent : bandeau, identité de la ville dans la barre latérale, pied de page."""

import streamlit as st

from observatoire.errors import DonneesAbsentes
from observatoire.ui import cache, etat_url
from observatoire.ui.composants import show_bandeau_fictif, show_message, show_pied
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape

_LOGO = (
    '<svg width="34" height="34" viewBox="0 0 34 34" aria-hidden="true" focusable="false">'
    '<rect width="34" height="34" rx="8" fill="#0B4F5C"/>'
    '<path d="M7 24 14 16 19 20 27 10" fill="none" stroke="#FFFFFF" stroke-width="2.4" stroke-linejoin="round"/>'
    '<circle cx="27" cy="10" r="2.6" fill="#F2A65A"/></svg>'
)


def show_haut() -> None:
    """Pose l'identité dans la barre latérale et, pour la ville fictive, le bandeau."""
    try:
        catalogue = cache.get_catalogue(cache.read_version())
    except DonneesAbsentes:
        _show_identite("", "", "")
        raise
    _show_identite(catalogue.nom, "ville fictive" if catalogue.is_fictif else "", catalogue.version)
    if catalogue.is_fictif:
        show_bandeau_fictif(catalogue.nom)


def show_avis() -> None:
    """Pose les avis nés de la lecture de l'adresse."""
    for avis in etat_url.read_avis():
        show_message(avis, alerte=True)


def show_bas() -> None:
    """Pose le pied de page."""
    catalogue = cache.get_catalogue(cache.read_version())
    show_pied(catalogue.version, catalogue.publie_le)


def _show_identite(ville: str, precision: str, version: str) -> None:
    with st.sidebar:
        show_html(
            f'<div class="obs-identite">{_LOGO}<div><strong>Observatoire<br>local de santé</strong></div></div>'
            f'<p class="obs-ville"><strong>{escape(ville)}</strong> {escape(precision)}</p>'
        )
        if not version:
            return
        with st.container(key="obs-version", width="content"):
            show_html(f'<p class="obs-version">Version des données<br><strong>{escape(version)}</strong></p>')
