"""Un scénario s'écrit dans l'adresse et s'y relit, ou se refuse avec sa raison."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatoire.domain.scenario import (
    NOMBRE_MAX,
    Changement,
    ChangementIllisible,
    Genre,
    parse_changement,
    parse_coordonnees,
    parse_point,
    split_changements,
    write_changements,
    write_point,
)

MAISON = Changement(Genre.MAISON, (("medecin-medecine-generale", 4), ("infirmier", 2)), "-4.00123_46.60123")
RETRAIT = Changement(Genre.RETRAIT, (("infirmier", 1),), "99901-Q02")


def test_l_adresse_d_un_scenario() -> None:
    texte = write_changements([MAISON, RETRAIT])
    assert texte == "m:medecin-medecine-generale*4+infirmier*2@-4.00123_46.60123~r:infirmier*1@99901-Q02"
    assert [parse_changement(m) for m in split_changements(texte)] == [MAISON, RETRAIT]


def test_un_mi_temps_s_ecrit_et_se_relit() -> None:
    demi = Changement(Genre.AJOUT, (("infirmier", 2.5),), "Q")
    assert write_changements([demi]) == "a:infirmier*2.5@Q"
    assert parse_changement("a:infirmier*2.5@Q") == demi
    assert parse_changement("a:infirmier*0.5@Q").count("infirmier") == 0.5


def test_un_retrait_compte_en_moins() -> None:
    assert (RETRAIT.count("infirmier"), MAISON.count("infirmier"), RETRAIT.count("sage-femme")) == (-1, 2, 0)


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("", "forme"),
        ("x:infirmier*1@Q", "forme"),
        ("a:infirmier*1", "forme"),
        ("a:@Q", "forme"),
        ("a:infirmier@Q", "hors de 0,5 à"),
        ("a:infirmier*0@Q", "hors de 0,5 à"),
        ("a:infirmier*-2@Q", "hors de 0,5 à"),
        (f"a:infirmier*{NOMBRE_MAX + 1}@Q", "hors de 0,5 à"),
        ("a:infirmier*²@Q", "hors de 0,5 à"),
        ("a:infirmier*0.25@Q", "hors de 0,5 à"),
        ("a:infirmier*1e1@Q", "hors de 0,5 à"),
        ("a:infirmier*nan@Q", "hors de 0,5 à"),
        ("a:infirmier*1+sage-femme*1@Q", "un seul métier"),
        ("m:infirmier*1+infirmier*1@Q", "répété"),
    ],
)
def test_un_changement_illisible_dit_pourquoi(texte: str, raison: str) -> None:
    with pytest.raises(ChangementIllisible, match=raison):
        parse_changement(texte)


@pytest.mark.parametrize("texte", ["2.5_46", "200.0_46.5", "2.5_95.0", "Q02", "2,5_46,5", ""])
def test_ce_qui_n_est_pas_un_point(texte: str) -> None:
    assert parse_point(texte) is None


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("46.60123, -4.00123", (-4.00123, 46.60123)),  # latitude d'abord, comme on la copie d'une carte
        ("46,60123 ; -4,00123", (-4.00123, 46.60123)),
        (" 46.6 -4.0 ", (-4.0, 46.6)),
        ("-4.00123_46.60123", (-4.00123, 46.60123)),  # l'écriture de l'adresse, longitude d'abord
        ("95.0, 2.0", None),
        ("46.6", None),
        ("46, 4", None),
        ("PS0012", None),
        ("<script>", None),
    ],
)
def test_un_point_tape(texte: str, attendu: tuple[float, float] | None) -> None:
    assert parse_coordonnees(texte) == attendu


@settings(max_examples=50, deadline=None)
@given(st.floats(-179, 179), st.floats(-89, 89))
def test_un_point_ecrit_se_relit_au_metre(lon: float, lat: float) -> None:
    assert parse_point(write_point(lon, lat)) == pytest.approx((lon, lat), abs=6e-6)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_aucun_texte_ne_fait_echouer_autrement(texte: str) -> None:
    for morceau in split_changements(texte):
        try:
            changement = parse_changement(morceau)
        except ChangementIllisible:
            continue
        assert parse_changement(write_changements([changement])) == changement
