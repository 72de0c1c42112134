"""Fichiers du recensement de Brumelande, un par millésime, aux colonnes de `base-ic-evol-struct-pop`."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from observatoire.ingest.demo.comptes import HABITANTS_DEPARTEMENT
from observatoire.ingest.demo.habitants import AGES, ANNEES, FEMMES, HOMMES, Habitants, national_ages
from observatoire.ingest.demo.ville import COMMUNE, DEPARTEMENT, Iris

MILLESIMES = tuple(range(2017, 2023))
AUTRES_COMMUNES = 46
_SD_ENQUETE = 0.12
_TRANCHES_TOUS = (
    "0002", "0305", "0610", "1117", "1824", "2539", "4054", "5564", "6579", "80P",
    "0014", "1529", "3044", "4559", "6074", "75P", "0019", "2064", "65P",
)  # fmt: skip
_TRANCHES_SEXE = _TRANCHES_TOUS[10:]
_CATEGORIES = ("1", "2", "3", "4", "5", "6", "7", "8")
_CATEGORIES_2022 = ("11_21", "12_22", "13_23", "14_24", "15_25", "16_26", "32", "40")
_POIDS_ACTIFS = np.array([0.004, 0.038, 0.125, 0.16, 0.18, 0.145])
_PENTE_ACTIFS = np.array([-0.1, -0.12, -0.42, -0.16, 0.12, 0.32])
_POIDS_HOMMES = np.array([1.5, 1.4, 1.2, 0.9, 0.5, 1.65])


def build_millesimes(
    iris: tuple[Iris, ...], habitants: Habitants, precarite: NDArray[np.float64], rng: np.random.Generator
) -> Iterator[tuple[int, pd.DataFrame]]:
    """Rend (année, table) pour chaque millésime, communes voisines comprises.

    Un millésime moyenne cinq années d'enquête : deux millésimes voisins partagent quatre enquêtes, et leurs écarts.
    """
    taille = habitants.effectifs.shape[:3]
    enquetes = rng.normal(1.0, _SD_ENQUETE, size=(*taille, len(MILLESIMES) + 4))
    bourgs = _draw_bourgs(rng)
    for rang, annee in enumerate(MILLESIMES):
        lisse = enquetes[..., rang : rang + 5].mean(axis=3)
        ville = habitants.effectifs[..., ANNEES.index(annee)] * lisse
        voisins = bourgs * 1.003 ** (annee - 2022)
        yield annee, _build_table(iris, np.concatenate([ville, voisins]), precarite, annee)


def _draw_bourgs(rng: np.random.Generator) -> NDArray[np.float64]:
    """Les autres communes du département : de quelques centaines à quelques dizaines de milliers d'habitants."""
    tailles = rng.lognormal(0, 1.1, AUTRES_COMMUNES)
    tailles *= (HABITANTS_DEPARTEMENT - 119_530) / tailles.sum()
    pentes = rng.normal(0.15, 0.2, AUTRES_COMMUNES)
    pyramides = national_ages()[None] * np.exp(pentes[:, None, None] * (AGES - 40) / 65)
    pyramides /= pyramides.sum(axis=(1, 2), keepdims=True)
    return pyramides * tailles[:, None, None]


def _build_table(
    iris: tuple[Iris, ...], effectifs: NDArray[np.float64], precarite: NDArray[np.float64], annee: int
) -> pd.DataFrame:
    p, c = f"P{annee % 100:02d}_", f"C{annee % 100:02d}_"
    voisines = [f"{DEPARTEMENT}{n:03d}" for n in range(1, AUTRES_COMMUNES + 1)]
    colonnes: dict[str, object] = {
        "IRIS": [i.code for i in iris] + [f"{v}0000" for v in voisines],
        "COM": [COMMUNE] * len(iris) + voisines,
        "TYP_IRIS": [i.type for i in iris] + ["Z"] * AUTRES_COMMUNES,
        "LAB_IRIS": ["1"] * len(iris) + ["5"] * AUTRES_COMMUNES,
    }
    ensemble = effectifs.sum(axis=1)
    colonnes |= {f"{p}POP": ensemble.sum(axis=1)}
    colonnes |= {f"{p}POP{t}": _sum_tranche(ensemble, t) for t in _TRANCHES_TOUS}
    for nom, sexe in (("H", HOMMES), ("F", FEMMES)):
        colonnes |= {f"{p}POP{nom}": effectifs[:, sexe].sum(axis=1)}
        colonnes |= {f"{p}{nom}{t}": _sum_tranche(effectifs[:, sexe], t) for t in _TRANCHES_SEXE}
    pauvres = np.append(precarite, np.zeros(AUTRES_COMMUNES))
    colonnes |= _build_categories(effectifs, pauvres, c, annee)
    colonnes |= _build_nationalites(ensemble.sum(axis=1), pauvres, p)
    return pd.DataFrame(colonnes)


def _sum_tranche(effectifs: NDArray[np.float64], tranche: str) -> NDArray[np.float64]:
    """Somme d'une tranche écrite `1824` (bornes comprises) ou `75P` (et plus)."""
    debut = int(tranche[:2])
    fin = len(AGES) if tranche.endswith("P") else int(tranche[2:]) + 1
    return effectifs[:, debut:fin].sum(axis=1)


def _build_categories(
    effectifs: NDArray[np.float64], precarite: NDArray[np.float64], prefixe: str, annee: int
) -> dict[str, NDArray[np.float64]]:
    """Habitants de 15 ans ou plus par catégorie socioprofessionnelle : six d'actifs, retraités, autres."""
    retraites = np.interp(AGES, [54, 60, 63, 67, 100], [0.0, 0.12, 0.6, 0.93, 0.97])
    actifs = np.interp(AGES, [15, 18, 23, 30, 54, 60, 64, 68], [0.02, 0.25, 0.72, 0.9, 0.9, 0.75, 0.3, 0.03])
    poids = _POIDS_ACTIFS * np.exp(precarite[:, None] * _PENTE_ACTIFS)
    par_sexe: list[NDArray[np.float64]] = []
    for sexe in (FEMMES, HOMMES):
        mix = poids * (_POIDS_HOMMES if sexe == HOMMES else 1 / _POIDS_HOMMES)
        mix /= mix.sum(axis=1, keepdims=True)
        adultes = effectifs[:, sexe, 15:]
        occupes = (adultes * actifs[15:]).sum(axis=1)
        retires = (adultes * retraites[15:]).sum(axis=1)
        autres = adultes.sum(axis=1) - occupes - retires
        par_sexe.append(np.column_stack([mix * occupes[:, None], retires, autres]))
    femmes, hommes = par_sexe
    colonnes: dict[str, NDArray[np.float64]] = {}
    for nom, tableau in (("POP", femmes + hommes), ("H", hommes), ("F", femmes)):
        colonnes[f"{prefixe}{nom}15P"] = tableau.sum(axis=1)
        for rang, (avant, depuis) in enumerate(zip(_CATEGORIES, _CATEGORIES_2022, strict=True)):
            suffixe = f"15P_CS{avant}" if annee < 2022 else f"15P_STAT_GSEC{depuis}"
            colonnes[f"{prefixe}{nom}{suffixe}"] = tableau[:, rang]
    return colonnes


def _build_nationalites(
    population: NDArray[np.float64], precarite: NDArray[np.float64], prefixe: str
) -> dict[str, NDArray[np.float64]]:
    part = 1 / (1 + np.exp(2.75 - 0.5 * precarite))
    hors_menage = 0.018 * population
    return {
        f"{prefixe}POP_FR": population * (1 - part),
        f"{prefixe}POP_ETR": population * part,
        f"{prefixe}POP_IMM": population * np.minimum(part * 1.35, 0.6),
        f"{prefixe}PMEN": population - hors_menage,
        f"{prefixe}PHORMEN": hors_menage,
    }
