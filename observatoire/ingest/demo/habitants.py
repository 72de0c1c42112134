"""Habitants de la ville : par IRIS, sexe, âge (0 à 100 ans) et année, d'où viennent tous les dénominateurs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from observatoire.ingest.demo.ville import ANNEE_BASE, IRIS_PEU_HABITES, Iris

ANNEES = tuple(range(2014, 2025))
AGES = np.arange(101)
FEMMES, HOMMES = 0, 1

_POIDS_PAR_5_ANS = (5.2, 5.8, 6.2, 6.2, 5.8, 5.6, 6.0, 6.2, 6.2, 6.3, 6.7, 6.6, 6.3, 5.8, 5.5, 3.8, 2.6, 2.0, 1.3)
"""Ordre de grandeur de la pyramide française (%, de 0-4 à 90 et plus)."""


@dataclass(frozen=True)
class Habitants:
    """`effectifs[iris, sexe, âge, année]` en habitants (nombres réels, comme au recensement)."""

    effectifs: NDArray[np.float64]

    def count(self, annee: int, ages: slice, sexe: int | None = None) -> NDArray[np.float64]:
        """Habitants de chaque IRIS pour une année, une tranche d'âge et, si demandé, un sexe."""
        annuel = self.effectifs[:, :, ages, ANNEES.index(annee)].sum(axis=2)
        return annuel.sum(axis=1) if sexe is None else annuel[:, sexe]


def simulate_habitants(iris: tuple[Iris, ...], precarite: NDArray[np.float64], rng: np.random.Generator) -> Habitants:
    """Peuple chaque IRIS : taille voulue en 2022, pyramide inclinée par le quartier, croissance régulière."""
    tailles = _share_population(iris, rng)
    jeunesse = np.array([i.quartier.jeunesse for i in iris]) + 0.05 * precarite + rng.normal(0, 0.06, len(iris))
    centralite = np.array([i.quartier.centralite for i in iris])
    croissance = np.array([i.quartier.croissance for i in iris]) + rng.normal(0, 0.0015, len(iris))
    ecart = np.array([annee - ANNEE_BASE for annee in ANNEES])
    pyramide = _national_pyramid()
    pente = -jeunesse[:, None] + 0.006 * ecart
    incline = np.exp(pente[:, None, :] * (AGES[None, :, None] - 40) / 65)
    etudiants = 1 + 0.9 * centralite[:, None] * np.exp(-(((AGES - 21.5) / 3.2) ** 2))
    poids = pyramide[None, :, :, None] * (incline * etudiants[:, :, None])[:, None, :, :]
    poids /= poids.sum(axis=(1, 2), keepdims=True)
    niveau = tailles[:, None] * (1 + croissance[:, None]) ** ecart
    return Habitants(poids * niveau[:, None, None, :])


def national_ages() -> NDArray[np.float64]:
    """Part de chaque sexe et âge dans une population aux ordres de grandeur nationaux (somme 1)."""
    return _national_pyramid()


def _share_population(iris: tuple[Iris, ...], rng: np.random.Generator) -> NDArray[np.float64]:
    """Partage la population de chaque quartier entre ses IRIS, à l'entier près."""
    tailles = np.zeros(len(iris))
    for quartier in dict.fromkeys(i.quartier for i in iris):
        membres = [i for i in iris if i.quartier is quartier]
        for i in membres:
            tailles[i.rang] = IRIS_PEU_HABITES.get(i.nom, ("H", 0))[1]
        libres = [i.rang for i in membres if i.nom not in IRIS_PEU_HABITES]
        reste = quartier.population - tailles[[i.rang for i in membres]].sum()
        parts = rng.uniform(0.82, 1.18, len(libres))
        tailles[libres] = np.floor(reste * parts / parts.sum())
        tailles[libres[0]] += reste - tailles[libres].sum()
    return tailles


def _national_pyramid() -> NDArray[np.float64]:
    """Poids par sexe (femmes, hommes) et âge, lissés à l'année."""
    centres = np.arange(2, 93, 5)
    par_age = np.interp(AGES, centres, np.array(_POIDS_PAR_5_ANS) / 5)
    par_age[90:] = 0.45 * 0.78 ** np.arange(11)
    part_hommes = np.interp(AGES, [0, 30, 60, 75, 85, 95, 100], [0.512, 0.495, 0.48, 0.45, 0.37, 0.25, 0.18])
    pyramide = np.stack([par_age * (1 - part_hommes), par_age * part_hommes])
    return pyramide / pyramide.sum()
