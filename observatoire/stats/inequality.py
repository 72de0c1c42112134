"""Inégalités sociales et territoriales : pente sur le gradient, écart entre groupes, extrêmes."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from observatoire.stats import distributions
from observatoire.stats.arguments import Floats, broadcast, check_level, check_not_negative, to_floats
from observatoire.stats.comparison import (
    USUAL_LEVEL,
    difference_interval,
    proportion_ratio,
    rate_ratio,
)
from observatoire.stats.intervals import Interval, poisson_interval, proportion_interval
from observatoire.stats.ratio_tests import RatioTest


@dataclass(frozen=True)
class SlopeIndex:
    """Indices de pente et relatif d'inégalité, du plus défavorisé (rang 0) au plus favorisé (rang 1).

    Attributes:
        sii: écart entre les deux bouts de la droite : valeur ajustée en 1 moins celle en 0.
        sii_lower: borne basse de cet écart.
        sii_upper: borne haute.
        rii: rapport des deux bouts : valeur ajustée en 1 divisée par celle en 0.
        rii_lower: borne basse de ce rapport.
        rii_upper: borne haute.
        at_bottom: valeur ajustée au rang 0.
        at_top: valeur ajustée au rang 1.
    """

    sii: Floats
    sii_lower: Floats
    sii_upper: Floats
    rii: Floats
    rii_lower: Floats
    rii_upper: Floats
    at_bottom: Floats
    at_top: Floats


@dataclass(frozen=True)
class Gap:
    """Écart entre deux groupes (premier moins second, premier sur second).

    Attributes:
        difference: différence des deux valeurs, par personne.
        lower: borne basse de la différence.
        upper: borne haute.
        ratio: rapport des deux valeurs et test, qui porte aussi le sens à deux niveaux.
    """

    difference: Floats
    lower: Floats
    upper: Floats
    ratio: RatioTest


class Extremes(NamedTuple):
    """Plus petite et plus grande valeurs, et leur rapport."""

    lowest: Floats
    highest: Floats
    ratio: Floats


def slope_index(values: ArrayLike, population_share: ArrayLike, *, level: float = USUAL_LEVEL) -> SlopeIndex:
    """Pente d'un indicateur sur le gradient social (Low et Low 2004).

    Chaque territoire est placé au milieu de sa part de population ; la droite des moindres
    carrés est pondérée par cette part. L'intervalle tient compte de la dispersion autour de la
    droite (Student, k − 2 degrés de liberté) ; celui du rapport passe par son logarithme.

    Args:
        values: valeurs, territoires sur le dernier axe, du plus défavorisé au plus favorisé.
        population_share: parts de population, ou populations : seules les proportions comptent.
        level: niveau de confiance.

    Returns:
        Les deux indices ; NaN à moins de deux territoires, bornes NaN à moins de trois, rapport
        NaN quand la droite passe sous zéro à l'un des bouts.

    Raises:
        ValueError: population négative, niveau hors de ]0, 1[.
    """
    y, population = broadcast(values=np.atleast_1d(to_floats("values", values)), population_share=population_share)
    check_not_negative(population_share=population)
    persons = np.where(population > 0, population, np.nan)
    share = persons / persons.sum(axis=-1, keepdims=True)
    rank = np.cumsum(share, axis=-1) - share / 2
    mean_rank = (share * rank).sum(axis=-1, keepdims=True)
    centred = rank - mean_rank
    information = (share * centred**2).sum(axis=-1)
    information = np.where(information > 0, information, np.nan)
    slope = (share * centred * y).sum(axis=-1) / information
    middle = mean_rank[..., 0]
    bottom = (share * y).sum(axis=-1) - slope * middle
    top = bottom + slope
    freedom = np.asarray(y.shape[-1] - 2.0)
    residual = y - bottom[..., None] - slope[..., None] * rank
    dispersion = (share * residual**2).sum(axis=-1) / np.where(freedom > 0, freedom, np.nan)
    quantile = distributions.two_sided_student_quantile(check_level(level), np.maximum(freedom, 1.0))
    sii_half_width = quantile * np.sqrt(dispersion / information)
    safe_bottom, safe_top = np.where(bottom > 0, bottom, np.nan), np.where(top > 0, top, np.nan)
    # Dérivées de log(haut / bas) par rapport à la moyenne et à la pente, qui sont indépendantes.
    by_mean = 1 / safe_top - 1 / safe_bottom
    by_slope = (1 - middle) / safe_top + middle / safe_bottom
    log_half_width = quantile * np.sqrt(dispersion * (by_mean**2 + by_slope**2 / information))
    ratio = safe_top / safe_bottom
    return SlopeIndex(
        sii=np.asarray(slope),
        sii_lower=np.asarray(slope - sii_half_width),
        sii_upper=np.asarray(slope + sii_half_width),
        rii=np.asarray(ratio),
        rii_lower=np.asarray(ratio * np.exp(-log_half_width)),
        rii_upper=np.asarray(ratio * np.exp(log_half_width)),
        at_bottom=np.asarray(bottom),
        at_top=np.asarray(top),
    )


def gap(
    events_group: ArrayLike,
    population_group: ArrayLike,
    events_rest: ArrayLike,
    population_rest: ArrayLike,
    *,
    proportion: bool,
    level: float = USUAL_LEVEL,
) -> Gap:
    """Écart entre un groupe et le reste, par exemple les QPV et le reste de la ville.

    Args:
        events_group: cas du groupe.
        population_group: sa population.
        events_rest: cas du reste, sans ceux du groupe.
        population_rest: population du reste, sans celle du groupe.
        proportion: vrai pour une part de personnes, faux pour un taux d'événements.
        level: niveau des intervalles.

    Returns:
        La différence, le rapport, leurs intervalles et le test ; l'intervalle de la différence
        est étendu jusqu'à 0 quand le test ne conclut pas.

    Raises:
        ValueError: effectif négatif, niveau hors de ]0, 1[, et plus de cas que de personnes
            pour une proportion.
    """
    counts = (events_group, population_group, events_rest, population_rest)
    x, n, rest_x, rest_n = broadcast(
        events_group=events_group,
        population_group=population_group,
        events_rest=events_rest,
        population_rest=population_rest,
    )
    test = proportion_ratio(*counts, level=level) if proportion else rate_ratio(*counts, level=level)
    persons, others = np.where(n > 0, n, np.nan), np.where(rest_n > 0, rest_n, np.nan)
    bounds = difference_interval(
        x / persons,
        _value_interval(x, persons, proportion=proportion, level=level),
        rest_x / others,
        _value_interval(rest_x, others, proportion=proportion, level=level),
    )
    silent = test.p_value >= 1 - level
    return Gap(
        difference=np.asarray(x / persons - rest_x / others),
        lower=np.where(silent, np.minimum(bounds.lower, 0.0), bounds.lower),
        upper=np.where(silent, np.maximum(bounds.upper, 0.0), bounds.upper),
        ratio=test,
    )


def _value_interval(events: Floats, population: Floats, *, proportion: bool, level: float) -> Interval:
    if proportion:
        return proportion_interval(events, population, level=level)
    lower, upper = poisson_interval(events, level=level)
    return Interval(np.asarray(lower / population), np.asarray(upper / population))


def extremes_ratio(values: ArrayLike) -> Extremes:
    """Rapport de la plus grande à la plus petite valeur (« de 1 à 6 »).

    Les deux territoires sont choisis parce qu'ils sont extrêmes : ce rapport décrit, il
    ne se teste pas.

    Args:
        values: valeurs positives, territoires sur le dernier axe.

    Returns:
        Les extrêmes et leur rapport, NaN quand la plus petite valeur est nulle.

    Raises:
        ValueError: valeur négative ou aucun territoire.
    """
    x = np.atleast_1d(to_floats("values", values))
    check_not_negative(values=x)
    if x.shape[-1] == 0:
        raise ValueError("« values » : aucun territoire.")
    lowest, highest = x.min(axis=-1), x.max(axis=-1)
    return Extremes(
        lowest=np.asarray(lowest),
        highest=np.asarray(highest),
        ratio=np.asarray(highest / np.where(lowest > 0, lowest, np.nan)),
    )
