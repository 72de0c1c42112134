"""Points posés sur la carte : un cercle par lieu, des groupes qui se séparent au zoom quand ils sont trop nombreux."""

from collections.abc import Mapping, Sequence

import pydeck as pdk
import streamlit as st
from pydeck.types import String
from streamlit.runtime import get_instance

from observatoire.services.offre.points import Point
from observatoire.ui import cache
from observatoire.ui.graphiques.geometrie import Cadre, compute_zoom
from observatoire.ui.offre.niveaux import LIEUX_MAX, Groupe, build_niveaux, describe, group_points
from observatoire.ui.palette import convert_rvb
from observatoire.ui.plan import HAUTEUR, LARGEUR

_ENCRE, _BLANC = "#7A2E0E", "#FFFFFF"
_TELEPHONE, _CRAN = 0.35, 0.8
"""Un téléphone voit la ville d'un demi-cran plus loin ; un cran de zoom passe au niveau suivant, dont les carreaux,
deux fois plus petits, gardent leur taille à l'écran."""


def build_couches(
    points: Sequence[Point], cadre: Cadre, territoires: Mapping[str, str], choisi: str
) -> list[pdk.Layer]:
    """Cercles, et leur compte là où ils réunissent plusieurs points.

    Args:
        points: points à montrer.
        cadre: ce que montre la carte.
        territoires: territoire de chaque IRIS, pour qu'un point touché choisisse le sien.
        choisi: territoire choisi ; la couche change de nom avec lui, comme celle des polygones.
    """
    groupes = group_points(points, cadre)
    if len(groupes) <= LIEUX_MAX:
        return _build_lieux(groupes, territoires, choisi)
    niveaux = cache.get_niveaux(
        hash(tuple(points)), hash(frozenset(territoires.items())), lambda: build_niveaux(points, cadre, territoires)
    )
    return _build_niveaux(niveaux, compute_zoom(cadre, LARGEUR, HAUTEUR), choisi)


def _build_lieux(groupes: Sequence[Groupe], territoires: Mapping[str, str], choisi: str) -> list[pdk.Layer]:
    donnees = [{"place": [round(g.lon, 6), round(g.lat, 6)], **describe(g, territoires)} for g in groupes]
    return [
        pdk.Layer(
            "ScatterplotLayer",
            data=donnees,
            id=f"points-{choisi or 'aucun'}",
            get_position="place",
            get_radius="rayon",
            radius_units=String("pixels"),
            get_fill_color=convert_rvb(_ENCRE, 215),
            get_line_color=convert_rvb(_BLANC),
            line_width_min_pixels=1,
            stroked=True,
            pickable=True,
        ),
        pdk.Layer(
            "TextLayer",
            data=[d for d in donnees if d["compte"]],
            id="points-comptes",
            get_position="place",
            get_text="compte",
            get_size=11,
            get_color=convert_rvb(_BLANC),
            font_weight=700,
            get_text_anchor=String("middle"),
            get_alignment_baseline=String("center"),
            pickable=False,
        ),
    ]


def _build_niveaux(niveaux: Sequence[bytes], zoom: float, choisi: str) -> list[pdk.Layer]:
    """Une couche par niveau, montrée entre deux crans de zoom. Le navigateur ne charge que celle qu'il montre."""
    seuils = [0.0, *(zoom - _TELEPHONE + rang * _CRAN for rang in range(len(niveaux) - 1)), 30.0]
    return [
        pdk.Layer(
            # La seule couche de deck.gl qui s'éteigne selon le zoom. Une seule tuile, le monde, tient tout le niveau.
            "TileLayer",
            data=_publish(contenu, rang),
            id=f"points-{rang}-{choisi or 'aucun'}",
            min_zoom=0,
            max_zoom=0,
            visible_min_zoom=seuils[rang],
            visible_max_zoom=seuils[rang + 1] - 1e-6,
            point_type=String("circle+text"),
            get_point_radius="properties.rayon",
            point_radius_units=String("pixels"),
            get_fill_color=convert_rvb(_ENCRE, 215),
            get_line_color=convert_rvb(_BLANC),
            get_line_width=1,
            line_width_units=String("pixels"),
            stroked=True,
            filled=True,
            get_text="properties.compte",
            get_text_size=11,
            get_text_color=convert_rvb(_BLANC),
            text_font_weight=700,
            pickable=True,
        )
        for rang, contenu in enumerate(niveaux)
    ]


def _publish(contenu: bytes, rang: int) -> str:
    """Adresse où le navigateur ira chercher le niveau s'il en a besoin, au lieu de le recevoir avec la page."""
    racine = str(st.get_option("server.baseUrlPath") or "").strip("/")
    adresse = get_instance().media_file_mgr.add(contenu, "application/json", f"points-offre-{rang}")
    return f"/{racine}{adresse}" if racine else adresse
