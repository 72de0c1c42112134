"""Lecture des comparateurs qui circulent dans les adresses."""

import pytest

from observatoire.domain.selection import ChoixComparateur, GenreComparateur, parse_comparateur
from observatoire.errors import SelectionInvalide


@pytest.mark.parametrize(
    ("texte", "choix"),
    [
        (None, ChoixComparateur(GenreComparateur.VILLE)),
        ("", ChoixComparateur(GenreComparateur.VILLE)),
        ("ville", ChoixComparateur(GenreComparateur.VILLE)),
        (" reste ", ChoixComparateur(GenreComparateur.RESTE)),
        ("06", ChoixComparateur(GenreComparateur.TERRITOIRE, "06")),
        ("periode:2019", ChoixComparateur(GenreComparateur.PERIODE, "2019")),
        ("cible:12,5", ChoixComparateur(GenreComparateur.CIBLE, cible=12.5)),
        ("cible:12.5", ChoixComparateur(GenreComparateur.CIBLE, cible=12.5)),
        ("cible: 12,5 % ", ChoixComparateur(GenreComparateur.CIBLE, cible=12.5)),
        ("cible:1\u202f250", ChoixComparateur(GenreComparateur.CIBLE, cible=1250.0)),
        ("cible:-3", ChoixComparateur(GenreComparateur.CIBLE, cible=-3.0)),
        ("cible:−0,05", ChoixComparateur(GenreComparateur.CIBLE, cible=-0.05)),
    ],
)
def test_un_comparateur_se_lit(texte: str | None, choix: ChoixComparateur) -> None:
    assert parse_comparateur(texte) == choix


@pytest.mark.parametrize(
    "texte", ["ville", "reste", "06", "periode:2018-2022", "cible:12,5", "cible:-0,00001", "cible:21000"]
)
def test_l_adresse_se_relit(texte: str) -> None:
    choix = parse_comparateur(texte)
    assert parse_comparateur(choix.texte) == choix
    assert choix.texte == texte


@pytest.mark.parametrize(
    "texte",
    [
        "cible:",
        "cible:douze",
        "cible:nan",
        "cible:inf",
        "cible:1e300",
        "cible:1_000",
        "cible:12,5,3",
        "cible:" + "9" * 400,
    ],
)
def test_une_cible_illisible_est_refusee_en_francais(texte: str) -> None:
    with pytest.raises(SelectionInvalide, match=r"La cible « .* » n'est pas un nombre"):
        parse_comparateur(texte)
