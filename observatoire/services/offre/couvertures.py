"""Quelle part des habitants vit dans une aire : par les carreaux de population, sinon par la surface des IRIS."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from observatoire.domain.acces import PREFIXE_CARREAU
from observatoire.domain.territoire import Maille
from observatoire.services.carte import Contour, load_contours
from observatoire.services.offre.aires import MINUTES, Aires
from observatoire.services.recomposition import list_quartiers
from observatoire.services.version import open_version
from observatoire.store.entrepot.base import Entrepot

Parts = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Couverture:
    """Habitants d'un territoire, et leur part dans chaque aire de `MINUTES` ; vide quand la population est inconnue."""

    code: str
    nom: str
    habitants: float
    parts: Parts


@dataclass(frozen=True, slots=True)
class Couvertures:
    """Couvertures d'une version. `sans_population` : IRIS dont elle est inconnue, laissés de côté.

    `carroyes` : IRIS dont les habitants sont placés par des carreaux, et non supposés répartis également.
    """

    ville: Couverture
    iris: tuple[Couverture, ...]
    quartiers: tuple[Couverture, ...]
    sans_population: int
    carroyes: int


def measure_couvertures(*, version: str, aires: Aires) -> Couvertures:
    """Compte les habitants de chaque IRIS, quartier et de la ville dans les aires.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    entrepot = open_version(version)
    contours = load_contours(version=version, maille=Maille.IRIS.value)
    effectifs = _read_habitants(entrepot, [c.code for c in contours])
    par_carreaux = _measure_carreaux(entrepot, aires)
    iris: list[Couverture] = []
    for contour in contours:
        if contour.code in effectifs:
            parts = par_carreaux.get(contour.code) or _measure_surface(contour, aires)
            iris.append(Couverture(contour.code, contour.nom, float(effectifs[contour.code]), parts))
    return Couvertures(
        ville=_sum_couvertures(entrepot.metadonnees.territoire_reference, "Ville", iris),
        iris=tuple(iris),
        quartiers=tuple(_gather(entrepot, iris)),
        sans_population=len(contours) - len(iris),
        carroyes=sum(c.code in par_carreaux for c in iris),
    )


def _measure_carreaux(entrepot: Entrepot, aires: Aires) -> dict[str, Parts]:
    """Part des habitants de chaque IRIS carroyé dont le carreau a son centre dans l'aire."""
    lignes = entrepot.read("lieux_habites", metier="") if {"lieu_habite", "besoin"} <= entrepot.tables else []
    carreaux = [ligne for ligne in lignes if ligne[0].startswith(PREFIXE_CARREAU) and ligne[1]]
    if not carreaux:
        return {}
    _, codes, _, lon, lat, habitants, _ = zip(*carreaux, strict=True)
    effectifs = np.array(habitants, dtype=np.float64)
    dedans = [np.where(shapely.intersects_xy(s, lon, lat), effectifs, 0.0) for s in _prepare(aires)]
    rangs: dict[str, list[int]] = {}
    for rang, code in enumerate(codes):
        rangs.setdefault(code, []).append(rang)
    totaux = {code: float(effectifs[tous].sum()) for code, tous in rangs.items()}
    return {
        code: tuple(float(d[tous].sum()) / totaux[code] for d in dedans)
        for code, tous in rangs.items()
        if totaux[code] > 0
    }


def _prepare(aires: Aires) -> Sequence[Any]:
    for surface in aires.surfaces:
        shapely.prepare(surface)
    return aires.surfaces


def _measure_surface(contour: Contour, aires: Aires) -> Parts:
    """Part de la surface d'un IRIS dans les aires, tenue pour celle de ses habitants."""
    forme = shapely.make_valid(shape(contour.geometrie))
    return tuple(min(1.0, shapely.intersection(s, forme).area / forme.area) for s in aires.surfaces)


def _read_habitants(entrepot: Entrepot, codes: list[str]) -> dict[str, float]:
    """Population de chaque IRIS : celle du recensement par âge, sinon le chiffre publié."""
    par_age = {c: e for c, _, e in entrepot.read("population_totale", territoires=codes) if e is not None}
    publies = {
        ligne[1]: ligne[5]
        for ligne in entrepot.read(
            "valeurs_dernieres", maille=Maille.IRIS.value, millesime=None, autres=[], sexe="ensemble"
        )
        if ligne[0] == "population" and ligne[5] is not None
    }
    return publies | par_age


def _gather(entrepot: Entrepot, iris: Sequence[Couverture]) -> list[Couverture]:
    par_code = {c.code: c for c in iris}
    territoires = entrepot.metadonnees.territoires
    return [
        _sum_couvertures(code, territoires[code].nom, [par_code[i] for i in sorted(tous) if i in par_code])
        for code, tous in list_quartiers(entrepot.metadonnees).items()
    ]


def _sum_couvertures(code: str, nom: str, iris: Sequence[Couverture]) -> Couverture:
    habitants = sum(c.habitants for c in iris)
    if not habitants:
        return Couverture(code, nom, 0.0, ())
    parts = tuple(sum(c.habitants * c.parts[rang] for c in iris) / habitants for rang in range(len(MINUTES)))
    return Couverture(code, nom, habitants, parts)
