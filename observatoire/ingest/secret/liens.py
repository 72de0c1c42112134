"""Équations apportées par les taux standardisés : un chiffre publié y combine plusieurs comptes."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from observatoire.ingest.secret.plan import CLES_CELLULE

COLONNES_LIENS = ["equation", *CLES_CELLULE, "coefficient", "porteur"]
"""Une ligne par terme. `porteur` : l'indicateur qui publie Σ coefficient × compte pour le même territoire, la même
période et le même sexe (âge « tous »), ou vide si la somme est toujours connue."""

_POIDS_EQUATION = 2.0


@dataclass(frozen=True)
class Liens:
    """Équations numérotées. `porteurs` : variable d'une équation → cellules qui la publient."""

    termes: pd.DataFrame
    inconnues: pd.DataFrame
    porteurs: dict[int, Any] = field(default_factory=dict[int, Any])


def number_liens(suivies: pd.DataFrame, liens: pd.DataFrame | None) -> Liens:
    """Relie les termes aux variables des cellules ; une équation à laquelle il manque un terme est écartée.

    La somme que publie un porteur devient une variable de plus, qu'on peut masquer comme une cellule.
    """
    vides = pd.DataFrame({"equation": [], "variable": [], "coefficient": []})
    premiere = int(suivies["variable"].max()) + 1
    if liens is None or liens.empty:
        return Liens(vides, pd.DataFrame())
    numeros = suivies.drop_duplicates(CLES_CELLULE)[[*CLES_CELLULE, "variable", "n", "seuil"]]
    termes = liens.merge(numeros, on=CLES_CELLULE, how="left")
    entieres = termes.groupby("equation")["variable"].transform("count") == termes.groupby("equation")[
        "equation"
    ].transform("size")
    termes = termes[entieres]
    if termes.empty:
        return Liens(vides, pd.DataFrame())
    termes = termes.assign(apport=termes["coefficient"] * termes["n"])
    portees = termes[termes["porteur"] != ""]
    sommes = portees.groupby("equation").agg(
        compte=("apport", lambda a: a.sum(skipna=False)), seuil=("seuil", "max"), porteur=("porteur", "first"),
        territoire=("territoire", "first"), periode=("periode", "first"), sexe=("sexe", "first"),
    )  # fmt: skip
    sommes["variable"] = np.arange(premiere, premiere + len(sommes))
    # Une somme est bornée par rapport à sa propre taille, pas au seuil des comptes : elle se masque d'un bloc.
    inconnues = pd.DataFrame(
        {
            "compte": sommes["compte"], "maximum": np.inf, "bas": np.nan, "haut": np.nan,
            "seuil": sommes["seuil"], "poids": _POIDS_EQUATION, "masquable": True, "masquee": False,
        }
    ).set_index(sommes["variable"].to_numpy())  # fmt: skip
    publiees = sommes.reset_index()[["equation", "variable"]].assign(coefficient=-1.0)
    ensemble = pd.concat([termes[["equation", "variable", "coefficient"]], publiees], ignore_index=True)
    cellules = suivies.reset_index().merge(
        sommes.rename(columns={"porteur": "indicateur", "variable": "somme"}).assign(age="tous"), on=CLES_CELLULE
    )
    porteurs = dict(zip(cellules["somme"].astype(int), cellules[suivies.index.name or "index"], strict=True))
    return Liens(ensemble.astype({"variable": "int64"}), inconnues, porteurs)
