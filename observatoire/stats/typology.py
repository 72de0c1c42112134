"""Typologie des quartiers : classification ascendante hiérarchique et profil des classes."""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.cluster import hierarchy

from observatoire.stats.arguments import Floats, to_floats

_HIERARCHY = cast(Any, hierarchy)
CHARACTERISTIC_TEST_VALUE = 2.0  # une valeur-test au-delà de 2 distingue une classe (Lebart et Morineau)


@dataclass(frozen=True)
class Typology:
    """Classes de territoires et leur profil.

    Attributes:
        labels: classe de chaque territoire, 1 pour la plus nombreuse ; NaN si une donnée manque.
        sizes: nombre de territoires par classe.
        means: moyenne de chaque indicateur par classe (classes × indicateurs), dans son unité.
        standardised: la même, en écarts-types de la ville autour de sa moyenne.
        test_values: valeur-test de chaque indicateur par classe.
        profile: 1 (trait plus haut), −1 (plus bas) ou 0 (ordinaire), par classe et indicateur.
        explained: part de la dispersion expliquée par les classes, de 0 à 1.
    """

    labels: Floats
    sizes: Floats
    means: Floats
    standardised: Floats
    test_values: Floats
    profile: Floats
    explained: float


def build_typology(values: ArrayLike, *, classes: int) -> Typology:
    """Classe les territoires qui se ressemblent (méthode de Ward, indicateurs centrés et réduits).

    Args:
        values: territoires en lignes, indicateurs en colonnes ; un territoire à qui une donnée
            manque n'est pas classé. Un indicateur constant ne pèse pas.
        classes: nombre de classes voulu ; il peut en rester moins si des territoires sont égaux.

    Returns:
        Les classes et leur profil.

    Raises:
        ValueError: tableau qui n'a pas deux dimensions, nombre de classes impossible.
    """
    table = to_floats("values", values)
    complete = _complete_rows(table)
    if not 2 <= classes <= int(complete.sum()):
        raise ValueError(f"« classes » : {classes}, attendu de 2 à {int(complete.sum())} (territoires complets).")
    raw, scores = table[complete], _standardise(table[complete])
    tree = _HIERARCHY.linkage(scores, method="ward")
    assigned = np.asarray(_HIERARCHY.fcluster(tree, classes, criterion="maxclust"), dtype=np.intp)
    members = _by_decreasing_size(assigned)
    sizes = np.array([len(rows) for rows in members], dtype=np.float64)
    standardised = np.array([scores[rows].mean(axis=0) for rows in members])
    test_values = _test_values(standardised, sizes, len(scores))
    labels, ranks = np.full(len(table), np.nan), np.zeros(len(scores))
    for rank, rows in enumerate(members, start=1):
        ranks[rows] = rank
    labels[complete] = ranks
    inertia = float((scores**2).sum())
    between = float((sizes[:, None] * standardised**2).sum())
    characteristic = np.abs(test_values) > CHARACTERISTIC_TEST_VALUE
    return Typology(
        labels=labels,
        sizes=sizes,
        means=np.array([raw[rows].mean(axis=0) for rows in members]),
        standardised=standardised,
        test_values=test_values,
        profile=np.where(characteristic, np.sign(test_values), 0.0),
        explained=between / inertia if inertia > 0 else np.nan,
    )


def _complete_rows(table: Floats) -> NDArray[np.bool_]:
    if table.ndim != 2:
        raise ValueError("« values » : un tableau territoires × indicateurs est attendu.")
    return np.asarray(~np.isnan(table).any(axis=1))


def _standardise(table: Floats) -> Floats:
    spread = table.std(axis=0)
    return np.asarray((table - table.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def _by_decreasing_size(assigned: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    groups = [np.flatnonzero(assigned == label) for label in np.unique(assigned)]
    return sorted(groups, key=lambda rows: (-len(rows), rows[0]))


def _test_values(standardised: Floats, sizes: Floats, areas: int) -> Floats:
    """Écart de la classe à la ville, en erreurs types d'un tirage sans remise de même taille."""
    variance = (areas - sizes) / (areas - 1) / sizes * areas / (areas - 1)
    deviation = np.sqrt(np.where(variance > 0, variance, np.nan))[:, None]
    return np.asarray(standardised / deviation)
