"""Comparer un territoire à une référence, ou deux territoires entre eux.

Un sens vaut −1 (plus bas), 0 (pas de différence établie) ou 1 (plus haut) à un seul
niveau ; à deux niveaux, ±1 signale une différence à 95 % et ±2 une différence à 99,8 %.
Un sens inconnu (borne ou référence manquante) est NaN : ce n'est pas « pas de différence ».
"""

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
from observatoire.stats.intervals import Interval, exact_proportion_interval, wilson_interval
from observatoire.stats.ratio_tests import RatioTest, conditional_test, log_normal_test
from observatoire.stats.score_ratio import score_chi_square, score_ratio_interval

USUAL_LEVEL, STRICT_LEVEL = 0.95, 0.998
FEWEST_EXPECTED = 30  # en dessous, un test approché dépasse le risque annoncé
USUAL_RISK, STRICT_RISK = 0.05, 0.002  # sans l'arrondi de 1 − 0,95 en binaire


def versus_reference(lower: ArrayLike, upper: ArrayLike, reference: ArrayLike) -> Floats:
    """Situe un intervalle par rapport à une valeur de référence.

    Args:
        lower: borne basse de l'intervalle du territoire.
        upper: borne haute.
        reference: valeur de référence, tenue pour connue sans erreur.

    Returns:
        1 si l'intervalle est tout entier au-dessus de la référence, −1 s'il est tout entier
        au-dessous, 0 s'il la contient (bornes comprises), NaN si l'un des trois manque.

    Raises:
        ValueError: si une borne basse dépasse sa borne haute.
    """
    low, high, target = broadcast(lower=lower, upper=upper, reference=reference)
    check_at_most("lower", low, "upper", high)
    sign = np.where(low > target, 1.0, np.where(high < target, -1.0, 0.0))
    return np.where(np.isnan(low + high + target), np.nan, sign)


def proportion_versus_reference(events: ArrayLike, population: ArrayLike, reference: ArrayLike) -> Floats:
    """Situe une proportion à deux niveaux, sans dépasser le risque annoncé sur petits effectifs.

    Wilson quand la référence fait attendre au moins 30 cas et 30 non-cas, bornes exactes sinon. Le choix
    dépend de l'attendu et non de l'observé : pour une même population il ne change pas avec le
    hasard. Wilson partout signalerait à 99,8 % jusqu'à six fois trop de différences.

    Args:
        events: nombre de cas.
        population: nombre de personnes.
        reference: proportion de référence, entre 0 et 1.

    Returns:
        −2, −1, 0, 1 ou 2 ; NaN si une donnée manque ou sans population.

    Raises:
        ValueError: effectif négatif, plus de cas que de personnes, référence hors de [0, 1].
    """
    x, n, target = broadcast(events=events, population=population, reference=reference)
    check_not_negative(reference=target)
    check_at_most("reference", target, "1", np.ones_like(target))
    exact = np.minimum(n * target, n * (1 - target)) < FEWEST_EXPECTED
    steps: list[Floats] = []
    for level in (USUAL_LEVEL, STRICT_LEVEL):
        wilson = wilson_interval(x, n, level=level)
        bounds = exact_proportion_interval(x, n, level=level)
        sides = zip(bounds, wilson, strict=True)
        lower, upper = (np.where(exact, strict_bound, usual_bound) for strict_bound, usual_bound in sides)
        steps.append(versus_reference(lower, upper, target))
    return np.asarray(steps[0] + steps[1])


def two_level_direction(difference: ArrayLike, p_value: ArrayLike) -> Floats:
    """Traduit une différence et sa probabilité critique en sens à deux niveaux.

    Args:
        difference: écart (ou log d'un rapport), dont seul le signe compte.
        p_value: probabilité critique bilatérale.

    Returns:
        −2, −1, 0, 1 ou 2 ; NaN si l'un des deux manque.
    """
    gap, p = broadcast(difference=difference, p_value=p_value)
    steps = (p < USUAL_RISK).astype(np.float64) + (p < STRICT_RISK)
    return np.where(np.isnan(gap + p), np.nan, np.sign(gap) * steps + 0.0)


def rate_ratio(
    events_a: ArrayLike,
    population_a: ArrayLike,
    events_b: ArrayLike,
    population_b: ArrayLike,
    *,
    level: float = USUAL_LEVEL,
    exact_below: float = FEWEST_EXPECTED,
) -> RatioTest:
    """Compare les taux de deux territoires distincts, ou de deux périodes disjointes.

    Sachant le total des cas, ceux du premier suivent une loi binomiale : le test et
    l'intervalle exacts en découlent. Quand les deux effectifs, observés et attendus à taux
    égaux, atteignent `exact_below`, le logarithme du rapport est tenu pour normal, de variance
    1/a + 1/b. Intervalle et probabilité critique viennent du même test : ils ne se contredisent pas.

    Args:
        events_a: cas du premier territoire.
        population_a: sa population, ses personnes-années ou ses cas attendus.
        events_b: cas du second.
        population_b: sa population, ses personnes-années ou ses cas attendus.
        level: niveau de l'intervalle du rapport.
        exact_below: effectif sous lequel le test est exact.

    Returns:
        Le rapport, son intervalle et son test ; NaN sans population ou sans aucun cas.

    Raises:
        ValueError: effectif ou population négatifs, niveau hors de ]0, 1[.
    """
    a, population_first, b, population_second = _checked_counts(events_a, population_a, events_b, population_b)
    check_level(level)
    size_a = np.where(population_first > 0, population_first, np.nan)
    size_b = np.where(population_second > 0, population_second, np.nan)
    total = np.where(a + b > 0, a + b, np.nan)
    rate_a, rate_b = a / size_a, b / size_b
    ratio = rate_a / np.where(rate_b > 0, rate_b, np.nan)
    expected = total * np.minimum(size_a, size_b) / (size_a + size_b)
    exact = np.minimum(np.minimum(a, b), expected) < exact_below
    exact_bounds, exact_p = conditional_test(a, total, size_a, size_b, level)
    normal_bounds, normal_p = log_normal_test(ratio, a, b, level)
    p_value = np.where(exact, exact_p, normal_p)
    return RatioTest(
        ratio=np.asarray(ratio),
        lower=np.where(exact, exact_bounds.lower, normal_bounds.lower),
        upper=np.where(exact, exact_bounds.upper, normal_bounds.upper),
        p_value=p_value,
        direction=two_level_direction(rate_a - rate_b, p_value),
        exact=np.asarray(exact),
    )


def proportion_ratio(
    events_a: ArrayLike,
    population_a: ArrayLike,
    events_b: ArrayLike,
    population_b: ArrayLike,
    *,
    level: float = USUAL_LEVEL,
    exact_below: float = FEWEST_EXPECTED,
) -> RatioTest:
    """Compare les proportions de deux territoires distincts.

    L'intervalle est celui du score (Koopman 1984), qui inverse le test du χ² de Pearson.
    Quand l'une des quatre cases (cas et non-cas de chaque territoire), observée ou attendue à
    proportions égales, est sous `exact_below`, la probabilité critique est celle du test exact de Fisher, et
    l'intervalle est étendu jusqu'à 1 si ce test ne conclut pas : il n'affirme jamais plus
    que le test.

    Args:
        events_a: cas du premier territoire.
        population_a: personnes du premier territoire.
        events_b: cas du second.
        population_b: personnes du second.
        level: niveau de l'intervalle du rapport.
        exact_below: effectif de case sous lequel le test est exact.

    Returns:
        Le rapport, son intervalle et son test ; NaN sans population ou sans aucun cas.

    Raises:
        ValueError: effectif négatif, plus de cas que de personnes, niveau hors de ]0, 1[.
    """
    a, population_first, b, population_second = _checked_counts(events_a, population_a, events_b, population_b)
    check_at_most("events_a", a, "population_a", population_first)
    check_at_most("events_b", b, "population_b", population_second)
    check_level(level)
    n_a = np.where((population_first > 0) & (a + b > 0), population_first, np.nan)
    n_b = np.where((population_second > 0) & (a + b > 0), population_second, np.nan)
    smallest_cell = np.minimum(np.minimum(a, n_a - a), np.minimum(b, n_b - b))
    pooled = (a + b) / (n_a + n_b)
    expected = np.minimum(n_a, n_b) * np.minimum(pooled, 1 - pooled)
    exact = np.minimum(smallest_cell, expected) < exact_below
    fisher = distributions.fisher_two_sided_p_value(np.where(exact, a, np.nan), n_a, b, n_b)
    chi_square = score_chi_square(a, n_a, b, n_b, np.ones_like(a))
    p_value = np.where(exact, fisher, distributions.chi_square_p_value(chi_square))
    bounds = score_ratio_interval(a, n_a, b, n_b, level=level)
    silent = exact & (p_value >= 1 - level)
    difference = a / n_a - b / n_b
    return RatioTest(
        ratio=np.asarray((a / n_a) / np.where(b > 0, b / n_b, np.nan)),
        lower=np.where(silent, np.minimum(bounds.lower, 1.0), bounds.lower),
        upper=np.where(silent, np.maximum(bounds.upper, 1.0), bounds.upper),
        p_value=p_value,
        direction=two_level_direction(difference, p_value),
        exact=np.asarray(exact),
    )


def _checked_counts(
    events_a: ArrayLike, population_a: ArrayLike, events_b: ArrayLike, population_b: ArrayLike
) -> tuple[Floats, ...]:
    counts = {
        "events_a": events_a,
        "population_a": population_a,
        "events_b": events_b,
        "population_b": population_b,
    }
    arrays = broadcast(**counts)
    check_not_negative(**dict(zip(counts, arrays, strict=True)))
    return arrays


def difference_interval(
    value_a: ArrayLike,
    interval_a: tuple[ArrayLike, ArrayLike],
    value_b: ArrayLike,
    interval_b: tuple[ArrayLike, ArrayLike],
) -> Interval:
    """Intervalle de la différence de deux valeurs indépendantes, d'après leurs intervalles.

    Méthode de Newcombe (1998), généralisée par Zou et Donner (2008) : elle garde
    l'asymétrie des intervalles et vaut pour des proportions, des taux et des taux
    standardisés, au niveau des intervalles donnés.

    Args:
        value_a: première valeur.
        interval_a: ses bornes.
        value_b: seconde valeur.
        interval_b: ses bornes, au même niveau.

    Returns:
        Les bornes de `value_a` − `value_b`.

    Raises:
        ValueError: si une valeur sort de ses bornes.
    """
    a, low_a, high_a, b, low_b, high_b = broadcast(
        value_a=value_a,
        lower_a=interval_a[0],
        upper_a=interval_a[1],
        value_b=value_b,
        lower_b=interval_b[0],
        upper_b=interval_b[1],
    )
    for name, low, value, high in (("a", low_a, a, high_a), ("b", low_b, b, high_b)):
        check_at_most(f"lower_{name}", low, f"value_{name}", value)
        check_at_most(f"value_{name}", value, f"upper_{name}", high)
    below = np.hypot(a - low_a, high_b - b)
    above = np.hypot(high_a - a, b - low_b)
    return Interval(np.asarray(a - b - below), np.asarray(a - b + above))
