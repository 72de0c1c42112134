"""Un montant se lit où qu'il soit dans sa ligne, et jamais à moitié."""

import pytest

from observatoire.domain.cls.vocabulaire import UniteFinancement
from observatoire.services.suivi.classeur.montants import (
    Montant,
    parse_montant,
    read_financement,
    split_financements,
)
from observatoire.services.suivi.classeur.valeurs import Illisible

EURO, ETP = UniteFinancement.EURO, UniteFinancement.ETP


@pytest.mark.parametrize(
    ("ligne", "nom", "valeur", "unite"),
    [
        ("ARS - 10 000 €", "ARS", 10_000, EURO),
        ("Ville 5 000 €", "Ville", 5_000, EURO),
        ("3 000 € CAF", "CAF", 3_000, EURO),
        ("ARS – FIR : 8 000 €", "ARS – FIR", 8_000, EURO),
        ("ARS: 5000", "ARS", 5_000, EURO),
        ("ARS FIR 2024 10 000 €", "ARS FIR 2024", 10_000, EURO),
        ("ARS 12.000 €", "ARS", 12_000, EURO),
        ("ARS (10 k€)", "ARS", 10_000, EURO),
        ("Région 1.250,50 €", "Région", 1_250.5, EURO),
        ("0,5 ETP infirmière", "infirmière", 0.5, ETP),
        ("CG93 10\u202f000", "CG93", 10_000, EURO),
    ],
)
def test_un_financeur_et_son_montant(ligne: str, nom: str, valeur: float, unite: UniteFinancement) -> None:
    assert read_financement(ligne) == (nom, Montant(valeur, unite))


@pytest.mark.parametrize(
    "ligne",
    [
        "CG93",
        "CPAM 93",
        "ARS 2024",
        "ARS : -10 000 €",
        "FIR 10 à 12 k€",
        "FIR 10-12 k€",
        "ARS 5 000 € par an",
        "12,000 €",
    ],
)
def test_un_montant_incertain_ne_se_lit_pas(ligne: str) -> None:
    assert read_financement(ligne) == (ligne, None)


def test_deux_financeurs_sur_une_ligne_en_font_deux() -> None:
    assert split_financements("ARS 10 000 €, Ville 5 000 €") == ["ARS 10 000 €", "Ville 5 000 €"]
    assert split_financements("ARS et Ville : 5 000 €") == ["ARS et Ville : 5 000 €"]
    assert split_financements("ARS : 12,5 k€") == ["ARS : 12,5 k€"]


def test_un_point_separe_des_milliers_et_une_virgule_douteuse_se_refuse() -> None:
    assert parse_montant("12.000 €") == Montant(12_000, EURO)
    assert parse_montant("1.234.567") == Montant(1_234_567, EURO)
    assert parse_montant("1.250 ETP") == Montant(1.25, ETP)
    assert parse_montant("12.5 k€") == Montant(12_500, EURO)
    with pytest.raises(Illisible, match="sans ambiguïté"):
        parse_montant("12,000 €")
