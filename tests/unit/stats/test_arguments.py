"""Entrées impossibles refusées, en nommant l'argument ; valeurs manquantes propagées."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from observatoire.stats import (
    accessibility,
    comparison,
    funnel,
    inequality,
    intervals,
    life_expectancy,
    smoothing,
    spatial,
    standardisation,
    trend,
    typology,
)

LIFE_AGES = [0, 50]
CHAIN = [[1], [0, 2], [1]]
IMPOSSIBLE: list[tuple[str, Callable[[], Any]]] = [
    ("« events » : valeur négative (-1)", lambda: intervals.wilson_interval(-1, 10)),
    ("« population » : valeur négative", lambda: intervals.wilson_interval(0, -10)),
    ("« events » : 11 dépasse « population » (10)", lambda: intervals.wilson_interval(11, 10)),
    ("« level » : 1", lambda: intervals.wilson_interval(1, 10, level=1)),
    ("« level » : 0", lambda: intervals.poisson_interval(1, level=0)),
    ("« level » : nan", lambda: intervals.poisson_interval(1, level=float("nan"))),
    ("« level » : 95", lambda: intervals.proportion_interval(1, 10, level=95)),
    ("« events » : 11", lambda: intervals.exact_proportion_interval(11, 10)),
    ("« events » : valeur négative", lambda: intervals.poisson_interval([3, -2])),
    ("« exact_below » : valeur négative", lambda: intervals.poisson_interval(3, exact_below=-1)),
    ("« events » : une valeur infinie", lambda: intervals.poisson_interval(np.inf)),
    ("« events » : des nombres sont attendus", lambda: intervals.poisson_interval(["douze"])),
    ("« events » (2,), « population » (3,)", lambda: intervals.wilson_interval([1, 2], [10, 20, 30])),
    ("« sd » : valeur négative", lambda: intervals.mean_interval(1, -1, 3)),
    ("« n » : valeur négative", lambda: intervals.mean_interval(1, 1, -3)),
    ("« lower » : 3 dépasse « upper » (2)", lambda: comparison.versus_reference(3, 2, 1)),
    ("« reference » : 1.5 dépasse « 1 »", lambda: comparison.proportion_versus_reference(1, 10, 1.5)),
    ("« reference » : valeur négative", lambda: comparison.proportion_versus_reference(1, 10, -0.5)),
    ("« events_b » : valeur négative", lambda: comparison.rate_ratio(1, 10, -1, 10)),
    ("« population_a » : valeur négative", lambda: comparison.rate_ratio(1, -10, 1, 10)),
    ("« level » : 2", lambda: comparison.rate_ratio(1, 10, 1, 10, level=2)),
    ("« events_a » : 11 dépasse « population_a »", lambda: comparison.proportion_ratio(11, 10, 1, 10)),
    ("« events_b » : 11 dépasse « population_b »", lambda: comparison.proportion_ratio(1, 10, 11, 10)),
    ("« level » : 2", lambda: comparison.proportion_ratio(1, 10, 1, 10, level=2)),
    ("« lower_a » : 2 dépasse « value_a »", lambda: comparison.difference_interval(1, (2, 3), 1, (0, 2))),
    ("« value_b » : 3 dépasse « upper_b »", lambda: comparison.difference_interval(1, (0, 3), 3, (0, 2))),
    ("« target » : 1.5 dépasse « 1 »", lambda: funnel.proportion_limits(1.5, 10)),
    ("« population » : valeur négative", lambda: funnel.proportion_limits(0.5, -10)),
    ("« expected » : valeur négative", lambda: funnel.ratio_limits(-1)),
    ("« level » : 5", lambda: funnel.ratio_limits(1, level=5)),
    ("« events » : 5 dépasse « population »", lambda: standardisation.direct_rate([5, 9], [4, 90], [1, 1])),
    ("« standard » : la population type est vide", lambda: standardisation.direct_rate([9], [90], [0])),
    ("« standard » : valeur négative", lambda: standardisation.direct_rate([9, 9], [90, 90], [-1, 3])),
    ("« multiplier » : 0", lambda: standardisation.direct_rate([9], [90], [1], multiplier=0)),
    ("« observed » : 31 dépasse", lambda: standardisation.indirect_ratio(31, [10, 20], [0.1, 0.1])),
    ("« reference_rates » : valeur", lambda: standardisation.indirect_ratio(3, [10, 20], [0.1, -0.1])),
    ("« lower » : 3 dépasse « values »", lambda: trend.trend_test([1] * 5, [3] * 5, [4] * 5)),
    ("« values » : 5 dépasse « upper »", lambda: trend.trend_test([5] * 5, [3] * 5, [4] * 5)),
    ("« events » : 5 dépasse", lambda: trend.proportion_trend_test([5] * 5, [4] * 5)),
    ("« events » : valeur négative", lambda: trend.rate_trend_test([-5] * 5, [4] * 5)),
    ("« years » : des années croissantes", lambda: trend.rate_trend_test([5] * 5, [9] * 5, years=[3, 2, 4, 5, 6])),
    ("« years » : 4 années pour 5 points", lambda: trend.rate_trend_test([5] * 5, [9] * 5, years=[3, 4, 5, 6])),
    ("« starts » : 2019 dépasse « ends »", lambda: trend.last_disjoint_periods([2019], [2018])),
    ("« population_share » : valeur", lambda: inequality.slope_index([1, 2], [1, -1])),
    ("« level » : 0", lambda: inequality.slope_index([1, 2], [1, 1], level=0)),
    ("« events_a » : 5 dépasse", lambda: inequality.gap(5, 4, 1, 4, proportion=True)),
    ("« values » : aucun territoire", lambda: inequality.extremes_ratio([])),
    ("« values » : valeur négative", lambda: inequality.extremes_ratio([1, -1])),
    ("« events » : 5 dépasse", lambda: smoothing.empirical_bayes_rate([5], [4])),
    ("« neighbours » : 1 listes", lambda: spatial.moran_index([1, 1], [[1]])),
    ("« neighbours » : position 3 impossible", lambda: spatial.moran_index([1, 2, 3], [[3], [0], [1]])),
    ("« neighbours » : position 0 impossible", lambda: spatial.moran_index([1, 2, 3], [[0], [0], [1]])),
    ("« neighbours » : 1 voisin de 0", lambda: spatial.local_clusters([1, 2, 3], [[1], [], []])),
    ("« level » : 7", lambda: spatial.local_clusters([1, 2, 3], CHAIN, level=7)),
    ("« p_values » : une probabilité", lambda: spatial.false_discovery_threshold([0.2, 1.2])),
    ("« p_values » : une probabilité", lambda: spatial.false_discovery_threshold([-0.2, 1])),
    ("« values » : un tableau", lambda: typology.build_typology([1, 2, 3], classes=2)),
    ("« classes » : 4, attendu de 2 à 3", lambda: typology.build_typology([[1], [2], [3]], classes=4)),
    ("« classes » : 1, attendu", lambda: typology.build_typology([[1], [2], [3]], classes=1)),
    ("« weights » : au moins un palier", lambda: accessibility.step_decay({})),
    ("« weights » : au moins un palier", lambda: accessibility.step_decay({-1: 1})),
    ("« weights » : des poids", lambda: accessibility.step_decay({1: 1.5})),
    ("« weights » : des poids", lambda: accessibility.step_decay({1: 0.5, 2: 0.8})),
    ("« width » : 0", lambda: accessibility.gaussian_decay(0)),
    (
        "« cost » : forme (1, 2), attendu (2, 1)",
        lambda: accessibility.two_step_floating_catchment([1, 1], [1], [[1, 1]], catchment=1),
    ),
    (
        "« cost » : valeur négative",
        lambda: accessibility.two_step_floating_catchment([1], [1], [[-1]], catchment=1),
    ),
    (
        "« catchment » : inf",
        lambda: accessibility.two_step_floating_catchment([1], [1], [[1]], catchment=np.inf),
    ),
    ("« age_starts » : des âges", lambda: life_expectancy.life_expectancy([1, 1], [9, 9], [1, 50])),
    ("« age_starts » : des âges", lambda: life_expectancy.life_expectancy([1, 1], [9, 9], [0, 0])),
    ("« age_starts » : des âges", lambda: life_expectancy.life_expectancy([1], [9], [0])),
    ("« deaths » : 10 dépasse", lambda: life_expectancy.life_expectancy([10, 1], [9, 9], LIFE_AGES)),
    ("« deaths » : valeur", lambda: life_expectancy.life_expectancy([-1, 1], [9, 9], LIFE_AGES)),
    ("« level » : 3", lambda: life_expectancy.life_expectancy([1, 1], [9, 9], LIFE_AGES, level=3)),
]


@pytest.mark.parametrize(("message", "call"), IMPOSSIBLE, ids=[message for message, _ in IMPOSSIBLE])
def test_entree_impossible_refusee_en_nommant_l_argument(message: str, call: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        call()


NAN = float("nan")
MISSING: list[tuple[str, Callable[[], Any]]] = [
    ("wilson sans cas", lambda: intervals.wilson_interval(NAN, 10)),
    ("wilson sans population", lambda: intervals.wilson_interval(0, 0)),
    ("exact sans population", lambda: intervals.exact_proportion_interval(0, 0)),
    ("exact, cas manquants", lambda: intervals.exact_proportion_interval(NAN, 5)),
    ("proportion, cas manquants", lambda: intervals.proportion_interval(NAN, 5)),
    ("poisson", lambda: intervals.poisson_interval(NAN)),
    ("moyenne d'une seule personne", lambda: intervals.mean_interval(3, 1, 1)),
    ("moyenne inconnue", lambda: intervals.mean_interval(NAN, 1, 10)),
    ("référence inconnue", lambda: [comparison.versus_reference(1, 2, NAN)]),
    ("borne inconnue", lambda: [comparison.versus_reference(NAN, 2, 1)]),
    ("écart inconnu", lambda: [comparison.two_level_direction(NAN, 0.01)]),
    ("taux standardisé, classe vide", lambda: standardisation.direct_rate([20, 0], [90, 0], [1, 1])),
    ("taux standardisé, neuf cas", lambda: standardisation.direct_rate([5, 4], [90, 90], [1, 1])),
    ("rien d'attendu", lambda: standardisation.indirect_ratio(0, [10], [0])[:3]),
    ("limites sans population", lambda: funnel.proportion_limits(0.5, 0)),
    ("limites sans attendu", lambda: funnel.ratio_limits([0, NAN])),
    ("extrêmes avec un manque", lambda: inequality.extremes_ratio([1, NAN])),
    ("plus petite valeur nulle", lambda: [inequality.extremes_ratio([0, 2]).ratio]),
    ("lissage sans population", lambda: smoothing.empirical_bayes_rate([0], [0])),
]


@pytest.mark.parametrize(("call"), [call for _, call in MISSING], ids=[name for name, _ in MISSING])
def test_grandeur_manquante_ou_non_definie_donne_nan(call: Callable[[], Any]) -> None:
    for part in call():
        assert np.isnan(part).all()


def test_une_valeur_manquante_n_atteint_pas_ses_voisines() -> None:
    lower, upper = intervals.wilson_interval([5, NAN, 5], [10, 10, 10])
    assert np.isnan(lower).tolist() == np.isnan(upper).tolist() == [False, True, False]
    assert lower[0] == lower[2]


def test_none_vaut_une_valeur_manquante() -> None:
    assert np.isnan(intervals.poisson_interval([3, None])[0]).tolist() == [False, True]  # type: ignore[list-item]
