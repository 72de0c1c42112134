"""Entonnoir : les limites disent la même chose que les tests dont elles sont l'image."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from observatoire.stats.funnel import proportion_limits, ratio_limits
from observatoire.stats.intervals import poisson_interval, wilson_interval


def test_proportion_a_la_main() -> None:
    # 1,96 × √(0,2 × 0,8 / 400) = 0,0392.
    assert_allclose(proportion_limits(0.2, 400), (0.1608, 0.2392), atol=1e-5)


def test_limites_ramenees_entre_zero_et_un() -> None:
    assert_allclose(proportion_limits([0.02, 0.98], 10), ([0, 0.8932], [0.1068, 1]), atol=1e-4)


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.01, 0.99))
def test_hors_des_limites_quand_wilson_exclut_la_cible(pair: tuple[int, int], target: float) -> None:
    events, population = pair
    limits = proportion_limits(target, population)
    interval = wilson_interval(events, population)
    share = events / population
    outside = share > limits.upper or share < limits.lower
    assert bool(outside) == bool(interval.lower > target or interval.upper < target)


@pytest.mark.parametrize("level", [0.95, 0.998])
def test_hors_des_limites_quand_le_test_exact_conclut(level: float) -> None:
    expected = np.array([0.01, 0.3, 1, 3, 3.7, 12, 80, 900])
    observed = np.arange(1200)[:, None]
    limits = ratio_limits(expected, level=level)
    tail = (1 - level) / 2
    assert_allclose(observed / expected > limits.upper, stats.poisson.sf(observed - 1, expected) < tail)
    assert_allclose(observed / expected < limits.lower, stats.poisson.cdf(observed, expected) < tail)


def test_l_effectif_sur_la_ligne_a_pour_borne_l_attendu() -> None:
    expected = np.array([5.0, 40, 300])
    limits = ratio_limits(expected)
    assert_allclose(poisson_interval(limits.upper * expected, exact_below=1e6).lower, expected, rtol=1e-9)
    assert_allclose(poisson_interval(limits.lower * expected, exact_below=1e6).upper, expected, rtol=1e-9)


def test_zero_cas_n_est_pas_surprenant_sous_3_69_attendus() -> None:
    # exp(−3,6889) = 0,025.
    assert ratio_limits([3.68, 3.70]).lower[0] == 0
    assert ratio_limits([3.68, 3.70]).lower[1] > 0


def test_les_limites_se_resserrent_et_le_niveau_les_ecarte() -> None:
    usual, strict = ratio_limits([10, 100, 1000]), ratio_limits([10, 100, 1000], level=0.998)
    assert (np.diff(usual.upper) < 0).all()
    assert (np.diff(usual.lower) > 0).all()
    assert (strict.upper > usual.upper).all()
    assert (strict.lower < usual.lower).all()
