"""Points posés sur la carte : un disque par lieu, des groupes qui se séparent au zoom quand ils sont trop nombreux."""

from collections.abc import Mapping, Sequence
from typing import Any

import pydeck as pdk
import streamlit as st
from pydeck.types import String
from streamlit.runtime import get_instance

from observatoire.services.offre.points import Point
from observatoire.ui import cache
from observatoire.ui.graphiques.affiche import Disque
from observatoire.ui.graphiques.geometrie import Cadre, compute_zoom
from observatoire.ui.offre.niveaux import CARREAUX, LIEUX_MAX, Groupe, Niveaux, build_niveaux, describe, group_points
from observatoire.ui.offre.pastilles import COTE, build_pastilles, draw_disque
from observatoire.ui.plan import HAUTEUR, LARGEUR

_TELEPHONE, _CRAN = 0.35, 0.8
"""Un téléphone voit la ville d'un demi-cran plus loin ; un cran de zoom passe au niveau suivant, dont les carreaux,
deux fois plus petits, gardent leur taille à l'écran."""


def build_couches(
    points: Sequence[Point], cadre: Cadre, territoires: Mapping[str, str], choisi: str
) -> list[pdk.Layer]:
    """Disques, et leur compte là où ils réunissent plusieurs points.

    Args:
        points: points à montrer.
        cadre: ce que montre la carte.
        territoires: territoire de chaque IRIS, pour qu'un point touché choisisse le sien.
        choisi: territoire choisi ; la couche change de nom avec lui, comme celle des polygones.
    """
    groupes = group_points(points, cadre)
    if len(groupes) <= LIEUX_MAX:
        return [_build_lieux(groupes, territoires, choisi)]
    niveaux = cache.get_niveaux(
        hash(tuple(points)), hash(frozenset(territoires.items())), lambda: build_niveaux(points, cadre, territoires)
    )
    return _build_niveaux(niveaux, compute_zoom(cadre, LARGEUR, HAUTEUR), choisi)


def list_disques(points: Sequence[Point], cadre: Cadre, telephone: bool) -> list[Disque]:
    """Disques de l'affiche : ceux que la carte montrera à son ouverture."""
    groupes = group_points(points, cadre)
    if len(groupes) > LIEUX_MAX:
        groupes = group_points(points, cadre, CARREAUX[0 if telephone else 1])
    return [(g.lon, g.lat, draw_disque(len(g.points))) for g in groupes]


def _build_lieux(groupes: Sequence[Groupe], territoires: Mapping[str, str], choisi: str) -> pdk.Layer:
    pastilles = build_pastilles({len(g.points) for g in groupes})
    return pdk.Layer(
        "IconLayer",
        data=[{"place": [round(g.lon, 6), round(g.lat, 6)], **describe(g, territoires)} for g in groupes],
        id=f"points-{choisi or 'aucun'}",
        get_position="place",
        get_icon="icone",
        get_size=COTE,
        icon_atlas=String(pastilles.adresse),
        icon_mapping=pastilles.cases,
        pickable=True,
    )


def _build_niveaux(niveaux: Niveaux, zoom: float, choisi: str) -> list[pdk.Layer]:
    """Une couche par niveau, montrée entre deux crans de zoom. Le navigateur ne charge que celle qu'il montre."""
    pastilles = build_pastilles(niveaux.nombres)
    seuils = [0.0, *(zoom - _TELEPHONE + rang * _CRAN for rang in range(len(niveaux.contenus) - 1)), 30.0]
    # La seule couche de deck.gl qui s'éteigne selon le zoom. Une seule tuile, le monde, tient tout le niveau.
    communs: dict[str, Any] = {
        "min_zoom": 0,
        "max_zoom": 0,
        "point_type": String("icon"),
        "get_icon": "properties.icone",
        "get_icon_size": COTE,
        "icon_atlas": String(pastilles.adresse),
        "icon_mapping": pastilles.cases,
        "pickable": True,
    }
    return [
        pdk.Layer(
            "TileLayer",
            data=_publish(contenu, rang),
            id=f"points-{rang}-{choisi or 'aucun'}",
            visible_min_zoom=seuils[rang],
            visible_max_zoom=seuils[rang + 1] - 1e-6,
            **communs,
        )
        for rang, contenu in enumerate(niveaux.contenus)
    ]


def _publish(contenu: bytes, rang: int) -> str:
    """Adresse où le navigateur ira chercher le niveau s'il en a besoin, au lieu de le recevoir avec la page."""
    racine = str(st.get_option("server.baseUrlPath") or "").strip("/")
    adresse = get_instance().media_file_mgr.add(contenu, "application/json", f"points-offre-{rang}")
    return f"/{racine}{adresse}" if racine else adresse
