"""Distances depuis là où vivent les habitants jusqu'au lieu de soins le plus proche."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from observatoire.domain.acces import UniteTrajet
from observatoire.services.offre.accessibilite import (
    OffreComptee,
    average_by_territoire,
    build_couples_trajets,
    build_offre_comptee,
)
from observatoire.services.offre.situation import Ajout, Situation, Trajets
from observatoire.stats.arguments import Floats
from observatoire.stats.proximity import nearest_distance


@dataclass(frozen=True, slots=True)
class Distances:
    """Trajet moyen de chaque territoire, en mètres ou en minutes, et part (0 à 1) des habitants au-delà de `seuil`."""

    metier: str
    unite: str
    seuil: float
    moyennes: Mapping[str, float]
    parts_loin: Mapping[str, float]


def compute_distances(
    situation: Situation,
    *,
    detour: float,
    seuil: float = 1000.0,
    minutes: bool = False,
    ajouts: tuple[Ajout, ...] = (),
    retraits: frozenset[str] = frozenset(),
) -> Distances:
    """Mesure le trajet de chaque habitant au lieu de soins le plus proche.

    Une table de trajets en mètres l'emporte sur le vol d'oiseau ; `minutes` lit la table de temps. Un habitant sans
    aucun trajet connu ne compte pas.

    Raises:
        ValueError: minutes demandées sans table de temps.
    """
    offre = build_offre_comptee(situation, ajouts, retraits)
    trajets, voulue = situation.trajets, str(UniteTrajet.MINUTES) if minutes else "m"
    if trajets is not None and trajets.unite == voulue:
        plus_proche = _read_trajets(situation, trajets, offre)
    elif minutes:
        raise ValueError("« minutes » : aucune table de temps de trajet dans cette version.")
    else:
        plus_proche = nearest_distance(situation.habitats.points, offre.points) * detour
    habitants = np.where(np.isfinite(plus_proche), situation.habitats.habitants, 0.0)
    return Distances(
        metier=situation.metier,
        unite=voulue,
        seuil=seuil,
        moyennes=average_by_territoire(situation, plus_proche, habitants),
        parts_loin=average_by_territoire(situation, (plus_proche > seuil).astype(np.float64), habitants),
    )


def _read_trajets(situation: Situation, trajets: Trajets, offre: OffreComptee) -> Floats:
    limite = float(np.nanmax(trajets.cout)) + 1.0
    couples = build_couples_trajets(trajets, situation.habitats.iris, offre.zone, limite=limite)
    plus_proche = np.full(situation.habitats.habitants.size, np.inf)
    np.minimum.at(plus_proche, couples.origin, couples.cost)
    return plus_proche
