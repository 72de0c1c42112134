"""Rappeler, sous des écarts à 95 %, combien le hasard en ferait seul."""

from collections.abc import Sequence

from observatoire.services.comparaison import write_hasard
from observatoire.services.resultats import Ligne
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape


def show_hasard(lignes: Sequence[Ligne]) -> None:
    """Pose la phrase du hasard ; rien si moins d'un écart en viendrait."""
    if texte := write_hasard(lignes):
        show_html(f'<p class="obs-note">{escape(texte)}</p>')
