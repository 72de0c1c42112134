"""Effectifs projetés : calculs à la main, tirages pour contre-épreuve, sens des réponses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from observatoire.stats.projection import departure_probability, project_headcount

YEARS = np.arange(11.0)


def depart(low: float, high: float, delay: float, **reglages: float) -> float:
    return float(departure_probability([low], [high], [delay], **{"departure_age": 65.0, **reglages})[0, 0])


@pytest.mark.parametrize(
    ("low", "high", "delay", "attendu"),
    [
        (60, 65, 0, 0.0),
        (60, 65, 2, 0.4),  # part qui a plus de 63 ans : deux années sur cinq
        (60, 65, 5, 1.0),
        (55, 60, 5, 0.0),
        (55, 60, 8, 0.6),  # plus de 57 ans
        (55, 60, 10, 1.0),
        (50, 60, 10, 0.5),
        (40, 50, 10, 0.0),
        (65, 70, 1, 0.2),  # âge déjà passé : un cinquième de moins chaque année
        (65, 70, 7, 1.0),
        (60, 70, 1, 0.2),  # la moitié sous 65 ans : 1/5 d'entre eux ; l'autre moitié déjà au-delà : 1/5
    ],
)
def test_depart_calcule_a_la_main(low: float, high: float, delay: float, attendu: float) -> None:
    assert depart(low, high, delay) == pytest.approx(attendu, abs=1e-12)


def test_partir_plus_tard_retarde_les_departs() -> None:
    assert depart(60, 65, 5, departure_age=67) == pytest.approx(0.6)  # plus de 62 ans


def test_sans_depart_ni_arrivee_l_effectif_est_plat_et_sur() -> None:
    leaving = departure_probability([30, 40], [40, 50], YEARS, departure_age=65)
    result = project_headcount([7, 5], leaving, YEARS, replacement=0)
    for serie in (result.expected, result.lower, result.upper):
        assert_allclose(serie, 12)


def test_un_depart_certain_non_remplace() -> None:
    result = project_headcount([3, 4], [[1.0], [0.0]], [5], replacement=0)
    assert (result.expected[0], result.lower[0], result.upper[0]) == (4, 4, 4)


def test_tout_remplace_rien_ne_change() -> None:
    leaving = departure_probability([55, 60], [60, 65], YEARS, departure_age=65)
    result = project_headcount([10, 8], leaving, YEARS, replacement=1)
    assert_allclose(result.lower, 18)
    assert_allclose(result.upper, 18)


def test_bornes_d_une_seule_binomiale_comme_scipy() -> None:
    result = project_headcount([20], [[0.5]], [4], replacement=0.2, level=0.95)
    law = stats.binom(20, 0.6)  # 1 − 0,5 × (1 − 0,2)
    assert result.expected[0] == pytest.approx(12)
    assert (result.lower[0], result.upper[0]) == (law.ppf(0.025), law.ppf(0.975))


def test_bornes_des_arrivees_seules_comme_scipy() -> None:
    result = project_headcount([0], [[0.0]], [10], replacement=0, arrivals_per_year=1.5)
    law = stats.poisson(15)
    assert (result.lower[0], result.upper[0]) == (law.ppf(0.025), law.ppf(0.975))


def simulate(counts: list[int], low: list[float], high: list[float], delay: float, seed: int) -> np.ndarray:
    """Contre-épreuve : âge, date de départ, remplacement et arrivées tirés un à un."""
    generator = np.random.default_rng(seed)
    ages = np.repeat(low, counts) + generator.uniform(size=(40_000, sum(counts))) * np.repeat(
        np.subtract(high, low), counts
    )
    wait = np.where(ages < 66, 66 - ages, generator.uniform(0, 5, ages.shape))
    gone = (wait <= delay) & (generator.uniform(size=ages.shape) >= 0.3)
    return sum(counts) - gone.sum(axis=1) + generator.poisson(0.8 * delay, 40_000)


@pytest.mark.parametrize("delay", [1.0, 4.0, 10.0])
def test_comme_quarante_mille_tirages(delay: float) -> None:
    counts, low, high = [12, 9, 14, 11], [50.0, 55.0, 60.0, 65.0], [55.0, 60.0, 65.0, 70.0]
    leaving = departure_probability(low, high, [delay], departure_age=66)
    result = project_headcount(counts, leaving, [delay], replacement=0.3, arrivals_per_year=0.8)
    drawn = simulate(counts, low, high, delay, seed=11)
    assert result.expected[0] == pytest.approx(drawn.mean(), abs=4 * drawn.std() / 200)
    covered = ((drawn >= result.lower[0]) & (drawn <= result.upper[0])).mean()
    inside = ((drawn > result.lower[0]) & (drawn < result.upper[0])).mean()
    assert covered >= 0.945
    assert inside <= 0.955  # un effectif de moins à chaque bout, et les 95 % n'y sont plus


classes = st.lists(st.integers(0, 25), min_size=4, max_size=4)


@settings(max_examples=25, deadline=None)
@given(classes, st.floats(0, 1), st.floats(0, 1), st.floats(0, 3))
def test_plus_de_remplacements_ne_baisse_jamais_l_effectif(
    counts: list[int], one: float, two: float, arrivals: float
) -> None:
    leaving = departure_probability([35, 50, 55, 60], [50, 55, 60, 65], YEARS, departure_age=65)
    less, more = (
        project_headcount(counts, leaving, YEARS, replacement=r, arrivals_per_year=arrivals) for r in sorted((one, two))
    )
    for before, after in ((less.expected, more.expected), (less.lower, more.lower), (less.upper, more.upper)):
        assert (after >= before - 1e-9).all()


@settings(max_examples=25, deadline=None)
@given(classes, st.floats(0, 1), st.floats(0, 3))
def test_la_bande_contient_l_effectif_attendu_et_s_elargit_avec_le_niveau(
    counts: list[int], replacement: float, arrivals: float
) -> None:
    leaving = departure_probability([45, 50, 55, 65], [50, 55, 65, 70], YEARS, departure_age=65)
    narrow, wide = (
        project_headcount(counts, leaving, YEARS, replacement=replacement, arrivals_per_year=arrivals, level=level)
        for level in (0.8, 0.95)
    )
    assert (narrow.lower <= narrow.expected + 1e-9).all()
    assert (narrow.upper >= narrow.expected - 1e-9).all()
    assert (wide.lower <= narrow.lower).all()
    assert (wide.upper >= narrow.upper).all()
    assert (wide.lower >= 0).all()


@pytest.mark.parametrize(
    ("appel", "argument"),
    [
        (lambda: departure_probability([60], [60], [1], departure_age=65), "oldest"),
        (lambda: departure_probability([-1], [60], [1], departure_age=65), "youngest"),
        (lambda: departure_probability([50], [60], [1], departure_age=0), "departure_age"),
        (lambda: departure_probability([50], [60], [1], departure_age=65, grace=0), "grace"),
        (lambda: project_headcount([1.5], [[0.1]], [1], replacement=0), "counts"),
        (lambda: project_headcount([np.nan], [[0.1]], [1], replacement=0), "counts"),
        (lambda: project_headcount([1], [[1.1]], [1], replacement=0), "departure"),
        (lambda: project_headcount([1], [[0.1, 0.2]], [1], replacement=0), "departure"),
        (lambda: project_headcount([1], [[0.1]], [1], replacement=2), "replacement"),
        (lambda: project_headcount([1], [[0.1]], [1], replacement=0, arrivals_per_year=-1), "arrivals_per_year"),
        (lambda: project_headcount([1], [[0.1]], [1], replacement=0, level=1), "level"),
    ],
)
def test_une_entree_impossible_est_refusee(appel: object, argument: str) -> None:
    with pytest.raises(ValueError, match=argument):
        appel()  # type: ignore[operator]
