"""L'intervalle d'un taux, par le nom de sa méthode : une seule porte pour la publication et les écrans."""

import numpy as np
from numpy.typing import ArrayLike

from observatoire.stats.arguments import broadcast
from observatoire.stats.intervals import Interval, poisson_interval, wilson_interval

METHODS = ("wilson", "byar", "")


def rate_interval(
    method: str,
    events: ArrayLike,
    population: ArrayLike,
    *,
    multiplier: float = 1.0,
    level: float = 0.95,
) -> Interval:
    """Intervalle de `events / population * multiplier`.

    Args:
        method: `wilson` (proportion), `byar` (effectif de Poisson rapporté à une population, ou à un
            nombre attendu) ou vide (aucun intervalle : NaN).
        events: nombre de cas.
        population: nombre de personnes, ou nombre attendu ; 0 donne NaN.
        multiplier: facteur d'affichage, 100 pour une part.
        level: niveau de confiance.

    Returns:
        Les bornes, dans l'unité affichée.

    Raises:
        ValueError: méthode inconnue, effectif négatif, proportion au-dessus de 1, niveau hors de ]0, 1[.
    """
    if method not in METHODS:
        raise ValueError(f"method: {method!r} inconnue ; attendu {', '.join(map(repr, METHODS))}")
    x, n = broadcast(events=events, population=population)
    if method == "wilson":
        lower, upper = wilson_interval(x, n, level=level)
        return Interval(lower * multiplier, upper * multiplier)
    if method == "byar":
        lower, upper = poisson_interval(x, level=level)
        per_head = multiplier / np.where(n > 0, n, np.nan)
        return Interval(lower * per_head, upper * per_head)
    undefined = np.full(x.shape, np.nan)
    return Interval(undefined, undefined.copy())
