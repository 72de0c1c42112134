"""Classes d'âge écrites de plusieurs façons, et le choix d'un découpage qui compte chaque âge une fois."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatoire.domain.classe_age import AGE_MAXIMAL, choose_partition, parse_classe_age, parse_tranche

LARGES = ("0-14", "15-29", "30-44", "45-59", "60-74", "75+")
FINES = ("0-2", "3-5", "6-10", "11-17", "18-24", "25-39", "40-54", "55-64", "65-79", "80+")
BORNES = (0, 3, 5, 10, 15, 18, 30)


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


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("0-14", (0, 15)),
        ("75+", (75, AGE_MAXIMAL)),
        ("20-20", (20, 21)),
        ("tous", None),
        ("adultes", None),
        ("59-55", None),
        ("0-14 ans", None),
        ("0-14\n", None),
        ("1234+", None),
        ("", None),
    ],
)
def test_une_tranche_se_lit_ou_pas(texte: str, attendu: tuple[int, int] | None) -> None:
    assert parse_tranche(texte) == attendu


@pytest.mark.parametrize(
    ("ages", "attendu"),
    [
        ([*LARGES, *FINES, "0-19", "20-64", "65+"], FINES),
        (LARGES, LARGES),
        (["65+", "0-64", "75+", "65-74"], ("0-64", "65-74", "75+")),
        (["0-19", "20-64", "65+", "75+"], ("0-19", "20-64", "65+")),
        # « 0-2 » commence plus finement, mais rien ne commence à 3 ans.
        (["0-2", "0-14", "15-29", "30+"], ("0-14", "15-29", "30+")),
        # Un dépistage n'a de tranches que de 50 à 74 ans.
        (["tous", "50-74", "50-59", "60-74"], ("50-59", "60-74")),
        (["0-14", "20+"], ()),
        (["tous"], ()),
        ([], ()),
    ],
)
def test_le_decoupage_le_plus_fin_et_sans_trou(ages: list[str], attendu: tuple[str, ...]) -> None:
    assert choose_partition(ages) == attendu


@pytest.mark.parametrize("ages", [["15-29", "30+"], ["0-14", "15-29"], ["0-14", "30-44", "75+"]])
def test_de_la_naissance_a_la_tranche_ouverte_ou_rien(ages: list[str]) -> None:
    assert choose_partition(ages, 0, AGE_MAXIMAL) == ()


def write_tranche(debut: int, fin: int) -> str:
    return f"{debut}+" if fin == AGE_MAXIMAL else f"{debut}-{fin - 1}"


INTERVALLES = tuple(combinations((*BORNES, AGE_MAXIMAL), 2))


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(INTERVALLES), max_size=9), st.booleans())
def test_le_meilleur_decoupage_de_tous_ceux_qu_on_peut_essayer(tranches: set[tuple[int, int]], entier: bool) -> None:
    """Oracle : tous les sous-ensembles, gardés s'ils se suivent d'un bout à l'autre."""
    bouts = (0, AGE_MAXIMAL) if entier or not tranches else (min(a for a, _ in tranches), max(b for _, b in tranches))
    valides = [
        suite
        for taille in range(1, len(tranches) + 1)
        for suite in combinations(sorted(tranches), taille)
        if (suite[0][0], suite[-1][1]) == bouts and all(a[1] == b[0] for a, b in pairwise(suite))
    ]
    choisie = choose_partition([write_tranche(*t) for t in tranches], *(bouts if entier else (None, None)))
    lue = tuple(p for age in choisie if (p := parse_tranche(age)))
    if not valides:
        assert choisie == ()
    else:
        plus_longues = [v for v in valides if len(v) == max(map(len, valides))]
        assert lue == min(plus_longues, key=lambda v: [fin for _, fin in v])
