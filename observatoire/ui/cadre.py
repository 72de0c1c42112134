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
        meta = cache.get_metadonnees()
    except DonneesAbsentes:
        _show_identite("", "", "")
        raise
    version = cache.format_version(cache.read_version())
    _show_identite(meta.nom, "ville fictive" if meta.is_fictif else "", version)
    if meta.is_fictif:
        show_bandeau_fictif(meta.nom)


def show_avis() -> None:
    """Pose les avis nés de la lecture de l'adresse."""
    for avis in etat_url.read_avis():
        show_message(avis, alerte=True)


def show_bas() -> None:
    """Pose le pied de page."""
    version = cache.read_version()
    publie_le = cache.get_metadonnees(version).identite.get("publie_le", "")
    show_pied(cache.format_version(version), publie_le[:10])


def _show_identite(ville: str, precision: str, version: str) -> None:
    with st.sidebar:
        show_html(
            f'<div class="obs-identite">{_LOGO}<div><strong>Observatoire<br>local de santé</strong></div></div>'
            f'<p class="obs-ville"><strong>{escape(ville)}</strong> {escape(precision)}</p>'
        )
        if version:
            show_html(f'<p class="obs-version">Version des données<br><strong>{escape(version)}</strong></p>')
