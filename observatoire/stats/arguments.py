"""Contrôle des arguments, commun à toutes les fonctions statistiques."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def to_floats(name: str, data: ArrayLike) -> Floats:
    """Convertit une entrée en tableau de réels, NaN permis, infini refusé.

    Raises:
        ValueError: si l'entrée n'est pas faite de nombres finis ou de NaN.
    """
    try:
        array = np.asarray(data, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"« {name} » : des nombres sont attendus, trouvé {data!r}.") from error
    if np.isinf(array).any():
        raise ValueError(f"« {name} » : une valeur infinie n'est pas un nombre utilisable.")
    return array


def broadcast(**arrays: ArrayLike) -> tuple[Floats, ...]:
    """Convertit plusieurs entrées et les étend à une forme commune.

    Raises:
        ValueError: si une entrée n'est pas numérique ou si les formes sont incompatibles.
    """
    converted = [to_floats(name, data) for name, data in arrays.items()]
    try:
        return tuple(np.broadcast_arrays(*converted))
    except ValueError as error:
        shapes = ", ".join(f"« {name} » {array.shape}" for name, array in zip(arrays, converted, strict=True))
        raise ValueError(f"Les formes ne s'accordent pas : {shapes}.") from error


def check_not_negative(**arrays: Floats) -> None:
    """Refuse un effectif, une population ou un écart-type négatif.

    Raises:
        ValueError: si une valeur est négative.
    """
    for name, array in arrays.items():
        if (array < 0).any():
            raise ValueError(f"« {name} » : valeur négative ({np.nanmin(array):g}), attendu un nombre positif ou nul.")


def check_at_most(name: str, array: Floats, limit_name: str, limit: Floats) -> None:
    """Refuse une valeur qui dépasse sa limite naturelle (des cas plus nombreux que la population).

    Raises:
        ValueError: si une valeur dépasse sa limite.
    """
    above = array > limit
    if above.any():
        raise ValueError(f"« {name} » : {array[above].flat[0]:g} dépasse « {limit_name} » ({limit[above].flat[0]:g}).")


def check_level(level: float, *, name: str = "level") -> float:
    """Vérifie un niveau de confiance (ou toute probabilité) strictement entre 0 et 1.

    Raises:
        ValueError: si le niveau n'est pas dans ]0, 1[.
    """
    if math.isnan(level) or not 0 < level < 1:
        raise ValueError(f"« {name} » : {level!r} n'est pas strictement compris entre 0 et 1 (exemple : 0.95).")
    return float(level)


def check_positive(value: float, *, name: str) -> float:
    """Vérifie un réglage strictement positif et fini.

    Raises:
        ValueError: si la valeur n'est pas un réel strictement positif.
    """
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"« {name} » : {value!r}, attendu un nombre strictement positif.")
    return float(value)
