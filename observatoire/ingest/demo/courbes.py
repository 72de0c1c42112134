"""Comment le risque varie avec l'âge et le sexe : des courbes simples, en logarithme du rapport de cotes."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from observatoire.ingest.demo.habitants import AGES

Courbe = NDArray[np.float64]
"""Deux lignes (femmes, hommes), une colonne par âge."""


def _par_sexe(femmes: Courbe, ecart_hommes: float | Courbe = 0.0) -> Courbe:
    return np.stack([femmes, femmes + ecart_hommes])


def _points(ages: list[float], valeurs: list[float]) -> Courbe:
    return np.interp(AGES.astype(np.float64), ages, valeurs)


def _croissance(pente: float, debut: float, fin: float) -> Courbe:
    """Croît de `pente` par année d'âge entre `debut` et `fin`, plat ensuite."""
    return pente * (np.clip(AGES.astype(np.float64), debut, fin) - debut)


COURBES: dict[str, Callable[[], Courbe]] = {
    "plate": lambda: _par_sexe(np.zeros(len(AGES))),
    "jeunes": lambda: _par_sexe(_croissance(-0.014, 0, 90)),
    "jeunes_adultes": lambda: _par_sexe(_points([16, 25, 40, 60, 75, 100], [0.5, 0.6, 0.2, -0.5, -1.2, -1.4]), 0.35),
    "chronique": lambda: _par_sexe(_croissance(0.055, 12, 82), 0.08),
    "diabete": lambda: _par_sexe(_croissance(0.088, 22, 72), 0.32),
    "cancer": lambda: _par_sexe(
        _points([0, 20, 40, 60, 75, 100], [-3.2, -3.0, -1.3, 0.0, 0.7, 0.7]),
        _points([0, 45, 60, 75, 100], [0.1, -0.6, 0.0, 0.45, 0.5]),
    ),
    "coeur": lambda: _par_sexe(_croissance(0.105, 28, 88), 0.55),
    "souffle": lambda: _par_sexe(_points([0, 5, 15, 40, 70, 90, 100], [0.3, 0.2, -0.6, 0.0, 1.4, 1.8, 1.8]), 0.2),
    "memoire": lambda: _par_sexe(_points([0, 50, 60, 75, 90, 100], [-9, -7, -4, 0.0, 2.0, 2.3]), -0.1),
    "psychique": lambda: _par_sexe(
        _points([0, 10, 20, 35, 55, 75, 100], [-2.5, -1.3, -0.3, 0.2, 0.5, 0.3, 0.4]),
        _points([0, 14, 20, 45, 60, 100], [0.6, 0.3, 0.3, 0.1, -0.25, -0.4]),
    ),
    "psychotropes": lambda: _par_sexe(_points([0, 12, 18, 35, 60, 85, 100], [-6, -4, -1.2, 0.0, 0.7, 1.3, 1.3]), -0.65),
    "geste_suicidaire": lambda: _par_sexe(
        _points([10, 13, 16, 20, 28, 50, 75, 100], [-0.5, 1.0, 1.7, 0.9, 0.1, 0.1, -0.6, -0.5]),
        _points([10, 15, 22, 40, 100], [-1.2, -1.3, -0.4, -0.2, 0.1]),
    ),
    "deces": lambda: _par_sexe(
        _points([0, 1, 10, 20, 40, 60, 80, 100], [0.2, -2.6, -3.3, -2.4, -1.1, 0.7, 2.7, 4.9]),
        _points([0, 15, 25, 60, 80, 100], [0.2, 0.4, 0.9, 0.8, 0.5, 0.2]),
    ),
    "deces_cancer": lambda: _par_sexe(
        _points([0, 20, 40, 60, 80, 100], [-4.5, -4.3, -2.0, 0.6, 2.0, 2.6]),
        _points([0, 40, 60, 80, 100], [0.1, -0.2, 0.45, 0.6, 0.6]),
    ),
    "deces_coeur": lambda: _par_sexe(
        _points([0, 20, 40, 60, 80, 100], [-5, -4.5, -2.6, -0.6, 2.4, 4.8]),
        _points([0, 40, 60, 80, 100], [0.2, 0.9, 1.0, 0.4, 0.1]),
    ),
    "deces_externe": lambda: _par_sexe(
        _points([0, 10, 20, 45, 65, 80, 100], [-1, -1.6, -0.4, 0.0, 0.4, 1.9, 3.8]),
        _points([0, 15, 25, 60, 100], [0.2, 0.8, 1.2, 0.8, 0.2]),
    ),
    "urgences": lambda: _par_sexe(
        _points([0, 4, 12, 22, 45, 65, 80, 100], [1.0, 0.7, 0.0, 0.35, -0.2, -0.2, 0.6, 1.2]), 0.05
    ),
}
"""Courbe d'âge par nom."""
