"""Corrélation de rangs entre deux indicateurs d'un même ensemble de territoires."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from observatoire.stats import distributions
from observatoire.stats.arguments import Floats, broadcast

FEWEST_AREAS = 8


class RankCorrelation(NamedTuple):
    """Coefficient ρ de Spearman, probabilité critique et nombre de territoires comparés."""

    rho: float
    p_value: float
    areas: int


def rank_correlation(x: ArrayLike, y: ArrayLike) -> RankCorrelation:
    """Corrélation de rangs de Spearman (1904), ex æquo au rang moyen.

    La probabilité critique est celle de la loi normale, de variance 1 / (n − 1) sans lien
    entre les rangs : un peu prudente sous une vingtaine de territoires.

    Args:
        x: premier indicateur, un territoire par position ; les NaN écartent le territoire.
        y: second indicateur.

    Returns:
        Le coefficient ; NaN à moins de huit territoires ou si un indicateur est constant.

    Raises:
        ValueError: formes incompatibles.
    """
    first, second = broadcast(x=x, y=y)
    usable = ~np.isnan(first + second)
    a, b = average_ranks(first[usable]), average_ranks(second[usable])
    areas = int(usable.sum())
    if areas < FEWEST_AREAS or np.ptp(a) == 0 or np.ptp(b) == 0:
        return RankCorrelation(float("nan"), float("nan"), areas)
    rho = float(np.corrcoef(a, b)[0, 1])
    p_value = distributions.two_sided_normal_p_value(np.asarray(rho * np.sqrt(areas - 1)))
    return RankCorrelation(rho, float(p_value), areas)


def average_ranks(values: Floats) -> Floats:
    """Rangs à partir de 1, les ex æquo partageant le rang moyen."""
    _, position, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[position], dtype=np.float64)
