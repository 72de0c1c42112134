"""Densités de professionnels par IRIS, comptées sur les points puis remontées dans le temps."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from observatoire.ingest.demo.comptes import HABITANTS_DEPARTEMENT, HABITANTS_FRANCE
from observatoire.ingest.demo.habitants import Habitants
from observatoire.ingest.demo.professionnels import METIERS, Metier
from observatoire.ingest.demo.ville import DEPARTEMENT, Iris

ANNEES_OFFRE = tuple(range(2018, 2025))
_DEPARTS, _ARRIVEES = 0.05, 0.05
_ARRIVEES_GENERALISTES = 0.075
_RAPPORTS = {"densite_generalistes": (0.93, 0.9)}
_RAPPORT_COURANT = (0.86, 0.88)
_SEUIL_60 = ("60-64 ans", "65 ans ou plus")


def build_densites(
    points: pd.DataFrame, iris: Sequence[Iris], habitants: Habitants, rng: np.random.Generator
) -> pd.DataFrame:
    """Professionnels et habitants par IRIS et par an, et part des généralistes de 60 ans ou plus."""
    lignes: list[tuple[str, str, str, int, int]] = []
    populations = {a: np.round(habitants.count(a, slice(None))).astype(int) for a in ANNEES_OFFRE}
    for metier in (m for m in METIERS if m.indicateur):
        presents = Counter(_select(points, metier)["iris"].tolist())
        nombres = np.array([presents[i.code] for i in iris])
        for annee in reversed(ANNEES_OFFRE):
            for i in iris:
                if populations[annee][i.rang] > 0:
                    lignes.append(
                        (
                            metier.indicateur,
                            i.code,
                            str(annee),
                            int(nombres[i.rang]),
                            int(populations[annee][i.rang]),
                        )
                    )
            lignes += _build_comparateurs(metier, annee, int(nombres.sum()), int(populations[annee].sum()))
            nombres = _step_back(nombres, metier, populations[annee], rng)
    lignes += _build_ages(points, iris)
    return pd.DataFrame(lignes, columns=["indicateur", "territoire", "periode", "numerateur", "denominateur"])


def _select(points: pd.DataFrame, metier: Metier) -> pd.DataFrame:
    return points.loc[(points["profession"] == metier.profession) & (points["specialite"] == metier.specialite)]


def _step_back(nombres: np.ndarray, metier: Metier, population: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Effectifs de l'année précédente : ôter les arrivées, remettre les départs là où l'on exerce."""
    generaliste = metier.indicateur == "densite_generalistes"
    retour = _ARRIVEES_GENERALISTES if generaliste else _ARRIVEES
    poids = (nombres + 0.2) * (population > 0)
    return (
        nombres
        - rng.binomial(nombres, _DEPARTS)
        + rng.multinomial(rng.poisson(retour * nombres.sum()), poids / poids.sum())
    )


def _build_comparateurs(
    metier: Metier, annee: int, nombre: int, habitants: int
) -> list[tuple[str, str, str, int, int]]:
    rapports = _RAPPORTS.get(metier.indicateur, _RAPPORT_COURANT)
    tailles = (HABITANTS_DEPARTEMENT, HABITANTS_FRANCE)
    return [
        (metier.indicateur, code, str(annee), round(nombre / habitants * rapport * taille), taille)
        for code, rapport, taille in zip((DEPARTEMENT, "FRANCE"), rapports, tailles, strict=True)
    ]


def _build_ages(points: pd.DataFrame, iris: Sequence[Iris]) -> list[tuple[str, str, str, int, int]]:
    generalistes = points[points["specialite"] == "Médecine générale"]
    annee = str(ANNEES_OFFRE[-1])
    lignes: list[tuple[str, str, str, int, int]] = []
    for i in iris:
        dedans = generalistes[generalistes["iris"] == i.code]
        ages = int(dedans["age_classe"].isin(_SEUIL_60).sum())
        lignes.append(("part_generalistes_60_ans", i.code, annee, ages, len(dedans)))
    return [*lignes, ("part_generalistes_60_ans", DEPARTEMENT, annee, 211, 562),
            ("part_generalistes_60_ans", "FRANCE", annee, 19_300, 56_800)]  # fmt: skip
