"""Légende d'une carte : couleur, motif, mots et nombre de territoires."""

from collections.abc import Sequence
from dataclasses import dataclass

from observatoire.domain.verdict import Jugement
from observatoire.ui.echappement import escape
from observatoire.ui.formes import TRACES, build_style
from observatoire.ui.palette import NETS, REMPLISSAGES, SECRET_FOND, SECRET_TRAIT


@dataclass(frozen=True, slots=True)
class Entree:
    """Une ligne de légende : sa pastille (SVG), ses mots, son compte."""

    pastille: str
    mots: str
    nombre: str


def build_legende(entrees: Sequence[Entree], une_colonne: bool = False) -> str:
    """Écrit la légende en liste HTML."""
    lignes = "".join(f"<li>{e.pastille}<span>{escape(e.mots)}</span><b>{escape(e.nombre)}</b></li>" for e in entrees)
    return f'<ul class="obs-legende{" une" * une_colonne}" aria-label="Légende">{lignes}</ul>'


def build_pastille(couleur: str) -> str:
    """Rectangle de couleur d'une classe."""
    return _wrap(f'<rect x="0.5" y="0.5" width="23" height="15" rx="2" fill="{couleur}" stroke="#868F9B"/>')


def build_pastille_jugement(jugement: Jugement) -> str:
    """Rectangle de couleur portant la marque du jugement, comme sur la carte."""
    if jugement is Jugement.SECRET:
        return build_pastille_secret()
    fond = REMPLISSAGES[jugement]
    style = build_style(jugement, "#FFFFFF" if jugement in NETS else "#1A2233")
    marque = TRACES[jugement].format(style=style)
    return _wrap(
        f'<rect x="0.5" y="0.5" width="23" height="15" rx="2" fill="{fond}" stroke="#868F9B"/>'
        f'<g transform="translate(7 3) scale(0.62)">{marque}</g>'
    )


def build_pastille_secret() -> str:
    """Rectangle hachuré gris : chiffre secret."""
    return _wrap(
        f'<rect x="0.5" y="0.5" width="23" height="15" rx="2" fill="{SECRET_FOND}" stroke="#868F9B"/>'
        f'<path d="M1 8 8 1M1 15 15 1M8 15 22 1M15 15 23 7" stroke="{SECRET_TRAIT}" stroke-width="1.6"/>'
    )


def build_pastille_qpv() -> str:
    """Rectangle blanc hachuré d'encre : quartier prioritaire."""
    return _wrap(
        '<rect x="1" y="1" width="22" height="14" rx="2" fill="#FFFFFF" stroke="#1A2233" stroke-width="1.6"/>'
        '<path d="M2 9 9 2M3 14 15 2M10 14 22 2M17 14 22 9" stroke="#1A2233" stroke-width="1.2"/>'
    )


def _wrap(contenu: str) -> str:
    return f'<svg width="24" height="16" viewBox="0 0 24 16" aria-hidden="true" focusable="false">{contenu}</svg>'
