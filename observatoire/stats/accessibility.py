"""Accessibilité locale aux soins : aires de recours flottantes en deux étapes.

La DREES publie son APL par commune ; ce qui est calculé ici, à l'intérieur d'une ville, n'est
pas l'APL et se nomme « accessibilité locale ».
"""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from observatoire.stats.arguments import Floats, check_not_negative, check_positive, to_floats

Decay = Callable[[Floats], Floats]
EDGE_WEIGHT = 0.1
"""Poids d'un lieu situé au bord de l'aire, dans `bell_decay`."""


class Pairs(NamedTuple):
    """Couples (lieu habité, lieu de soins) à portée l'un de l'autre, et ce qu'il en coûte d'aller de l'un à l'autre."""

    origin: NDArray[np.intp]
    destination: NDArray[np.intp]
    cost: Floats


def constant_decay(cost: Floats) -> Floats:
    """Même poids partout dans l'aire de recours (Luo et Wang 2003)."""
    return np.ones_like(cost)


def step_decay(weights: Mapping[float, float]) -> Decay:
    """Poids par palier de coût : `{10: 1, 20: 0.68, 30: 0.22}` (Luo et Qi 2009) ; nul au-delà.

    Args:
        weights: poids entre 0 et 1, par borne supérieure de palier, comprise.

    Returns:
        La fonction de décroissance.

    Raises:
        ValueError: aucun palier, borne négative, poids hors de [0, 1] ou qui remonte.
    """
    bounds = np.array(sorted(weights), dtype=np.float64)
    steps = np.array([weights[bound] for bound in sorted(weights)], dtype=np.float64)
    if bounds.size == 0 or not (bounds >= 0).all():
        raise ValueError("« weights » : au moins un palier, de borne positive ou nulle, est attendu.")
    if not ((steps >= 0) & (steps <= 1)).all() or (np.diff(steps) > 0).any():
        raise ValueError("« weights » : des poids entre 0 et 1, qui ne remontent pas, sont attendus.")
    padded = np.append(steps, 0.0)
    return lambda cost: padded[np.searchsorted(bounds, cost, side="left")]


def gaussian_decay(width: float) -> Decay:
    """Poids qui décroît en cloche : 1 sur place, 0,61 à un coût égal à `width`.

    Raises:
        ValueError: si `width` n'est pas strictement positif.
    """
    scale = check_positive(width, name="width")
    return lambda cost: np.exp(-(cost**2) / (2 * scale**2))


def bell_decay(catchment: float) -> Decay:
    """Cloche calée sur l'aire : 1 sur place, `EDGE_WEIGHT` au bord.

    Raises:
        ValueError: si `catchment` n'est pas strictement positif.
    """
    return gaussian_decay(check_positive(catchment, name="catchment") / math.sqrt(-2 * math.log(EDGE_WEIGHT)))


def two_step_floating_catchment(
    demand: ArrayLike, supply: ArrayLike, cost: ArrayLike, *, catchment: float, decay: Decay = constant_decay
) -> Floats:
    """Offre accessible par personne, compte tenu de ceux qui se la partagent.

    Étape 1 : chaque lieu de soins répartit son offre entre les personnes de son aire, pondérées
    par la distance. Étape 2 : chaque quartier additionne, avec les mêmes poids, ce qui lui
    revient de chaque lieu de son aire. Une donnée inconnue ne touche que ce qui en dépend.

    Args:
        demand: population (ou population pondérée par ses besoins) de chaque quartier.
        supply: offre de chaque lieu (temps plein, consultations…).
        cost: coût (minutes, mètres) de chaque quartier (lignes) à chaque lieu (colonnes) ;
            l'infini dit « inaccessible ».
        catchment: coût au-delà duquel un lieu n'est plus dans l'aire, borne comprise.
        decay: poids selon le coût.

    Returns:
        L'accessibilité de chaque quartier, en offre par personne ; 0 sans lieu dans l'aire.

    Raises:
        ValueError: valeur négative, formes qui ne s'accordent pas, aire nulle ou infinie.
    """
    people, offer = to_floats("demand", demand), to_floats("supply", supply)
    raw = np.asarray(cost, dtype=np.float64)
    check_not_negative(cost=raw)
    limit = check_positive(catchment, name="catchment")
    if people.ndim != 1 or offer.ndim != 1 or raw.shape != (people.size, offer.size):
        raise ValueError(f"« cost » : forme {raw.shape}, attendu ({people.size}, {offer.size}).")
    # Hors de l'aire, une valeur inconnue n'a pas d'effet ; un coût inconnu compte comme un couple.
    origin, destination = np.nonzero((raw <= limit) | np.isnan(raw))
    pairs = Pairs(origin, destination, raw[origin, destination])
    return share_supply(people, offer, pairs, decay=decay)


def share_supply(demand: ArrayLike, supply: ArrayLike, pairs: Pairs, *, decay: Decay = constant_decay) -> Floats:
    """Les deux étapes, sur les seuls couples à portée : une grande ville n'a pas besoin de tous les autres.

    Args:
        demand: population de chaque lieu habité.
        supply: offre de chaque lieu de soins.
        pairs: couples à portée, et leur coût.
        decay: poids selon le coût.

    Returns:
        L'accessibilité de chaque lieu habité, en offre par personne ; 0 sans lieu de soins à portée.

    Raises:
        ValueError: valeur négative.
    """
    people, offer = to_floats("demand", demand), to_floats("supply", supply)
    check_not_negative(demand=people, supply=offer, cost=pairs.cost)
    weight = np.where(np.isnan(pairs.cost), np.nan, decay(pairs.cost))
    kept = weight != 0
    origin, destination, weight = pairs.origin[kept], pairs.destination[kept], weight[kept]
    sharing = np.bincount(destination, weight * people[origin], minlength=offer.size)
    ratio = offer / np.where(sharing > 0, sharing, np.nan)
    return np.asarray(np.bincount(origin, weight * ratio[destination], minlength=people.size), dtype=np.float64)


def assume_demand(supply: ArrayLike, outside: NDArray[np.bool_], *, demand: float) -> Floats:
    """Population supposée derrière chaque lieu de soins extérieur : autant par offre qu'à l'intérieur.

    Faute de connaître les habitants des alentours, on ne veut ni leur prêter toute l'offre du bord,
    ni leur en refuser : le dehors vaut le dedans.

    Args:
        supply: offre de chaque lieu, dedans et dehors.
        outside: vrai pour un lieu extérieur.
        demand: population intérieure.

    Returns:
        La population supposée de chaque lieu, nulle à l'intérieur et si l'intérieur n'a pas d'offre.
    """
    offer = to_floats("supply", supply)
    inside = offer[~outside].sum()
    return np.where(outside & (inside > 0), offer * demand / (inside if inside > 0 else 1.0), 0.0)
