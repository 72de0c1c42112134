"""Découper les cellules en tableaux indépendants : rien de l'un ne renseigne sur l'autre."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array
from scipy.sparse.csgraph import connected_components

from observatoire.ingest.secret.lineaire import Bools, Floats
from observatoire.ingest.secret.relations import Relations

_NOMBRES = ("compte", "maximum", "bas", "haut", "seuil", "poids")


@dataclass(frozen=True)
class Tableau:
    """Un tableau et ses inconnues, dans l'ordre de `variables`.

    `reste_min ≤ matrice · compte ≤ reste_max` est ce que sait le lecteur. `bas` et `haut` sont la protection
    demandée (NaN sans protection). `poids` est l'information perdue si on masque. Une inconnue `figee` ne peut pas
    l'être : une ancienne version la publie.
    """

    variables: NDArray[np.int64]
    matrice: csc_array
    reste_min: Floats
    reste_max: Floats
    compte: Floats
    maximum: Floats
    bas: Floats
    haut: Floats
    seuil: Floats
    poids: Floats
    masquee: Bools
    figee: Bools


def split_tableaux(inconnues: pd.DataFrame, relations: Relations, utiles: pd.Series) -> Iterator[Tableau]:
    """Composantes connexes des équations, celles qui contiennent au moins une inconnue de `utiles`.

    Args:
        inconnues: une ligne par variable, index 0..n−1, colonnes des champs de `Tableau`.
        relations: équations entre variables.
        utiles: booléen par variable.
    """
    nombre = len(inconnues)
    termes = relations.termes
    lignes = termes["equation"].to_numpy(dtype=np.int64)
    colonnes = termes["variable"].to_numpy(dtype=np.int64)
    equations = len(relations.reste_min)
    graphe = coo_array(
        (np.ones(len(termes)), (colonnes, lignes + nombre)), shape=(nombre + equations, nombre + equations)
    )
    _, composante = connected_components(graphe, directed=False)
    demandees = np.unique(composante[:nombre][utiles.to_numpy(dtype=bool)])
    variables_par = pd.Series(np.arange(nombre)).groupby(composante[:nombre]).indices
    termes_par = pd.Series(np.arange(len(termes))).groupby(composante[colonnes]).indices
    coefficients = termes["coefficient"].to_numpy(dtype=np.float64)
    bas, haut = relations.reste_min.to_numpy(dtype=np.float64), relations.reste_max.to_numpy(dtype=np.float64)
    for numero in demandees:
        variables = np.asarray(variables_par[numero], dtype=np.int64)
        choix = np.asarray(termes_par.get(numero, np.array([], dtype=np.int64)), dtype=np.int64)
        lignes_locales, rang = np.unique(lignes[choix], return_inverse=True)
        matrice = coo_array(
            (coefficients[choix], (rang, np.searchsorted(variables, colonnes[choix]))),
            shape=(len(lignes_locales), len(variables)),
        )
        bloc = inconnues.iloc[variables]
        yield Tableau(
            variables=variables,
            matrice=csc_array(matrice.tocsc()),
            reste_min=bas[lignes_locales],
            reste_max=haut[lignes_locales],
            **{c: bloc[c].to_numpy(dtype=np.float64) for c in ("compte", "maximum", "bas", "haut", "seuil", "poids")},
            masquee=bloc["masquee"].to_numpy(dtype=bool),
            figee=bloc["figee"].to_numpy(dtype=bool),
        )
