"""Intervalles de confiance d'une proportion, d'un effectif et d'une moyenne."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from observatoire.stats import distributions
from observatoire.stats.arguments import (
    Floats,
    broadcast,
    check_at_most,
    check_level,
    check_not_negative,
)


class Interval(NamedTuple):
    """Bornes d'un intervalle, dans l'unité de la valeur qu'il entoure."""

    lower: Floats
    upper: Floats


def _checked_proportion(events: ArrayLike, population: ArrayLike) -> tuple[Floats, Floats]:
    x, n = broadcast(events=events, population=population)
    check_not_negative(events=x, population=n)
    check_at_most("events", x, "population", n)
    return x, np.where(n > 0, n, np.nan)


def wilson_interval(events: ArrayLike, population: ArrayLike, *, level: float = 0.95) -> Interval:
    """Intervalle de Wilson (score) d'une proportion, entre 0 et 1.

    Les deux bornes sont les racines d'un trinôme ; la borne inférieure se déduit de leur
    produit, ce qui évite de soustraire deux nombres voisins.

    Args:
        events: nombre de cas.
        population: nombre de personnes ; 0 donne NaN.
        level: niveau de confiance.

    Returns:
        Les bornes, comprises entre 0 et 1.

    Raises:
        ValueError: effectif négatif, plus de cas que de personnes, niveau hors de ]0, 1[.
    """
    x, n = _checked_proportion(events, population)
    z2 = distributions.two_sided_normal_quantile(check_level(level)) ** 2
    upper = (2 * x + z2 + np.sqrt(z2 * (z2 + 4 * x * (1 - x / n)))) / (2 * (n + z2))
    lower = x**2 / (n * (n + z2)) / upper
    return Interval(lower=np.asarray(lower), upper=np.where(x == n, 1.0, upper))


def exact_proportion_interval(events: ArrayLike, population: ArrayLike, *, level: float = 0.95) -> Interval:
    """Intervalle exact de Clopper et Pearson d'une proportion, entre 0 et 1.

    Plus large que celui de Wilson ; son risque ne dépasse jamais le risque annoncé, ce
    que les verdicts sur petits effectifs exigent.

    Args:
        events: nombre de cas.
        population: nombre de personnes ; 0 donne NaN.
        level: niveau de confiance.

    Returns:
        Les bornes, comprises entre 0 et 1.

    Raises:
        ValueError: effectif négatif, plus de cas que de personnes, niveau hors de ]0, 1[.
    """
    x, n = _checked_proportion(events, population)
    tail = (1 - check_level(level)) / 2
    defined = ~np.isnan(x + n)
    lower = distributions.binomial_share_with_upper_tail(x, n, tail)
    upper = distributions.binomial_share_with_lower_tail(x, n, tail)
    return Interval(np.where(defined, lower, np.nan), np.where(defined, upper, np.nan))


def proportion_interval(
    events: ArrayLike, population: ArrayLike, *, level: float = 0.95, exact_below: float = 30
) -> Interval:
    """Intervalle d'une proportion sur lequel un verdict peut s'appuyer.

    Wilson quand cas et non-cas atteignent tous deux `exact_below`, exact en dessous : sur
    petits effectifs, Wilson écarte la vraie valeur plus souvent qu'annoncé.

    Args:
        events: nombre de cas.
        population: nombre de personnes ; 0 donne NaN.
        level: niveau de confiance.
        exact_below: effectif de cas ou de non-cas sous lequel l'intervalle est exact.

    Returns:
        Les bornes, comprises entre 0 et 1.

    Raises:
        ValueError: effectif négatif, plus de cas que de personnes, niveau hors de ]0, 1[.
    """
    x, n = _checked_proportion(events, population)
    wilson = wilson_interval(x, n, level=level)
    exact = exact_proportion_interval(x, n, level=level)
    small = np.minimum(x, n - x) < exact_below
    return Interval(np.where(small, exact.lower, wilson.lower), np.where(small, exact.upper, wilson.upper))


def poisson_interval(events: ArrayLike, *, level: float = 0.95, exact_below: float = 10) -> Interval:
    """Intervalle d'un effectif de Poisson : Byar, ou exact (χ²) pour les petits effectifs.

    Args:
        events: effectif observé.
        level: niveau de confiance.
        exact_below: les bornes sont exactes en dessous de cet effectif.

    Returns:
        Les bornes, sur l'échelle des effectifs.

    Raises:
        ValueError: effectif ou seuil négatif, niveau hors de ]0, 1[.
    """
    (x,) = broadcast(events=events)
    check_not_negative(events=x, exact_below=np.asarray(exact_below, dtype=np.float64))
    tail = (1 - check_level(level)) / 2
    exact = x < exact_below
    lower = np.where(exact, distributions.poisson_mean_with_upper_tail(x, tail), _byar(x, level)[0])
    upper = np.where(exact, distributions.poisson_mean_with_lower_tail(x, tail), _byar(x, level)[1])
    return Interval(lower, upper)


def _byar(events: Floats, level: float) -> Interval:
    z = distributions.two_sided_normal_quantile(level)
    # Sous un cas, la parenthèse à élever au cube est négative : la borne est 0.
    x = np.maximum(events, 0.1)
    lower = np.where(events < 1, 0.0, x * np.maximum(1 - 1 / (9 * x) - z / (3 * np.sqrt(x)), 0.0) ** 3)
    above = events + 1
    upper = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    return Interval(np.where(np.isnan(events), np.nan, lower), upper)


def mean_interval(mean: ArrayLike, sd: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Interval:
    """Intervalle de Student d'une moyenne.

    Args:
        mean: moyenne observée.
        sd: écart-type de l'échantillon (diviseur n − 1).
        n: taille de l'échantillon ; sous 2 l'intervalle n'est pas défini (NaN).
        level: niveau de confiance.

    Returns:
        Les bornes, dans l'unité de la moyenne.

    Raises:
        ValueError: écart-type ou taille négatifs, niveau hors de ]0, 1[.
    """
    centre, deviation, size = broadcast(mean=mean, sd=sd, n=n)
    check_not_negative(sd=deviation, n=size)
    defined = np.where(size >= 2, size, np.nan)
    quantile = distributions.two_sided_student_quantile(check_level(level), defined - 1)
    half_width = quantile * deviation / np.sqrt(defined)
    return Interval(np.asarray(centre - half_width), np.asarray(centre + half_width))
