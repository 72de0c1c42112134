"""Revenus simulés, et leurs fichiers : Filosofi par IRIS (avec les marques de l'INSEE), chiffres par quartier."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from observatoire.ingest.demo.ville import COMMUNE, DEPARTEMENT, QPV, Iris, code_quartier

MILLESIMES = (2018, 2019, 2020, 2021)
ANNEE_RUPTURE = 2021
_MEDIANE_2018, _HAUSSE = 20_650.0, 0.021
_SEUIL_2018 = 12_850.0
_SAUT_DE_METHODE = 1.035
_CONJONCTURE = (0.0, 0.006, 0.011, 0.004)
_ECART_LOG = 0.47
_PART_MENAGES = 0.965
_COMPARATEURS = {
    DEPARTEMENT: (1.045, (14.8, 14.6, 14.5, 15.3), 3.2),
    "FRANCE": (1.062, (14.6, 14.5, 14.4, 15.1), 3.4),
}
"""Médiane rapportée à celle de la ville, taux de pauvreté (%) par millésime et rapport interdécile."""
_POPULATION_MIN, _POPULATION_DETAIL_MIN = 200, 1400

Vecteur = NDArray[np.float64]


@dataclass(frozen=True)
class Revenus:
    """Loi log-normale par IRIS : médiane (log, une colonne par millésime, au niveau de vie de 2018) et dispersion ;
    poids des aides ; habitants des ménages."""

    log_medianes: Vecteur
    sigma: Vecteur
    aides: Vecteur
    habitants: Vecteur


def draw_revenus(precarite: Vecteur, populations: Vecteur, rng: np.random.Generator) -> Revenus:
    """Tire les revenus : plus bas, plus resserrés et plus aidés là où la précarité est forte."""
    centree = precarite - np.average(precarite, weights=populations)
    taille = len(precarite)
    return Revenus(
        log_medianes=(np.log(_MEDIANE_2018) - 0.16 * centree + rng.normal(0, 0.015, taille))[:, None]
        + np.array(_CONJONCTURE)
        + rng.normal(0, 0.008, (taille, len(MILLESIMES))),
        sigma=_ECART_LOG - 0.03 * centree + rng.normal(0, 0.012, taille),
        aides=np.exp(0.5 * centree + rng.normal(0, 0.08, taille)),
        habitants=np.round(populations * _PART_MENAGES),
    )


def build_filosofi(iris: tuple[Iris, ...], revenus: Revenus) -> Iterator[tuple[int, pd.DataFrame]]:
    """Rend (année, table) : décimales à point et cases vides jusqu'en 2019, à virgule et marques depuis 2020."""
    for annee in MILLESIMES:
        mediane = _compute_medianes(revenus, annee)
        quantiles = {q: mediane * np.exp(revenus.sigma * ndtri(q)) for q in (*np.arange(1, 10) / 10, 0.25, 0.75)}
        prestations = 5.8 * revenus.aides
        colonnes: dict[str, list[str]] = {
            "TP60": _write(_compute_pauvrete(revenus, annee) * 100, 1),
            "Q1": _write(quantiles[0.25], -1),
            "MED": _write(mediane, -1),
            "Q3": _write(quantiles[0.75], -1),
            "EQ": _write((quantiles[0.75] - quantiles[0.25]) / mediane, 2),
            **{f"D{d}": _write(quantiles[d / 10], -1) for d in (1, 2, 3, 4, 6, 7, 8, 9)},
            "RD": _write(quantiles[0.9] / quantiles[0.1], 1),
            "S80S20": _write(np.exp(2.2 * revenus.sigma), 1),
            "GI": _write(2 * ndtr(revenus.sigma / np.sqrt(2)) - 1, 3),
            "PACT": _write(74 - 1.2 * prestations, 1),
            "PTSA": _write(69 - 1.2 * prestations, 1),
            "PCHO": _write(2.2 + 0.2 * prestations, 1),
            "PBEN": _write(np.full(len(iris), 4.1), 1),
            "PPEN": _write(np.full(len(iris), 29.4), 1),
            "PPAT": _write(11.5 / revenus.aides, 1),
            "PPSOC": _write(prestations, 1),
            "PPFAM": _write(0.36 * prestations, 1),
            "PPMINI": _write(0.36 * prestations, 1),
            "PPLOGT": _write(0.28 * prestations, 1),
            "PIMPOT": _write(-17.5 / np.sqrt(revenus.aides), 1),
        }
        yield annee, _mask_secret(iris, revenus, colonnes, annee)


def build_filosofi_qpv(iris: tuple[Iris, ...], revenus: Revenus) -> Iterator[tuple[int, str, pd.DataFrame]]:
    """Rend (année, zonage, table) : les QPV de 2015 pour 2019, ceux de 2024 pour 2021, aux colonnes de l'INSEE."""
    for annee, zonage, contours in ((2019, "qp15", "2015"), (2021, "qp24", "2024")):
        lignes: list[dict[str, str]] = []
        for prioritaire in (q for q in QPV if q.millesime == contours):
            rangs = [i.rang for i in iris if i.nom in prioritaire.iris]
            repartition = _make_repartition(revenus, annee, rangs)
            mediane, d1, d9 = (_find_quantile(repartition, q) for q in (0.5, 0.1, 0.9))
            pauvrete = np.average(_compute_pauvrete(revenus, annee)[rangs], weights=revenus.habitants[rangs])
            a = f"A{annee % 100:02d}"
            lignes.append(
                {
                    "CODGEO": prioritaire.code,
                    "LIBGEO": prioritaire.nom,
                    f"DISP_TP60_{a}": f"{pauvrete * 100:.1f}",
                    f"DISP_MED_{a}": f"{round(mediane, -1):.0f}",
                    f"DISP_D1_{a}": f"{round(d1, -1):.0f}",
                    f"DISP_D9_{a}": f"{round(d9, -1):.0f}",
                    f"DISP_RD_{a}": f"{d9 / d1:.1f}",
                }
            )
        yield annee, zonage, pd.DataFrame(lignes)


def build_revenus_quartiers(iris: tuple[Iris, ...], revenus: Revenus) -> pd.DataFrame:
    """Revenus et pauvreté par quartier, ville, département et France, comme une extraction à façon de l'INSEE."""
    groupes = {code_quartier(i.quartier): [j.rang for j in iris if j.quartier is i.quartier] for i in iris}
    groupes[COMMUNE] = [i.rang for i in iris]
    lignes: list[dict[str, object]] = []
    for annee in MILLESIMES:
        pauvres = np.round(revenus.habitants * _compute_pauvrete(revenus, annee))
        for code, rangs in groupes.items():
            repartition = _make_repartition(revenus, annee, rangs)
            mediane, d1, d9 = (_find_quantile(repartition, q) for q in (0.5, 0.1, 0.9))
            lignes += [
                _ligne("revenu_median", code, annee, valeur=round(mediane, -1)),
                _ligne("rapport_interdecile", code, annee, valeur=round(d9 / d1, 1)),
                _ligne(
                    "taux_pauvrete_60", code, annee, **_count_pauvres(code, pauvres[rangs], revenus.habitants[rangs])
                ),
            ]
        mediane_ville = _find_quantile(_make_repartition(revenus, annee, groupes[COMMUNE]), 0.5)
        for code, (rapport, pauvrete, interdecile) in _COMPARATEURS.items():
            lignes += [
                _ligne("revenu_median", code, annee, valeur=round(mediane_ville * rapport, -1)),
                _ligne("rapport_interdecile", code, annee, valeur=interdecile),
                _ligne("taux_pauvrete_60", code, annee, valeur=pauvrete[MILLESIMES.index(annee)]),
            ]
    return pd.DataFrame(lignes)


def _count_pauvres(code: str, pauvres: Vecteur, habitants: Vecteur) -> dict[str, float]:
    """Les comptes par quartier ; pour la ville, le seul taux, comme l'INSEE le publie par commune."""
    if code == COMMUNE:
        return {"valeur": round(float(pauvres.sum() / habitants.sum()) * 100, 1)}
    return {"numerateur": int(pauvres.sum()), "denominateur": int(habitants.sum())}


def _ligne(indicateur: str, territoire: str, annee: int, **chiffres: float) -> dict[str, object]:
    return {"indicateur": indicateur, "territoire": territoire, "periode": str(annee), **chiffres}


def _compute_medianes(revenus: Revenus, annee: int) -> Vecteur:
    return np.exp(_get_log_mediane(revenus, annee)) * (1 + _HAUSSE) ** (annee - MILLESIMES[0])


def _get_log_mediane(revenus: Revenus, annee: int) -> Vecteur:
    return revenus.log_medianes[:, MILLESIMES.index(annee)]


def _compute_pauvrete(revenus: Revenus, annee: int) -> Vecteur:
    """Part sous le seuil ; en 2021 la nouvelle méthode relève le seuil apparent : rupture de série."""
    saut = _SAUT_DE_METHODE if annee >= ANNEE_RUPTURE else 1.0
    return ndtr((np.log(_SEUIL_2018 * saut) - _get_log_mediane(revenus, annee)) / revenus.sigma)


def _make_repartition(revenus: Revenus, annee: int, rangs: list[int]) -> Callable[[float], float]:
    """Part des habitants d'un groupe d'IRIS sous un revenu donné : mélange de leurs lois."""
    medianes, sigma = _compute_medianes(revenus, annee)[rangs], revenus.sigma[rangs]
    poids = revenus.habitants[rangs]
    return lambda revenu: float(np.average(ndtr(np.log(revenu / medianes) / sigma), weights=poids))


def _find_quantile(repartition: Callable[[float], float], part: float) -> float:
    bas, haut = 1_000.0, 200_000.0
    while haut - bas > 1:
        milieu = (bas + haut) / 2
        bas, haut = (milieu, haut) if repartition(milieu) < part else (bas, milieu)
    return haut


def _write(valeurs: Vecteur, decimales: int) -> list[str]:
    return [f"{v:.{max(decimales, 0)}f}" for v in np.round(valeurs, decimales)]


def _mask_secret(iris: tuple[Iris, ...], revenus: Revenus, colonnes: dict[str, list[str]], annee: int) -> pd.DataFrame:
    """Pose les marques du producteur : tout est caché sous 200 habitants, le détail sous 1 400."""
    moderne = annee >= 2020
    marque_tout, marque_detail = ("ns", "s") if moderne else ("", "")
    suffixe = f"{annee % 100:02d}"
    table: dict[str, list[str]] = {"IRIS": [i.code for i in iris]}
    for nom, textes in colonnes.items():
        ecrits = [t.replace(".", ",") if moderne else t for t in textes]
        for rang, habitants in enumerate(revenus.habitants):
            if habitants < _POPULATION_MIN:
                ecrits[rang] = marque_tout
            elif habitants < _POPULATION_DETAIL_MIN and nom not in ("MED", "Q1", "Q3", "TP60"):
                ecrits[rang] = marque_detail
        table[f"DISP_{nom}{suffixe}"] = ecrits
    notes = ["5" if h < _POPULATION_MIN else "1" if h < _POPULATION_DETAIL_MIN else "0" for h in revenus.habitants]
    table[f"DISP_NOTE{suffixe}"] = notes
    return pd.DataFrame(table)
