"""Accessibilité locale : pysal/access pour oracle, sens des réponses, données inconnues."""

import numpy as np
import pandas as pd
import pytest
from access import Access
from access import weights as access_weights
from access.fca import two_stage_fca
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from observatoire.stats.accessibility import (
    Decay,
    Pairs,
    assume_demand,
    bell_decay,
    constant_decay,
    gaussian_decay,
    share_supply,
    step_decay,
    two_step_floating_catchment,
)

STEPS = {10.0: 1.0, 20.0: 0.68, 30.0: 0.22}


def draw_city(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    return generator.uniform(100, 3000, 25), generator.uniform(0.2, 6, 9), generator.uniform(0, 45, (25, 9))


@pytest.mark.parametrize(
    ("decay", "oracle"),
    [
        (constant_decay, None),
        (step_decay(STEPS), access_weights.step_fn(STEPS)),
        (gaussian_decay(12), access_weights.gaussian(12)),
    ],
    ids=["aire", "paliers", "cloche"],
)
def test_comme_pysal_access(decay: Decay, oracle: object) -> None:
    demand, supply, cost = draw_city(4)
    areas, places = np.indices(cost.shape)
    costs = pd.DataFrame({"origin": areas.ravel(), "dest": places.ravel() + 1000, "cost": cost.ravel()})
    expected = two_stage_fca(
        pd.DataFrame({"demand": demand}, index=pd.Index(range(25), name="geoid")),
        pd.DataFrame({"supply": supply}, index=pd.Index(range(1000, 1009), name="geoid")),
        costs,
        max_cost=30,
        demand_index=True,
        weight_fn=oracle,
    )
    found = two_step_floating_catchment(demand, supply, cost, catchment=30, decay=decay)
    assert_allclose(found, expected.reindex(range(25), fill_value=0), rtol=1e-12)


def test_a_la_main_deux_quartiers_un_medecin_partage() -> None:
    # Le premier lieu sert 1000 + 500 personnes, le second 500 seulement.
    found = two_step_floating_catchment([1000, 500], [3, 1], [[5, 40], [8, 6]], catchment=10)
    assert_allclose(found, [3 / 1500, 3 / 1500 + 1 / 500])


@given(st.integers(0, 1000))
def test_toute_l_offre_atteinte_est_distribuee(seed: int) -> None:
    demand, supply, cost = draw_city(seed)
    found = two_step_floating_catchment(demand, supply, cost, catchment=30, decay=step_decay(STEPS))
    reached = (cost <= 30).any(axis=0)
    assert (demand * found).sum() == pytest.approx(supply[reached].sum())


def test_ajouter_un_medecin_ne_nuit_a_personne_et_aide_ses_voisins() -> None:
    demand, supply, cost = draw_city(8)
    more = supply + np.eye(9)[3]
    gain = two_step_floating_catchment(demand, more, cost, catchment=20) - two_step_floating_catchment(
        demand, supply, cost, catchment=20
    )
    assert (gain[cost[:, 3] <= 20] > 0).all()
    assert_allclose(gain[cost[:, 3] > 20], 0, atol=1e-15)


def test_la_borne_de_l_aire_en_fait_partie() -> None:
    assert two_step_floating_catchment([10], [4], [[10]], catchment=10).tolist() == [0.4]


def test_rien_dans_l_aire_vaut_zero_et_l_inaccessible_se_dit_infini() -> None:
    assert two_step_floating_catchment([10], [4], [[11]], catchment=10).tolist() == [0]
    assert two_step_floating_catchment([10, 10], [4], [[np.inf], [2]], catchment=10).tolist() == [0, 0.4]


def test_une_population_inconnue_n_atteint_que_ceux_qui_partagent() -> None:
    found = two_step_floating_catchment(
        [np.nan, 100, 100], [1, 1], [[1, 99], [1, 99], [99, 1]], catchment=10, decay=gaussian_decay(5)
    )
    assert np.isnan(found).tolist() == [True, True, False]


def test_un_cout_inconnu_rend_inconnu_ce_qui_en_depend() -> None:
    found = two_step_floating_catchment([100, 100, 100], [1, 1], [[np.nan, 99], [1, 99], [99, 1]], catchment=10)
    assert np.isnan(found).tolist() == [True, True, False]


def test_un_lieu_sans_personne_autour_n_a_pas_de_ratio() -> None:
    assert np.isnan(two_step_floating_catchment([0], [1], [[1]], catchment=10)).all()


def test_paliers_bornes_comprises() -> None:
    decay = step_decay(STEPS)
    assert decay(np.array([0, 10, 10.1, 20, 30, 30.1])).tolist() == [1, 1, 0.68, 0.68, 0.22, 0]


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6])
def test_villes_tirees_au_sort_comme_pysal_access_avec_des_besoins_par_age(seed: int) -> None:
    """Quartiers et cabinets sur un plan, demande pondérée par l'âge : l'aire renforcée d'access en oracle."""
    generator = np.random.default_rng(seed)
    homes, places = generator.uniform(0, 8, (40, 2)), generator.uniform(0, 8, (15, 2))
    ages = generator.uniform(20, 600, (40, 4))
    need = ages @ np.array([0.6, 0.8, 1.1, 2.0])
    supply = generator.uniform(0.3, 5, 15)
    cost = np.hypot(*(homes[:, None, :] - places[None, :, :]).T).T
    expected = pysal_access(need, supply, cost, catchment=3.0)
    found = two_step_floating_catchment(need, supply, cost, catchment=3.0, decay=bell_decay(3.0))
    assert_allclose(found, expected, rtol=1e-9)
    within = np.nonzero(cost <= 3.0)
    pairs = Pairs(within[0], within[1], cost[within])
    assert_allclose(share_supply(need, supply, pairs, decay=bell_decay(3.0)), expected, rtol=1e-9)


def pysal_access(need: np.ndarray, supply: np.ndarray, cost: np.ndarray, *, catchment: float) -> np.ndarray:
    """`Access.enhanced_two_stage_fca`, poids en cloche d'écart type tel que le bord vaille un dixième."""
    areas, places = np.indices(cost.shape)
    table = pd.DataFrame({"origin": areas.ravel(), "dest": places.ravel() + 1000, "cost": cost.ravel()})
    city = Access(
        demand_df=pd.DataFrame({"geoid": range(len(need)), "demand": need}),
        demand_index="geoid",
        demand_value="demand",
        supply_df=pd.DataFrame({"geoid": range(1000, 1000 + len(supply)), "supply": supply}),
        supply_index="geoid",
        supply_value=["supply"],
        cost_df=table,
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
    )
    sigma = catchment / np.sqrt(2 * np.log(10))
    result = city.enhanced_two_stage_fca(max_cost=catchment, weight_fn=access_weights.gaussian(sigma))
    return result["e2sfca_supply"].reindex(range(len(need)), fill_value=0).fillna(0).to_numpy()


def test_au_bord_de_l_aire_la_cloche_vaut_un_dixieme() -> None:
    assert_allclose(bell_decay(3.0)(np.array([0.0, 3.0])), [1.0, 0.1])


@given(st.integers(0, 500))
def test_plus_d_habitants_ailleurs_ne_laisse_jamais_davantage_aux_autres(seed: int) -> None:
    demand, supply, cost = draw_city(seed)
    crowded = demand * np.where(np.arange(25) == 7, 3.0, 1.0)
    before = two_step_floating_catchment(demand, supply, cost, catchment=30, decay=bell_decay(30))
    after = two_step_floating_catchment(crowded, supply, cost, catchment=30, decay=bell_decay(30))
    assert (after <= before + 1e-12).all()


def test_un_cabinet_plus_loin_compte_moins() -> None:
    near = two_step_floating_catchment([100, 900], [1], [[1], [2]], catchment=5, decay=bell_decay(5))
    far = two_step_floating_catchment([100, 900], [1], [[4], [2]], catchment=5, decay=bell_decay(5))
    assert far[0] < near[0]


@given(st.integers(0, 500), st.integers(0, 8))
def test_ajouter_de_l_offre_ne_nuit_jamais_a_personne(seed: int, place: int) -> None:
    demand, supply, cost = draw_city(seed)
    more = supply + np.eye(9)[place] * 4
    before = two_step_floating_catchment(demand, supply, cost, catchment=20, decay=bell_decay(20))
    after = two_step_floating_catchment(demand, more, cost, catchment=20, decay=bell_decay(20))
    assert (after >= before - 1e-15).all()


def test_le_dehors_suppose_vaut_le_dedans() -> None:
    # 4 équivalents temps plein pour 8 000 habitants dedans : 2 000 par équivalent, donc 1 000 pour un demi dehors.
    assumed = assume_demand([3, 1, 0.5], np.array([False, False, True]), demand=8000)
    assert assumed.tolist() == [0, 0, 1000]
    assert assume_demand([0, 0.5], np.array([False, True]), demand=8000).tolist() == [0, 0]
