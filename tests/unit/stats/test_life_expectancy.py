"""Espérance de vie : loi de mortalité connue, seconde écriture, variance par tirage."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from observatoire.stats.life_expectancy import life_expectancy

AGES = [0, 1, *range(5, 95, 5)]
POPULATION = np.array([900, 3600, *[4500] * 8, *[4200] * 4, 3900, 3300, 2800, 2300, 1500, 700], dtype=float)
RATES = np.array([4, 0.2, 0.1, 0.1, 0.3, 0.5, 0.6, 0.8, 1.1, 1.7, 2.8, 4.4, 6.5, 9, 13, 19, 31, 57, 105, 220]) / 1000


def chiang_by_hand(deaths: np.ndarray, population: np.ndarray, ages: list[int]) -> list[float]:
    """Table de mortalité, ligne à ligne."""
    survivors, lived_years, alive = [], [], 1.0
    for row, start in enumerate(ages):
        rate = deaths[row] / population[row]
        survivors.append(alive)
        if row == len(ages) - 1:
            lived_years.append(alive / rate)
            break
        width = ages[row + 1] - start
        fraction = 0.1 if start == 0 else 0.5
        dying = width * rate / (1 + width * (1 - fraction) * rate)
        lived_years.append(width * (alive * (1 - dying) + fraction * alive * dying))
        alive *= 1 - dying
    return [sum(lived_years[row:]) / survivors[row] for row in range(len(ages))]


def test_table_ecrite_autrement() -> None:
    deaths = POPULATION * RATES
    assert_allclose(life_expectancy(deaths, POPULATION, AGES).value, chiang_by_hand(deaths, POPULATION, AGES))


def test_mortalite_constante_l_esperance_est_l_inverse_du_taux() -> None:
    # À 2 % par an à tout âge, l'espérance est de 50 ans à tout âge ; classes d'un an sans première enfance à part.
    ages = list(range(0, 101))
    found = life_expectancy(np.full(101, 2e4), np.full(101, 1e6), ages)
    assert found.value[1:] == pytest.approx(50, abs=0.01)


def test_l_intervalle_est_celui_que_le_hasard_donne() -> None:
    """Cinq mille tirages de Poisson : la dispersion observée vaut celle de la formule."""
    deaths = np.random.default_rng(2).poisson(POPULATION * RATES, (5000, len(AGES))).astype(float)
    drawn = life_expectancy(deaths, POPULATION, AGES).value
    reference = life_expectancy(POPULATION * RATES, POPULATION, AGES)
    for age in (0, 13):
        expected = (reference.upper[age] - reference.lower[age]) / 2 / 1.959964
        assert drawn[:, age].std() == pytest.approx(expected, rel=0.05)
        assert drawn[:, age].mean() == pytest.approx(reference.value[age], abs=0.1)


def test_un_niveau_plus_haut_elargit() -> None:
    usual, strict = (life_expectancy(POPULATION * RATES, POPULATION, AGES, level=level) for level in (0.95, 0.998))
    assert ((strict.upper - strict.lower) > (usual.upper - usual.lower)).all()


def test_moins_de_mortalite_plus_d_esperance() -> None:
    better, worse = (life_expectancy(POPULATION * RATES * k, POPULATION, AGES).value[0] for k in (0.9, 1.1))
    assert better > worse


def test_pas_montree_sous_5000_personnes_annees() -> None:
    small = POPULATION / POPULATION.sum() * 4999
    assert np.isnan(life_expectancy(small * RATES, small, AGES).value).all()
    enough = small * 3
    assert not np.isnan(life_expectancy(enough * RATES, enough, AGES).value[0])


def test_pas_montree_quand_l_intervalle_depasse_vingt_ans() -> None:
    # Un seul décès dans la classe ouverte : l'erreur type y vaut l'espérance entière.
    found = life_expectancy([50, 1], [5000, 80], [0, 60])
    assert np.isnan(found.value).all()


def test_ce_qui_n_est_pas_defini() -> None:
    deaths, population = POPULATION * RATES, POPULATION.copy()
    no_death_at_the_end = deaths.copy()
    no_death_at_the_end[-1] = 0
    assert np.isnan(life_expectancy(no_death_at_the_end, population, AGES).value).all()
    population[4] = 0
    empty_band = deaths.copy()
    empty_band[4] = 0
    assert np.isnan(life_expectancy(empty_band, population, AGES).value[0])


def test_une_classe_ou_tous_meurent_laisse_les_ages_suivants_sans_valeur() -> None:
    found = life_expectancy([10, 3000, 10], [8000, 3000, 100], [0, 60, 90])
    assert not np.isnan(found.value[0])
    assert np.isnan(found.value[2])
