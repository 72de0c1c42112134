"""Phrase d'un graphique, sa ligne de certitude, et les verdicts en forme et en mots."""

from observatoire.domain.verdict import LIBELLES_JUGEMENT, Jugement
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.formes import build_marque
from observatoire.ui.palette import MOTS


def build_verdict_html(jugement: Jugement, libelle: str = "") -> str:
    """Forme et mots du jugement, en HTML."""
    mots = escape(libelle or LIBELLES_JUGEMENT[jugement])
    return (
        f'<span class="obs-verdict" style="color:var(--obs-{MOTS[jugement]})">{build_marque(jugement)}'
        f"<span>{mots}</span></span>"
    )


def build_etiquette(texte: str, sorte: str = "") -> str:
    """Petite étiquette encadrée ; `sorte` : vide, `alerte` ou `bon`."""
    return f'<span class="obs-etiquette {escape(sorte)}">{escape(texte)}</span>'


def show_phrase(texte: str, certitude: str, jugement: Jugement | None = None) -> None:
    """Pose la phrase d'un graphique et, dessous, ce qui en est sûr."""
    marque = build_marque(jugement, 18) if jugement is not None else ""
    show_html(
        f'<div class="obs-phrase">{marque}<div><p>{escape(texte)}</p>'
        f'<p class="obs-certitude">{escape(certitude)}</p></div></div>'
    )
