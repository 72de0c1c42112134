"""Limites d'un graphique en entonnoir : ce que le hasard seul permet autour d'une cible."""

import numpy as np
from numpy.typing import ArrayLike

from observatoire.stats import distributions
from observatoire.stats.arguments import broadcast, check_at_most, check_level, check_not_negative
from observatoire.stats.intervals import Interval


def proportion_limits(target: ArrayLike, population: ArrayLike, *, level: float = 0.95) -> Interval:
    """Limites d'une proportion autour de la cible, selon la population.

    La variance est celle de la cible, pas celle du territoire : ce n'est pas un intervalle de
    Wilson. Un territoire sort de ces limites exactement quand l'intervalle de Wilson de
    sa propre proportion, au même niveau, ne contient pas la cible.

    Args:
        target: proportion de la cible, entre 0 et 1.
        population: nombre de personnes ; 0 donne NaN.
        level: niveau des limites.

    Returns:
        Les limites, ramenées entre 0 et 1.

    Raises:
        ValueError: cible hors de [0, 1], population négative, niveau hors de ]0, 1[.
    """
    p, n = broadcast(target=target, population=population)
    check_not_negative(target=p, population=n)
    check_at_most("target", p, "1", np.ones_like(p))
    z = distributions.two_sided_normal_quantile(check_level(level))
    half_width = z * np.sqrt(p * (1 - p) / np.where(n > 0, n, np.nan))
    return Interval(np.clip(p - half_width, 0.0, 1.0), np.clip(p + half_width, 0.0, 1.0))


def ratio_limits(expected: ArrayLike, *, level: float = 0.95) -> Interval:
    """Limites du rapport observé / attendu hors desquelles le test exact de Poisson conclut.

    Chaque limite est le rapport d'un effectif fictif, non entier, placé sur la ligne : celui
    dont la borne exacte vaut tout juste l'effectif attendu.

    Args:
        expected: effectif attendu ; 0 donne NaN.
        level: niveau des limites.

    Returns:
        Les limites de O / E ; la basse vaut 0 quand même zéro cas ne serait pas surprenant.

    Raises:
        ValueError: effectif attendu négatif, niveau hors de ]0, 1[.
    """
    (e,) = broadcast(expected=expected)
    check_not_negative(expected=e)
    tail = (1 - check_level(level)) / 2
    mean = np.where(e > 0, e, np.nan)
    # P(X ≤ k) = tail équivaut à P(X ≥ k + 1) = 1 − tail.
    low = distributions.poisson_count_with_upper_tail(mean, 1 - tail) - 1
    high = distributions.poisson_count_with_upper_tail(mean, tail)
    return Interval(np.maximum(low, 0.0) / mean, high / mean)
