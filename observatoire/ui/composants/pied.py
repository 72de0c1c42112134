"""Ligne de source sous un graphique, et pied de page."""

from datetime import date

from observatoire.domain.francais import format_date
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape


def show_source(texte: str) -> None:
    """Pose la ligne « Source · période · méthode · prochaine mise à jour »."""
    show_html(f'<p class="obs-source">{escape(texte)}</p>')


def show_pied(version: str, publie_le: str) -> None:
    """Pose le pied de page avec la version des données ; `publie_le` est une date ISO."""
    jour = f"<span>publiée le {format_date(date.fromisoformat(publie_le[:10]))}</span>" if publie_le else ""
    show_html(
        f'<div class="obs-pied"><span>Version des données <strong>{escape(version)}</strong></span>'
        f"{jour}"
        '<a href="catalogue?onglet=methodes" target="_self">Méthodes et secret statistique</a></div>'
    )
