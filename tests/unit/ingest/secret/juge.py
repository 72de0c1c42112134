"""Juger un plan de secret par l'attaquant de `oracle` : les cellules secrètes qu'il cerne de trop près."""

import pandas as pd

from tests.unit.ingest.secret.fabrique import Ville
from tests.unit.ingest.secret.oracle import PRECISION, find_intervalles

SEUIL = 11


def list_mal_protegees(
    ville: Ville, masquees: pd.Series, cibles: pd.Series, *, entiers: bool = False
) -> list[tuple[int, float, float, float, float]]:
    """Cibles (index, n, d, minimum, maximum) dont l'intervalle dit qu'elles sont sous le seuil, ou exclut un cas.

    Ce que la population publique suffit à établir, même en masquant tout, n'est pas une faille ; retrouver un zéro
    que la source laisse paraître non plus.
    """
    comptes = ville.cellules.loc[cibles, ["indicateur", "numerateur", "denominateur"]]
    demandes: dict[int, tuple[float, float]] = {}
    for index, indicateur, n, d in comptes.itertuples(name=None):
        zero = ville.indicateurs[indicateur].zero_diffusable
        if n < PRECISION and zero:
            continue
        bas, haut = (min(n, 1), SEUIL) if n < SEUIL else (n, n)
        if d - n < SEUIL and not (d - n < PRECISION and zero):
            bas, haut = min(bas, max(0, d - SEUIL)), max(haut, d - 1)
        demandes[index] = (bas, haut)
    trouves = find_intervalles(ville, masquees, demandes, entiers=entiers)
    etroits = {i: v for i, v in demandes.items() if not _contains(trouves[i], v)}
    tout = pd.Series(data=True, index=masquees.index)
    au_mieux = find_intervalles(ville, tout, etroits, entiers=entiers)
    possibles = {i: (max(v[0], au_mieux[i][0]), min(v[1], au_mieux[i][1])) for i, v in etroits.items()}
    mal = [i for i, v in possibles.items() if not _contains(trouves[i], v)]
    return [(i, *ville.cellules.loc[i, ["numerateur", "denominateur"]], *trouves[i]) for i in mal]


def _contains(trouve: tuple[float, float], voulu: tuple[float, float]) -> bool:
    return trouve[0] <= voulu[0] + PRECISION and trouve[1] >= voulu[1] - PRECISION
