"""Taux standardisés et ICM, calculés à la publication depuis les comptes par âge."""

from dataclasses import dataclass

import pandas as pd

from observatoire.domain.indicateur import Indicateur


@dataclass(frozen=True)
class Standardises:
    """Chiffres standardisés et équations qui les relient aux comptes.

    `cellules` a les colonnes de `COLONNES_VALEUR`, plus `ic_bas` et `ic_haut` à 95 % ; `liens` se passe au secret.
    """

    cellules: pd.DataFrame
    liens: pd.DataFrame


def build_standardises(
    cellules: pd.DataFrame,
    population: pd.DataFrame,
    indicateurs: dict[str, Indicateur],
    *,
    reference: str,
) -> Standardises:
    """Calcule les indicateurs du catalogue qui ont une `base` et une `methode_standardisation`.

    Args:
        cellules: toutes les cellules, avant secret (colonnes de `COLONNES_VALEUR`).
        population: `territoire, maille, periode, sexe, classe_age, effectif`.
        indicateurs: le catalogue, par code.
        reference: code du territoire dont les taux par âge servent de référence aux ICM (la ville).

    Returns:
        Les cellules à ajouter aux autres avant le secret, et leurs liens.
    """
    raise NotImplementedError
