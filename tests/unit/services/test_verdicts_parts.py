"""Une part à petit effectif n'est pas signalée plus souvent qu'annoncé."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from observatoire.domain.estimation import Estimation, Statut
from observatoire.domain.indicateur import Sens, TypeIndicateur
from observatoire.services.chiffres import compute_ic_998
from observatoire.services.verdicts import Mode, judge
from observatoire.stats.intervals import wilson_interval

FICHE = SimpleNamespace(type=TypeIndicateur.PART, multiplicateur=100.0, sens=Sens.SANS_JUGEMENT)
POPULATION = 400


def build_estimation(valeur: float, effectif: float | None, bornes: tuple[float, float]) -> Estimation:
    return Estimation(
        valeur=valeur,
        ic_bas=bornes[0],
        ic_haut=bornes[1],
        niveau=0.95,
        methode="wilson",
        effectif=effectif,
        population=POPULATION,
        statut=Statut.DISPONIBLE,
        periode="2022",
        source="essai",
    )


def build_chiffres() -> list[Any]:
    """Un chiffre par nombre de cas possible, avec ses intervalles de Wilson."""
    cas = np.arange(POPULATION + 1.0)
    bas, haut = (100 * borne for borne in wilson_interval(cas, POPULATION))
    bas_998, haut_998 = compute_ic_998(
        valeur=cas / POPULATION * 100,
        bas=bas,
        haut=haut,
        effectif=cas,
        population=np.full_like(cas, POPULATION),
        is_wilson=np.ones(cas.size, dtype=bool),
        multiplicateur=np.full_like(cas, 100),
    )
    return [
        SimpleNamespace(
            indicateur=FICHE,
            estimation=build_estimation(x / POPULATION * 100, x, (b, h)),
            ic_998_bas=b998,
            ic_998_haut=h998,
            is_secret=False,
        )
        for x, b, h, b998, h998 in zip(cas, bas, haut, bas_998, haut_998, strict=True)
    ]


@pytest.mark.parametrize("attendus", [1.5, 3.9, 7, 12, 20, 29, 380])
def test_le_risque_d_une_part_reste_sous_le_risque_annonce(attendus: float) -> None:
    part = attendus / POPULATION
    reference = build_estimation(part * 100, None, (part * 100, part * 100))
    chiffres = build_chiffres()
    verdicts = judge(chiffres, [reference] * len(chiffres), mode=Mode.ENSEMBLE)
    chances = stats.binom.pmf(np.arange(POPULATION + 1), POPULATION, part)
    assert chances[[v.is_etabli for v in verdicts]].sum() <= 0.05
    assert chances[[v.is_net for v in verdicts]].sum() <= 0.002


def test_une_cible_hors_de_cent_pour_cent_ne_fait_pas_tomber_la_page() -> None:
    chiffres = build_chiffres()[40:41]
    reference = build_estimation(120.0, None, (120.0, 120.0))
    assert judge(chiffres, [reference], mode=Mode.ENSEMBLE)[0].is_net
