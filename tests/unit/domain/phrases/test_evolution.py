"""La phrase d'une évolution, mesurée ou non."""

from dataclasses import replace

import pytest

from observatoire.domain.evolution import Evolution, MotifEvolution, SensEvolution
from observatoire.domain.indicateur import Indicateur, TypeIndicateur
from observatoire.domain.phrases.evolution import name_grandeur, tell_situation, write_evolution
from tests.outils.chiffres import ICM, MEDIANE, PART, TAUX

TENDANCE = Evolution(SensEvolution.HAUSSE_NETTE, debut="2020", fin="2024", methode="tendance")
DEUX = Evolution(SensEvolution.BAISSE, debut="2015", fin="2020", methode="deux_periodes")
RECENSEMENT = replace(PART, source="insee_rp")


def refus(motif: MotifEvolution, **champs: str) -> Evolution:
    return Evolution(SensEvolution.NON_MESURABLE, motif, **champs)


@pytest.mark.parametrize(
    ("indicateur", "evolution", "attendu"),
    [
        (PART, TENDANCE, "La part augmente depuis 2020."),
        (TAUX, DEUX, "Le taux a baissé entre 2015 et 2020."),
        (ICM, replace(TENDANCE, sens=SensEvolution.BAISSE_NETTE), "L’indice baisse depuis 2020."),
        (PART, replace(TENDANCE, sens=SensEvolution.SANS_TENDANCE), "Aucune tendance n’est établie depuis 2020."),
        (
            PART,
            replace(DEUX, sens=SensEvolution.SANS_TENDANCE),
            "Aucun changement n’est établi entre 2015 et 2020.",
        ),
        (
            TAUX,
            replace(DEUX, sens=SensEvolution.HAUSSE, debut="1er trimestre 2023", fin="1er trimestre 2024"),
            "Le taux a augmenté entre le 1er trimestre 2023 et le 1er trimestre 2024.",
        ),
        (
            RECENSEMENT,
            refus(MotifEvolution.CHEVAUCHEMENT),
            "On ne peut pas dire si la part a changé : chaque millésime réunit cinq années d’enquête, "
            "et ceux publiés se chevauchent.",
        ),
        (
            ICM,
            refus(MotifEvolution.CHEVAUCHEMENT),
            "On ne peut pas dire si l’indice a changé : les périodes publiées se chevauchent.",
        ),
        (
            PART,
            refus(MotifEvolution.PRODUCTEUR, detail="Rupture de série en 2021."),
            "On ne peut pas dire si la part a changé : rupture de série en 2021.",
        ),
        (
            PART,
            refus(MotifEvolution.PRODUCTEUR),
            "On ne peut pas dire si la part a changé : la série n’est pas comparable dans le temps.",
        ),
        (
            ICM,
            refus(MotifEvolution.DUREE),
            "On ne peut pas dire si l’indice a changé : les périodes publiées n’ont pas la même durée.",
        ),
        (
            PART,
            refus(MotifEvolution.CONTOUR),
            "On ne peut pas dire si la part a changé : le contour du quartier prioritaire a été modifié.",
        ),
        (
            PART,
            refus(MotifEvolution.UN_POINT, fin="2024"),
            "L’évolution se teste sur 5 années, ou entre 2 périodes séparées. Il n’y a qu’un point (2024).",
        ),
        (
            PART,
            refus(MotifEvolution.SECRET),
            "L’évolution ne se mesure pas : des chiffres de la série ne sont pas diffusables.",
        ),
        (
            MEDIANE,
            refus(MotifEvolution.SANS_INTERVALLE),
            "L’évolution ne se teste pas : la source ne donne pas la précision de ce chiffre.",
        ),
        (PART, refus(MotifEvolution.TROP_PETIT), "Les effectifs sont trop petits pour conclure à une évolution."),
        (
            PART,
            refus(MotifEvolution.AUCUN_POINT),
            "Aucune valeur publiée ne permet de mesurer une évolution.",
        ),
        (PART, refus(MotifEvolution.EFFECTIF), "Un nombre n’est pas testé : sa variation se lit sur la courbe."),
    ],
)
def test_la_phrase_d_une_evolution(indicateur: Indicateur, evolution: Evolution, attendu: str) -> None:
    assert write_evolution(indicateur, evolution) == attendu


def test_chaque_motif_a_sa_phrase() -> None:
    phrases = {write_evolution(PART, refus(motif)) for motif in MotifEvolution}
    assert len(phrases) == len(MotifEvolution)


def test_chaque_type_a_son_mot() -> None:
    for genre in TypeIndicateur:
        assert name_grandeur(replace(PART, type=genre)).startswith(("le ", "la ", "l’"))


def test_la_situation_ne_se_juge_pas_sans_sens_ni_evolution() -> None:
    assert tell_situation(PART, TENDANCE) == "la situation se dégrade depuis 2020"
    assert tell_situation(PART, DEUX) == "la situation s’est améliorée entre 2015 et 2020"
    assert tell_situation(PART, replace(TENDANCE, sens=SensEvolution.SANS_TENDANCE)) == ""
