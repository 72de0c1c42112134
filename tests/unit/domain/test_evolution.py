"""Les mots d'une évolution."""

import pytest

from observatoire.domain.evolution import (
    LIBELLES_EVOLUTION,
    LIBELLES_MOTIF_EVOLUTION,
    SANS_EVOLUTION,
    Evolution,
    MotifEvolution,
    SensEvolution,
)
from observatoire.domain.indicateur import Sens


@pytest.mark.parametrize(
    ("sens", "direction"),
    [
        (SensEvolution.HAUSSE_NETTE, 1),
        (SensEvolution.HAUSSE, 1),
        (SensEvolution.SANS_TENDANCE, 0),
        (SensEvolution.BAISSE, -1),
        (SensEvolution.BAISSE_NETTE, -1),
        (SensEvolution.NON_MESURABLE, 0),
    ],
)
def test_la_direction(sens: SensEvolution, direction: int) -> None:
    assert Evolution(sens).direction == direction


@pytest.mark.parametrize(
    ("sens", "polarite", "aggrave", "ameliore"),
    [
        (SensEvolution.HAUSSE, Sens.BAS_FAVORABLE, True, False),
        (SensEvolution.BAISSE_NETTE, Sens.BAS_FAVORABLE, False, True),
        (SensEvolution.HAUSSE_NETTE, Sens.HAUT_FAVORABLE, False, True),
        (SensEvolution.BAISSE, Sens.HAUT_FAVORABLE, True, False),
        (SensEvolution.HAUSSE, Sens.SANS_JUGEMENT, False, False),
        (SensEvolution.BAISSE, Sens.SANS_JUGEMENT, False, False),
        (SensEvolution.SANS_TENDANCE, Sens.BAS_FAVORABLE, False, False),
        (SensEvolution.SANS_TENDANCE, Sens.SANS_JUGEMENT, False, False),
        (SensEvolution.NON_MESURABLE, Sens.HAUT_FAVORABLE, False, False),
    ],
)
def test_s_aggraver_depend_du_sens(sens: SensEvolution, polarite: Sens, aggrave: bool, ameliore: bool) -> None:
    evolution = Evolution(sens)
    assert evolution.is_aggravation(polarite) is aggrave
    assert evolution.is_amelioration(polarite) is ameliore


def test_les_mots_ne_disent_jamais_stable() -> None:
    assert set(LIBELLES_EVOLUTION) == set(SensEvolution)
    assert set(LIBELLES_MOTIF_EVOLUTION) == set(MotifEvolution)
    textes = [*LIBELLES_EVOLUTION.values(), *LIBELLES_MOTIF_EVOLUTION.values()]
    assert not any(mot in texte for texte in textes for mot in ("stable", "égal", "significatif"))


def test_deux_periodes_ne_font_pas_une_tendance() -> None:
    assert Evolution(SensEvolution.SANS_TENDANCE, methode="tendance").libelle == "pas de tendance établie"
    assert Evolution(SensEvolution.SANS_TENDANCE, methode="deux_periodes").libelle == "pas de changement établi"


def test_le_motif_n_existe_que_sans_mesure() -> None:
    assert SANS_EVOLUTION.libelle_motif == "aucune valeur"
    assert not SANS_EVOLUTION.is_mesurable
    assert Evolution(SensEvolution.HAUSSE).libelle_motif == ""
