"""Ce que vaut un verdict quand rien ne diffère : le risque annoncé, jamais plus sur petits effectifs."""

import numpy as np
import pytest

from bench import simulations_statistiques as simulations

SMALL, MIDDLE, LARGE, VERY_LARGE = simulations.RANGES
POPULATIONS = [300, 1500]


def test_risque_calcule_d_un_effectif() -> None:
    for bounds in (SMALL, MIDDLE):
        risks = simulations.exact_ratio_risks(bounds, points=60)
        assert risks[:, 0].max() <= 5
        assert risks[:, 1].max() <= 0.2
    for bounds in (LARGE, VERY_LARGE):
        risks = simulations.exact_ratio_risks(bounds, points=60)
        assert 4 <= risks[:, 0].mean() <= 6
        assert risks[:, 0].max() <= 5
        assert 0.1 <= risks[:, 1].mean() <= 0.2


@pytest.mark.parametrize("population", POPULATIONS)
def test_risque_calcule_d_une_proportion(population: int) -> None:
    for bounds in (SMALL, (10, 29.9)):
        risks = simulations.exact_proportion_risks(bounds, population, points=60)
        assert risks[:, 0].max() <= 5
        assert risks[:, 1].max() <= 0.2
    risks = simulations.exact_proportion_risks((30, population / 2), population, points=60)
    assert risks[:, 0].min() >= 4
    assert risks[:, 0].max() <= 6
    assert risks[:, 1].max() <= 0.4


def test_le_risque_calcule_est_symetrique_entre_cas_et_non_cas() -> None:
    few = simulations.exact_proportion_risks((5, 20), 300, points=10)
    events = np.arange(301.0)
    for share, expected in zip(np.geomspace(5, 20, 10) / 300, few, strict=True):
        mirrored = simulations.proportion_versus_reference(events, 300, 1 - share)
        weights = simulations.stats.binom.pmf(events, 300, 1 - share)
        assert 100 * weights[np.abs(mirrored) >= 1].sum() == pytest.approx(expected[0])


def test_wilson_seul_depasserait_le_risque_sur_petits_effectifs() -> None:
    """La précaution sert : sans elle, le contrôle précédent échoue."""
    risks = simulations.exact_proportion_risks(SMALL, 3000, simulations.wilson_verdict, points=60)
    assert risks[:, 0].max() > 5
    assert risks[:, 1].max() > 1


@pytest.mark.parametrize(
    "simulate",
    [
        simulations.simulate_ratio,
        simulations.simulate_proportion,
        simulations.simulate_two_rates,
        simulations.simulate_two_proportions,
        simulations.simulate_direct_rate,
    ],
)
def test_fausses_alertes_tirees_au_sort(simulate: simulations.Simulation) -> None:
    generator = np.random.default_rng(simulations.SEED)
    for bounds in (SMALL, MIDDLE):
        usual, strict = simulate(generator, bounds, 20_000)
        assert usual < 5
        assert strict <= 0.2
    usual, strict = simulate(generator, (30, 1000), 40_000)
    assert 4 <= usual <= 6
    assert 0 < strict <= 0.4


def test_un_quartier_face_a_sa_propre_ville_est_un_peu_plus_prudent() -> None:
    """Le cas par défaut a ses bornes : le quartier compte dans la ville, le risque descend sous 4 % de 30 à 100."""
    generator = np.random.default_rng(simulations.SEED)
    for bounds, lowest, highest in ((SMALL, 1, 3), (MIDDLE, 2.5, 4.5), (LARGE, 3, 5), (VERY_LARGE, 3.4, 5)):
        usual, strict = simulations.simulate_own_city(generator, bounds, 60_000)
        assert lowest <= usual <= highest
        assert strict <= 0.2


def test_deux_taux_par_leurs_seuls_intervalles() -> None:
    """Sans compte, l'écart rapporté à son erreur type : jamais plus que le risque annoncé, prudent sur peu de cas."""
    generator = np.random.default_rng(simulations.SEED)
    for bounds, lowest in ((SMALL, 0), (MIDDLE, 2), (LARGE, 3.5), (VERY_LARGE, 4)):
        usual, strict = simulations.simulate_two_intervals(generator, bounds, 60_000)
        assert lowest <= usual <= 5.5
        assert strict <= 0.4


def test_un_ecart_reel_est_vu() -> None:
    """Un verdict qui ne signalerait jamais rien passerait les contrôles précédents."""
    generator = np.random.default_rng(simulations.SEED)
    observed = generator.poisson(150, 5000).astype(float)
    usual, strict = simulations.count_flags(simulations.ratio_verdict(observed, 100.0))
    assert usual > 99
    assert strict > 90


def test_fausses_tendances_tirees_au_sort() -> None:
    generator = np.random.default_rng(simulations.SEED)
    for bounds in (SMALL, (30, 1000)):
        shares = simulations.simulate_trends(generator, bounds, 60_000)
        # Écart-type d'un tirage : 0,018 ; la marge de trois écarts-types tient compte du hasard.
        for name in ("effectifs, taux", "Cochran-Armitage, proportion"):
            assert shares[name] <= 0.2 + 3 * 0.018


def test_la_mesure_s_ecrit_en_markdown() -> None:
    lines = list(simulations.build_report(600, points=2))
    assert len([line for line in lines if line.startswith("|---")]) == 3
    assert all(line.count("|") == len(simulations.RANGES) + 2 for line in lines if line)
