"""Périodes : année, trimestre ou suite d'années, avec leurs dates."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class TypePeriode(StrEnum):
    """Sorte de période."""

    ANNEE = "annee"
    TRIMESTRE = "trimestre"
    PLURIANNUEL = "pluriannuel"


_ANNEE = re.compile(r"^(\d{4})$")
_TRIMESTRE = re.compile(r"^(\d{4})-?T([1-4])$")
_PLURI = re.compile(r"^(\d{4})\s*[-–/]\s*(\d{4})$")
_ANNEE_MIN, _ANNEE_MAX = 1900, 2100


@dataclass(frozen=True, slots=True, order=True)
class Periode:
    """Période dans le temps, bornes comprises. L'ordre est celui des dates."""

    fin: date
    debut: date
    code: str
    type: TypePeriode
    libelle: str


def parse_periode(texte: str) -> Periode:
    """Lit `2024`, `2025-T2` ou `2018-2022`.

    Raises:
        ValueError: forme inconnue, année hors de 1900-2100, ou fin avant le début.
    """
    propre = texte.strip().upper().removesuffix(".0")
    if trouve := _ANNEE.match(propre):
        annee = _check_annee(int(trouve[1]))
        return Periode(
            debut=date(annee, 1, 1),
            fin=date(annee, 12, 31),
            code=propre,
            type=TypePeriode.ANNEE,
            libelle=propre,
        )
    if trouve := _TRIMESTRE.match(propre):
        return _build_trimestre(_check_annee(int(trouve[1])), int(trouve[2]))
    if trouve := _PLURI.match(propre):
        debut, fin = _check_annee(int(trouve[1])), _check_annee(int(trouve[2]))
        if fin <= debut:
            raise ValueError(f"la période « {texte} » finit avant de commencer")
        return Periode(
            debut=date(debut, 1, 1),
            fin=date(fin, 12, 31),
            code=f"{debut}-{fin}",
            type=TypePeriode.PLURIANNUEL,
            libelle=f"{debut}-{fin}",
        )
    raise ValueError(f"période « {texte} » inconnue ; attendu 2024, 2025-T2 ou 2018-2022")


def _build_trimestre(annee: int, numero: int) -> Periode:
    debut = date(annee, 3 * numero - 2, 1)
    suivant = date(annee + numero // 4, (3 * numero) % 12 + 1, 1)
    ordinal = "1er" if numero == 1 else f"{numero}e"
    return Periode(
        debut=debut,
        fin=suivant - timedelta(days=1),
        code=f"{annee}-T{numero}",
        type=TypePeriode.TRIMESTRE,
        libelle=f"{ordinal} trimestre {annee}",
    )


def _check_annee(annee: int) -> int:
    if not _ANNEE_MIN <= annee <= _ANNEE_MAX:
        raise ValueError(f"année {annee} hors de {_ANNEE_MIN}-{_ANNEE_MAX}")
    return annee
