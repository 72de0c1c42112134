"""Intervalles : valeurs publiées, bibliothèques tierces, propriétés."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from observatoire.stats.intervals import (
    exact_proportion_interval,
    mean_interval,
    poisson_interval,
    proportion_interval,
    wilson_interval,
)

GOLDEN = {"rtol": 1e-9}
PAIRS = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.998])


def test_wilson_publie(golden: dict[str, Any]) -> None:
    case = golden["wilson_95"]
    bounds = wilson_interval(case["events"], case["population"])
    assert_allclose(bounds, (case["lower"], case["upper"]), **GOLDEN)


def test_byar_publie(golden: dict[str, Any]) -> None:
    case = golden["byar_95"]
    assert_allclose(poisson_interval(case["events"]), (case["lower"], case["upper"]), **GOLDEN)


def test_poisson_exact_publie(golden: dict[str, Any]) -> None:
    case = golden["poisson_exact_95_pour_100"]
    bounds = np.array(poisson_interval(case["events"])) * 100 / case["population"]
    assert_allclose(bounds, (case["lower"], case["upper"]), **GOLDEN)


@pytest.mark.parametrize("level", [0.9, 0.95, 0.998])
@pytest.mark.parametrize(("function", "method"), [(wilson_interval, "wilson"), (exact_proportion_interval, "beta")])
def test_proportion_comme_statsmodels(function: Any, method: str, level: float) -> None:
    events, population = np.meshgrid([0, 1, 7, 40, 99, 100], [100, 250, 12000])
    expected = proportion_confint(events, population, alpha=1 - level, method=method)
    assert_allclose(function(events, population, level=level), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("level", [0.9, 0.95, 0.998])
def test_poisson_exact_comme_le_chi_deux_de_scipy(level: float) -> None:
    events = np.array([1, 2, 9, 40, 3000])
    lower, upper = poisson_interval(events, level=level, exact_below=1e6)
    assert_allclose(lower, stats.chi2.ppf((1 - level) / 2, 2 * events) / 2, rtol=1e-9)
    assert_allclose(upper, stats.chi2.ppf((1 + level) / 2, 2 * events + 2) / 2, rtol=1e-9)


def test_aucun_evenement_la_borne_haute_est_connue_par_coeur() -> None:
    lower, upper = poisson_interval(0)
    assert lower == 0
    assert upper == pytest.approx(-np.log(0.025))


def test_byar_prend_le_relais_a_dix() -> None:
    exact = poisson_interval([9, 10], exact_below=1000).lower
    usual = poisson_interval([9, 10]).lower
    assert usual[0] == exact[0]
    assert usual[1] != exact[1]
    assert usual[1] == pytest.approx(exact[1], rel=2e-3)


def test_byar_impose_sans_evenement_reste_defini() -> None:
    lower, upper = poisson_interval([0, 0.05], exact_below=0)
    assert (lower == 0).all()
    assert (upper > 3).all()


def test_effectif_ou_wilson_laisse_la_place_a_l_exact() -> None:
    events, population = np.array([29, 30, 70, 71]), np.array([100, 100, 100, 100])
    kept = proportion_interval(events, population)
    wilson, exact = wilson_interval(events, population), exact_proportion_interval(events, population)
    assert_allclose(kept.lower, np.where([True, False, False, True], exact.lower, wilson.lower))
    assert_allclose(kept.upper, np.where([True, False, False, True], exact.upper, wilson.upper))


def test_moyenne_comme_scipy_sur_un_echantillon() -> None:
    sample = np.array([12.0, 15.5, 9.8, 14.2, 11.1, 13.7])
    expected = stats.ttest_1samp(sample, 0).confidence_interval(0.998)
    bounds = mean_interval(sample.mean(), sample.std(ddof=1), sample.size, level=0.998)
    assert_allclose(bounds, (expected.low, expected.high), rtol=1e-9)


def test_les_formes_se_croisent() -> None:
    lower, upper = wilson_interval([[1], [2]], [10, 20, 30])
    assert lower.shape == upper.shape == (2, 3)
    assert lower[1, 2] == pytest.approx(wilson_interval(2, 30).lower)


@given(PAIRS, LEVELS)
def test_les_bornes_contiennent_la_proportion(pair: tuple[int, int], level: float) -> None:
    events, population = pair
    for function in (wilson_interval, exact_proportion_interval, proportion_interval):
        lower, upper = function(events, population, level=level)
        assert 0 <= lower <= events / population <= upper <= 1


@given(PAIRS)
def test_un_niveau_plus_haut_elargit(pair: tuple[int, int]) -> None:
    for bounds in (
        [wilson_interval(*pair, level=level) for level in (0.95, 0.998)],
        [exact_proportion_interval(*pair, level=level) for level in (0.95, 0.998)],
        [poisson_interval(pair[0], level=level) for level in (0.95, 0.998)],
    ):
        assert bounds[1].lower <= bounds[0].lower
        assert bounds[1].upper >= bounds[0].upper


@given(PAIRS, st.integers(2, 10))
def test_a_proportion_egale_une_population_plus_grande_resserre(pair: tuple[int, int], times: int) -> None:
    small = wilson_interval(*pair)
    large = wilson_interval(pair[0] * times, pair[1] * times)
    assert large.upper - large.lower < small.upper - small.lower


@given(PAIRS)
def test_cas_et_non_cas_sont_symetriques(pair: tuple[int, int]) -> None:
    events, population = pair
    for function in (wilson_interval, exact_proportion_interval):
        lower, upper = function(events, population)
        mirror = function(population - events, population)
        assert_allclose((1 - mirror.upper, 1 - mirror.lower), (lower, upper), atol=1e-12)


@given(st.floats(0, 1e6), LEVELS)
def test_les_bornes_contiennent_l_effectif(events: float, level: float) -> None:
    lower, upper = poisson_interval(events, level=level)
    assert 0 <= lower <= events < upper


@given(st.integers(0, 5000))
def test_les_bornes_croissent_avec_l_effectif(events: int) -> None:
    lower, upper = poisson_interval([events, events + 1])
    assert (lower[1] > lower[0]) or events == 0
    assert upper[1] > upper[0]
