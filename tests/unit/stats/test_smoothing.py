"""Lissage : esda pour oracle là où il est juste, propriétés ailleurs."""

import numpy as np
import pytest
from esda.smoothing import Empirical_Bayes
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from observatoire.stats.smoothing import empirical_bayes_rate, empirical_bayes_ratio

EVENTS = np.array([12.0, 3, 40, 9, 25, 0])
POPULATION = np.array([200.0, 150, 300, 80, 900, 40])


def test_comme_esda_quand_les_taux_varient_vraiment() -> None:
    expected = Empirical_Bayes(EVENTS, POPULATION).r.ravel()
    assert_allclose(empirical_bayes_rate(EVENTS, POPULATION).rate, expected, rtol=1e-12)


def test_sans_variation_reelle_tout_revient_a_la_moyenne() -> None:
    """Là, esda laisse un poids négatif et sort des taux inversés."""
    result = empirical_bayes_rate([10, 20, 31], [100, 200, 300])
    assert_allclose(result.rate, 61 / 600)
    assert_allclose(result.own_weight, 0)


def test_un_petit_territoire_est_plus_rapproche_qu_un_grand() -> None:
    weights = empirical_bayes_rate(EVENTS, POPULATION).own_weight
    assert (np.diff(weights[np.argsort(POPULATION)]) > 0).all()


def test_un_territoire_inconnu_ne_compte_pas() -> None:
    with_missing = empirical_bayes_rate([*EVENTS, np.nan, 0], [*POPULATION, 100, 0])
    assert_allclose(with_missing.rate[:6], empirical_bayes_rate(EVENTS, POPULATION).rate)
    assert np.isnan(with_missing.rate[6:]).all()


def test_un_rapport_superieur_a_un_se_lisse_comme_chez_esda() -> None:
    """Observés sur attendus : la moitié des territoires dépassent 1."""
    observed, expected = np.array([30.0, 12, 55, 20, 90, 5]), np.array([15.0, 18, 30, 24, 70, 9])
    assert (observed > expected).sum() == 3
    reference = Empirical_Bayes(observed, expected).r.ravel()
    result = empirical_bayes_ratio(observed, expected)
    assert_allclose(result.rate, reference, rtol=1e-12)
    assert (result.own_weight > 0).all()
    with pytest.raises(ValueError, match="« events »"):
        empirical_bayes_rate(observed, expected)
    with pytest.raises(ValueError, match="« expected »"):
        empirical_bayes_ratio(observed, -expected)


def test_aucun_cas_nulle_part() -> None:
    assert_allclose(empirical_bayes_rate([0, 0], [10, 20]).rate, 0)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 5000)), min_size=2, max_size=12))
def test_le_taux_lisse_est_entre_le_taux_propre_et_la_moyenne(pairs: list[tuple[int, int]]) -> None:
    events, population = np.array(pairs, dtype=float).T
    own, mean = events / population, events.sum() / population.sum()
    smoothed = empirical_bayes_rate(events, population).rate
    assert (np.minimum(own, mean) - 1e-12 <= smoothed).all()
    assert (smoothed <= np.maximum(own, mean) + 1e-12).all()
