"""Autocorrélation spatiale : calcul à la main, territoires écartés, correction des tests multiples."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from observatoire.stats.spatial import (
    HIGH_HIGH,
    HIGH_LOW,
    LOW_LOW,
    NOT_SIGNIFICANT,
    false_discovery_threshold,
    local_clusters,
    moran_index,
)

SIDE = 6


def grid(side: int = SIDE) -> list[list[int]]:
    """Voisins par un côté sur un damier."""
    steps = ((0, 1), (1, 0), (0, -1), (-1, 0))
    return [
        [(i + a) * side + j + b for a, b in steps if 0 <= i + a < side and 0 <= j + b < side]
        for i in range(side)
        for j in range(side)
    ]


def moran_by_hand(values: np.ndarray, neighbours: list[list[int]]) -> float:
    z = values - values.mean()
    total = sum(z[i] * z[others].mean() for i, others in enumerate(neighbours))
    return float(total / (z**2).sum())


@pytest.fixture
def two_halves() -> np.ndarray:
    noise = np.random.default_rng(7).normal(0, 0.2, SIDE * SIDE)
    return noise + np.repeat([5.0, 1.0], SIDE * SIDE // 2)


def test_moran_a_la_main(two_halves: np.ndarray) -> None:
    result = moran_index(two_halves, grid())
    assert result.statistic == pytest.approx(moran_by_hand(two_halves, grid()))
    assert result.expected == pytest.approx(-1 / (SIDE * SIDE - 1))
    assert result.p_value < 1e-6


def test_la_probabilite_de_moran_est_celle_des_permutations() -> None:
    values = np.random.default_rng(3).normal(size=25)
    observed = moran_by_hand(values, grid(5))
    generator = np.random.default_rng(11)
    drawn = np.array([moran_by_hand(generator.permutation(values), grid(5)) for _ in range(2000)])
    centre = -1 / 24
    expected = np.mean(np.abs(drawn - centre) >= abs(observed - centre))
    assert moran_index(values, grid(5)).p_value == pytest.approx(expected, abs=0.04)


def test_territoires_sans_valeur_ou_isoles_ecartes(two_halves: np.ndarray) -> None:
    neighbours = [*grid(), [], []]
    values = np.array([*two_halves, 100.0, np.nan])
    assert moran_index(values, neighbours) == moran_index(two_halves, grid())
    assert np.isnan(local_clusters(values, neighbours).kind[-2:]).all()


@pytest.mark.parametrize(("gap", "expected"), [(4, HIGH_HIGH), (-4, LOW_LOW)])
def test_un_foyer_de_neuf_territoires_est_repere_et_etabli(gap: float, expected: float) -> None:
    values = np.random.default_rng(7).normal(0, 0.2, (8, 8))
    values[2:5, 2:5] += gap
    clusters = local_clusters(values.ravel(), grid(8))
    assert clusters.kind[3 * 8 + 3] == expected
    assert clusters.established[3 * 8 + 3] == 1
    assert not clusters.established.reshape(8, 8)[6:, 6:].any()


def test_un_ilot_haut_au_milieu_du_bas(two_halves: np.ndarray) -> None:
    values = two_halves.copy()
    values[4 * SIDE + 2] = 9.0
    clusters = local_clusters(values, grid())
    assert clusters.kind[4 * SIDE + 2] == HIGH_LOW
    assert clusters.statistic[4 * SIDE + 2] < 0


def test_deux_ouvertures_donnent_la_meme_carte(two_halves: np.ndarray) -> None:
    first, second = local_clusters(two_halves, grid()), local_clusters(two_halves, grid())
    assert_allclose(first.p_value, second.p_value)


def test_au_hasard_rien_d_etabli_et_peu_de_signales() -> None:
    flagged, established = [], []
    for seed in range(20):
        clusters = local_clusters(np.random.default_rng(seed).normal(size=SIDE * SIDE), grid())
        flagged.append(np.mean(clusters.kind != NOT_SIGNIFICANT))
        established.append(clusters.established.any())
    # 720 tests à 5 % : 36 attendus, écart-type de 6 si les tests étaient indépendants.
    assert 0.02 < np.mean(flagged) < 0.08
    # À 5 % de fausses découvertes, une carte sur vingt est attendue ; quatre le seraient une fois sur cent.
    assert sum(established) <= stats.binom.ppf(0.99, 20, 0.05) + 1


@pytest.mark.parametrize("values", [[1.0] * 36, [1.0, 2.0] + [np.nan] * 34])
def test_valeurs_egales_ou_trop_peu_de_territoires(values: list[float]) -> None:
    assert np.isnan(moran_index(values, grid())).all()
    assert np.isnan(local_clusters(values, grid())).all()


def test_fausses_decouvertes_comme_scipy() -> None:
    p_values = np.array([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.9])
    for level in (0.9, 0.95):
        kept = stats.false_discovery_control(p_values) <= 1 - level
        assert ((p_values <= false_discovery_threshold(p_values, level=level)) == kept).all()
    assert false_discovery_threshold([0.5, np.nan, 0.9]) == 0
    assert false_discovery_threshold([np.nan]) == 0
