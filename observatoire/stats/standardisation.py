"""Standardisation sur l'âge, directe (taux) et indirecte (rapport observé / attendu)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from observatoire.stats.arguments import (
    Floats,
    broadcast,
    check_at_most,
    check_not_negative,
    check_positive,
    to_floats,
)
from observatoire.stats.intervals import poisson_interval

FEWEST_EVENTS_FOR_DIRECT_RATE = 10

# Population standard européenne 2013 (Eurostat) : 19 classes de cinq ans, la dernière à partir de 90 ans.
EUROPEAN_STANDARD_2013: tuple[int, ...] = (
    5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000,
    7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000,
)  # fmt: skip
EUROPEAN_AGE_STARTS: tuple[int, ...] = tuple(range(0, 95, 5))


class DirectRate(NamedTuple):
    """Taux standardisé et ses bornes, pour `multiplier` personnes."""

    value: Floats
    lower: Floats
    upper: Floats


class IndirectRatio(NamedTuple):
    """Rapport observé / attendu (1 = comme la référence), ses bornes et l'effectif attendu."""

    ratio: Floats
    lower: Floats
    upper: Floats
    expected: Floats


def direct_rate(
    events: ArrayLike,
    population: ArrayLike,
    standard: ArrayLike,
    *,
    level: float = 0.95,
    multiplier: float = 100_000,
) -> DirectRate:
    """Taux standardisé direct : celui qu'aurait la population type avec les taux du territoire.

    Bornes de Dobson (1991) : celles de l'effectif total, de Byar, ramenées à l'échelle du
    taux standardisé.

    Args:
        events: cas par classe d'âge, sur le dernier axe.
        population: personnes, ou personnes-années, par classe d'âge.
        standard: population type, dans les mêmes classes.
        level: niveau de confiance.
        multiplier: nombre de personnes auquel rapporter le taux.

    Returns:
        Le taux et ses bornes ; NaN sous 10 cas en tout, ou si une classe n'a personne.

    Raises:
        ValueError: effectif négatif, plus de cas que de personnes, population type nulle,
            niveau hors de ]0, 1[, multiplicateur nul ou négatif.
    """
    x, n, reference = broadcast(
        events=np.atleast_1d(to_floats("events", events)), population=population, standard=standard
    )
    check_not_negative(events=x, population=n, standard=reference)
    check_at_most("events", x, "population", n)
    check_positive(multiplier, name="multiplier")
    if (reference.sum(axis=-1) == 0).any():
        raise ValueError("« standard » : la population type est vide.")
    weight = reference / reference.sum(axis=-1, keepdims=True) / np.where(n > 0, n, np.nan)
    total = x.sum(axis=-1)
    enough = np.where(total >= FEWEST_EVENTS_FOR_DIRECT_RATE, total, np.nan)
    value = (weight * x).sum(axis=-1) + 0 * enough
    scale = np.sqrt((weight**2 * x).sum(axis=-1) / enough)
    bounds = poisson_interval(enough, level=level)
    return DirectRate(
        value=np.asarray(multiplier * value),
        lower=np.asarray(multiplier * (value + scale * (bounds.lower - enough))),
        upper=np.asarray(multiplier * (value + scale * (bounds.upper - enough))),
    )


def indirect_ratio(
    observed: ArrayLike, population: ArrayLike, reference_rates: ArrayLike, *, level: float = 0.95
) -> IndirectRatio:
    """Rapport standardisé indirect (SMR) ; l'indice comparatif (ICM) vaut cent fois ce rapport.

    Args:
        observed: cas observés en tout ; sans axe d'âge, qu'un petit territoire n'a pas à livrer.
        population: personnes, ou personnes-années, par classe d'âge, sur le dernier axe.
        reference_rates: taux de la référence par classe d'âge, en cas par personne.
        level: niveau de confiance.

    Returns:
        Le rapport, ses bornes (Byar, exactes sous 10 cas) et l'effectif attendu ; NaN quand
        rien n'est attendu.

    Raises:
        ValueError: effectif ou taux négatif, plus de cas que de personnes, niveau hors de ]0, 1[.
    """
    n, rates = broadcast(population=np.atleast_1d(to_floats("population", population)), reference_rates=reference_rates)
    check_not_negative(population=n, reference_rates=rates)
    x, persons, expected = broadcast(observed=observed, population=n.sum(axis=-1), expected=(n * rates).sum(axis=-1))
    bounds = poisson_interval(x, level=level)
    check_at_most("observed", x, "population", persons)
    base = np.where(expected > 0, expected, np.nan)
    return IndirectRatio(
        ratio=np.asarray(x / base),
        lower=np.asarray(bounds.lower / base),
        upper=np.asarray(bounds.upper / base),
        expected=np.asarray(expected),
    )
