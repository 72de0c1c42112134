"""Test de tendance sur les cinq derniers points annuels, sans périodes qui se chevauchent.

Une tendance n'est retenue que si deux conditions sont réunies : le χ² à un degré de liberté
dépasse le seuil à 99,8 %, et la pente garde son signe quand on retire n'importe lequel des
points. Une seule année atypique ne fait donc pas une tendance.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from observatoire.stats import distributions
from observatoire.stats.arguments import (
    Floats,
    broadcast,
    check_at_most,
    check_not_negative,
    to_floats,
)

POINTS = 5
CHI_SQUARE_THRESHOLD = 9.54953570608324  # quantile à 99,8 % du χ² à un degré de liberté
WIDTH_OF_95_INTERVAL = 3.92  # en erreurs types


@dataclass(frozen=True)
class Trend:
    """Résultat d'un test de tendance.

    Attributes:
        slope: variation par an, dans l'unité de la valeur.
        statistic: χ² à un degré de liberté.
        p_value: probabilité critique.
        direction: −1 baisse, 0 pas de tendance établie, 1 hausse ; NaN si non mesurable.
    """

    slope: Floats
    statistic: Floats
    p_value: Floats
    direction: Floats


def trend_test(values: ArrayLike, lower: ArrayLike, upper: ArrayLike, *, years: ArrayLike | None = None) -> Trend:
    """Tendance d'une suite de valeurs accompagnées de leurs intervalles à 95 %.

    Droite des moindres carrés pondérés par l'inverse du carré de l'erreur type, celle-ci
    valant (borne haute − borne basse) / 3,92.

    Args:
        values: valeurs, les années sur le dernier axe, de la plus ancienne à la plus récente.
        lower: bornes basses à 95 %.
        upper: bornes hautes à 95 %.
        years: années de tous les points donnés ; des années consécutives si absent.

    Returns:
        La tendance des cinq derniers points ; NaN s'il y en a moins, s'il en manque un ou si
        un intervalle est réduit à un point.

    Raises:
        ValueError: valeur hors de son intervalle, années qui ne croissent pas.
    """
    value, low, high = broadcast(values=values, lower=lower, upper=upper)
    check_at_most("lower", low, "values", value)
    check_at_most("values", value, "upper", high)
    width = np.where(high > low, high - low, np.nan)
    weight = (WIDTH_OF_95_INTERVAL / width) ** 2
    return _weighted_trend(value, weight, np.asarray(1.0), years)


def proportion_trend_test(events: ArrayLike, population: ArrayLike, *, years: ArrayLike | None = None) -> Trend:
    """Tendance d'une proportion (Cochran et Armitage).

    Args:
        events: nombre de cas, les années sur le dernier axe.
        population: nombre de personnes.
        years: années de tous les points donnés ; des années consécutives si absent.

    Returns:
        La tendance des cinq derniers points (pente en proportion par an) ; NaN s'il y en a
        moins, s'il en manque un, sans population, sans aucun cas ou si tous sont des cas.

    Raises:
        ValueError: effectif négatif, plus de cas que de personnes, années qui ne croissent pas.
    """
    x, n = broadcast(events=events, population=population)
    check_not_negative(events=x, population=n)
    check_at_most("events", x, "population", n)
    n = np.where(n > 0, n, np.nan)
    pooled = _last_points(x).sum(axis=-1) / _last_points(n).sum(axis=-1)
    variance = pooled * (1 - pooled)
    return _weighted_trend(x / n, n, np.where(variance > 0, variance, np.nan), years)


def rate_trend_test(events: ArrayLike, population: ArrayLike, *, years: ArrayLike | None = None) -> Trend:
    """Tendance d'un taux d'événements, d'après les effectifs (test du score de Poisson).

    À préférer à `trend_test` dès que les effectifs sont connus : sur de petits effectifs, la
    largeur d'un intervalle dépend de la valeur et les moindres carrés pondérés signalent
    un peu plus de fausses tendances qu'annoncé.

    Args:
        events: nombre d'événements, les années sur le dernier axe.
        population: population, personnes-années ou nombre attendu.
        years: années de tous les points donnés ; des années consécutives si absent.

    Returns:
        La tendance des cinq derniers points (pente en taux par an) ; NaN s'il y en a moins,
        s'il en manque un, sans population ou sans aucun événement.

    Raises:
        ValueError: effectif ou population négatifs, années qui ne croissent pas.
    """
    x, n = broadcast(events=events, population=population)
    check_not_negative(events=x, population=n)
    n = np.where(n > 0, n, np.nan)
    pooled = _last_points(x).sum(axis=-1) / _last_points(n).sum(axis=-1)
    return _weighted_trend(x / n, n, np.where(pooled > 0, pooled, np.nan), years)


def last_disjoint_periods(starts: ArrayLike, ends: ArrayLike, *, count: int = POINTS) -> NDArray[np.intp]:
    """Choisit les dernières périodes qui ne se chevauchent pas, à partir de la plus récente.

    La plus récente est celle qui finit le plus tard ; de deux qui finissent ensemble, la plus courte. Puis, de
    même, la plus récente de celles qui finissent avant le début de la précédente.

    Args:
        starts: débuts (2018 pour 2018-2022), dans n'importe quel ordre.
        ends: fins, bornes comprises.
        count: nombre de périodes voulues.

    Returns:
        Leurs positions dans l'ordre du temps, moins nombreuses que `count` si l'historique
        est court.

    Raises:
        ValueError: une période qui finit avant de commencer.
    """
    begin, end = broadcast(starts=starts, ends=ends)
    check_at_most("starts", begin, "ends", end)
    kept: list[int] = []
    for position in np.lexsort((begin, end))[::-1].tolist():
        if len(kept) < count and (not kept or end[position] < begin[kept[-1]]):
            kept.append(position)
    return np.array(kept[::-1], dtype=np.intp)


def _check_increasing(name: str, values: Floats) -> None:
    if not (np.diff(values) > 0).all():
        raise ValueError(f"« {name} » : des années croissantes et sans manque sont attendues, trouvé {values}.")


def _last_points(values: Floats) -> Floats:
    return np.atleast_1d(values)[..., -POINTS:]


def _time_axis(years: ArrayLike | None, points: int) -> Floats:
    time = to_floats("years", range(points) if years is None else years)
    _check_increasing("years", time)
    if time.shape != (points,):
        raise ValueError(f"« years » : {time.size} années pour {points} points.")
    return _last_points(time)


def _weighted_trend(values: Floats, weights: Floats, variance: Floats, years: ArrayLike | None) -> Trend:
    """Pente pondérée, et son χ² quand chaque valeur a pour variance `variance` / poids."""
    y, w = _last_points(values), _last_points(weights)
    x = np.broadcast_to(_time_axis(years, np.atleast_1d(values).shape[-1]), y.shape)
    if y.shape[-1] < POINTS:
        missing = np.full(y.shape[:-1], np.nan)
        return Trend(missing, missing, missing, missing)
    slope, information = _slope(x, y, w)
    statistic = slope**2 * information / variance
    direction = np.sign(slope)
    for left_out in range(POINTS):
        others = np.arange(POINTS) != left_out
        partial, _ = _slope(x[..., others], y[..., others], w[..., others])
        direction = np.where(np.sign(partial) == np.sign(slope), direction, 0.0)
    direction = np.where(statistic > CHI_SQUARE_THRESHOLD, direction, 0.0)
    return Trend(
        slope=np.asarray(slope),
        statistic=np.asarray(statistic),
        p_value=distributions.chi_square_p_value(statistic),
        direction=np.where(np.isnan(statistic), np.nan, direction),
    )


def _slope(x: Floats, y: Floats, weights: Floats) -> tuple[Floats, Floats]:
    total = weights.sum(axis=-1, keepdims=True)
    centred = x - (weights * x).sum(axis=-1, keepdims=True) / total
    information = (weights * centred**2).sum(axis=-1)
    return (weights * centred * y).sum(axis=-1) / information, information
