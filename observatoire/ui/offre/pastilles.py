"""Disques numérotés des points : une seule image les porte tous, que la carte découpe."""

import base64
import math
from collections.abc import Collection
from dataclasses import dataclass

from observatoire.domain.francais import format_nombre

ENCRE = "#7A2E0E"
COTE = 32
"""Côté d'une case, en pixels d'écran ; l'image est deux fois plus fine, pour les écrans qui le sont."""
_PAR_RANG = 16
_RAYON, _RAYON_MAX = 4.0, 12.0


@dataclass(frozen=True, slots=True)
class Pastilles:
    """`adresse` de l'image, et `cases` : où y trouver le disque de chaque nombre de points."""

    adresse: str
    cases: dict[str, dict[str, float | bool]]


def compute_rayon(nombre: int) -> float:
    """Rayon du disque, en pixels : il grandit avec le nombre de points, puis s'arrête."""
    return min(_RAYON + 2.2 * math.sqrt(nombre - 1), _RAYON_MAX) + (3.0 if nombre > 1 else 0.0)


def build_pastilles(nombres: Collection[int]) -> Pastilles:
    """Dessine un disque par nombre ; un point seul n'a pas de chiffre."""
    pas = 2 * COTE
    dessins: list[str] = []
    cases: dict[str, dict[str, float | bool]] = {}
    for rang, nombre in enumerate(sorted(set(nombres))):
        x, y = rang % _PAR_RANG * pas, rang // _PAR_RANG * pas
        cases[str(nombre)] = {"x": x, "y": y, "width": pas, "height": pas, "mask": False}
        dessins.append(_draw(nombre, x + COTE, y + COTE))
    large, haut = _PAR_RANG * pas, max(1, math.ceil(len(cases) / _PAR_RANG)) * pas
    image = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{large}" height="{haut}" font-family="sans-serif" '
        f'font-weight="700" text-anchor="middle">{"".join(dessins)}</svg>'
    )
    return Pastilles("data:image/svg+xml;base64," + base64.b64encode(image.encode()).decode(), cases)


def draw_disque(nombre: int) -> str:
    """Le disque seul, centré sur l'origine d'un dessin SVG, à sa taille d'écran."""
    return f'<g transform="scale(.5)" font-weight="700">{_draw(nombre, 0, 0)}</g>'


def _draw(nombre: int, x: int, y: int) -> str:
    disque = (
        f'<circle cx="{x}" cy="{y}" r="{2 * compute_rayon(nombre)}" fill="{ENCRE}" fill-opacity=".85" stroke="#FFFFFF" '
        'stroke-width="2"/>'
    )
    if nombre == 1:
        return disque
    taille = 22 if nombre < 1000 else 17
    texte = f'<text x="{x}" y="{y + taille // 3}" font-size="{taille}" fill="#FFFFFF">{format_nombre(nombre)}</text>'
    return disque + texte
