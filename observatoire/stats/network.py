"""Temps de parcours dans un réseau de rues : ce qu'on atteint depuis des points, en un temps donné.

Plus courts chemins de Dijkstra (1959), tels que scipy les calcule. Coordonnées en mètres, temps en secondes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import KDTree

from observatoire.stats.arguments import Floats, check_not_negative, check_positive, to_floats

Ranks = NDArray[np.intp]
_MIN_COST = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Nœuds placés, arcs orientés et temps de chacun."""

    x: Floats
    y: Floats
    tail: Ranks
    head: Ranks
    cost: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Portions de rue atteintes, une ligne `x1, y1, x2, y2` chacune, par temps ; et points posés sur le réseau."""

    segments: tuple[Floats, ...]
    snapped: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class _Starts:
    """Départs d'un point vers le bout de l'arc le plus proche : `along` est la place du point sur l'arc, de 0 à 1."""

    arc: Ranks
    along: Floats
    access: Floats


def build_network(x: ArrayLike, y: ArrayLike, tail: ArrayLike, head: ArrayLike, cost: ArrayLike) -> Network:
    """Réseau vérifié.

    Raises:
        ValueError: coordonnée inconnue, arc vers un nœud absent, temps négatif ou inconnu.
    """
    xs, ys, costs = to_floats("x", x), to_floats("y", y), to_floats("cost", cost)
    tails, heads = np.asarray(tail, np.intp), np.asarray(head, np.intp)
    if xs.shape != ys.shape or np.isnan(xs).any() or np.isnan(ys).any():
        raise ValueError("« x », « y » : autant d'abscisses que d'ordonnées, toutes connues, sont attendues.")
    if not tails.shape == heads.shape == costs.shape:
        raise ValueError("« tail », « head », « cost » : une valeur par arc est attendue.")
    check_not_negative(cost=costs)
    ends = np.concatenate([tails, heads])
    if np.isnan(costs).any() or (ends.size and (ends.min() < 0 or ends.max() >= xs.size)):
        raise ValueError("« tail », « head », « cost » : des nœuds du réseau et des temps connus sont attendus.")
    return Network(xs, ys, tails, heads, np.maximum(costs, _MIN_COST))


def component_labels(nodes: int, tail: ArrayLike, head: ArrayLike) -> Ranks:
    """Numéro du morceau d'un seul tenant où se trouve chaque nœud, le sens des arcs ignoré."""
    tails, heads = np.asarray(tail, np.intp), np.asarray(head, np.intp)
    graph = csr_array((np.ones(tails.size), (tails, heads)), shape=(nodes, nodes))
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels, dtype=np.intp)


def reach_from(
    network: Network, x: ArrayLike, y: ArrayLike, *, budgets: ArrayLike, access_speed: float, snap_max: float
) -> Reach:
    """Rues atteintes depuis le plus proche des points, dans le sens des arcs.

    Chaque point rejoint la rue la plus proche en ligne droite, à `access_speed` mètres par seconde ; un point à
    plus de `snap_max` mètres de toute rue est laissé de côté. Un arc est atteint en partie quand le temps manque.

    Args:
        network: réseau.
        x: abscisses des points.
        y: ordonnées des points.
        budgets: temps, en secondes.
        access_speed: vitesse pour rejoindre la rue.
        snap_max: distance la plus longue jusqu'à la rue.

    Raises:
        ValueError: temps, vitesse ou distance non positifs.
    """
    times = to_floats("budgets", budgets)
    for budget in times:
        check_positive(float(budget), name="budgets")
    speed = check_positive(access_speed, name="access_speed")
    starts, snapped = _snap(
        network, to_floats("x", x), to_floats("y", y), speed, check_positive(snap_max, name="snap_max")
    )
    if not starts.arc.size:
        return Reach(tuple(np.empty((0, 4)) for _ in times), snapped)
    node_times = _travel_times(network, starts, float(times.max()))
    return Reach(tuple(_cut(network, node_times, starts, float(budget)) for budget in times), snapped)


def _snap(network: Network, x: Floats, y: Floats, speed: float, snap_max: float) -> tuple[_Starts, NDArray[np.bool_]]:
    """Arcs les plus proches de chaque point : les deux sens d'une rue sont à la même distance."""
    snapped = np.zeros(x.size, np.bool_)
    arcs: list[Ranks] = []
    along: list[Floats] = []
    access: list[Floats] = []
    if network.tail.size:
        ax, ay = network.x[network.tail], network.y[network.tail]
        dx, dy = network.x[network.head] - ax, network.y[network.head] - ay
        squares = np.maximum(dx**2 + dy**2, 1e-12)
        middles = KDTree(np.column_stack([ax + dx / 2, ay + dy / 2]))
        radius = snap_max + float(np.sqrt(squares.max())) / 2
        for rank, near in enumerate(middles.query_ball_point(np.column_stack([x, y]), radius)):
            candidates = np.asarray(near, np.intp)
            if not candidates.size:
                continue
            px, py = x[rank] - ax[candidates], y[rank] - ay[candidates]
            place = np.clip((px * dx[candidates] + py * dy[candidates]) / squares[candidates], 0.0, 1.0)
            distance = np.hypot(px - place * dx[candidates], py - place * dy[candidates])
            shortest = distance.min()
            if shortest > snap_max:
                continue
            chosen = distance <= shortest + 1e-6
            snapped[rank] = True
            arcs.append(candidates[chosen])
            along.append(place[chosen])
            access.append(distance[chosen] / speed)
    empty = np.empty(0)
    return (
        _Starts(
            np.concatenate(arcs) if arcs else np.empty(0, np.intp),
            np.concatenate(along) if along else empty,
            np.concatenate(access) if access else empty,
        ),
        snapped,
    )


def _travel_times(network: Network, starts: _Starts, limit: float) -> Floats:
    """Temps jusqu'à chaque nœud, depuis le départ le plus proche ; l'infini au-delà de la limite."""
    nodes = network.x.size
    # Un nœud de plus, d'où partent tous les départs.
    tails = np.concatenate([network.tail, np.full(starts.arc.size, nodes)])
    heads = np.concatenate([network.head, network.head[starts.arc]])
    left = starts.access + (1.0 - starts.along) * network.cost[starts.arc]
    costs = np.concatenate([network.cost, np.maximum(left, _MIN_COST)])
    # De deux arcs entre les mêmes nœuds, le plus rapide : une matrice creuse les additionnerait.
    order = np.lexsort((costs, heads, tails))
    tails, heads, costs = tails[order], heads[order], costs[order]
    first = np.r_[True, (tails[1:] != tails[:-1]) | (heads[1:] != heads[:-1])]
    graph = csr_array((costs[first], (tails[first], heads[first])), shape=(nodes + 1, nodes + 1))
    return np.asarray(dijkstra(graph, indices=nodes, limit=limit), dtype=np.float64)[:nodes]


def _cut(network: Network, times: Floats, starts: _Starts, budget: float) -> Floats:
    """Portions d'arc parcourues avant la fin du temps."""
    whole = _portions(network, np.arange(network.tail.size), np.zeros(network.tail.size), times[network.tail], budget)
    return np.vstack([whole, _portions(network, starts.arc, starts.along, starts.access, budget)])


def _portions(network: Network, arcs: Ranks, along: Floats, start: Floats, budget: float) -> Floats:
    kept = start < budget
    arcs, along, start = arcs[kept], along[kept], start[kept]
    end = np.minimum(1.0, along + (budget - start) / network.cost[arcs])
    ax, ay = network.x[network.tail[arcs]], network.y[network.tail[arcs]]
    dx, dy = network.x[network.head[arcs]] - ax, network.y[network.head[arcs]] - ay
    return np.column_stack([ax + along * dx, ay + along * dy, ax + end * dx, ay + end * dy])
