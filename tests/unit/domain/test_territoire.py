"""Codes des territoires et leur réparation."""

import pytest

from observatoire.domain.territoire import Maille, get_departement, is_code_valide, repair_code


@pytest.mark.parametrize(
    ("code", "maille", "valide"),
    [
        ("060880101", Maille.IRIS, True),
        ("2A0040101", Maille.IRIS, True),
        ("60880101", Maille.IRIS, False),
        ("06088", Maille.COMMUNE, True),
        ("6088", Maille.COMMUNE, False),
        ("QP006003", Maille.QPV, True),
        ("QN00601M", Maille.QPV, True),
        ("QX00601M", Maille.QPV, False),
        ("06", Maille.DEPARTEMENT, True),
        ("974", Maille.DEPARTEMENT, True),
        ("200030195", Maille.EPCI, True),
        ("R93", Maille.REGION, True),
        ("FRANCE", Maille.FRANCE, True),
        ("centre", Maille.QUARTIER, True),
        ("  ", Maille.ZONE, False),
    ],
)
def test_la_forme_d_un_code(code: str, maille: Maille, valide: bool) -> None:
    assert is_code_valide(code, maille) is valide


def test_le_zero_perdu_revient_mais_un_seul() -> None:
    assert repair_code("60880101", Maille.IRIS) == "060880101"
    assert repair_code("60880101.0", Maille.IRIS) == "060880101"
    assert repair_code("6088", Maille.COMMUNE) == "06088"
    assert repair_code("608801", Maille.IRIS) == "608801"
    assert repair_code("2a0040101", Maille.IRIS) == "2A0040101"
    assert repair_code("6", Maille.DEPARTEMENT) == "6"


def test_le_departement_d_un_code() -> None:
    assert get_departement("060880101") == "06"
    assert get_departement("97411") == "974"
    assert get_departement("2A004") == "2A"
