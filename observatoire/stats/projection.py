"""Effectif projeté : départs à un âge donné, remplacements, arrivées, et la loi exacte de ce qui reste.

De chacun on ne connaît que la classe d'âge : son âge y est tiré uniformément, et sa date de départ en découle.
Les personnes sont indépendantes ; la loi du total est une convolution de lois binomiales et d'une loi de Poisson,
calculée exactement, sans tirage.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from observatoire.stats.arguments import Floats, check_level, check_not_negative, check_positive, to_floats
from observatoire.stats.distributions import binomial_probabilities, poisson_probabilities

GRACE_YEARS = 5.0
"""Qui a déjà passé l'âge de départ part dans ces années-là, à une date inconnue."""


@dataclass(frozen=True, slots=True)
class Headcount:
    """Effectif attendu et bornes, une valeur par date."""

    expected: Floats
    lower: Floats
    upper: Floats


def departure_probability(
    youngest: ArrayLike, oldest: ArrayLike, years: ArrayLike, *, departure_age: float, grace: float = GRACE_YEARS
) -> Floats:
    """Probabilité d'être parti après un délai, quand l'âge de départ est uniforme dans une classe.

    Args:
        youngest: plus jeune âge de chaque classe.
        oldest: borne supérieure de chaque classe, exclue (60 pour « 55-59 ans »).
        years: délais, en années.
        departure_age: âge auquel chacun part.
        grace: délai maximal de départ de ceux qui ont déjà cet âge.

    Returns:
        Un tableau (classes, délais) de probabilités.

    Raises:
        ValueError: valeur négative, classe vide, âge de départ ou délai de grâce nuls.
    """
    low, high, delay = (to_floats(n, v) for n, v in (("youngest", youngest), ("oldest", oldest), ("years", years)))
    check_not_negative(youngest=low, oldest=high, years=delay)
    limit, wait = check_positive(departure_age, name="departure_age"), check_positive(grace, name="grace")
    if low.shape != high.shape or low.ndim != 1 or not (high > low).all():
        raise ValueError("« oldest » : une borne au-dessus de « youngest » est attendue pour chaque classe.")
    width = (high - low)[:, None]
    # Part de la classe qui atteint l'âge de départ pendant le délai, puis part qui l'avait déjà.
    reached = np.minimum(high[:, None], limit) - np.maximum(low[:, None], limit - delay[None, :])
    already = np.maximum(high - np.maximum(low, limit), 0.0)[:, None]
    return (np.maximum(reached, 0.0) + already * np.minimum(delay / wait, 1.0)[None, :]) / width


def project_headcount(
    counts: ArrayLike,
    departure: ArrayLike,
    years: ArrayLike,
    *,
    replacement: float,
    arrivals_per_year: float = 0.0,
    level: float = 0.95,
) -> Headcount:
    """Effectif à venir et ses bornes, d'après la loi exacte du total.

    Chaque départ est remplacé, sur place et aussitôt, avec la probabilité `replacement` ; les autres arrivées
    forment un processus de Poisson. Les bornes sont les quantiles exacts, écartés au besoin jusqu'aux entiers qui
    encadrent l'effectif attendu.

    Args:
        counts: personnes de chaque classe, des entiers.
        departure: probabilités de `departure_probability`, une ligne par classe, une colonne par délai.
        years: délais, en années.
        replacement: part des départs remplacés, de 0 à 1.
        arrivals_per_year: arrivées par an en plus des remplacements, en moyenne.
        level: part de la loi que contiennent les bornes.

    Raises:
        ValueError: effectif négatif ou non entier, part hors de [0, 1], formes qui ne s'accordent pas.
    """
    people, leaving, delay = to_floats("counts", counts), to_floats("departure", departure), to_floats("years", years)
    check_not_negative(counts=people, years=delay, arrivals_per_year=to_floats("arrivals_per_year", arrivals_per_year))
    if not np.array_equal(people, np.rint(people)):
        raise ValueError("« counts » : des effectifs entiers sont attendus.")
    if leaving.shape != (people.size, delay.size) or not ((leaving >= 0) & (leaving <= 1)).all():
        raise ValueError(f"« departure » : des probabilités de forme ({people.size}, {delay.size}) sont attendues.")
    if not 0 <= replacement <= 1:
        raise ValueError(f"« replacement » : {replacement!r} n'est pas entre 0 et 1.")
    staying = 1 - leaving * (1 - replacement)
    expected = people @ staying + arrivals_per_year * delay
    bounds = [
        _bounds(_convolve(people, staying[:, rank], arrivals_per_year * float(delay[rank])), check_level(level))
        for rank in range(delay.size)
    ]
    # Un arrondi de calcul ne doit pas écarter d'une unité les bornes d'un effectif sûr.
    whole = np.round(expected, 9)
    lower = np.minimum([low for low, _ in bounds], np.floor(whole))
    return Headcount(expected, lower, np.maximum([high for _, high in bounds], np.ceil(whole)))


def _convolve(counts: Floats, staying: Floats, arrivals: float) -> Floats:
    """P(total = 0), P(total = 1)…"""
    law = poisson_probabilities(arrivals) if arrivals > 0 else np.ones(1)
    for count, share in zip(counts, staying, strict=True):
        law = np.convolve(law, binomial_probabilities(int(count), float(share)))
    return law


def _bounds(law: Floats, level: float) -> tuple[float, float]:
    """Plus petits effectifs dont la fonction de répartition atteint chaque bout du niveau."""
    cumulated = np.cumsum(law)
    tail = (1 - level) / 2
    low, high = np.searchsorted(cumulated, [tail, 1 - tail - 1e-12])
    return float(low), float(min(high, law.size - 1))
