"""Points trop nombreux pour se lire : des groupes, plus fins à chaque cran de zoom, puis les adresses."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from observatoire.domain.francais import format_nombre
from observatoire.services.offre.points import SANS_NOM, Point
from observatoire.ui.echappement import escape
from observatoire.ui.graphiques.geometrie import Cadre

LIEUX_MAX = 800
"""Au-delà, les cercles se recouvrent : on les groupe par carreaux."""
CARREAUX = (5, 9, 18, 36, 0)
"""Carreaux dans la hauteur de la ville : un téléphone, un écran qui s'ouvre, puis chaque cran ; 0 : les adresses."""
_NOMS_MAX = 4


@dataclass(frozen=True, slots=True)
class Groupe:
    """Des points dessinés ensemble, en leur centre."""

    lon: float
    lat: float
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Niveaux:
    """Le GeoJSON de chaque niveau, et les `nombres` de points que leurs groupes réunissent."""

    contenus: tuple[bytes, ...]
    nombres: frozenset[int]


def group_points(points: Sequence[Point], cadre: Cadre, carreaux: int = 0) -> list[Groupe]:
    """Un groupe par carreau d'un quadrillage de la ville, ou par adresse sans carreaux."""
    places = [(p.lon, p.lat, p) for p in points if p.lon is not None and p.lat is not None]
    if not carreaux:
        return _gather([(round(lon, 5), round(lat, 5)) for lon, lat, _ in places], places)
    pas = (cadre.nord - cadre.sud) / carreaux or 0.001
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


def describe(groupe: Groupe, territoires: Mapping[str, str]) -> dict[str, Any]:
    """Ce que la carte sait d'un groupe : sa bulle, son disque, son territoire quand il est seul."""
    premier, nombre = groupe.points[0], len(groupe.points)
    noms = [p.nom or SANS_NOM for p in groupe.points[:_NOMS_MAX]]
    reste = nombre - len(noms)
    point: dict[str, Any] = {
        "icone": str(nombre),
        "nom": escape(noms[0] if nombre == 1 else f"{format_nombre(nombre)} points"),
        "valeur": escape(
            premier.profession if nombre == 1 else ", ".join(noms) + (f" et {reste} autres" * (reste > 0))
        ),
        "detail": escape(
            " · ".join(filter(None, [premier.adresse, premier.secteur_conventionnel])) if nombre == 1 else ""
        ),
    }
    if code := territoires.get(premier.iris):
        point["code"] = code
    return point


def build_niveaux(points: Sequence[Point], cadre: Cadre, territoires: Mapping[str, str]) -> Niveaux:
    """Un GeoJSON par cran de `CARREAUX`."""
    crans = [group_points(points, cadre, carreaux) for carreaux in CARREAUX]
    return Niveaux(
        tuple(_dump(groupes, territoires) for groupes in crans),
        frozenset(len(groupe.points) for groupes in crans for groupe in groupes),
    )


def _dump(groupes: Sequence[Groupe], territoires: Mapping[str, str]) -> bytes:
    entites = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(g.lon, 6), round(g.lat, 6)]},
            "properties": describe(g, territoires),
        }
        for g in groupes
    ]
    collection = {"type": "FeatureCollection", "features": entites}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()
