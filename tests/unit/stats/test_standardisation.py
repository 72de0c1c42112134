"""Standardisation : valeurs publiées, calcul à la main, propriétés."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from observatoire.stats.standardisation import (
    EUROPEAN_AGE_STARTS,
    EUROPEAN_STANDARD_2013,
    direct_rate,
    indirect_ratio,
)


def test_population_europeenne_publiee(golden: dict[str, Any]) -> None:
    assert list(EUROPEAN_STANDARD_2013) == golden["population_europeenne_2013"]
    assert sum(EUROPEAN_STANDARD_2013) == 100_000
    assert len(EUROPEAN_AGE_STARTS) == len(EUROPEAN_STANDARD_2013)
    assert (EUROPEAN_AGE_STARTS[0], EUROPEAN_AGE_STARTS[-1]) == (0, 90)


def rebuild_two_bands(case: dict[str, Any]) -> tuple[list[float], list[float], list[float]]:
    """Deux classes d'âge qui ont le total, le taux et la variance du cas publié.

    Les comptes par âge du classeur ne sont pas repris ; le taux et ses bornes ne dépendent que
    de trois nombres : le total des cas, Σ w·O et Σ w²·O. La variance se tire des bornes à
    95 % ; celles à 99,8 % et le taux restent à retrouver.
    """
    total, value = case["events"], case["value"] / 10_000
    upper_count = total + 1
    byar = upper_count * (1 - 1 / (9 * upper_count) + stats.norm.ppf(0.975) / (3 * upper_count**0.5)) ** 3
    variance = total * ((case["ci_95"][1] / 10_000 - value) / (byar - total)) ** 2
    first, second = 300.0, total - 300.0
    mean = value / total
    gap = np.sqrt((variance - total * mean**2) / (first * (1 + first / second)))
    weights = np.array([mean + gap, mean - gap * first / second])
    population = np.array([3000.0, 4000.0])
    return [first, second], population.tolist(), (weights * population).tolist()


def test_taux_direct_publie(golden: dict[str, Any]) -> None:
    case = golden["taux_direct_pour_10000"]
    events, population, standard = rebuild_two_bands(case)
    # La fonction ramène les poids à 1 : une troisième classe, sans cas, porte le reste.
    arguments = [*events, 0.0], [*population, 100.0], [*standard, 1 - sum(standard)]
    for level, key in ((0.95, "ci_95"), (0.998, "ci_998")):
        rate = direct_rate(*arguments, level=level, multiplier=10_000)
        assert_allclose((rate.value, rate.lower, rate.upper), (case["value"], *case[key]), rtol=1e-9)


def test_smr_publie(golden: dict[str, Any]) -> None:
    case = golden["smr"]
    population = np.array([200_000.0, 300_000.0])
    rates = np.array([0.4, 0.6]) * case["expected"] / population
    result = indirect_ratio(case["observed"], population, rates)
    expected = (case["ratio"], *case["ci_95"], case["expected"])
    assert_allclose(tuple(result), expected, rtol=1e-9)


def test_taux_direct_a_la_main() -> None:
    # 12/1000 et 30/500 pesés 3 et 1 : (3 × 0,012 + 0,06) / 4 = 0,024.
    rate = direct_rate([12, 30], [1000, 500], [3, 1], multiplier=1000)
    assert rate.value == pytest.approx(24)
    variance = 0.75**2 * 12 / 1000**2 + 0.25**2 * 30 / 500**2
    byar_upper = 43 * (1 - 1 / (9 * 43) + 1.959964 / (3 * 43**0.5)) ** 3
    assert rate.upper == pytest.approx(1000 * (0.024 + (variance / 42) ** 0.5 * (byar_upper - 42)), rel=1e-6)


def test_une_seule_classe_redonne_le_taux_brut() -> None:
    rate = direct_rate(50, 1000, 7)
    assert rate.value == pytest.approx(5000)


def test_dix_cas_suffisent_et_neuf_non() -> None:
    rate = direct_rate([[4, 5], [5, 5]], [100, 100], [1, 1])
    assert np.isnan(rate.value).tolist() == [True, False]


def test_indirect_a_la_main_sur_plusieurs_territoires() -> None:
    result = indirect_ratio([3, 30], [[100, 200], [1000, 500]], [0.01, 0.02])
    assert_allclose(result.expected, [5, 20])
    assert_allclose(result.ratio, [0.6, 1.5])
    # Sous dix cas, bornes exactes : χ² à 6 et 8 degrés de liberté.
    assert result.lower[0] == pytest.approx(stats.chi2.ppf(0.025, 6) / 2 / 5)
    assert result.upper[0] == pytest.approx(stats.chi2.ppf(0.975, 8) / 2 / 5)


def test_sans_attendu_l_attendu_reste_dit() -> None:
    result = indirect_ratio([0], [[10]], [0])
    assert result.expected == 0
    assert np.isnan(result.ratio)


def test_une_classe_inconnue_rend_l_attendu_inconnu() -> None:
    assert np.isnan(indirect_ratio(3, [100, np.nan], [0.1, 0.1]).expected)


BANDS = st.lists(st.tuples(st.integers(4, 80), st.integers(100, 4000), st.integers(1, 9000)), min_size=3, max_size=8)


@given(BANDS, st.floats(0.1, 50))
def test_la_taille_de_la_population_type_ne_compte_pas(bands: list[tuple[int, int, int]], scale: float) -> None:
    events, population, standard = np.array(bands).T
    reference, scaled = (direct_rate(events, population, standard * k) for k in (1, scale))
    assert_allclose(tuple(scaled), tuple(reference), rtol=1e-9)


@given(BANDS)
def test_le_taux_est_entre_ses_bornes_et_entre_ceux_des_ages(bands: list[tuple[int, int, int]]) -> None:
    events, population, standard = np.array(bands).T
    rate = direct_rate(events, population, standard, multiplier=1)
    assert rate.lower <= rate.value <= rate.upper
    assert (events / population).min() * (1 - 1e-12) <= rate.value <= (events / population).max() * (1 + 1e-12)


@given(BANDS)
def test_la_reference_comparee_a_elle_meme_vaut_un(bands: list[tuple[int, int, int]]) -> None:
    events, population, _ = np.array(bands).T
    assert indirect_ratio(events.sum(), population, events / population).ratio == pytest.approx(1)
