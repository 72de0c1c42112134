"""Rapport de deux territoires : son résultat, et ses deux tests pour des taux."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from observatoire.stats import distributions
from observatoire.stats.arguments import Floats
from observatoire.stats.intervals import Interval


@dataclass(frozen=True)
class RatioTest:
    """Rapport de deux territoires (premier sur second), son intervalle et son test.

    Attributes:
        ratio: rapport des deux valeurs ; NaN quand la seconde est nulle.
        lower: borne basse du rapport.
        upper: borne haute du rapport ; NaN quand elle serait infinie.
        p_value: probabilité critique bilatérale.
        direction: sens à deux niveaux, de −2 à 2 ; NaN si le test n'est pas défini.
        exact: vrai là où le test exact a servi (petits effectifs).
    """

    ratio: Floats
    lower: Floats
    upper: Floats
    p_value: Floats
    direction: Floats
    exact: NDArray[np.bool_]


def conditional_test(
    events: Floats, total: Floats, size_a: Floats, size_b: Floats, level: float
) -> tuple[Interval, Floats]:
    """Intervalle du rapport et probabilité critique, sachant le total des cas (loi binomiale)."""
    tail = (1 - level) / 2
    defined = ~np.isnan(total + size_a + size_b)
    share_low = distributions.binomial_share_with_upper_tail(events, total, tail)
    share_high = distributions.binomial_share_with_lower_tail(events, total, tail)
    share_high = np.where(share_high < 1, share_high, np.nan)
    sizes = np.where(defined, size_b / size_a, np.nan)
    p_value = distributions.binomial_two_sided_p_value(events, total, size_a / (size_a + size_b))
    return (
        Interval(sizes * share_low / (1 - share_low), sizes * share_high / (1 - share_high)),
        np.where(defined, p_value, np.nan),
    )


def log_normal_test(ratio: Floats, a: Floats, b: Floats, level: float) -> tuple[Interval, Floats]:
    """Intervalle du rapport et probabilité critique quand son logarithme est tenu pour normal."""
    log_ratio = np.log(np.where(ratio > 0, ratio, np.nan))
    deviation = np.sqrt(1 / np.where(a > 0, a, np.nan) + 1 / np.where(b > 0, b, np.nan))
    half_width = distributions.two_sided_normal_quantile(level) * deviation
    return (
        Interval(np.exp(log_ratio - half_width), np.exp(log_ratio + half_width)),
        distributions.two_sided_normal_p_value(log_ratio / deviation),
    )
