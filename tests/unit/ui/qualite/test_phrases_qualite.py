"""Phrases de la page « Qualité et secret »."""

from datetime import date

import pytest

from observatoire.domain.indicateur import Source
from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.catalogue import Fraicheur
from observatoire.services.recouvrements import PartIris, RecouvrementQpv
from observatoire.ui.qualite.fraicheur import write_fraicheur
from observatoire.ui.qualite.qpv import write_qpv


def build_fraicheur(nom: str, retard: int) -> Fraicheur:
    source = Source(nom, "P", nom, "https://exemple.invalid", "L", "annuelle", "")
    return Fraicheur(source, "2024", date(2026, 1, 1), "", retard, "en retard" if retard else "à jour")


def test_fraicheur() -> None:
    assert write_fraicheur([build_fraicheur("A", 0)]) == (
        "1\u00a0source : aucun retard sur une date annoncée par un producteur."
    )
    assert write_fraicheur([build_fraicheur("A", 3), build_fraicheur("Revenus", 14), build_fraicheur("C", 0)]) == (
        "3\u00a0sources, dont 2 en retard ; la plus ancienne, « Revenus », est attendue depuis 14 mois."
    )


def build_qpv(nom: str, millesime: str, *parts: tuple[str, float]) -> RecouvrementQpv:
    def place(code: str, maille: Maille) -> Territoire:
        return Territoire(code, maille, code, "", millesime, None, None, 1.0)

    iris = tuple(PartIris(place(code, Maille.IRIS), part, None) for code, part in parts)
    return RecouvrementQpv(place(nom, Maille.QPV), iris, None, 1, 1)


@pytest.mark.parametrize(
    ("recouvrements", "phrase"),
    [
        ([build_qpv("A", "2024", ("1", 0.4))],
         "1\u00a0QPV (contour 2024) touche 1\u00a0IRIS, dont aucun n’est tout entier dans un QPV."),
        ([build_qpv("A", "2024", ("1", 0.4), ("2", 1.0)), build_qpv("B", "2024", ("2", 0.1)),
          build_qpv("C", "2015", ("9", 1.0))],
         "2\u00a0QPV (contour 2024) touchent 2\u00a0IRIS, dont 1 est presque en entier dans un QPV."),
    ],
)  # fmt: skip
def test_qpv(recouvrements: list[RecouvrementQpv], phrase: str) -> None:
    assert write_qpv(recouvrements) == phrase
