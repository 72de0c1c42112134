"""Réseau de rues : ce qu'on atteint en un temps donné, calculé à la main sur un petit quadrillage."""

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatoire.stats.network import Network, Reach, build_network, component_labels, reach_from

MARCHE = {"access_speed": 1.0, "snap_max": 50.0}


def build_grille(cote: int = 3, pas: float = 100.0) -> Network:
    """Quadrillage à double sens, un mètre par seconde ; le nœud (i, j) est à `pas` fois (i, j)."""
    rangs = np.arange(cote * cote)
    x, y = pas * (rangs % cote), pas * (rangs // cote)
    paires = [(r, r + 1) for r in rangs if r % cote < cote - 1] + [
        (r, r + cote) for r in rangs if r < cote * (cote - 1)
    ]
    tail, head = zip(*[*paires, *[(b, a) for a, b in paires]], strict=True)
    return build_network(x, y, tail, head, np.full(len(tail), pas))


def measure(reach: Reach, rang: int = 0) -> float:
    """Mètres de rue atteints, chaque bout de rue compté une fois."""
    intervalles: dict[tuple[str, float], list[tuple[float, float]]] = {}
    for x1, y1, x2, y2 in reach.segments[rang].round(6).tolist():
        if y1 == y2 and x1 != x2:
            intervalles.setdefault(("h", y1), []).append((min(x1, x2), max(x1, x2)))
        elif x1 == x2 and y1 != y2:
            intervalles.setdefault(("v", x1), []).append((min(y1, y2), max(y1, y2)))
    total = 0.0
    for morceaux in intervalles.values():
        fin = -np.inf
        for debut, bout in sorted(morceaux):
            total += max(0.0, bout - max(debut, fin))
            fin = max(fin, bout)
    return total


def test_depuis_le_centre_cinquante_secondes_font_quatre_bouts_de_cinquante_metres() -> None:
    assert measure(reach_from(build_grille(), [100], [100], budgets=[50], **MARCHE)) == pytest.approx(200)


def test_depuis_un_coin_cent_cinquante_secondes() -> None:
    """Deux rues de 100 m, puis 50 m de chacune des quatre suivantes (deux par nœud atteint)."""
    assert measure(reach_from(build_grille(), [0], [0], budgets=[150], **MARCHE)) == pytest.approx(2 * 100 + 4 * 50)


def test_un_point_au_milieu_d_une_rue_part_dans_les_deux_sens_apres_l_avoir_rejointe() -> None:
    """À 20 m de la rue : il reste 10 s sur 30, soit 10 m de chaque côté."""
    atteint = reach_from(build_grille(), [50], [-20], budgets=[30], **MARCHE)
    assert measure(atteint) == pytest.approx(20)
    assert atteint.snapped.tolist() == [True]


def test_pres_du_milieu_d_une_rue_longue_mais_a_plus_de_cinquante_metres_le_point_est_laisse() -> None:
    """Une rue de 100 m : à 60 m de son milieu, le point n'est à moins de 50 m d'aucun de ses bouts non plus."""
    reseau = build_network([0.0, 100.0], [0.0, 0.0], [0, 1], [1, 0], [100.0, 100.0])
    atteint = reach_from(reseau, [50], [60], budgets=[300], **MARCHE)
    assert atteint.snapped.tolist() == [False]
    assert measure(atteint) == 0


def test_sans_aucune_rue_rien_n_est_atteint() -> None:
    atteint = reach_from(build_network([0.0], [0.0], [], [], []), [0], [0], budgets=[300], **MARCHE)
    assert atteint.snapped.tolist() == [False]
    assert measure(atteint) == 0


def test_un_point_trop_loin_de_toute_rue_est_laisse() -> None:
    atteint = reach_from(build_grille(), [100, 1000], [100, 1000], budgets=[50], **MARCHE)
    assert atteint.snapped.tolist() == [True, False]
    assert measure(atteint) == pytest.approx(200)
    assert measure(reach_from(build_grille(), [1000], [1000], budgets=[50], **MARCHE)) == 0


def test_un_sens_unique_ne_se_remonte_pas() -> None:
    """Une seule rue de 100 m, de gauche à droite : du milieu, on ne va qu'à droite."""
    rue = build_network([0, 100], [0, 0], [0], [1], [100])
    assert reach_from(rue, [50], [0], budgets=[30], **MARCHE).segments[0].tolist() == [[50, 0, 80, 0]]


def test_de_deux_rues_entre_les_memes_carrefours_la_plus_rapide_compte() -> None:
    double = build_network([0, 100, 200], [0, 0, 0], [0, 0, 1], [1, 1, 2], [100, 10, 100])
    assert reach_from(double, [0], [0], budgets=[60], **MARCHE).segments[0][:, 2].max() == pytest.approx(150)


@settings(max_examples=25, deadline=None)
@given(graine=st.integers(0, 10_000))
def test_plus_de_temps_atteint_au_moins_autant_de_rues(graine: int) -> None:
    hasard = np.random.default_rng(graine)
    points = hasard.uniform(0, 400, (2, 3))
    atteint = reach_from(build_grille(5), points[0], points[1], budgets=[60, 120, 300], **MARCHE)
    longueurs = [measure(atteint, rang) for rang in range(3)]
    assert longueurs == sorted(longueurs)
    assert longueurs[0] > 0


@settings(max_examples=25, deadline=None)
@given(graine=st.integers(0, 10_000))
def test_les_temps_sont_ceux_de_networkx(graine: int) -> None:
    """Réseau tiré au hasard, à sens uniques : un nœud est atteint si et seulement si networkx l'atteint à temps."""
    hasard = np.random.default_rng(graine)
    n, m, budget = 30, 90, 40.0
    x, y = hasard.uniform(0, 1000, n), hasard.uniform(0, 1000, n)
    tail, head = hasard.integers(0, n, m), hasard.integers(0, n, m)
    utiles = tail != head
    tail, head, temps = tail[utiles], head[utiles], hasard.uniform(1, 30, int(utiles.sum()))
    depart = int(tail[0])
    graphe: Any = nx.MultiDiGraph()
    graphe.add_nodes_from(range(n))
    graphe.add_weighted_edges_from(zip(tail.tolist(), head.tolist(), temps.tolist(), strict=True))
    attendus = nx.single_source_dijkstra_path_length(graphe, depart, cutoff=budget)
    reseau = build_network(x, y, tail, head, temps)
    bouts = reach_from(reseau, [x[depart]], [y[depart]], budgets=[budget], access_speed=1.0, snap_max=1.0).segments[0]
    atteints = {rang for rang in range(n) if np.isclose(bouts, [[x[rang], y[rang]] * 2]).reshape(-1, 2, 2).all(2).any()}
    # Un arc qui part d'un nœud atteint dessine ce nœud ; un nœud sans arc sortant n'est dessiné que s'il est atteint.
    assert atteints == {rang for rang, t in attendus.items() if t < budget - 1e-6}


def test_les_morceaux_separes_ont_chacun_leur_numero() -> None:
    numeros = component_labels(5, [0, 2], [1, 3])
    assert numeros[0] == numeros[1] and numeros[2] == numeros[3]
    assert len(set(numeros.tolist())) == 3


@pytest.mark.parametrize(
    ("arguments", "fautif"),
    [
        (([0, 1], [0], [0], [1], [1]), "x"),
        (([0, 1], [0, 1], [0], [1, 0], [1]), "tail"),
        (([0, 1], [0, 1], [0], [2], [1]), "tail"),
        (([0, 1], [0, 1], [0], [1], [-1]), "cost"),
        (([0, np.nan], [0, 1], [0], [1], [1]), "x"),
    ],
)
def test_un_reseau_faux_est_refuse(arguments: tuple[Any, ...], fautif: str) -> None:
    with pytest.raises(ValueError, match=fautif):
        build_network(*arguments)


@pytest.mark.parametrize("faux", [{"budgets": [0]}, {"access_speed": 0.0}, {"snap_max": -1.0}])
def test_un_reglage_faux_est_refuse(faux: dict[str, Any]) -> None:
    reglages: dict[str, Any] = {"budgets": [60], **MARCHE, **faux}
    with pytest.raises(ValueError, match=next(iter(faux))):
        reach_from(build_grille(), [0], [0], **reglages)
