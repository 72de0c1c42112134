"""Rues de l'île : un quadrillage un peu ondulé, des avenues plus rapides, des sens uniques et des sentiers."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from observatoire.ingest.demo.contours import KM_PAR_DEGRE
from observatoire.ingest.demo.ville import LAT_CENTRE, LON_CENTRE

PAS_KM = 0.16
_DEMI_LARGEUR = 34
_AVENUE, _SENS_UNIQUE, _SENTIER = 6, 4, 9
"""Une ligne du quadrillage sur six est une avenue, une sur quatre à sens unique, une sur neuf un sentier."""


def build_rues(ile: BaseGeometry) -> list[tuple[dict[str, str], shapely.LineString]]:
    """Attributs à la manière d'OpenStreetMap et tracé de chaque rue, en longitude et latitude.

    Deux rues qui se croisent ont un sommet commun ; un bout de rue hors de l'île n'existe pas.
    """
    rangs = np.arange(-_DEMI_LARGEUR, _DEMI_LARGEUR + 1)
    i, j = np.meshgrid(rangs, rangs, indexing="ij")
    carrefours = _place(i.astype(float), j.astype(float))
    dedans = shapely.contains_xy(ile, carrefours[..., 0], carrefours[..., 1])
    rues: list[tuple[dict[str, str], shapely.LineString]] = []
    for axe in (0, 1):
        for rang, _ in enumerate(rangs):
            points = carrefours[rang] if axe == 0 else carrefours[:, rang]
            presents = dedans[rang] if axe == 0 else dedans[:, rang]
            for suite in _list_suites(presents):
                rues.append((_describe(rang, axe), shapely.LineString(points[suite])))
    return rues


def _place(i: NDArray[np.float64], j: NDArray[np.float64]) -> NDArray[np.float64]:
    """Le quadrillage tourne de douze degrés et ondule ; en degrés, arrondi comme les contours."""
    angle = np.radians(12)
    x = PAS_KM * (i * np.cos(angle) - j * np.sin(angle)) + 0.12 * np.sin(PAS_KM * j / 0.9)
    y = PAS_KM * (i * np.sin(angle) + j * np.cos(angle)) + 0.12 * np.sin(PAS_KM * i / 1.1)
    lon = LON_CENTRE + x / (KM_PAR_DEGRE * np.cos(np.radians(LAT_CENTRE)))
    return np.stack([lon, LAT_CENTRE + y / KM_PAR_DEGRE], axis=-1).round(6)


def _list_suites(presents: NDArray[np.bool_]) -> list[slice]:
    """Suites d'au moins deux carrefours présents."""
    bords = np.flatnonzero(np.diff(np.r_[False, presents, False].astype(int)))
    return [slice(debut, fin) for debut, fin in bords.reshape(-1, 2).tolist() if fin - debut > 1]


def _describe(rang: int, axe: int) -> dict[str, str]:
    nom = f"{'Rue' if axe else 'Allée'} fictive n° {rang + 1}"
    if rang % _AVENUE == 0:
        return {"highway": "secondary", "name": nom, "oneway": "no"}
    if rang % _SENTIER == 4:
        return {"highway": "footway", "name": nom, "oneway": "no"}
    return {"highway": "residential", "name": nom, "oneway": "yes" if rang % _SENS_UNIQUE == 1 else "no"}
