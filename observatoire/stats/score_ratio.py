"""Intervalle du score pour le rapport de deux proportions (Koopman 1984)."""

import numpy as np

from observatoire.stats import distributions
from observatoire.stats.arguments import Floats
from observatoire.stats.intervals import Interval

# Le rapport est cherché entre e⁻³⁰ et e³⁰ ; 60 bissections l'y situent à 1e-16 près.
LOG_RATIO_RANGE = 30.0
BISECTIONS = 60


def score_chi_square(events_a: Floats, size_a: Floats, events_b: Floats, size_b: Floats, ratio: Floats) -> Floats:
    """χ² du score sous l'hypothèse p_a = `ratio` × p_b ; celui de Pearson quand le rapport vaut 1.

    La proportion p_b contrainte est la plus petite racine d'un trinôme.
    """
    quadratic = (size_a + size_b) * ratio
    linear = size_a * ratio + events_a + size_b + events_b * ratio
    constant = events_a + events_b
    root = np.sqrt(np.maximum(linear**2 - 4 * quadratic * constant, 0.0))
    share_b = 2 * constant / (linear + root)
    terms = [
        _deviation(events_a, size_a, np.minimum(ratio * share_b, 1.0)),
        _deviation(events_b, size_b, np.minimum(share_b, 1.0)),
    ]
    return np.asarray(terms[0] + terms[1])


def _deviation(events: Floats, size: Floats, share: Floats) -> Floats:
    variance = size * share * (1 - share)
    gap = events - size * share
    # Sans variance, l'effectif est certain : l'écart est nul, ou l'hypothèse impossible.
    certain = np.where(np.abs(gap) < 1e-9 * size, 0.0, np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        chi_square = np.where(variance > 0, gap**2 / variance, certain)
    return np.where(np.isnan(size), np.nan, chi_square)


def score_ratio_interval(
    events_a: Floats, size_a: Floats, events_b: Floats, size_b: Floats, *, level: float
) -> Interval:
    """Rapports p_a / p_b que le test du score ne rejette pas ; NaN pour une borne infinie."""
    limit = distributions.two_sided_normal_quantile(level) ** 2
    with np.errstate(divide="ignore"):
        estimate = np.log(events_a / size_a) - np.log(events_b / size_b)
    centre = np.clip(estimate, -LOG_RATIO_RANGE, LOG_RATIO_RANGE)
    bounds: list[Floats] = []
    for direction in (-1.0, 1.0):
        inside, outside = centre, np.full_like(centre, direction * LOG_RATIO_RANGE)
        for _ in range(BISECTIONS):
            middle = (inside + outside) / 2
            chi_square = score_chi_square(events_a, size_a, events_b, size_b, np.exp(middle))
            kept = chi_square <= limit
            inside, outside = np.where(kept, middle, inside), np.where(kept, outside, middle)
        bounds.append(np.exp(inside))
    defined = ~np.isnan(events_a + size_a + events_b + size_b)
    lower = np.where(events_a > 0, bounds[0], 0.0)
    upper = np.where(events_b > 0, bounds[1], np.nan)
    return Interval(np.where(defined, lower, np.nan), np.where(defined, upper, np.nan))
