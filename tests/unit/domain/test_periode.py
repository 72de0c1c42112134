"""Lecture des périodes et chevauchements."""

from datetime import date

import pytest

from observatoire.domain.evolution import get_etendue, is_chevauchement, is_meme_saison
from observatoire.domain.periode import TypePeriode, parse_periode


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("2024", ("2024", TypePeriode.ANNEE, date(2024, 1, 1), date(2024, 12, 31), "2024")),
        (" 2024.0 ", ("2024", TypePeriode.ANNEE, date(2024, 1, 1), date(2024, 12, 31), "2024")),
        ("2025-t2", ("2025-T2", TypePeriode.TRIMESTRE, date(2025, 4, 1), date(2025, 6, 30), "2e trimestre 2025")),
        ("2024T1", ("2024-T1", TypePeriode.TRIMESTRE, date(2024, 1, 1), date(2024, 3, 31), "1er trimestre 2024")),
        ("2024-T4", ("2024-T4", TypePeriode.TRIMESTRE, date(2024, 10, 1), date(2024, 12, 31), "4e trimestre 2024")),
        ("2018–2022", ("2018-2022", TypePeriode.PLURIANNUEL, date(2018, 1, 1), date(2022, 12, 31), "2018-2022")),
    ],
)  # fmt: skip
def test_une_periode_se_lit(texte: str, attendu: tuple[str, TypePeriode, date, date, str]) -> None:
    periode = parse_periode(texte)
    assert (periode.code, periode.type, periode.debut, periode.fin, periode.libelle) == attendu


@pytest.mark.parametrize("texte", ["", "24", "1850", "2024-T5", "2022-2018", "2022-2022", "janvier 2024"])
def test_une_periode_inconnue_est_refusee(texte: str) -> None:
    with pytest.raises(ValueError):
        parse_periode(texte)


def test_l_ordre_est_celui_des_dates() -> None:
    periodes = [parse_periode(t) for t in ("2024", "2018-2022", "2024-T1", "2019")]
    assert [p.code for p in sorted(periodes)] == ["2019", "2018-2022", "2024-T1", "2024"]


def test_deux_millesimes_du_recensement_se_chevauchent_a_moins_de_cinq_ans() -> None:
    # 2019 réunit les enquêtes 2017 à 2021 ; 2023 celles de 2021 à 2025 ; 2024 celles de 2022 à 2026.
    recent, proche, loin = (parse_periode(t) for t in ("2019", "2023", "2024"))
    assert is_chevauchement(recent, proche, "insee_rp")
    assert not is_chevauchement(recent, loin, "insee_rp")
    assert not is_chevauchement(recent, proche, "cnam_erasme")
    assert get_etendue(recent, "insee_rp")[0] == 2017
    assert 2021.9 < get_etendue(recent, "insee_rp")[1] < 2022


def test_un_trimestre_ne_se_compare_qu_au_meme_trimestre() -> None:
    hiver, printemps, autre_hiver, annee = (parse_periode(t) for t in ("2023-T1", "2023-T2", "2024-T1", "2024"))
    assert is_meme_saison(hiver, autre_hiver)
    assert not is_meme_saison(hiver, printemps)
    assert not is_meme_saison(hiver, annee)
    assert is_meme_saison(annee, annee)


def test_deux_periodes_de_plusieurs_annees_se_comparent_a_duree_egale() -> None:
    trois, cinq, autre_cinq = (parse_periode(t) for t in ("2018-2020", "2018-2022", "2013-2017"))
    assert is_meme_saison(cinq, autre_cinq)  # 1 826 et 1 827 jours : l'année bissextile ne compte pas
    assert not is_meme_saison(trois, cinq)
