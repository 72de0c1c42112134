"""Des lignes de l'entrepôt aux chiffres : intervalle publié à 95 %, recalculé depuis les comptes à 99,8 %."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from observatoire.domain.estimation import Estimation, Statut
from observatoire.domain.indicateur import Indicateur, TypeIndicateur
from observatoire.services.resultats import Chiffre
from observatoire.stats.arguments import Floats
from observatoire.stats.comparison import STRICT_LEVEL, USUAL_LEVEL
from observatoire.stats.intervals import poisson_interval, wilson_interval
from observatoire.store.entrepot.metadonnees import Metadonnees

LigneValeur = tuple[Any, ...]
_ELARGISSEMENT_NORMAL = 3.0902323061678132 / 1.959963984540054
"""Demi-largeur à 99,8 % sur demi-largeur à 95 % d'un intervalle normal, quand les comptes manquent."""


def build_chiffres(lignes: Sequence[LigneValeur], meta: Metadonnees) -> list[Chiffre]:
    """Construit les chiffres, dans l'ordre des lignes (colonnes de `store/sql/valeurs_*.sql`)."""
    if not lignes:
        return []
    indicateurs = [meta.indicateurs[ligne[0]] for ligne in lignes]
    valeur, bas, haut, effectif, population = (to_array([ligne[c] for ligne in lignes]) for c in range(5, 10))
    methodes = [_name_methode(*champs) for champs in zip(indicateurs, bas, effectif, population, strict=True)]
    bas_998, haut_998 = compute_ic_998(
        valeur=valeur,
        bas=bas,
        haut=haut,
        effectif=effectif,
        population=population,
        is_wilson=np.array([m == "wilson" for m in methodes]),
        multiplicateur=to_array([i.multiplicateur for i in indicateurs]),
    )
    return [
        Chiffre(
            indicateur=indicateur,
            territoire=meta.territoires[ligne[1]],
            periode=meta.periodes[ligne[2]],
            sexe=ligne[3],
            age=ligne[4],
            estimation=Estimation(
                valeur=ligne[5],
                ic_bas=ligne[6],
                ic_haut=ligne[7],
                niveau=USUAL_LEVEL,
                methode=methode,
                effectif=ligne[8],
                population=ligne[9],
                statut=Statut(ligne[10]),
                periode=ligne[2],
                source=indicateur.source,
            ),
            ic_998_bas=to_float(b998),
            ic_998_haut=to_float(h998),
        )
        for ligne, indicateur, methode, b998, h998 in zip(lignes, indicateurs, methodes, bas_998, haut_998, strict=True)
    ]


def compute_ic_998(
    *,
    valeur: Floats,
    bas: Floats,
    haut: Floats,
    effectif: Floats,
    population: Floats,
    is_wilson: np.typing.NDArray[np.bool_],
    multiplicateur: Floats,
) -> tuple[Floats, Floats]:
    """Intervalle à 99,8 % de chiffres publiés avec leur intervalle à 95 %.

    Part : Wilson sur les comptes. Autre chiffre né d'un comptage : les bornes publiées sont une image affine de
    celles de Byar sur l'effectif (taux, ICM, taux standardisé de Dobson), dont l'échelle se retrouve depuis la
    borne haute. Sans compte : intervalle normal élargi. Jamais plus étroit que l'intervalle à 95 %.
    """
    compte = np.where(is_wilson, effectif, np.nan)
    wilson = wilson_interval(compte, np.where(is_wilson, population, np.nan), level=STRICT_LEVEL)
    usuel = poisson_interval(np.where(is_wilson, np.nan, effectif))
    strict = poisson_interval(np.where(is_wilson, np.nan, effectif), level=STRICT_LEVEL)
    echelle = (haut - valeur) / (usuel.upper - effectif)
    sans_compte = np.isnan(effectif)
    bas_998 = np.where(
        is_wilson,
        wilson.lower * multiplicateur,
        np.where(
            sans_compte,
            valeur - (valeur - bas) * _ELARGISSEMENT_NORMAL,
            valeur + echelle * (strict.lower - effectif),
        ),
    )
    haut_998 = np.where(
        is_wilson,
        wilson.upper * multiplicateur,
        np.where(
            sans_compte,
            valeur + (haut - valeur) * _ELARGISSEMENT_NORMAL,
            valeur + echelle * (strict.upper - effectif),
        ),
    )
    return np.minimum(bas_998, bas), np.maximum(haut_998, haut)


def is_proportion(indicateur: Indicateur, effectif: float | None, population: float | None) -> bool:
    """Vrai pour une part dont les comptes sont connus et cohérents."""
    return (
        indicateur.type is TypeIndicateur.PART
        and effectif is not None
        and population is not None
        and 0 <= effectif <= population
        and population > 0
    )


def _name_methode(indicateur: Indicateur, bas: float, effectif: float, population: float) -> str:
    if np.isnan(bas):
        return ""
    if np.isnan(effectif):
        return "producteur"
    if is_proportion(indicateur, effectif, population):
        return "wilson"
    return "dobson" if indicateur.type is TypeIndicateur.TAUX_STANDARDISE else "byar"


def to_array(nombres: Sequence[float | None]) -> Floats:
    """Tableau de réels, les absents en NaN."""
    return np.array([np.nan if n is None else n for n in nombres], dtype=np.float64)


def to_float(nombre: float) -> float | None:
    """Nombre ordinaire, ou rien pour NaN."""
    return None if np.isnan(nombre) else float(nombre)
