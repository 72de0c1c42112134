"""Accessibilité locale d'un métier : combien de professionnels chacun peut atteindre, compte tenu des autres.

Le même calcul sert à l'écran « Accès », à sa sensibilité et à « Et si ? » : on lui ajoute ou retire de l'offre.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from observatoire.domain.acces import HABITANTS_PAR, PALIERS, PORTEES, Decroissance, ParametresAcces, UniteTrajet
from observatoire.services.offre.situation import Ajout, Habitats, Rangs, Situation, Trajets
from observatoire.stats.accessibility import (
    Decay,
    Pairs,
    assume_demand,
    bell_decay,
    constant_decay,
    share_supply,
    step_decay,
)
from observatoire.stats.arguments import Floats
from observatoire.stats.proximity import Points, build_points, nearest_rank, pairs_by_zone, pairs_within

_METRES_PAR_KM = 1000


@dataclass(frozen=True, slots=True, eq=False)
class OffreComptee:
    """Lieux de soins d'un calcul, retraits ôtés et ajouts mis. `dehors` : dans une commune voisine."""

    points: Points
    etp: Floats
    zone: tuple[str, ...]
    dehors: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Accessibilite:
    """Résultat d'un calcul. `valeurs` : professionnels accessibles pour 10 000 habitants, par code de territoire.

    Un territoire sans habitants n'y figure pas. `offre_voisine` (équivalents temps plein) et `communes_voisines`
    comptent ce qu'au moins un habitant de la ville peut atteindre de l'autre côté de la limite.
    `voisins_mesures` : les habitants des communes voisines sont connus (carreaux), sinon supposés.
    """

    metier: str
    ville: str
    parametres: ParametresAcces
    valeurs: Mapping[str, float]
    offre_voisine: float
    communes_voisines: int
    voisins_mesures: bool


def compute_accessibilite(
    situation: Situation,
    parametres: ParametresAcces,
    *,
    ajouts: tuple[Ajout, ...] = (),
    retraits: frozenset[str] = frozenset(),
) -> Accessibilite:
    """Calcule l'accessibilité de chaque territoire, avec l'offre d'aujourd'hui ou une offre supposée.

    Args:
        situation: habitants et offre d'aujourd'hui (`load_situation`).
        parametres: portée, décroissance, besoins.
        ajouts: offre supposée en plus.
        retraits: identifiants de points qui ne comptent plus.

    Raises:
        ValueError: portée nulle ou négative, ou minutes demandées sans table de temps.
    """
    besoins, demande = _build_demande(situation, parametres)
    offre = build_offre_comptee(situation, ajouts, retraits)
    couples = _find_couples(situation, parametres, demande, offre)
    acces = share_supply(besoins, offre.etp, couples, decay=build_decroissance(parametres))
    ici = situation.habitats.habitants.size
    voisines = _find_voisines(situation, couples, offre)
    return Accessibilite(
        metier=situation.metier,
        ville=situation.ville,
        parametres=parametres,
        valeurs=average_by_territoire(situation, acces[:ici] * HABITANTS_PAR, besoins[:ici]),
        offre_voisine=float(offre.etp[voisines].sum()),
        communes_voisines=len({offre.zone[rang] for rang in voisines}),
        voisins_mesures="" in situation.habitats.iris,
    )


def compute_sensibilite(situation: Situation, parametres: ParametresAcces) -> tuple[Accessibilite, ...]:
    """Le même calcul pour chaque portée proposée."""
    portees = sorted({*PORTEES[parametres.unite], parametres.portee})
    return tuple(compute_accessibilite(situation, replace(parametres, portee=p)) for p in portees)


def build_decroissance(parametres: ParametresAcces) -> Decay:
    """Poids d'un trajet, selon la portée."""
    if parametres.decroissance is Decroissance.CLOCHE:
        return bell_decay(parametres.portee)
    if parametres.decroissance is Decroissance.PALIERS:
        return step_decay({parametres.portee * (i + 1) / len(PALIERS): poids for i, poids in enumerate(PALIERS)})
    return constant_decay


def build_offre_comptee(situation: Situation, ajouts: tuple[Ajout, ...], retraits: frozenset[str]) -> OffreComptee:
    """Offre d'aujourd'hui sans les retraits, plus les ajouts, chacun dans l'IRIS du lieu habité le plus proche."""
    soins = situation.soins
    gardes = np.array([i not in retraits for i in soins.ids], dtype=np.bool_)
    nouveaux = build_points([a.lon for a in ajouts], [a.lat for a in ajouts])
    return OffreComptee(
        points=build_points(
            np.concatenate([soins.points.lon[gardes], nouveaux.lon]),
            np.concatenate([soins.points.lat[gardes], nouveaux.lat]),
        ),
        etp=np.concatenate([soins.etp[gardes], [a.etp for a in ajouts]]),
        zone=(
            *(z for z, garde in zip(soins.zone, gardes, strict=True) if garde),
            *_find_zones(situation.habitats, nouveaux),
        ),
        dehors=np.concatenate([soins.dehors[gardes], np.zeros(len(ajouts), dtype=np.bool_)]),
    )


def _find_voisines(situation: Situation, couples: Pairs, offre: OffreComptee) -> Rangs:
    """Rangs des lieux de soins du dehors qu'un habitant de la ville atteint."""
    de_la_ville = np.array([iris != "" for iris in situation.habitats.iris], dtype=np.bool_)
    partis_d_ici = couples.origin < de_la_ville.size
    origines, destinations = couples.origin[partis_d_ici], couples.destination[partis_d_ici]
    atteints = np.unique(destinations[de_la_ville[origines]])
    return atteints[offre.dehors[atteints]]


def average_by_territoire(situation: Situation, values: Floats, weights: Floats) -> dict[str, float]:
    """Moyenne de chaque territoire, pondérée ; un territoire de poids nul n'a pas de moyenne."""
    moyennes: dict[str, float] = {}
    for code, rangs in situation.territoires.items():
        total = weights[rangs].sum()
        if total > 0:
            # Un lieu sans besoin peut n'avoir pas d'accès défini : il ne compte pas.
            moyennes[code] = float(np.where(weights[rangs] > 0, values[rangs] * weights[rangs], 0).sum() / total)
    return moyennes


def _build_demande(situation: Situation, parametres: ParametresAcces) -> tuple[Floats, Points]:
    """Besoins et lieux de ceux qui se partagent l'offre ; les voisins sont supposés quand on ne les connaît pas.

    La supposition ne bouge pas avec les ajouts : elle se fait sur l'offre d'aujourd'hui.
    """
    habitats, soins = situation.habitats, situation.soins
    besoins = habitats.habitants * (habitats.poids if parametres.besoins else 1.0)
    if "" in habitats.iris:
        return besoins, habitats.points
    voisins = assume_demand(soins.etp, soins.dehors, demand=float(besoins.sum()))
    dehors = soins.dehors
    return (
        np.concatenate([besoins, voisins[dehors]]),
        build_points(
            np.concatenate([habitats.points.lon, soins.points.lon[dehors]]),
            np.concatenate([habitats.points.lat, soins.points.lat[dehors]]),
        ),
    )


def _find_couples(situation: Situation, parametres: ParametresAcces, demande: Points, offre: OffreComptee) -> Pairs:
    if parametres.unite is UniteTrajet.KM:
        rayon = parametres.portee * _METRES_PAR_KM / parametres.detour
        couples = pairs_within(demande, offre.points, radius=rayon)
        return couples._replace(cost=couples.cost * parametres.detour / _METRES_PAR_KM)
    trajets = situation.trajets
    if trajets is None or trajets.unite != UniteTrajet.MINUTES:
        raise ValueError("« unite » : aucune table de temps de trajet dans cette version.")
    return build_couples_trajets(trajets, list_zones(situation, demande), offre.zone, limite=parametres.portee)


def list_zones(situation: Situation, demande: Points) -> tuple[str, ...]:
    """Zone de chaque lieu habité ; un voisin supposé est dans la commune de son lieu de soins."""
    soins = situation.soins
    if demande.lon.size == len(situation.habitats.iris):
        return situation.habitats.iris
    voisins = (z for z, dehors in zip(soins.zone, soins.dehors, strict=True) if dehors)
    return (*situation.habitats.iris, *voisins)


def build_couples_trajets(
    trajets: Trajets, origines: tuple[str, ...], destinations: tuple[str, ...], *, limite: float
) -> Pairs:
    """Couples que la table des trajets met à portée."""
    connues = np.flatnonzero([o in trajets.origines for o in origines])
    lignes = np.array([trajets.origines[origines[i]] for i in connues], dtype=np.intp)
    colonnes = np.array([trajets.destinations.get(d, -1) for d in destinations], dtype=np.intp)
    couples = pairs_by_zone(lignes, colonnes, trajets.cout, limit=limite)
    return couples._replace(origin=connues[couples.origin])


def _find_zones(habitats: Habitats, points: Points) -> list[str]:
    if points.lon.size == 0 or habitats.habitants.size == 0:
        return [""] * points.lon.size
    return [habitats.iris[rang] for rang in nearest_rank(points, habitats.points)]
