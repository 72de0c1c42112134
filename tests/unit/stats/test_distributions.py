"""Lois : chaque appel à scipy.special contre scipy.stats, qui passe par d'autres fonctions."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from observatoire.stats import distributions


def test_quantiles_et_queues_usuels() -> None:
    assert distributions.two_sided_normal_quantile(0.95) == pytest.approx(1.959963984540054)
    assert distributions.two_sided_normal_quantile(0.998) == pytest.approx(3.090232306167813)
    assert_allclose(distributions.two_sided_student_quantile(0.95, np.array([3.0])), stats.t.ppf(0.975, 3))
    assert_allclose(distributions.two_sided_normal_p_value(np.array([-1.7, 2.2])), 2 * stats.norm.sf([1.7, 2.2]))
    assert_allclose(distributions.chi_square_p_value(np.array([3.2])), stats.chi2.sf(3.2, 1))


@pytest.mark.parametrize("trials", [1, 12, 300])
def test_test_binomial_bilateral(trials: int) -> None:
    events = np.arange(trials + 1.0)
    share = np.full_like(events, 0.37)
    tails = stats.binom.cdf(events, trials, 0.37), stats.binom.sf(events - 1, trials, 0.37)
    expected = np.minimum(1, 2 * np.minimum(*tails))
    found = distributions.binomial_two_sided_p_value(events, np.full_like(events, trials), share)
    assert_allclose(found, expected, rtol=1e-9)


def test_fisher_arrondit_les_effectifs_de_sondage() -> None:
    rounded = distributions.fisher_two_sided_p_value(*(np.array(v) for v in (3.0, 20.0, 9.0, 25.0)))
    weighted = distributions.fisher_two_sided_p_value(*(np.array(v) for v in (3.2, 20.3, 8.8, 24.9)))
    assert weighted == rounded
    assert np.isnan(distributions.fisher_two_sided_p_value(*(np.array(v) for v in (np.nan, 20.0, 9.0, 25.0))))
