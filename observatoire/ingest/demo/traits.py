"""Traits cachés de chaque IRIS : la précarité et les goûts locaux qui font varier les indicateurs ensemble."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from observatoire.ingest.demo.ville import Iris

_SD_IRIS = 0.28


@dataclass(frozen=True)
class Traits:
    """Précarité par IRIS, et distances (km) entre IRIS pour tirer des effets locaux qui se ressemblent de proche en
    proche."""

    precarite: NDArray[np.float64]
    _racine: NDArray[np.float64]
    _quartiers: NDArray[np.int64]

    def draw_local(self, ecart_type: float, rng: np.random.Generator) -> NDArray[np.float64]:
        """Effet local d'un indicateur : deux tiers communs au voisinage, un tiers propre à l'IRIS."""
        voisinage = self._racine @ rng.normal(size=len(self.precarite))
        propre = rng.normal(size=len(self.precarite))
        return ecart_type * (np.sqrt(2 / 3) * voisinage + np.sqrt(1 / 3) * propre)

    def draw_quartiers(self, ecart_type: float, rng: np.random.Generator) -> NDArray[np.float64]:
        """Un tirage par quartier, recopié sur ses IRIS."""
        return ecart_type * rng.normal(size=self._quartiers.max() + 1)[self._quartiers]


def draw_traits(iris: tuple[Iris, ...], centres: NDArray[np.float64], rng: np.random.Generator) -> Traits:
    """Tire la précarité : celle du quartier, plus un écart propre à l'IRIS, corrélé avec ses voisins."""
    distances = np.linalg.norm(centres[:, None] - centres, axis=2)
    racine = np.linalg.cholesky(np.exp(-distances / 1.5) + 1e-9 * np.eye(len(iris)))
    quartiers = np.array([i.quartier.numero - 1 for i in iris])
    moyennes = np.array([i.quartier.precarite for i in iris])
    local = _SD_IRIS * (0.6 * racine @ rng.normal(size=len(iris)) + 0.8 * rng.normal(size=len(iris)))
    local -= np.array([local[quartiers == q].mean() for q in quartiers])
    return Traits(precarite=moyennes + local, _racine=racine, _quartiers=quartiers)
