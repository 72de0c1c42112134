"""Bandeau des données fictives, en tête de chaque page d'un observatoire de démonstration."""

from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape

_ICONE = (
    '<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true" focusable="false">'
    '<circle cx="9" cy="9" r="7.5" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    '<path d="M9 8v5M9 5v1.4" stroke="currentColor" stroke-width="1.8"/></svg>'
)


def show_bandeau_fictif(ville: str) -> None:
    """Rappelle que la ville n'existe pas."""
    show_html(
        f'<div class="obs-fictif" role="note">{_ICONE}<span><strong>Données fictives de démonstration.</strong> '
        f"{escape(ville)} n’existe pas : aucun chiffre ne décrit une ville réelle.</span></div>"
    )
