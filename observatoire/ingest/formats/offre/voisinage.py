"""Jusqu'où garder l'offre et les habitants autour de la ville : la limite d'un département n'arrête personne."""

from collections.abc import Set
from dataclasses import replace
from functools import cache
from typing import cast

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from observatoire.domain.francais import format_nombre, join_mots
from observatoire.ingest.formats.commun import get_departements, list_departements_perimetre
from observatoire.ingest.lot import ContexteImport

RAYON_KM = 15
"""Distance aux contours de la ville sous laquelle un lieu d'un autre département est gardé : trois fois la plus longue
portée d'accès proposée, pour compter aussi ceux qui se partagent ces lieux."""
_LAMBERT_93 = 2154
_METROPOLE = shapely.box(-6, 41, 10, 52)
Bornes = tuple[float, float, float, float]


class Voisinage:
    """Ce qu'un fichier de toute la France a d'utile à la ville.

    Un lieu est gardé si son département est suivi ou déclaré voisin, ou s'il est à moins de `RAYON_KM` des contours de
    la ville. Outre-mer, aucun département n'en touche un autre.
    """

    def __init__(self, contexte: ContexteImport) -> None:
        """Prépare la zone autour de la ville, si ses contours sont connus."""
        self._contexte = contexte
        self.suivis = list_departements_perimetre(contexte) | contexte.departements_voisins
        emprise = contexte.emprise
        proche = emprise is not None and bool(shapely.intersects(emprise, _METROPOLE))
        self._zone = _buffer(emprise) if proche and emprise is not None else None

    def get_bornes(self, epsg: int) -> Bornes | None:
        """Rectangle qui contient la zone, dans ce système : de quoi écarter vite une ligne lointaine."""
        return (
            None
            if self._zone is None
            else _transform_bornes(cast(Bornes, tuple(shapely.bounds(self._zone).tolist())), epsg)
        )

    def is_dans_bornes(self, x: str, y: str, epsg: int) -> bool:
        """Tri rapide d'une ligne, sur ses coordonnées telles qu'écrites : faux dès qu'elle est sûrement trop loin."""
        bornes = self.get_bornes(epsg)
        if bornes is None:
            return False
        try:
            lu_x, lu_y = float(x.replace(",", ".")), float(y.replace(",", "."))
        except ValueError:
            return False
        return bornes[0] <= lu_x <= bornes[2] and bornes[1] <= lu_y <= bornes[3]

    def mark(self, departements: pd.Series, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        """Masque des lignes à garder ; une ligne sans coordonnées ne l'est que par son département."""
        gardees = departements.isin(self.suivis).to_numpy(dtype=bool, copy=True)
        situees = ~gardees & np.isfinite(lon) & np.isfinite(lat)
        if self._zone is None or not situees.any():
            return gardees
        x, y = Transformer.from_crs(4326, _LAMBERT_93, always_xy=True).transform(lon[situees], lat[situees])
        shapely.prepare(self._zone)
        gardees[situees] = shapely.contains_xy(self._zone, x, y)
        return gardees

    def describe(self, gardes: pd.Series) -> list[str]:
        """Ce qu'il faut dire des départements d'un fichier qui donne des positions ; `gardes` : ceux de ses lignes."""
        autres = gardes[~gardes.isin(self.suivis) & (gardes != "")]
        if len(autres):
            return [
                f"{format_nombre(len(autres))} ligne(s) d'un autre département ({join_mots(sorted(set(autres)))}), à "
                f"moins de {RAYON_KM} km de la ville, gardées."
            ]
        if self._contexte.emprise is None:
            return [
                f"Seules les lignes {name_departements(self.suivis)} sont gardées, faute de contours de la ville. Si "
                "elle touche un autre département, retirez ce lot, importez d'abord les contours, puis ce fichier."
            ]
        return []

    def describe_sans_position(self) -> list[str]:
        """Ce qu'il faut dire d'un annuaire sans position : les départements voisins n'y sont que si on les déclare."""
        oublies = self._contexte.departements_proches - self.suivis
        if oublies:
            voulus = ",".join(sorted(oublies | self._contexte.departements_voisins))
            return [
                f"Les professionnels {name_departements(oublies)}, à moins de {RAYON_KM} km de la ville, sont laissés "
                "de côté : ce fichier ne les situe pas, et l'accès aux soins en lisière sera sous-estimé. Pour les "
                f"garder, retirez ce lot et réimportez avec OBSERVATOIRE_DEPARTEMENTS_VOISINS={voulus}."
            ]
        return [
            f"Ce fichier ne situe personne : seules les lignes {name_departements(self.suivis)} sont gardées. Si la "
            "ville en touche un autre, déclarez-le (OBSERVATOIRE_DEPARTEMENTS_VOISINS), retirez ce lot et réimportez."
        ]


def find_proches(contexte: ContexteImport, lieux: pd.DataFrame) -> frozenset[str]:
    """Départements non suivis où des lieux situés (`commune`, `lon`, `lat`) sont près de la ville."""
    departements = get_departements(lieux["commune"])
    ailleurs = ~departements.isin(list_departements_perimetre(contexte))
    proches = Voisinage(replace(contexte, departements_voisins=frozenset())).mark(
        departements[ailleurs], lieux["lon"][ailleurs].to_numpy("float64"), lieux["lat"][ailleurs].to_numpy("float64")
    )
    return frozenset(departements[ailleurs][proches])


def name_departements(departements: Set[str]) -> str:
    """« du département 94 », « des départements 75 et 94 »."""
    codes = sorted(departements)
    return f"du département {codes[0]}" if len(codes) == 1 else f"des départements {join_mots(codes)}"


def _buffer(emprise: shapely.Geometry) -> shapely.Geometry:
    passage = Transformer.from_crs(4326, _LAMBERT_93, always_xy=True)
    plane = shapely.transform(emprise, lambda xy: np.column_stack(passage.transform(xy[:, 0], xy[:, 1])))
    return shapely.buffer(plane, RAYON_KM * 1000)


@cache
def _transform_bornes(bornes: Bornes, epsg: int) -> Bornes:
    """Le rectangle projeté, bords compris."""
    return Transformer.from_crs(_LAMBERT_93, epsg, always_xy=True).transform_bounds(*bornes)
