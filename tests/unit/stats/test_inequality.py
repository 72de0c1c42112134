"""Inégalités : pente, écart, extrêmes."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from observatoire.stats.comparison import difference_interval
from observatoire.stats.inequality import extremes_ratio, gap, slope_index
from observatoire.stats.intervals import poisson_interval, wilson_interval

VALUES = [22.0, 18, 19, 15, 11, 12]
SHARES = np.array([0.1, 0.2, 0.15, 0.25, 0.2, 0.1])


def test_pente_comme_statsmodels() -> None:
    rank = np.cumsum(SHARES) - SHARES / 2
    fitted = sm.WLS(VALUES, sm.add_constant(rank), weights=SHARES).fit()
    result = slope_index(VALUES, SHARES, level=0.9)
    assert_allclose((result.at_bottom, result.sii), fitted.params)
    assert_allclose((result.sii_lower, result.sii_upper), fitted.conf_int(0.1)[1])
    assert result.rii == pytest.approx(fitted.params.sum() / fitted.params[0])
    # Méthode delta sur log(a + b) − log(a), avec la covariance de statsmodels.
    gradient = np.array([1 / fitted.params.sum() - 1 / fitted.params[0], 1 / fitted.params.sum()])
    deviation = np.sqrt(gradient @ fitted.cov_params() @ gradient)
    quantile = (fitted.conf_int(0.1)[1][1] - fitted.params[1]) / fitted.bse[1]
    bounds = result.rii * np.exp(np.array([-1, 1]) * quantile * deviation)
    assert_allclose((result.rii_lower, result.rii_upper), bounds)


def test_pente_de_low_et_low_par_la_regression_transformee() -> None:
    """Autre écriture de l'article : √a·y sur √a et √a·b, sans constante, sans pondération."""
    root, rank = np.sqrt(SHARES), np.cumsum(SHARES) - SHARES / 2
    (bottom, slope), *_ = np.linalg.lstsq(np.column_stack([root, root * rank]), root * np.array(VALUES), rcond=None)
    result = slope_index(VALUES, SHARES)
    assert_allclose((result.sii, result.rii), (slope, (bottom + slope) / bottom))


def test_une_droite_parfaite_se_retrouve() -> None:
    shares = np.array([1.0, 3, 2, 4])
    rank = (np.cumsum(shares) - shares / 2) / 10
    result = slope_index(30 - 12 * rank, shares)
    assert_allclose((result.sii, result.sii_lower, result.sii_upper), -12, atol=1e-6)
    assert_allclose((result.at_bottom, result.at_top, result.rii), (30, 18, 0.6))


def test_des_effectifs_valent_des_parts_et_plusieurs_indicateurs_passent_ensemble() -> None:
    both = slope_index([VALUES, VALUES[::-1]], SHARES * 54_000)
    assert_allclose(both.sii[0], slope_index(VALUES, SHARES).sii)
    assert both.sii[0] < 0 < both.sii[1]


def test_ce_qui_n_est_pas_defini() -> None:
    assert np.isnan(slope_index([3], [1]).sii)
    two = slope_index([3, 5], [1, 1])
    assert two.sii == pytest.approx(4)
    assert np.isnan([two.sii_lower, two.rii_upper]).all()
    assert np.isnan(slope_index([3, 4, 5], [1, 0, 1]).sii)
    # La droite passe sous zéro à un bout : pas de rapport.
    below = slope_index([0, 1, 9], [1, 1, 1])
    assert below.at_bottom < 0
    assert np.isnan(below.rii)
    assert not np.isnan(below.sii)


@given(st.floats(-50, 50), st.floats(0.1, 20))
def test_changer_d_unite_change_la_pente_d_autant(shift: float, scale: float) -> None:
    reference = slope_index(VALUES, SHARES)
    moved = slope_index(np.array(VALUES) * scale + shift, SHARES)
    assert_allclose(moved.sii, reference.sii * scale, rtol=1e-7)


def test_ecart_de_proportions() -> None:
    result = gap(300, 1000, 2000, 10_000, proportion=True)
    assert result.difference == pytest.approx(0.1)
    assert result.ratio.ratio == pytest.approx(1.5)
    assert result.ratio.direction == 2
    expected = difference_interval(0.3, wilson_interval(300, 1000), 0.2, wilson_interval(2000, 10_000))
    assert_allclose((result.lower, result.upper), expected)


def test_ecart_de_taux() -> None:
    result = gap(60, 1000, 400, 10_000, proportion=False)
    bounds = [np.array(poisson_interval(60)) / 1000, np.array(poisson_interval(400)) / 10_000]
    assert_allclose((result.lower, result.upper), difference_interval(0.06, bounds[0], 0.04, bounds[1]))
    # log(1,5) / √(1/60 + 1/400) = 2,93 : au-delà de 1,96, en deçà de 3,09.
    assert result.ratio.direction == 1


@pytest.mark.parametrize("proportion", [True, False])
def test_un_test_qui_ne_conclut_pas_etend_l_ecart_jusqu_a_zero(proportion: bool) -> None:
    # 8 sur 200 contre 2 sur 240 : p vaut 0,056 (Fisher) ou 0,059 (Poisson), l'intervalle seul exclurait 0 de peu.
    result = gap(8, 200, 2, 240, proportion=proportion)
    assert result.ratio.p_value == pytest.approx(0.057, abs=0.002)
    assert result.lower == 0
    assert gap(2, 240, 8, 200, proportion=proportion).upper == 0


@given(st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_l_ecart_n_affirme_pas_plus_que_le_test(a: int, b: int, proportion: bool) -> None:
    result = gap(a, 200, b, 240, proportion=proportion)
    if result.ratio.direction == 0:
        assert result.lower <= 0 <= result.upper


def test_ecart_sans_population() -> None:
    for proportion in (True, False):
        assert np.isnan(gap(0, 0, 5, 10, proportion=proportion).difference)


def test_strasbourg_de_un_a_six() -> None:
    # Médecins généralistes pour 1 000 habitants, recueil du Réseau français des Villes-Santé, 2021.
    result = extremes_ratio([0.76, 0.41, 2.5, 1.33])
    assert (result.lowest, result.highest) == (0.41, 2.5)
    assert round(float(result.ratio)) == 6
