"""Voisinages : des listes de positions, et leur passage à libpysal.

esda et libpysal tirent geopandas et scikit-learn (deux secondes, 140 Mo) : ils ne sont
chargés qu'au premier calcul spatial, pas à l'ouverture de l'application.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

Neighbours = Sequence[Sequence[int]]


def load_esda(module: str) -> Any:
    """Charge un module d'esda au premier besoin."""
    return import_module(f"esda.{module}")


def check_neighbours(neighbours: Neighbours, areas: int) -> None:
    """Vérifie un voisinage : une liste par territoire, des positions valables, une relation réciproque.

    Raises:
        ValueError: nombre de listes, position ou réciprocité en défaut.
    """
    if len(neighbours) != areas:
        raise ValueError(f"« neighbours » : {len(neighbours)} listes de voisins pour {areas} territoires.")
    for area, others in enumerate(neighbours):
        for other in others:
            if not 0 <= other < areas or other == area:
                raise ValueError(f"« neighbours » : position {other} impossible pour le territoire {area}.")
            if area not in neighbours[other]:
                raise ValueError(f"« neighbours » : {other} voisin de {area}, mais pas l'inverse.")


def restrict(usable: NDArray[np.bool_], neighbours: Neighbours) -> tuple[NDArray[np.intp], list[list[int]]]:
    """Garde les territoires utilisables qui ont au moins un voisin utilisable.

    Args:
        usable: territoires dont la valeur est connue.
        neighbours: voisinage de tous les territoires.

    Returns:
        Les positions gardées, et leur voisinage renuméroté.

    Raises:
        ValueError: voisinage incohérent.
    """
    check_neighbours(neighbours, len(usable))
    links = {
        area: [other for other in others if usable[other]] for area, others in enumerate(neighbours) if usable[area]
    }
    kept = [area for area, others in links.items() if others]
    rank = {area: position for position, area in enumerate(kept)}
    return np.array(kept, dtype=np.intp), [[rank[other] for other in links[area]] for area in kept]


def build_weights(neighbours: Neighbours) -> Any:
    """Poids de contiguïté de libpysal, dans l'ordre des territoires."""
    weights: Any = import_module("libpysal.weights")
    links = {area: list(others) for area, others in enumerate(neighbours)}
    return weights.W(links, id_order=list(links), silence_warnings=True)
