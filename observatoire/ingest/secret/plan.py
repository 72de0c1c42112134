"""Le plan de secret : ce qui est masqué, pourquoi, et ce que cela coûte."""

from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd

from observatoire.domain.estimation import Statut

CLES_CELLULE = ["indicateur", "territoire", "periode", "sexe", "age"]
_CHIFFRES = ["valeur", "ic_bas", "ic_haut", "numerateur", "denominateur"]


class Cause(StrEnum):
    """Pourquoi une cellule est masquée. Une cause ne se publie qu'additionnée : la table ne dit jamais laquelle."""

    AUCUNE = ""
    PRODUCTEUR = "producteur"
    PRIMAIRE = "primaire"
    COMPLEMENTAIRE = "complementaire"


_MELEES_MIN = 3
_PART_MELEE_MIN = 0.1
"""Cellules de la sorte la moins nombreuse, en nombre et en part, pour que la répartition se publie."""


@dataclass(frozen=True)
class PlanSecret:
    """Ce que le secret décide.

    `statuts` et `causes` ont l'index des cellules reçues. `resume` a les colonnes de la table `plan_secret`.
    `groupe_entier` : nombre de cellules que tairait la règle la plus simple. `alertes` sont des phrases pour qui
    publie : chiffres que le secret n'a pas pu juger. `impossibles` : clés des cellules que rien ne protège autant
    que demandé, même en masquant tout. `reunion` : ce qu'un lecteur a devant lui, toutes versions réunies, avec les
    colonnes des cellules reçues.
    """

    statuts: pd.Series
    causes: pd.Series
    resume: pd.DataFrame
    groupe_entier: int = 0
    alertes: tuple[str, ...] = ()
    impossibles: tuple[tuple[str, ...], ...] = ()
    reunion: pd.DataFrame = field(default_factory=pd.DataFrame)


def apply_plan(cellules: pd.DataFrame, plan: PlanSecret) -> pd.DataFrame:
    """Copie des cellules avec le statut du plan ; un chiffre qui n'est pas « disponible » perd tous ses nombres."""
    return clear_masquees(cellules, plan.statuts)


def clear_masquees(cellules: pd.DataFrame, statuts: pd.Series) -> pd.DataFrame:
    """Copie des cellules sous ces statuts ; seul un chiffre « disponible » garde ses nombres."""
    publiables = cellules.copy()
    publiables["statut"] = statuts
    vides = publiables["statut"] != Statut.DISPONIBLE.value
    for colonne in _CHIFFRES:
        if colonne in publiables:
            publiables[colonne] = pd.to_numeric(publiables[colonne]).astype("float64").mask(vides)
    return publiables


def build_resume(cellules: pd.DataFrame, causes: pd.Series) -> pd.DataFrame:
    """Compte les cellules masquées par indicateur.

    Leur répartition n'est dite que si elle n'apprend pas la cause de chacune : qui sait toutes les cellules masquées
    sous le seuil, et leur total publié, les cerne (deux comptes d'au plus dix qui font vingt valent dix chacun).
    """
    par_cause = pd.DataFrame(
        {
            "cellules": 1,
            "primaires": (causes == Cause.PRIMAIRE).astype(int),
            "complementaires": (causes == Cause.COMPLEMENTAIRE).astype(int),
            "marquees_par_le_producteur": (causes == Cause.PRODUCTEUR).astype(int),
        },
        index=cellules.index,
    )
    resume = par_cause.groupby(cellules["indicateur"], observed=True).sum().reset_index()
    sortes = resume[["primaires", "complementaires"]]
    moindre, somme = sortes.min(axis=1), sortes.sum(axis=1)
    melees = (somme == 0) | ((moindre >= _MELEES_MIN) & (moindre >= _PART_MELEE_MIN * somme))
    return resume.assign(**{str(c): resume[c].astype("Int64").mask(~melees) for c in sortes})
