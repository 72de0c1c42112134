"""Corrélation de rangs : scipy pour le coefficient, permutations pour le risque."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from observatoire.stats.correlation import average_ranks, rank_correlation


def test_coefficient_de_scipy_avec_des_ex_aequo_et_des_manques() -> None:
    generator = np.random.default_rng(4)
    x = np.round(generator.normal(size=40), 1)
    y = np.round(x + generator.normal(size=40), 1)
    x[3], y[7] = np.nan, np.nan
    result = rank_correlation(x, y)
    expected = stats.spearmanr(x, y, nan_policy="omit")
    assert result.rho == pytest.approx(expected.statistic)
    assert result.areas == 38
    assert result.p_value == pytest.approx(expected.pvalue, abs=1e-3)


def test_rangs_de_scipy() -> None:
    values = np.array([3.0, 1, 3, 2, 3, 1])
    assert_allclose(average_ranks(values), stats.rankdata(values))


@pytest.mark.parametrize("areas", [8, 12, 30])
def test_sans_lien_pas_plus_de_signalements_que_le_risque(areas: int) -> None:
    generator = np.random.default_rng(areas)
    p_values = [rank_correlation(*generator.normal(size=(2, areas))).p_value for _ in range(2000)]
    # Écart-type de cette part : 0,5 point.
    assert 0.02 < np.mean(np.array(p_values) < 0.05) < 0.065


@pytest.mark.parametrize(("x", "y"), [(range(7), range(7)), (range(9), [1] * 9), ([2] * 9, range(9))])
def test_non_defini(x: list[float], y: list[float]) -> None:
    result = rank_correlation(list(x), list(y))
    assert np.isnan([result.rho, result.p_value]).all()
