"""Des comptes simulés aux lignes d'un fichier de valeurs (`indicateur;territoire;periode;sexe;age;…`)."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from observatoire.ingest.demo.comptes import Comptes
from observatoire.ingest.demo.profils import Profil, list_annees
from observatoire.ingest.demo.ville import COMMUNE, DEPARTEMENT, Iris, code_quartier

COLONNES = ["indicateur", "territoire", "periode", "sexe", "age", "numerateur", "denominateur", "valeur"]
_TOUS = (0, 100)
_DETAIL_DEPUIS = 2018
"""Première année livrée par sexe et âge : assez pour une tendance, sans multiplier les petites cases."""
_SEXES: dict[str, slice] = {"ensemble": slice(0, 2), "femmes": slice(0, 1), "hommes": slice(1, 2)}

Table = NDArray[np.int64]


def build_valeurs(profil: Profil, comptes: Comptes, iris: Sequence[Iris]) -> pd.DataFrame:
    """Lignes d'un indicateur, à la maille et à la ventilation du profil.

    Les tranches d'âge sont livrées par quartier : à l'IRIS, une case n'aurait que quelques personnes.
    """
    lignes: list[tuple[str, str, str, str, str, int, int]] = []
    for maille, sexe, tranche in _list_croisements(profil):
        codes, matrice = _make_groupes(maille, iris)
        cas = matrice @ _slice(comptes.cas, sexe, tranche)
        personnes = matrice @ _slice(comptes.personnes, sexe, tranche)
        for colonne, periode in enumerate(comptes.periodes):
            if tranche != _TOUS and list_annees(periode)[-1] < _DETAIL_DEPUIS:
                continue
            for rang, code in enumerate(codes):
                age = "tous" if tranche == _TOUS else _label(tranche)
                lignes.append(
                    (profil.code, code, periode, sexe, age, int(cas[rang, colonne]), int(personnes[rang, colonne]))
                )
    return pd.DataFrame(lignes, columns=COLONNES[:-1])


def _list_croisements(profil: Profil) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """(maille, sexe, tranche d'âge) à livrer : les deux sexes s'additionnent, l'import en fait l'ensemble."""
    sexes = ("femmes", "hommes") if profil.ventilation.startswith("sexe") else ("ensemble",)
    for maille in (profil.maille, "comparateurs"):
        for sexe in sexes:
            yield maille, sexe, _TOUS
    for maille in ("quartier", "comparateurs"):
        for sexe in sexes:
            for tranche in profil.tranches:
                yield maille, sexe, tranche


def _make_groupes(maille: str, iris: Sequence[Iris]) -> tuple[list[str], Table]:
    """Codes des territoires d'une maille, et la matrice qui additionne les lignes simulées pour les former."""
    lignes = len(iris) + 2
    if maille == "comparateurs":
        return [DEPARTEMENT, "FRANCE"], np.eye(lignes, dtype=np.int64)[-2:]
    noms = {"iris": [i.code for i in iris], "quartier": [code_quartier(i.quartier) for i in iris]}.get(
        maille, [COMMUNE] * len(iris)
    )
    codes = list(dict.fromkeys(noms))
    matrice = np.zeros((len(codes), lignes), dtype=np.int64)
    matrice[[codes.index(n) for n in noms], np.arange(len(iris))] = 1
    return codes, matrice


def _slice(comptes: Table, sexe: str, tranche: tuple[int, int]) -> Table:
    return comptes[:, _SEXES[sexe], tranche[0] : tranche[1] + 1].sum(axis=(1, 2))


def _label(tranche: tuple[int, int]) -> str:
    return f"{tranche[0]}+" if tranche[1] == _TOUS[1] else f"{tranche[0]}-{tranche[1]}"
