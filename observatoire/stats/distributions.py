"""Lois de probabilité : seul point d'appel de scipy pour les lois, avec des types exacts.

scipy n'est pas typé : le résultat de chaque appel est converti une fois, ici. `scipy.special`
suffit et pèse 70 Mo de moins en mémoire que `scipy.stats`. Les paramètres non entiers sont
acceptés : des effectifs issus d'un sondage ne le sont pas.
"""

from typing import Any, cast

import numpy as np
from scipy import special

from observatoire.stats.arguments import Floats

_SPECIAL = cast(Any, special)
BISECTIONS = 70
SMALLEST_COUNT = 1e-9  # un effectif de sondage plus petit n'est que l'arrondi d'un zéro


def _floats(values: Any) -> Floats:
    return np.asarray(values, dtype=np.float64)


def two_sided_normal_quantile(level: float) -> float:
    """Quantile z tel que P(|Z| ≤ z) = `level` : 1,96 pour 0,95."""
    return float(_SPECIAL.ndtri((1 + level) / 2))


def two_sided_normal_p_value(z: Floats) -> Floats:
    """P(|Z| ≥ |z|) pour une loi normale centrée réduite."""
    return _floats(2 * _SPECIAL.ndtr(-np.abs(z)))


def two_sided_student_quantile(level: float, freedom: Floats) -> Floats:
    """Quantile t tel que P(|T| ≤ t) = `level` pour `freedom` degrés de liberté."""
    return _floats(_SPECIAL.stdtrit(freedom, (1 + level) / 2))


def chi_square_p_value(statistic: Floats) -> Floats:
    """P(χ² ≥ `statistic`) à un degré de liberté."""
    return _floats(_SPECIAL.chdtrc(1, statistic))


def poisson_mean_with_upper_tail(events: Floats, tail: float) -> Floats:
    """Moyenne µ pour laquelle P(X ≥ events) = `tail` : borne exacte inférieure (0 pour 0 cas)."""
    none = events < SMALLEST_COUNT
    positive = np.where(none, np.nan, events)
    return np.where(none, 0.0, _floats(_SPECIAL.gammaincinv(positive, tail)))


def poisson_mean_with_lower_tail(events: Floats, tail: float) -> Floats:
    """Moyenne µ pour laquelle P(X ≤ events) = `tail` : borne exacte supérieure."""
    return _floats(_SPECIAL.gammainccinv(events + 1, tail))


def poisson_count_with_upper_tail(mean: Floats, tail: float) -> Floats:
    """Effectif continu k pour lequel P(X ≥ k) = `tail` quand la moyenne vaut `mean`, par bissection."""
    below, above = np.zeros_like(mean), mean + 40 * (np.sqrt(mean) + 1)
    for _ in range(BISECTIONS):
        middle = (below + above) / 2
        too_likely = _floats(_SPECIAL.gammainc(middle, mean)) > tail
        below, above = np.where(too_likely, middle, below), np.where(too_likely, above, middle)
    return np.where(np.isnan(mean), np.nan, (below + above) / 2)


def binomial_share_with_upper_tail(events: Floats, trials: Floats, tail: float) -> Floats:
    """Probabilité p pour laquelle P(X ≥ events) = `tail` (0 pour 0 cas)."""
    inside = (events > 0) & (trials > 0)
    successes = np.where(inside, events, 1.0)
    failures = np.where(inside, trials - events + 1, 1.0)
    return np.where(inside, _floats(_SPECIAL.betaincinv(successes, failures, tail)), 0.0)


def binomial_share_with_lower_tail(events: Floats, trials: Floats, tail: float) -> Floats:
    """Probabilité p pour laquelle P(X ≤ events) = `tail` (1 quand tous sont des cas)."""
    inside = events < trials
    successes = np.where(inside, events + 1, 1.0)
    failures = np.where(inside, trials - events, 1.0)
    return np.where(inside, _floats(_SPECIAL.betainccinv(successes, failures, tail)), 1.0)


def binomial_two_sided_p_value(events: Floats, trials: Floats, share: Floats) -> Floats:
    """Deux fois la plus petite queue de la loi binomiale : le test que les bornes exactes inversent."""
    lower_tail = np.where(
        events < trials,
        _floats(_SPECIAL.betaincc(events + 1, np.maximum(trials - events, 1e-300), share)),
        1.0,
    )
    upper_tail = np.where(
        events > 0,
        _floats(_SPECIAL.betainc(np.maximum(events, 1e-300), trials - events + 1, share)),
        1.0,
    )
    return np.minimum(1.0, 2 * np.minimum(lower_tail, upper_tail))


def fisher_two_sided_p_value(events_a: Floats, size_a: Floats, events_b: Floats, size_b: Floats) -> Floats:
    """Deux fois la plus petite queue de la loi hypergéométrique (test exact de Fisher doublé).

    La table est retournée pour que sa plus petite case soit sommée depuis zéro : peu de
    termes, tous positifs. Les effectifs sont arrondis à l'unité, la loi l'exige.
    """
    raw = np.broadcast_arrays(events_a, size_a - events_a, events_b, size_b - events_b)
    cells = np.rint(np.stack([np.nan_to_num(cell) for cell in raw]))
    smallest = cells.min(axis=0)
    which = cells.argmin(axis=0)
    size = np.where(which < 2, cells[0] + cells[1], cells[2] + cells[3])
    cases = np.where(which % 2 == 0, cells[0] + cells[2], cells[1] + cells[3])
    total = cells.sum(axis=0)
    lower_tail, last = np.zeros_like(smallest), np.zeros_like(smallest)
    for count in range(int(smallest.max(initial=0)) + 1):
        reached = count <= smallest
        k = np.minimum(float(count), smallest)
        last = np.where(reached, np.exp(_log_hypergeometric(k, size, cases, total)), last)
        lower_tail += np.where(reached, last, 0.0)
    upper_tail = np.maximum(1 - lower_tail + last, 0.0)
    p_value = np.minimum(1.0, 2 * np.minimum(lower_tail, upper_tail))
    return np.where(np.isnan(sum(raw)), np.nan, p_value)


def binomial_probabilities(trials: int, share: float) -> Floats:
    """P(X = 0), …, P(X = `trials`) pour une loi binomiale."""
    k = np.arange(trials + 1, dtype=np.float64)
    logs = _log_choose(np.full_like(k, trials), k) + _SPECIAL.xlogy(k, share) + _SPECIAL.xlog1py(trials - k, -share)
    return _floats(np.exp(logs))


def poisson_probabilities(mean: float) -> Floats:
    """P(X = 0), P(X = 1)… pour une loi de Poisson, jusqu'à ce que le reste soit négligeable (moins de 1e-12)."""
    k = np.arange(int(mean + 10 * np.sqrt(mean) + 20), dtype=np.float64)
    return _floats(np.exp(_SPECIAL.xlogy(k, mean) - mean - _SPECIAL.gammaln(k + 1)))


def _log_hypergeometric(k: Floats, size: Floats, cases: Floats, total: Floats) -> Floats:
    return _log_choose(size, k) + _log_choose(total - size, cases - k) - _log_choose(total, cases)


def _log_choose(n: Floats, k: Floats) -> Floats:
    return _floats(_SPECIAL.gammaln(n + 1) - _SPECIAL.gammaln(k + 1) - _SPECIAL.gammaln(n - k + 1))
