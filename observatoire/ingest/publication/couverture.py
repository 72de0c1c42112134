"""Quelle part d'un QPV couvrent les IRIS entiers dont on additionne les comptes pour l'approcher."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import shapely

from observatoire.ingest.publication.territoires import Lieux

BaseCouverture = Literal["population", "surface", "fichier"]


@dataclass(frozen=True, slots=True)
class Couverture:
    """`iris` : les IRIS entiers retenus. `part` de 0 à 1, mesurée sur `base` : la population des carreaux habités s'il
    y en a dans le QPV, sinon la surface ; « fichier » quand c'est un fichier qui dit de quels IRIS le QPV est fait.
    """

    iris: tuple[str, ...] = ()
    part: float = 0.0
    base: BaseCouverture = "surface"


def measure_couverture(
    lieux: Lieux, qpv: str, iris: Sequence[str], *, part_surface: float, carreaux: pd.DataFrame | None
) -> Couverture:
    """Part de la population du QPV (carreaux : `lon`, `lat`, `individus`) qui vit dans ces IRIS, ou de la surface."""
    contour = lieux[qpv].contour
    if carreaux is not None and len(carreaux) and contour is not None:
        centres = shapely.points(carreaux["lon"].to_numpy(float), carreaux["lat"].to_numpy(float))
        poids = carreaux["individus"].to_numpy(float)
        dedans = np.asarray(shapely.contains(contour, centres)) & (poids > 0)
        if dedans.any():
            entiers = shapely.union_all([lieux[code].contour for code in iris])
            couverts = dedans & np.asarray(shapely.contains(entiers, centres))
            return Couverture(tuple(iris), float(poids[couverts].sum() / poids[dedans].sum()), "population")
    return Couverture(tuple(iris), min(1.0, part_surface), "surface")
