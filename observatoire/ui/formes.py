"""Formes des verdicts, en SVG. Une forme veut dire le verdict et rien d'autre.

Défavorable ◆, favorable ●, pas de différence ■, plus élevé ▲, plus bas ▼, effectif trop petit : carré pointillé,
non comparable ⊘, secret : carré hachuré. Plein foncé = 99,8 % ; clair à contour foncé = 95 %.
"""

from observatoire.domain.verdict import LIBELLES_JUGEMENT, Jugement
from observatoire.ui.palette import REMPLISSAGES, SANS_ECART_TRAIT, SECRET_FOND, SECRET_TRAIT

_LOSANGE = '<path d="M8 1 15 8 8 15 1 8Z" {style}/>'
_ROND = '<circle cx="8" cy="8" r="6" {style}/>'
_CARRE = '<rect x="2.5" y="2.5" width="11" height="11" {style}/>'
_HAUT = '<path d="M8 2 15 14H1Z" {style}/>'
_BAS = '<path d="M1 2H15L8 14Z" {style}/>'
_BARRE = '<circle cx="8" cy="8" r="6" {style}/><path d="M4 12 12 4" {style}/>'
_HACHURE = (
    '<rect x="1.5" y="1.5" width="13" height="13" {style}/>'
    f'<path d="M2 9 9 2M2 14 14 2M7 14 14 7" stroke="{SECRET_TRAIT}" stroke-width="1.4" fill="none"/>'
)

TRACES: dict[Jugement, str] = {
    Jugement.NETTEMENT_DEFAVORABLE: _LOSANGE,
    Jugement.DEFAVORABLE: _LOSANGE,
    Jugement.SANS_ECART: _CARRE,
    Jugement.FAVORABLE: _ROND,
    Jugement.NETTEMENT_FAVORABLE: _ROND,
    Jugement.NETTEMENT_PLUS_ELEVE: _HAUT,
    Jugement.PLUS_ELEVE: _HAUT,
    Jugement.PLUS_BAS: _BAS,
    Jugement.NETTEMENT_PLUS_BAS: _BAS,
    Jugement.TROP_PETIT: _CARRE,
    Jugement.NON_COMPARABLE: _BARRE,
    Jugement.SECRET: _HACHURE,
}
"""Tracé de chaque jugement dans une boîte de 16 × 16."""


def build_style(jugement: Jugement, contour: str = "var(--obs-marque-contour,#1A2233)") -> str:
    """Attributs SVG de remplissage et de trait du jugement ; `contour` cerne les formes pleines."""
    remplissage = REMPLISSAGES[jugement]
    if jugement is Jugement.TROP_PETIT:
        return ('fill="none" stroke="var(--obs-discret,#566170)" stroke-width="1.6" stroke-dasharray="2.5 2" ').strip()
    if jugement is Jugement.NON_COMPARABLE:
        return 'fill="none" stroke="var(--obs-discret,#566170)" stroke-width="1.6"'
    if jugement is Jugement.SECRET:
        return f'fill="{SECRET_FOND}" stroke="{SECRET_TRAIT}" stroke-width="1"'
    if jugement is Jugement.SANS_ECART:
        return f'fill="{remplissage}" stroke="{SANS_ECART_TRAIT}" stroke-width="1.4"'
    return f'fill="{remplissage}" stroke="{contour}" stroke-width="1.2"'


def build_marque(jugement: Jugement, cote: float = 16, titre: bool = False) -> str:
    """Forme du jugement en SVG, sur une ligne. Décorative sauf si `titre`, car un mot l'accompagne."""
    contenu = TRACES[jugement].format(style=build_style(jugement))
    role = f'role="img" aria-label="{LIBELLES_JUGEMENT[jugement]}"' if titre else 'aria-hidden="true"'
    return (
        f'<svg class="obs-marque" width="{cote:g}" height="{cote:g}" viewBox="0 0 16 16" {role} '
        f'focusable="false">{contenu}</svg>'
    )


def build_marque_a(jugement: Jugement, x: float, y: float, cote: float = 13) -> str:
    """Forme du jugement centrée en (x, y), à placer dans un SVG plus grand."""
    echelle = cote / 16
    contenu = TRACES[jugement].format(style=build_style(jugement))
    return f'<g transform="translate({x - cote / 2:.1f} {y - cote / 2:.1f}) scale({echelle:.3f})">{contenu}</g>'


def build_carre_hachure(identifiant: str) -> str:
    """Définit le motif hachuré d'un chiffre secret, à appeler une fois par SVG qui s'en sert."""
    return (
        f'<pattern id="{identifiant}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{SECRET_FOND}"/>'
        f'<line x1="0" y1="0" x2="0" y2="6" stroke="{SECRET_TRAIT}" stroke-width="2.4"/></pattern>'
    )
