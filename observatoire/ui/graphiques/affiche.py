"""Affiche d'une carte : la même image, fixe, montrée tant que la carte vivante n'est pas prête.

La carte vivante demande au navigateur trois mégaoctets de programme, puis la préparation du dessin : plusieurs secondes
sur un téléphone ou un poste sans carte graphique. L'affiche arrive avec la page. Elle se lit dans les couches mêmes de
la carte : les deux ne peuvent pas se contredire.
"""

import base64
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby, pairwise
from typing import Any

import pydeck as pdk

from observatoire.ui.echappement import escape
from observatoire.ui.graphiques.geometrie import Cadre, compute_zoom

Disque = tuple[float, float, str]
"""Longitude, latitude et dessin SVG d'un disque centré sur l'origine."""
_Place = Callable[[Sequence[float]], str]
# Pydeck garde données et options d'une couche en attributs que son type ne déclare pas.
_Couche = Any


def build_affiche(
    couches: Iterable[pdk.Layer], disques: Iterable[Disque], cadre: Cadre, largeur: int, hauteur: int
) -> str:
    """Adresse d'une image SVG de `largeur` × `hauteur` pixels : polygones, traits, noms des `couches`, puis `disques`.

    Une couche d'un autre genre n'y est pas : elle apparaît avec la carte vivante.
    """
    degre = 512 * 2 ** compute_zoom(cadre, largeur, hauteur) / 360
    lon, lat = cadre.centre

    def place(point: Sequence[float]) -> str:
        x = largeur / 2 + (point[0] - lon) * degre
        y = hauteur / 2 - (point[1] - lat) * degre / cadre.cosinus
        return f"{x:.1f},{y:.1f}"

    corps = "".join(_GENRES[couche.type](couche, place) for couche in couches if couche.type in _GENRES)
    corps += "".join(f'<g transform="translate({place((x, y))})">{dessin}</g>' for x, y, dessin in disques)
    image = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{largeur}" height="{hauteur}" fill-rule="evenodd" '
        f'font-family="sans-serif" text-anchor="middle" stroke-linecap="round">{corps}</svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(image.encode()).decode()


def _draw_polygones(couche: _Couche, place: _Place) -> str:
    rangees = [r for r in couche.data if "polygone" in r and "couleur" in r]
    return "".join(
        f'<path fill="{_format_couleur(couleur)}" d="{"".join(_draw_anneaux(r["polygone"], place) for r in groupe)}"/>'
        for couleur, groupe in groupby(rangees, key=lambda r: r["couleur"])
    )


def _draw_anneaux(polygone: Any, place: _Place) -> str:
    """Un polygone est une suite d'anneaux ; une forme de verdict, un seul anneau."""
    anneaux = polygone if isinstance(polygone[0][0], (list, tuple)) else [polygone]
    return "".join(f"M{' '.join(map(place, anneau))}Z" for anneau in anneaux)


def _draw_traits(couche: _Couche, place: _Place) -> str:
    morceaux: list[str] = []
    for (couleur, epaisseur), groupe in groupby(couche.data, key=lambda r: (r["c"], r["e"])):
        segments = list(groupe)
        suite = [f"M{place(segments[0]['a'])} {place(segments[0]['b'])}"]
        for avant, segment in pairwise(segments):
            depart = "" if avant["b"] == segment["a"] else f"M{place(segment['a'])}"
            suite.append(f"{depart} {place(segment['b'])}")
        morceaux.append(
            f'<path fill="none" stroke="{_format_couleur(couleur)}" stroke-width="{epaisseur}" d="{"".join(suite)}"/>'
        )
    return "".join(morceaux)


def _draw_noms(couche: _Couche, place: _Place) -> str:
    textes: list[str] = []
    for rangee in (r for r in couche.data if "nom" in r):
        lignes = rangee["nom"].split("\n")
        x, y = place(rangee["place"]).split(",")
        haut = float(y) + 4.4 - (len(lignes) - 1) * 6.3
        suite = "".join(
            f'<tspan x="{x}" y="{haut + rang * 12.6:.1f}">{escape(ligne)}</tspan>' for rang, ligne in enumerate(lignes)
        )
        textes.append(f"<text>{suite}</text>")
    if not textes:
        return ""
    encre, bord = _format_couleur(couche.get_color), _format_couleur(couche.outline_color)
    return (
        f'<g font-size="{couche.get_size}" font-weight="600" fill="{encre}" stroke="{bord}" stroke-width="3" '
        f'paint-order="stroke">{"".join(textes)}</g>'
    )


def _format_couleur(couleur: Sequence[float]) -> str:
    rouge, vert, bleu, *reste = couleur
    return f"rgba({rouge},{vert},{bleu},{(reste[0] if reste else 255) / 255:.2f})"


_GENRES: dict[str, Callable[[_Couche, _Place], str]] = {
    "PolygonLayer": _draw_polygones,
    "LineLayer": _draw_traits,
    "TextLayer": _draw_noms,
}
