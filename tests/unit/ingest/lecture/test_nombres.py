"""Nombres et marques, tels que les producteurs les écrivent."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatoire.domain.francais import format_nombre
from observatoire.ingest.lecture.nombres import parse_nombres


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("12", 12.0), ("12,4", 12.4), ("12.4", 12.4), (",5", 0.5), ("-3,2", -3.2), ("\u22123,2", -3.2),
        ("1 234,5", 1234.5), ("1\u202f234\u202f567", 1234567.0), ("1\u00a0234", 1234.0), ("12,5 %", 12.5),
        ("1.0E5", 100_000.0), ("4.04301075268817", 4.04301075268817), ("1,234", 1.234), ("+7", 7.0),
    ],
)  # fmt: skip
def test_un_nombre_se_lit_a_virgule_ou_a_point(texte: str, attendu: float) -> None:
    lu = parse_nombres(pd.Series([texte]))
    assert lu.valeurs[0] == attendu
    assert (lu.statuts[0], lu.vides[0], lu.invalides[0]) == ("", False, False)


@pytest.mark.parametrize(
    ("texte", "statut"),
    [
        ("s", "secret"), ("NS", "secret"), ("< 11", "secret"), ("*", "secret"), ("nd", "non_disponible"),
        ("NaN", "non_disponible"), ("so", "non_applicable"), ("Sans objet", "non_applicable"),
    ],
)  # fmt: skip
def test_une_marque_dit_pourquoi_le_nombre_manque(texte: str, statut: str) -> None:
    lu = parse_nombres(pd.Series([texte]))
    assert (math.isnan(lu.valeurs[0]), lu.statuts[0], lu.invalides[0]) == (True, statut, False)


@pytest.mark.parametrize(
    "texte", ["12 cas", "12 34", "1.234,5", "1,234.5", "inf", "1e999", "#DIV/0!", "=1+1", "0x10", "1_000", "１２cm"]
)
def test_le_reste_est_invalide_et_non_devine(texte: str) -> None:
    lu = parse_nombres(pd.Series([texte]))
    assert math.isnan(lu.valeurs[0])
    assert lu.invalides[0]


def test_une_case_vide_n_est_ni_zero_ni_une_faute() -> None:
    lu = parse_nombres(pd.Series(["", "0"]))
    assert lu.vides.tolist() == [True, False]
    assert lu.invalides.tolist() == [False, False]
    assert math.isnan(lu.valeurs[0])
    assert lu.valeurs[1] == 0


@settings(max_examples=60, deadline=None)
@given(st.integers(-(10**12), 10**12).map(lambda n: n / 100))
def test_ce_que_l_observatoire_ecrit_il_sait_le_relire(nombre: float) -> None:
    assert parse_nombres(pd.Series([format_nombre(nombre, 2)])).valeurs[0] == nombre
