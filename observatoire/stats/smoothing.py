"""Lissage bayésien empirique des taux : moins de bruit sur la carte, au prix d'un rapprochement.

Un taux lissé sert à lire une carte ; il ne remplace pas le taux observé et ne se compare
pas à une référence : un verdict se rend toujours sur le taux observé.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from observatoire.stats.arguments import Floats, broadcast, check_at_most, check_not_negative


class SmoothedRate(NamedTuple):
    """Taux lissé, par personne ou par cas attendu, et part du taux propre du territoire dans le résultat."""

    rate: Floats
    own_weight: Floats


def empirical_bayes_rate(events: ArrayLike, population: ArrayLike) -> SmoothedRate:
    """Rapproche chaque proportion de la moyenne, d'autant plus que la population est petite.

    Estimateur des moments de Marshall (1991). esda l'offre aussi, mais sans borner la
    variance entre territoires : quand elle est estimée négative, il éloigne les taux de la
    moyenne au lieu de les en rapprocher. Elle est bornée à 0 ici, et tout revient à la moyenne.

    Args:
        events: cas par territoire, sur le dernier axe.
        population: population par territoire ; 0 ou NaN donne NaN et n'entre pas dans la moyenne.

    Returns:
        Le taux lissé et le poids du taux propre.

    Raises:
        ValueError: effectif négatif ou plus de cas que de personnes.
    """
    x, n = broadcast(events=events, population=population)
    check_at_most("events", x, "population", n)
    return empirical_bayes_ratio(x, n)


def empirical_bayes_ratio(events: ArrayLike, expected: ArrayLike) -> SmoothedRate:
    """Le même lissage pour un rapport qui peut dépasser 1 : observés sur attendus, événements sur population.

    La moyenne dont chaque rapport se rapproche est celle de l'ensemble, somme des observés sur somme
    des attendus : 1 seulement si les attendus viennent de ces mêmes territoires.

    Args:
        events: événements observés par territoire, sur le dernier axe.
        expected: événements attendus, ou population ; 0 ou NaN donne NaN et n'entre pas dans la moyenne.

    Returns:
        Le rapport lissé et le poids du rapport propre.

    Raises:
        ValueError: effectif négatif.
    """
    x, n = broadcast(events=events, expected=expected)
    check_not_negative(events=x, expected=n)
    n = np.where(n > 0, n, np.nan)
    usable = ~np.isnan(x + n)
    total = np.where(usable, n, 0.0).sum(axis=-1, keepdims=True)
    total = np.where(total > 0, total, np.nan)
    mean = np.where(usable, x, 0.0).sum(axis=-1, keepdims=True) / total
    spread = np.where(usable, n * (x / n - mean) ** 2, 0.0).sum(axis=-1, keepdims=True) / total
    mean_size = total / usable.sum(axis=-1, keepdims=True).clip(min=1)
    between = np.maximum(spread - mean / mean_size, 0.0)
    # Sans aucun cas nulle part, moyenne et variance sont nulles : le taux lissé vaut 0.
    spread_or_one = np.where(mean > 0, between + mean / n, 1.0)
    weight = between / spread_or_one
    return SmoothedRate(np.asarray(mean + weight * (x / n - mean)), np.where(usable, weight, np.nan))
