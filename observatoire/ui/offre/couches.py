"""Points posés sur la carte : un cercle par lieu, des groupes quand ils sont trop nombreux pour se lire."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydeck as pdk
from pydeck.types import String

from observatoire.domain.francais import format_nombre
from observatoire.services.offre.points import SANS_NOM, Point
from observatoire.ui.echappement import escape
from observatoire.ui.graphiques.geometrie import Cadre
from observatoire.ui.palette import convert_rvb

LIEUX_MAX = 800
"""Au-delà, les cercles se recouvrent : on les groupe par carreaux."""
_CARREAUX = 14
_NOMS_MAX = 4
_RAYON, _RAYON_MAX = 4.0, 12.0
_ENCRE, _BLANC = "#7A2E0E", "#FFFFFF"


@dataclass(frozen=True, slots=True)
class Groupe:
    """Des points dessinés ensemble, en leur centre."""

    lon: float
    lat: float
    points: tuple[Point, ...]


def group_points(points: Sequence[Point], cadre: Cadre) -> list[Groupe]:
    """Un groupe par adresse ; s'il y en a trop, un par carreau d'un quadrillage du cadre."""
    places = [(p.lon, p.lat, p) for p in points if p.lon is not None and p.lat is not None]
    lieux = _gather([(round(lon, 5), round(lat, 5)) for lon, lat, _ in places], places)
    if len(lieux) <= LIEUX_MAX:
        return lieux
    pas = (cadre.nord - cadre.sud) / _CARREAUX or 0.001
    large = pas / cadre.cosinus
    return _gather([(math.floor(lon / large), math.floor(lat / pas)) for lon, lat, _ in places], places)


def _gather(cles: Sequence[tuple[float, float]], places: Sequence[tuple[float, float, Point]]) -> list[Groupe]:
    tas: dict[tuple[float, float], list[tuple[float, float, Point]]] = {}
    for cle, place in zip(cles, places, strict=True):
        tas.setdefault(cle, []).append(place)
    return [
        Groupe(sum(t[0] for t in tout) / len(tout), sum(t[1] for t in tout) / len(tout), tuple(t[2] for t in tout))
        for tout in tas.values()
    ]


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
    donnees = [_describe(g, territoires) for g in groupes]
    comptes = [d for d in donnees if d["compte"]]
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
            data=comptes,
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


def _describe(groupe: Groupe, territoires: Mapping[str, str]) -> dict[str, Any]:
    premier, nombre = groupe.points[0], len(groupe.points)
    noms = [p.nom or SANS_NOM for p in groupe.points[:_NOMS_MAX]]
    reste = nombre - len(noms)
    point: dict[str, Any] = {
        "place": [round(groupe.lon, 6), round(groupe.lat, 6)],
        "rayon": min(_RAYON + 2.2 * math.sqrt(nombre - 1), _RAYON_MAX) + (3.0 if nombre > 1 else 0.0),
        "nom": escape(noms[0] if nombre == 1 else f"{format_nombre(nombre)} points"),
        "valeur": escape(
            premier.profession if nombre == 1 else ", ".join(noms) + (f" et {reste} autres" * (reste > 0))
        ),
        "detail": escape(
            " · ".join(filter(None, [premier.adresse, premier.secteur_conventionnel])) if nombre == 1 else ""
        ),
        "compte": format_nombre(nombre) if nombre > 1 else "",
    }
    if code := territoires.get(premier.iris):
        point["code"] = code
    return point
