"""Autocorrélation spatiale : l'indicateur se regroupe-t-il dans la ville, et où ?"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from observatoire.stats.arguments import Floats, check_level, to_floats
from observatoire.stats.neighbours import Neighbours, build_weights, load_esda, restrict

FEWEST_AREAS = 8
PERMUTATIONS = 9_999
SEED = 1950  # année de l'article de Moran ; fixe : deux ouvertures d'une page donnent la même carte

NOT_SIGNIFICANT, HIGH_HIGH, LOW_HIGH, LOW_LOW, HIGH_LOW = 0.0, 1.0, 2.0, 3.0, 4.0


class MoranIndex(NamedTuple):
    """Indice I de Moran, sa valeur attendue sans regroupement, et sa probabilité critique."""

    statistic: float
    expected: float
    p_value: float


class LocalClusters(NamedTuple):
    """Regroupements locaux.

    `kind` vaut 0 (rien d'établi), 1 (haut entouré de haut), 2 (bas entouré de haut),
    3 (bas entouré de bas), 4 (haut entouré de bas) ; NaN sans valeur ou sans voisin.
    `established` vaut 1 quand le regroupement tient compte tenu du nombre de territoires
    testés, 0 sinon : il reste alors « à confirmer ».
    """

    statistic: Floats
    p_value: Floats
    kind: Floats
    established: Floats


def moran_index(values: ArrayLike, neighbours: Neighbours) -> MoranIndex:
    """Indice I de Moran et son test bilatéral, sous l'hypothèse de répartition au hasard.

    Args:
        values: une valeur par territoire ; les NaN et les territoires isolés sont écartés.
        neighbours: positions des voisins de chaque territoire.

    Returns:
        L'indice ; NaN à moins de huit territoires ou si toutes les valeurs sont égales.

    Raises:
        ValueError: voisinage incohérent.
    """
    y = np.atleast_1d(to_floats("values", values))
    kept, links = restrict(~np.isnan(y), neighbours)
    if not _measurable(y[kept]):
        return MoranIndex(np.nan, np.nan, np.nan)
    moran: Any = load_esda("moran")
    result = moran.Moran(y[kept], build_weights(links), permutations=0)
    return MoranIndex(float(result.I), float(result.EI), float(result.p_rand))


def local_clusters(values: ArrayLike, neighbours: Neighbours, *, level: float = 0.95) -> LocalClusters:
    """Indices locaux de Moran, à deux degrés de certitude.

    La probabilité critique vient de 9 999 permutations conditionnelles, à graine fixe ; elle est
    bilatérale. Sur soixante territoires, un seuil de 5 % en désigne trois par hasard : seuls
    ceux qui passent aussi le seuil de Benjamini et Hochberg sont donnés pour établis.

    Args:
        values: une valeur par territoire ; les NaN et les territoires isolés sont écartés.
        neighbours: positions des voisins de chaque territoire.
        level: niveau du test de chaque territoire, et 1 moins la part de fausses découvertes.

    Returns:
        Les indices, leurs probabilités critiques et le genre de chaque regroupement.

    Raises:
        ValueError: voisinage incohérent, niveau hors de ]0, 1[.
    """
    check_level(level)
    y = np.atleast_1d(to_floats("values", values))
    statistic, p_value, kind, established = (np.full(y.shape, np.nan) for _ in range(4))
    kept, links = restrict(~np.isnan(y), neighbours)
    if not _measurable(y[kept]):
        return LocalClusters(statistic, p_value, kind, established)
    moran: Any = load_esda("moran")
    result = moran.Moran_Local(y[kept], build_weights(links), permutations=PERMUTATIONS, seed=SEED)
    # esda replie la probabilité sur la queue la plus proche : la doubler la rend bilatérale.
    folded = np.minimum(1.0, 2 * np.asarray(result.p_sim, dtype=np.float64))
    statistic[kept], p_value[kept] = result.Is, folded
    kind[kept] = np.where(folded < 1 - level, result.q, NOT_SIGNIFICANT)
    established[kept] = folded <= false_discovery_threshold(folded, level=level)
    return LocalClusters(statistic, p_value, kind, established)


def false_discovery_threshold(p_values: ArrayLike, *, level: float = 0.95) -> float:
    """Seuil de Benjamini et Hochberg (1995) ; 0 quand aucun test ne passe.

    Args:
        p_values: probabilités critiques ; les NaN sont écartés.
        level: 1 moins la part de fausses découvertes acceptée.

    Returns:
        La plus grande probabilité critique retenue.

    Raises:
        ValueError: probabilité hors de [0, 1], niveau hors de ]0, 1[.
    """
    p = to_floats("p_values", p_values)
    if ((p < 0) | (p > 1)).any():
        raise ValueError("« p_values » : une probabilité est comprise entre 0 et 1.")
    ordered = np.sort(p[~np.isnan(p)])
    steps = (1 - check_level(level)) * np.arange(1, ordered.size + 1) / max(ordered.size, 1)
    return float(ordered[ordered <= steps].max(initial=0.0))


def _measurable(values: Floats) -> bool:
    return values.size >= FEWEST_AREAS and bool(np.ptp(values) > 0)
