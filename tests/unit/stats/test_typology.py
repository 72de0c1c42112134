"""Typologie : groupes évidents retrouvés, profils calculés autrement."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from observatoire.stats.typology import build_typology


@pytest.fixture
def city() -> np.ndarray:
    """Dix quartiers ordinaires, six défavorisés, quatre âgés ; trois indicateurs et un constant."""
    generator = np.random.default_rng(5)
    groups = [generator.normal(center, 1, (size, 3)) for center, size in (([10, 10, 10], 10), ([25, 4, 10], 6))]
    groups.append(generator.normal([10, 10, 30], 1, (4, 3)))
    return np.column_stack([np.vstack(groups), np.full(20, 7.0)])


def test_les_groupes_sont_retrouves_par_taille_decroissante(city: np.ndarray) -> None:
    typology = build_typology(city, classes=3)
    assert typology.labels.tolist() == [1] * 10 + [2] * 6 + [3] * 4
    assert typology.sizes.tolist() == [10, 6, 4]
    assert_allclose(typology.means[1], city[10:16].mean(axis=0))


def test_le_profil_dit_ce_qui_distingue_chaque_classe(city: np.ndarray) -> None:
    profile = build_typology(city, classes=3).profile
    assert profile[1].tolist() == [1, -1, 0, 0]
    assert profile[2].tolist() == [0, 0, 1, 0]


def test_valeur_test_contre_un_tirage_sans_remise(city: np.ndarray) -> None:
    generator = np.random.default_rng(1)
    column = city[:, 0]
    drawn = [generator.choice(column, 6, replace=False).mean() for _ in range(20_000)]
    expected = (column[10:16].mean() - column.mean()) / np.std(drawn)
    assert build_typology(city, classes=3).test_values[1, 0] == pytest.approx(expected, rel=0.03)


def test_part_expliquee_par_la_decomposition_de_l_inertie(city: np.ndarray) -> None:
    scores = (city[:, :3] - city[:, :3].mean(axis=0)) / city[:, :3].std(axis=0)
    within = sum(((scores[rows] - scores[rows].mean(axis=0)) ** 2).sum() for rows in np.split(np.arange(20), [10, 16]))
    assert build_typology(city, classes=3).explained == pytest.approx(1 - within / (scores**2).sum())


def test_l_unite_d_un_indicateur_ne_compte_pas(city: np.ndarray) -> None:
    scaled = build_typology(city * [1, 1000, 0.01, 5], classes=3)
    assert_allclose(scaled.labels, build_typology(city, classes=3).labels)


def test_un_quartier_incomplet_n_est_pas_classe(city: np.ndarray) -> None:
    city[3, 1] = np.nan
    typology = build_typology(city, classes=3)
    assert np.isnan(typology.labels).nonzero()[0].tolist() == [3]
    assert typology.sizes.sum() == 19


def test_des_quartiers_tous_egaux_ne_font_qu_une_classe() -> None:
    typology = build_typology(np.ones((4, 2)), classes=2)
    assert typology.labels.tolist() == [1, 1, 1, 1]
    assert np.isnan(typology.explained)
    assert (typology.profile == 0).all()
