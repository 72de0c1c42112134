"""Distances : pyproj (géodésique sur l'ellipsoïde) et un double boucle pour oracles."""

import numpy as np
import pyproj
import pytest
from numpy.testing import assert_allclose

from observatoire.stats.proximity import build_points, nearest_distance, nearest_rank, pairs_by_zone, pairs_within

GEOD = pyproj.Geod(ellps="WGS84")


def draw_points(seed: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    return generator.uniform(7.15, 7.35, size), generator.uniform(43.64, 43.78, size)


def geodesic(a: tuple[np.ndarray, np.ndarray], b: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    rows, columns = np.indices((a[0].size, b[0].size))
    _, _, metres = GEOD.inv(a[0][rows.ravel()], a[1][rows.ravel()], b[0][columns.ravel()], b[1][columns.ravel()])
    return np.asarray(metres).reshape(rows.shape)


def test_le_plus_proche_a_un_demi_pour_cent_de_la_geodesique() -> None:
    homes, places = draw_points(1, 200), draw_points(2, 30)
    expected = geodesic(homes, places)
    assert_allclose(nearest_distance(build_points(*homes), build_points(*places)), expected.min(axis=1), rtol=5e-3)
    assert nearest_rank(build_points(*homes), build_points(*places)).tolist() == expected.argmin(axis=1).tolist()


def test_les_couples_a_portee_sont_ceux_de_la_geodesique() -> None:
    homes, places = draw_points(3, 80), draw_points(4, 25)
    expected = geodesic(homes, places)
    pairs = pairs_within(build_points(*homes), build_points(*places), radius=2000)
    assert_allclose(pairs.cost, expected[pairs.origin, pairs.destination], rtol=5e-3)
    # Hors des cas à 0,5 % de la limite, les mêmes couples.
    found = set(zip(pairs.origin.tolist(), pairs.destination.tolist(), strict=True))
    sure = set(zip(*(a.tolist() for a in np.nonzero(expected < 1990)), strict=True))
    possible = set(zip(*(a.tolist() for a in np.nonzero(expected < 2010)), strict=True))
    assert sure <= found <= possible


def test_un_lieu_a_la_meme_adresse_est_a_zero_metre() -> None:
    here = build_points([7.2], [43.7])
    assert pairs_within(here, here, radius=10).cost.tolist() == [0]
    assert nearest_distance(here, here).tolist() == [0]


def test_sans_lieu_de_soins_le_plus_proche_est_a_l_infini() -> None:
    empty = build_points([], [])
    assert nearest_distance(build_points([7.2], [43.7]), empty).tolist() == [np.inf]
    assert pairs_within(build_points([7.2], [43.7]), empty, radius=10).cost.size == 0


def test_couples_par_zones_inconnues_et_trop_loin_exclus() -> None:
    cost = [[5.0, np.nan], [12.0, 3.0]]
    pairs = pairs_by_zone(np.array([0, 1, 1]), np.array([0, -1, 1]), cost, limit=10)
    found = sorted(zip(pairs.origin.tolist(), pairs.destination.tolist(), pairs.cost.tolist(), strict=True))
    assert found == [(0, 0, 5.0), (1, 2, 3.0), (2, 2, 3.0)]


def test_une_coordonnee_inconnue_est_refusee() -> None:
    with pytest.raises(ValueError, match="toutes connues"):
        build_points([7.2, np.nan], [43.7, 43.7])
    with pytest.raises(ValueError, match="autant de longitudes"):
        build_points([7.2], [43.7, 43.8])


def test_une_portee_nulle_est_refusee() -> None:
    here = build_points([7.2], [43.7])
    with pytest.raises(ValueError, match="radius"):
        pairs_within(here, here, radius=0)
    with pytest.raises(ValueError, match="limit"):
        pairs_by_zone(np.array([0]), np.array([0]), [[1.0]], limit=0)
