"""Accessibilité locale aux soins : aires de recours flottantes en deux étapes.

La DREES publie son APL par commune ; ce qui est calculé ici, à l'intérieur d'une ville, n'est
pas l'APL et se nomme « accessibilité locale ».
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike

from observatoire.stats.arguments import Floats, check_not_negative, check_positive, to_floats

Decay = Callable[[Floats], Floats]


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
    check_not_negative(demand=people, supply=offer, cost=raw)
    limit = check_positive(catchment, name="catchment")
    if people.ndim != 1 or offer.ndim != 1 or raw.shape != (people.size, offer.size):
        raise ValueError(f"« cost » : forme {raw.shape}, attendu ({people.size}, {offer.size}).")
    within = raw <= limit
    weight = np.where(within, decay(np.where(within, raw, 0.0)), 0.0)
    weight = np.where(np.isnan(raw), np.nan, weight)
    sharing = _weighted(weight, people[:, None]).sum(axis=0)
    ratio = offer / np.where(sharing > 0, sharing, np.nan)
    return _weighted(weight, ratio[None, :]).sum(axis=1)


def _weighted(weight: Floats, values: Floats) -> Floats:
    # Hors de l'aire (poids nul), une valeur inconnue n'a pas d'effet.
    return np.where(weight == 0, 0.0, weight * values)
