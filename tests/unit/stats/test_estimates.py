"""Intervalle d'un taux par le nom de sa méthode."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from observatoire.stats.estimates import rate_interval
from observatoire.stats.intervals import poisson_interval, wilson_interval


def test_part_en_pour_cent() -> None:
    expected = 100 * np.array(wilson_interval(3, 40, level=0.998))
    assert_allclose(rate_interval("wilson", 3, 40, multiplier=100, level=0.998), expected)


def test_taux_d_evenements_pour_mille() -> None:
    expected = np.array(poisson_interval(12)) / 4000 * 1000
    assert_allclose(rate_interval("byar", 12, 4000, multiplier=1000), expected)
    assert np.isnan(rate_interval("byar", 0, 0)).all()


def test_sans_methode_pas_d_intervalle() -> None:
    assert np.isnan(rate_interval("", [3, 4], 10)).tolist() == [[True, True], [True, True]]


def test_methode_inconnue_refusee() -> None:
    with pytest.raises(ValueError, match="'wald' inconnue"):
        rate_interval("wald", 3, 10)
