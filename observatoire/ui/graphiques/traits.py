"""Traits d'une carte : bords, limites, QPV et hachures, réunis en une seule couche de segments."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pydeck as pdk
from pydeck.types import String

from observatoire.ui.graphiques.geometrie import list_lignes, merge_bords
from observatoire.ui.palette import convert_rvb

Contour = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trait:
    """Une ligne brisée, sa couleur et son épaisseur en pixels."""

    ligne: Sequence[Sequence[float]]
    couleur: list[int]
    epaisseur: float


def build_traits(identifiant: str, traits: Sequence[Trait]) -> pdk.Layer:
    """Tous les traits, segment par segment et dans l'ordre : la couche la plus légère, et une seule.

    Sans carte graphique, une couche de lignes brisées met trois fois plus de temps à se préparer et à se dessiner.
    """
    return pdk.Layer(
        "LineLayer",
        data=[
            {"a": depart, "b": arrivee, "c": trait.couleur, "e": trait.epaisseur}
            for trait in traits
            for depart, arrivee in pairwise(_round(trait.ligne))
        ],
        id=identifiant,
        get_source_position="a",
        get_target_position="b",
        get_color="c",
        get_width="e",
        width_units=String("pixels"),
        pickable=False,
    )


def _round(ligne: Sequence[Sequence[float]]) -> list[list[float]]:
    """Au mètre : assez pour un trait, et trois fois moins de texte."""
    return [[round(point[0], 5), round(point[1], 5)] for point in ligne]


def list_traits(contours: Sequence[Contour], couleur: list[int], epaisseur: float) -> list[Trait]:
    """Les lignes des contours, d'une couleur et d'une épaisseur."""
    return [Trait(ligne, couleur, epaisseur) for contour in contours for ligne in list_lignes(contour)]


def list_bords(contours: Sequence[Contour], epaisseur: float, tolerance: float) -> list[Trait]:
    """Bords blancs des polygones, tracés une fois là où deux voisins se touchent, à `tolerance` degrés près."""
    return [Trait(ligne, convert_rvb("#FFFFFF"), epaisseur) for ligne in merge_bords(contours, tolerance)]


def list_qpv(qpv: Sequence[tuple[Contour, Contour | None]]) -> list[Trait]:
    """Contour sombre bordé de blanc, et ses hachures : lisible sur toutes les couleurs."""
    contours = [contour for contour, _ in qpv]
    hachures = [h for _, h in qpv if h is not None]
    encre = convert_rvb("#1A2233")
    return [
        *list_traits(contours, convert_rvb("#FFFFFF"), 4),
        *list_traits(hachures, [*encre[:3], 190], 1.1),
        *list_traits(contours, encre, 1.8),
    ]
