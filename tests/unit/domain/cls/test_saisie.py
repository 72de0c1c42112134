"""Une mesure qui contredit ses effectifs est refusée ; l'échelle d'un indicateur se lit dans son unité."""

import math
from datetime import date

import pytest

from observatoire.domain.cls.objets import IndicateurCls, Mesure
from observatoire.domain.cls.saisie import check_comptes, complete_mesure, guess_multiplicateur

PART = IndicateurCls(libelle="Part", unite="%")
POUR_MILLE = IndicateurCls(libelle="Taux", unite="pour 1 000", multiplicateur=1000.0)


def mesure(valeur: float, numerateur: float | None, denominateur: float | None) -> Mesure:
    return Mesure(
        indicateur_id=1, date=date(2024, 12, 31), valeur=valeur, numerateur=numerateur, denominateur=denominateur
    )


@pytest.mark.parametrize(
    ("unite", "attendu"),
    [
        ("%", 100.0),
        ("% des habitants", 100.0),
        ("‰", 1000.0),
        ("pour 1 000", 1000.0),
        ("pour 1\u202f000", 1000.0),
        ("pour 100 000 habitants", 100_000.0),
        ("Pour 10 000", 10_000.0),
        ("décès pour 100000", 100_000.0),
        ("jours", 1.0),
        ("personnes", 1.0),
        ("pour les familles", 1.0),
    ],
)
def test_l_unite_dit_par_quoi_multiplier(unite: str, attendu: float) -> None:
    assert guess_multiplicateur(unite) == attendu


@pytest.mark.parametrize(
    ("indicateur", "valeur", "numerateur", "denominateur"),
    [
        (PART, 13.1, 131, 1000),
        (PART, 13.0, 131, 1000),  # 13,1 arrondi à l'unité
        (PART, 33.3, 1, 3),
        (PART, 33.33, 1, 3),
        (PART, 12.25, 49, 400),
        (POUR_MILLE, 4.2, 42, 10_000),
        (PART, 50.0, None, None),
        (IndicateurCls(libelle="Sans unité"), 0.35, 35, 100),
        (IndicateurCls(libelle="Sans unité"), 35.0, 35, 100),
    ],
)
def test_une_valeur_arrondie_va_avec_ses_effectifs(
    indicateur: IndicateurCls, valeur: float, numerateur: float | None, denominateur: float | None
) -> None:
    assert check_comptes(mesure(valeur, numerateur, denominateur), indicateur) == {}


@pytest.mark.parametrize(
    ("indicateur", "valeur", "numerateur", "denominateur", "dit"),
    [
        (PART, 20.0, 131, 1000, "131 / 1\u202f000 × 100 = 13,1"),
        (PART, 13.2, 131, 1000, "131 / 1\u202f000 × 100 = 13,1"),
        (PART, 0.131, 131, 1000, "131 / 1\u202f000 × 100 = 13,100"),
        (POUR_MILLE, 42.0, 42, 10_000, "42 / 10\u202f000 × 1\u202f000 = 4,2"),
        (
            IndicateurCls(libelle="Jours", unite="jours", multiplicateur=1.0),
            1200.0,
            1200,
            100,
            "1\u202f200 / 100 = 12,0",
        ),
    ],
)
def test_une_valeur_qui_contredit_ses_effectifs_est_refusee(
    indicateur: IndicateurCls, valeur: float, numerateur: float, denominateur: float, dit: str
) -> None:
    (faute,) = check_comptes(mesure(valeur, numerateur, denominateur), indicateur).values()
    assert dit in faute
    assert faute.startswith("Mesure du 31/12/2024")


def test_une_valeur_laissee_vide_se_calcule_sur_ses_effectifs() -> None:
    assert complete_mesure(mesure(math.nan, 131, 1000), PART).valeur == pytest.approx(13.1)
    assert complete_mesure(mesure(math.nan, 42, 10_000), POUR_MILLE).valeur == pytest.approx(4.2)
    assert math.isnan(complete_mesure(mesure(math.nan, 131, None), PART).valeur)
    assert math.isnan(complete_mesure(mesure(math.nan, 131, 0), PART).valeur)
    assert complete_mesure(mesure(5.0, 131, 1000), PART).valeur == 5.0
