"""L'écriture française des nombres, des dates et des listes."""

from datetime import date

import pytest

from observatoire.domain.francais import (
    FINE,
    INSECABLE,
    format_date,
    format_intervalle,
    format_nombre,
    format_pluriel,
    format_valeur,
    join_mots,
    sort_key,
)


@pytest.mark.parametrize(
    ("valeur", "decimales", "attendu"),
    [
        (1234.5, 1, f"1{FINE}234,5"),
        (1234567, 0, f"1{FINE}234{FINE}567"),
        (0.05, 1, "0,1"),
        (0.25, 1, "0,3"),
        (-0.04, 1, "0,0"),
        (-2.5, 0, "−3"),
        (2.675, 2, "2,68"),
        (0, 0, "0"),
        (None, 1, "–"),
        (float("nan"), 1, "–"),
        (float("inf"), 1, "–"),
    ],
)
def test_un_nombre_se_lit_en_francais(valeur: float | None, decimales: int, attendu: str) -> None:
    assert format_nombre(valeur, decimales) == attendu


def test_l_unite_ne_se_separe_pas_du_nombre() -> None:
    assert format_valeur(12.44, 1, "%") == f"12,4{INSECABLE}%"
    assert format_valeur(136, 0, "") == "136"
    assert format_valeur(None, 1, "%") == "–"


def test_un_intervalle_incomplet_ne_s_ecrit_pas() -> None:
    assert format_intervalle(15.84, 17.52, 1) == f"15,8{INSECABLE}–{INSECABLE}17,5"
    assert format_intervalle(None, 17.5, 1) == ""
    assert format_intervalle(float("nan"), 17.5, 1) == ""


def test_les_listes_les_dates_et_les_pluriels() -> None:
    assert join_mots([]) == ""
    assert join_mots(["a"]) == "a"
    assert join_mots(["a", "b", "c"]) == "a, b et c"
    assert format_date(date(2026, 11, 2)) == "02/11/2026"
    assert format_pluriel(0, "quartier") == f"0{INSECABLE}quartier"
    assert format_pluriel(1, "quartier") == f"1{INSECABLE}quartier"
    assert format_pluriel(2, "cheval", "chevaux") == f"2{INSECABLE}chevaux"


def test_le_tri_ignore_les_accents_et_la_casse() -> None:
    assert sorted(["zone", "Écluse", "eau", "Œuvre", "orme"], key=sort_key) == [
        "eau", "Écluse", "Œuvre", "orme", "zone",
    ]  # fmt: skip
