"""Comparaisons : référence, deux niveaux, deux territoires."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from observatoire.stats.comparison import (
    difference_interval,
    proportion_ratio,
    proportion_versus_reference,
    rate_ratio,
    two_level_direction,
    versus_reference,
)
from observatoire.stats.intervals import poisson_interval, wilson_interval

COUNTS = st.integers(0, 400)


def test_place_de_l_intervalle_face_a_la_reference() -> None:
    lower, upper = [1, 1, 1, 1, 1], [3, 3, 3, 3, 3]
    assert versus_reference(lower, upper, [0.5, 1, 2, 3, 3.5]).tolist() == [1, 0, 0, 0, -1]


def test_proportion_face_a_la_reference_a_deux_niveaux() -> None:
    # Écarts de 3,6, 2,1 et 0,5 erreurs types au-dessus de 20 %, puis 3,6 au-dessous.
    found = proportion_versus_reference([272, 242, 210, 128], 1000, [0.2265, 0.2154, 0.2035, 0.1660])
    assert found.tolist() == [2, 1, 0, -2]
    assert np.isnan(proportion_versus_reference([3, 0], [10, 0], [np.nan, 0.2])).all()


def test_proportion_sur_petit_effectif_plus_prudente_que_wilson() -> None:
    # 3 cas sur 100 face à 0,75 % : Wilson exclut la référence, la loi binomiale donne plus de 2,5 % de ce côté.
    assert wilson_interval(3, 100).lower > 0.0075
    assert stats.binom.sf(2, 100, 0.0075) > 0.025
    assert proportion_versus_reference(3, 100, 0.0075) == 0
    # Presque tous sont des cas : ce sont les non-cas qui sont peu nombreux.
    assert proportion_versus_reference(97, 100, 0.9925) == 0


def test_le_choix_de_l_exact_depend_de_l_attendu() -> None:
    # 29 cas attendus sur 1000 : le verdict est celui de la loi binomiale, quel que soit l'effectif observé.
    for events in range(0, 80):
        tails = stats.binom.cdf(events, 1000, 0.029), stats.binom.sf(events - 1, 1000, 0.029)
        expected = sum(int(tails[1] < tail) - int(tails[0] < tail) for tail in (0.025, 0.001))
        assert proportion_versus_reference(events, 1000, 0.029) == expected


def test_sens_d_un_test_a_deux_niveaux() -> None:
    p_values = [0.06, 0.05, 0.049, 0.002, 0.0019, 0.0019]
    assert two_level_direction([1, 1, 1, 1, 1, -1], p_values).tolist() == [0, 0, 1, 1, 2, -2]


def test_petits_effectifs_comme_le_test_binomial_de_scipy() -> None:
    result = rate_ratio([3, 12, 0, 25], [1000, 900, 500, 4000], [10, 5, 7, 80], [2000, 700, 400, 5000])
    for position, (a, n, b, m) in enumerate([(3, 1000, 10, 2000), (12, 900, 5, 700), (0, 500, 7, 400)]):
        share = n / (n + m)
        tails = stats.binom.cdf(a, a + b, share), stats.binom.sf(a - 1, a + b, share)
        assert result.p_value[position] == pytest.approx(min(1, 2 * min(tails)), rel=1e-9)
        bounds = stats.binomtest(a, a + b).proportion_ci(0.95, method="exact")
        odds = np.array([bounds.low / (1 - bounds.low), bounds.high / (1 - bounds.high)])
        assert_allclose((result.lower[position], result.upper[position]), odds * m / n, rtol=1e-9)
    assert result.exact.all()


def test_grands_effectifs_a_la_main() -> None:
    # log(1,5) = 0,405465 ; erreur type √(1/150 + 1/100) = 0,129099 ; z = 3,14073.
    result = rate_ratio(150, 1000, 100, 1000)
    assert not result.exact
    assert result.ratio == pytest.approx(1.5)
    assert result.lower == pytest.approx(1.5 * np.exp(-1.959964 * 0.1290994), rel=1e-6)
    assert result.upper == pytest.approx(1.5 * np.exp(1.959964 * 0.1290994), rel=1e-6)
    assert result.p_value == pytest.approx(2 * stats.norm.sf(0.4054651 / 0.1290994), rel=1e-5)
    assert result.direction == 2


def test_sans_cas_dans_un_des_deux() -> None:
    result = rate_ratio([0, 8, 0], [100, 100, 100], [8, 0, 0], [100, 100, 100])
    assert result.ratio[0] == 0
    assert result.lower[0] == 0
    assert np.isnan([result.ratio[1], result.upper[1]]).all()
    assert result.lower[1] == pytest.approx(1 / result.upper[0])
    assert result.p_value[:2] == pytest.approx([2 * 0.5**8] * 2)
    assert result.direction[:2].tolist() == [-1, 1]
    assert np.isnan([result.ratio[2], result.p_value[2], result.direction[2], result.lower[2]]).all()


def test_sans_population_rien_ne_se_compare() -> None:
    for function in (rate_ratio, proportion_ratio):
        result = function([0, 3], [0, 10], [3, 0], [10, 0])
        for part in (result.ratio, result.lower, result.upper, result.p_value, result.direction):
            assert np.isnan(part).all()


@given(COUNTS, COUNTS)
def test_l_intervalle_et_le_test_ne_se_contredisent_pas(a: int, b: int) -> None:
    result = rate_ratio(a, 1000, b, 1300)
    if a + b == 0:
        return
    excludes_one = bool(result.lower > 1) or bool(result.upper < 1)
    assert excludes_one == bool(result.p_value < 0.05)


@given(COUNTS, COUNTS)
def test_echanger_les_deux_territoires_inverse_tout(a: int, b: int) -> None:
    for function in (rate_ratio, proportion_ratio):
        direct, reverse = function(a, 500, b, 700), function(b, 700, a, 500)
        assert_allclose(direct.p_value, reverse.p_value, rtol=1e-7, atol=1e-12)
        assert_allclose(direct.direction, -reverse.direction)
        if a and b:
            assert_allclose((direct.lower, direct.upper), (1 / reverse.upper, 1 / reverse.lower), rtol=1e-9)


def test_proportions_interval_du_score_de_statsmodels() -> None:
    cases = [(150, 1000, 100, 900), (80, 1000, 50, 1000), (450, 700, 300, 800)]
    for case in cases:
        result = proportion_ratio(*case, level=0.99)
        expected = confint_proportions_2indep(*case, compare="ratio", method="score", alpha=0.01, correction=False)
        assert_allclose((result.lower, result.upper), expected, rtol=1e-6)
        a, n, b, m = case
        table = [[a, n - a], [b, m - b]]
        assert result.p_value == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue, rel=1e-9)
        assert not result.exact


def test_proportions_petites_cases_fisher_de_scipy() -> None:
    generator = np.random.default_rng(20261122)
    size_a, size_b = generator.integers(1, 300, 400), generator.integers(1, 3000, 400)
    a = (generator.random(400) * (size_a + 1)).astype(int)
    b = (generator.random(400) * (size_b + 1)).astype(int)
    result = proportion_ratio(a, size_a, b, size_b)
    both, cases = size_a + size_b, a + b
    tails = (
        stats.hypergeom.cdf(a, both, cases, size_a),
        stats.hypergeom.sf(a - 1, both, cases, size_a),
    )
    used = result.exact & (cases > 0)
    assert used.sum() > 50
    assert_allclose(result.p_value[used], np.minimum(1, 2 * np.minimum(*tails))[used], rtol=1e-7, atol=1e-9)


def test_proportions_l_intervalle_n_affirme_pas_plus_que_fisher() -> None:
    # Fisher doublé donne 0,0594 : pas de différence établie, donc 1 reste possible.
    result = proportion_ratio(0, 100, 5, 100)
    assert result.p_value == pytest.approx(0.0594, abs=5e-5)
    assert result.upper == 1
    assert result.direction == 0


def test_proportions_tous_sont_des_cas() -> None:
    result = proportion_ratio(40, 40, 60, 60)
    assert result.ratio == 1
    assert result.p_value == 1
    assert result.lower < 1 < result.upper
    assert result.direction == 0


@pytest.mark.parametrize("case", [(80, 1000, 50, 1000), (12, 60, 3, 90), (59, 60, 70, 90)])
def test_proportions_les_bornes_rendent_le_score_juste_critique(case: tuple[int, int, int, int]) -> None:
    """À la borne, le χ² d'un rapport imposé vaut 1,96² ; p_b y est cherché par balayage, sans formule."""
    a, n, b, m = case
    result = proportion_ratio(*case, exact_below=0)
    for bound in (float(result.lower), float(result.upper)):
        share = np.linspace(1e-6, min(1, 1 / bound) - 1e-6, 400_001)
        likelihood = stats.binom.logpmf(a, n, bound * share) + stats.binom.logpmf(b, m, share)
        best = share[likelihood.argmax()]
        chi_square = (a - n * bound * best) ** 2 / (n * bound * best * (1 - bound * best)) + (b - m * best) ** 2 / (
            m * best * (1 - best)
        )
        assert chi_square == pytest.approx(stats.chi2.ppf(0.95, 1), rel=1e-3)


def test_difference_exemple_publie_de_newcombe() -> None:
    # Newcombe 1998, tableau II, méthode 10 : 56/70 − 48/80 donne 0,0524 à 0,3339.
    bounds = difference_interval(56 / 70, wilson_interval(56, 70), 48 / 80, wilson_interval(48, 80))
    assert_allclose(bounds, (0.0524, 0.3339), atol=5e-5)


def test_difference_de_taux_garde_l_asymetrie() -> None:
    lower, upper = difference_interval(4, poisson_interval(4), 0, poisson_interval(0))
    assert lower == pytest.approx(4 - np.hypot(4 - 1.08987, 3.68888), abs=1e-4)
    assert upper == pytest.approx(poisson_interval(4).upper)
