"""Équations apportées par les taux standardisés : un chiffre publié y combine plusieurs comptes."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from observatoire.ingest.secret.inconnues import weigh_cellules
from observatoire.ingest.secret.plan import CLES_CELLULE

COLONNES_LIENS = ["equation", *CLES_CELLULE, "coefficient", "porteur", "facteur"]
"""Une ligne par terme. `porteur` : l'indicateur qui publie Σ coefficient × compte pour le même territoire, la même
période et le même sexe (âge « tous »), ou vide si la somme est toujours connue. `facteur` : ce par quoi multiplier
la valeur publiée par le porteur pour retrouver la somme, vide si elle ne s'en déduit pas."""


@dataclass(frozen=True)
class Liens:
    """Équations numérotées. `porteurs` : variable d'une somme → cellule qui la publie."""

    termes: pd.DataFrame
    inconnues: pd.DataFrame
    porteurs: dict[int, Any] = field(default_factory=dict[int, Any])


def number_liens(suivies: pd.DataFrame, liens: pd.DataFrame | None) -> Liens:
    """Relie les termes aux variables des cellules ; une équation à laquelle il manque un terme est écartée.

    La somme que publie un porteur devient une variable de plus, qu'on peut masquer comme une cellule. Sa valeur se
    calcule des comptes s'ils sont tous connus, sinon (pour l'attaquant) de la valeur publiée.
    """
    termes = _match(suivies, liens)
    if termes.empty:
        return Liens(pd.DataFrame({"equation": [], "variable": [], "coefficient": []}), pd.DataFrame())
    termes = termes.assign(apport=termes["coefficient"] * termes["n"])
    sommes = termes[termes["porteur"] != ""].groupby("equation").agg(
        compte=("apport", lambda a: a.sum(skipna=False)), seuil=("seuil", "max"), indicateur=("porteur", "first"),
        territoire=("territoire", "first"), periode=("periode", "first"), sexe=("sexe", "first"),
        facteur=("facteur", "first"),
    )  # fmt: skip
    parue = suivies.get("valeur_parue", False)
    rangees = suivies.assign(cellule=suivies.index, poids=weigh_cellules(suivies), parue=parue)
    publiees = rangees[[*CLES_CELLULE, "cellule", "poids", "valeur", "parue"]]
    sommes = sommes.reset_index().assign(age="tous").merge(publiees, on=CLES_CELLULE)
    sommes["compte"] = sommes["compte"].fillna(pd.to_numeric(sommes["valeur"]) * sommes["facteur"])
    sommes["variable"] = np.arange(len(sommes)) + int(suivies["variable"].max()) + 1
    inconnues = pd.DataFrame(
        {
            "compte": sommes["compte"], "maximum": np.inf, "bas": np.nan, "haut": np.nan,
            "seuil": sommes["seuil"], "poids": sommes["poids"] / 2,
            "masquee": False, "figee": sommes["parue"],
        }
    ).set_index(sommes["variable"].to_numpy())  # fmt: skip
    portes = sommes[["equation", "variable"]].assign(coefficient=-1.0)
    seuls = termes[(termes["porteur"] == "") | termes["equation"].isin(sommes["equation"])]
    ensemble = pd.concat([seuls[["equation", "variable", "coefficient"]], portes], ignore_index=True)
    porteurs = dict(zip(sommes["variable"].astype(int), sommes["cellule"], strict=True))
    return Liens(ensemble.astype({"variable": "int64"}), inconnues, porteurs)


def _match(suivies: pd.DataFrame, liens: pd.DataFrame | None) -> pd.DataFrame:
    """Termes des équations dont toutes les cellules existent."""
    if liens is None or liens.empty:
        return pd.DataFrame()
    numeros = suivies.drop_duplicates(CLES_CELLULE)[[*CLES_CELLULE, "variable", "n", "seuil"]]
    termes = liens.merge(numeros, on=CLES_CELLULE, how="left")
    par_equation = termes.groupby("equation")["variable"]
    return termes[par_equation.transform("count") == par_equation.transform("size")]
