"""Espérance de vie par âge : table de mortalité abrégée de Chiang."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from observatoire.stats import distributions
from observatoire.stats.arguments import (
    Floats,
    broadcast,
    check_at_most,
    check_level,
    check_not_negative,
    to_floats,
)

FEWEST_PERSON_YEARS = 5_000
WIDEST_INTERVAL_YEARS = 20.0
# Part de l'intervalle vécue par ceux qui y meurent. Dans la petite enfance les décès se
# concentrent dans les premiers jours.
FRACTION_LIVED, FRACTION_LIVED_IN_INFANCY = 0.5, 0.1


@dataclass(frozen=True)
class LifeExpectancy:
    """Espérance de vie au début de chaque classe d'âge, en années, et ses bornes."""

    value: Floats
    lower: Floats
    upper: Floats


def life_expectancy(
    deaths: ArrayLike, population: ArrayLike, age_starts: ArrayLike, *, level: float = 0.95
) -> LifeExpectancy:
    """Espérance de vie de Chiang (1984), avec la variance de la dernière classe.

    Args:
        deaths: décès par classe d'âge, sur le dernier axe.
        population: personnes-années par classe d'âge (population × années observées).
        age_starts: âge de début de chaque classe, de 0 à la classe ouverte.
        level: niveau de confiance.

    Returns:
        L'espérance de vie à chaque âge ; NaN sous 5 000 personnes-années en tout, si l'intervalle
        dépasse 20 ans, si une classe est vide, ou sans décès dans la classe ouverte.

    Raises:
        ValueError: effectif négatif, plus de décès que de personnes-années, classes d'âge
            impossibles, niveau hors de ]0, 1[.
    """
    starts = to_floats("age_starts", age_starts)
    if starts.ndim != 1 or starts.size < 2 or starts[0] != 0 or not (np.diff(starts) > 0).all():
        raise ValueError(f"« age_starts » : des âges croissants depuis 0 sont attendus, trouvé {starts}.")
    d, n, starts = broadcast(deaths=deaths, population=population, age_starts=starts)
    check_not_negative(deaths=d, population=n)
    check_at_most("deaths", d, "population", n)
    years = np.diff(starts, axis=-1)
    lived = np.where((starts[..., :-1] == 0) & (years <= 5), FRACTION_LIVED_IN_INFANCY, FRACTION_LIVED)
    persons = np.where(n > 0, n, np.nan)
    rate = d / persons
    open_rate = np.where(rate[..., -1:] > 0, rate[..., -1:], np.nan)
    closed_rate = rate[..., :-1]
    # Au-delà de 1, la probabilité n'a plus de sens : toute la classe meurt dans l'intervalle.
    dying = np.minimum(years * closed_rate / (1 + years * (1 - lived) * closed_rate), 1.0)
    alive = np.concatenate([np.ones_like(open_rate), np.cumprod(1 - dying, axis=-1)], axis=-1)
    lived_years = years * (alive[..., 1:] + lived * alive[..., :-1] * dying)
    remaining = _sum_from(np.concatenate([lived_years, alive[..., -1:] / open_rate], axis=-1))
    survivors = np.where(alive > 0, alive, np.nan)
    value = remaining / survivors
    deaths_or_one = np.where(d > 0, d, 1.0)
    dying_variance = dying**2 * (1 - dying) / deaths_or_one[..., :-1]
    # Sans variance (personne ne meurt, ou tous), le terme est nul même si l'âge suivant n'a plus de survivants.
    closed_terms = np.where(
        dying_variance == 0,
        0.0,
        (alive[..., :-1] * ((1 - lived) * years + value[..., 1:])) ** 2 * dying_variance,
    )
    open_term = (alive[..., -1:] / open_rate) ** 2 / deaths_or_one[..., -1:]
    variance = _sum_from(np.concatenate([closed_terms, open_term], axis=-1)) / survivors**2
    half_width = distributions.two_sided_normal_quantile(check_level(level)) * np.sqrt(variance)
    enough = persons.sum(axis=-1, keepdims=True) >= FEWEST_PERSON_YEARS
    shown = np.where(enough & (2 * half_width <= WIDEST_INTERVAL_YEARS), 1.0, np.nan)
    return LifeExpectancy(shown * value, shown * (value - half_width), shown * (value + half_width))


def _sum_from(values: Floats) -> Floats:
    return np.flip(np.cumsum(np.flip(values, axis=-1), axis=-1), axis=-1)
