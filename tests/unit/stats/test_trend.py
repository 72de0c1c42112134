"""Tendance : exemple publié, statsmodels, règle du point retiré, choix des périodes."""

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats
from statsmodels.stats.contingency_tables import Table

from observatoire.stats.trend import (
    CHI_SQUARE_THRESHOLD,
    last_disjoint_periods,
    proportion_trend_test,
    rate_trend_test,
    trend_test,
)


def test_seuil_publie_et_quantile_a_99_8(golden: dict[str, Any]) -> None:
    assert golden["tendance"]["threshold"] == CHI_SQUARE_THRESHOLD
    assert stats.chi2.isf(0.002, 1) == pytest.approx(CHI_SQUARE_THRESHOLD, rel=1e-12)


def test_exemple_publie(golden: dict[str, Any]) -> None:
    case = golden["tendance"]
    weighted = trend_test(case["values"], case["lower"], case["upper"])
    # Les χ² publiés n'ont que deux décimales.
    assert round(float(weighted.statistic), 2) == case["chi2_wls"]
    assert weighted.direction == 1
    proportion = proportion_trend_test(case["counts"], case["denominators"])
    assert round(float(proportion.statistic), 2) == case["chi2_proportion"]
    assert proportion.direction == 1


def test_pente_ponderee_comme_statsmodels() -> None:
    years = np.array([2015, 2016, 2018, 2021, 2022])
    values, half = np.array([5.0, 4, 6, 7, 6.5]), np.array([1, 0.5, 2, 1, 0.8])
    result = trend_test(values, values - half, values + half, years=years)
    fitted = sm.WLS(values, sm.add_constant(years), weights=(3.92 / (2 * half)) ** 2).fit(cov_type="fixed scale")
    assert result.slope == pytest.approx(fitted.params[1])
    assert result.statistic == pytest.approx(fitted.tvalues[1] ** 2)
    assert result.p_value == pytest.approx(fitted.pvalues[1])


def test_cochran_armitage_comme_statsmodels() -> None:
    events, population = np.array([12, 18, 22, 31, 40]), np.array([200, 210, 190, 250, 230])
    result = proportion_trend_test(events, population)
    table = Table(np.column_stack([events, population - events]), shift_zeros=False)
    expected = table.test_ordinal_association(row_scores=np.arange(5), col_scores=np.array([1, 0]))
    # statsmodels divise par N − 1 là où Cochran et Armitage divisent par N.
    total = population.sum()
    assert result.statistic == pytest.approx(expected.zscore**2 * total / (total - 1), rel=1e-9)


def test_tendance_de_taux_comme_le_score_de_poisson() -> None:
    events, population = np.array([40, 52, 61, 70, 95]), np.array([1000, 1100, 1050, 990, 1200])
    years = np.arange(5) - 2.0
    result = rate_trend_test(events, population)
    null = sm.GLM(events, np.ones((5, 1)), family=sm.families.Poisson(), offset=np.log(population)).fit()
    score = null.model.score_test(null.params, exog_extra=years[:, None])
    assert result.statistic == pytest.approx(float(np.squeeze(score[0])), rel=1e-9)
    assert result.direction == 1


def test_seuls_les_cinq_derniers_points_comptent() -> None:
    events, population = [900, 1, 40, 50, 60, 70, 80], [1000] * 7
    years = [2010, 2011, 2014, 2015, 2016, 2017, 2018]
    for function in (rate_trend_test, proportion_trend_test):
        full = function(events, population, years=years)
        short = function(events[2:], population[2:])
        assert_allclose([full.slope, full.statistic], [short.slope, short.statistic])


def test_une_seule_annee_atypique_ne_fait_pas_une_tendance() -> None:
    # Sans le dernier point, la pente est descendante : le χ² ne suffit pas.
    values = np.array([10.3, 10.2, 10.1, 10.0, 14.0])
    result = trend_test(values, values - 0.4, values + 0.4)
    assert result.statistic > CHI_SQUARE_THRESHOLD
    assert result.slope > 0
    assert result.direction == 0


def test_une_suite_plate_n_a_pas_de_sens() -> None:
    result = rate_trend_test([20] * 5, [100] * 5)
    assert (result.direction, result.p_value) == (0, 1)


def test_une_baisse_reguliere_est_une_baisse() -> None:
    assert rate_trend_test([200, 170, 140, 110, 80], [1000] * 5).direction == -1


def test_trop_peu_de_points_non_mesurable() -> None:
    for result in (
        trend_test([1, 2, 3, 4], 0, 5),
        proportion_trend_test([1, 2, 3, 4], [10] * 4),
        rate_trend_test([[1, 2, 3, 4]] * 2, [10] * 4),
        trend_test(1, 0, 2),
    ):
        for part in (result.slope, result.statistic, result.p_value, result.direction):
            assert np.isnan(part).all()


def test_non_mesurable_sans_donnees_ou_sans_cas() -> None:
    table = [[1, 2, np.nan, 4, 5], [0, 0, 0, 0, 0], [10, 20, 30, 40, 50]]
    assert np.isnan(rate_trend_test(table, [50] * 5).direction).tolist() == [True, True, False]
    # Tous sont des cas la dernière fois : la proportion ne peut pas varier.
    assert np.isnan(proportion_trend_test([50] * 5, [50] * 5).direction)
    assert np.isnan(proportion_trend_test([5, 5, 0, 5, 5], [50, 50, 0, 50, 50]).direction)
    assert np.isnan(trend_test([1] * 5, [1, 0, 0, 0, 0], [1, 2, 2, 2, 2]).direction)


def test_periodes_disjointes_depuis_la_plus_recente() -> None:
    starts = np.arange(2005, 2019)
    chosen = last_disjoint_periods(starts, starts + 4)
    assert starts[chosen].tolist() == [2008, 2013, 2018]


def test_les_annees_simples_gardent_les_cinq_dernieres() -> None:
    years = list(range(2010, 2020))
    assert last_disjoint_periods(years, years).tolist() == [5, 6, 7, 8, 9]
    assert last_disjoint_periods([2010], [2010]).tolist() == [0]


@pytest.mark.parametrize(
    ("periods", "kept"),
    [
        # Même début, ou l'une dans l'autre : la plus récente est celle qui finit le plus tard.
        ([(2018, 2020), (2018, 2022)], [1]),
        ([(2016, 2020), (2015, 2021)], [1]),
        ([(2015, 2021), (2019, 2021)], [1]),
        # En désordre : la réponse reste dans l'ordre du temps.
        ([(2019, 2023), (2009, 2013), (2014, 2018)], [1, 2, 0]),
        ([(2010, 2014), (2012, 2014), (2015, 2019), (2015, 2015)], [1, 2]),
        ([], []),
    ],
)
def test_des_periodes_emboitees_ou_en_desordre(periods: list[tuple[int, int]], kept: list[int]) -> None:
    starts, ends = [p[0] for p in periods], [p[1] for p in periods]
    assert last_disjoint_periods(starts, ends).tolist() == kept


@given(st.lists(st.tuples(st.integers(2000, 2020), st.integers(0, 6)), max_size=12))
def test_les_periodes_gardees_sont_disjointes_et_ordonnees(periods: list[tuple[int, int]]) -> None:
    starts = np.array([p[0] for p in periods], dtype=float)
    ends = np.array([p[0] + p[1] for p in periods], dtype=float)
    kept = last_disjoint_periods(starts, ends)
    assert (starts[kept][1:] > ends[kept][:-1]).all()
    if periods:
        assert ends[kept[-1]] == ends.max()
