"""Classes d'âge écrites de plusieurs façons."""

import pytest

from observatoire.domain.classe_age import parse_classe_age


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("55-59 ans", (55, 60)),
        ("55 à 59 ans", (55, 60)),
        ("moins de 40 ans", (25, 40)),
        ("< 35", (25, 35)),
        ("65 ans ou plus", (65, 70)),
        ("55 ans et plus", (55, 70)),
        ("75+", (75, 80)),
        ("57", (57, 58)),
        ("", None),
        ("inconnu", None),
        ("59-55 ans", None),
        ("né en 1962", None),
        ("moins de 20 ans", None),
        ("1-2-3", None),
    ],
)
def test_bornes(texte: str, attendu: tuple[int, int] | None) -> None:
    assert parse_classe_age(texte) == attendu
