"""Mailles et territoires, et la réparation prudente de leurs codes."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Maille(StrEnum):
    """Sorte de territoire, de la plus fine à la plus large."""

    IRIS = "iris"
    QUARTIER = "quartier"
    QPV = "qpv"
    ZONE = "zone"
    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTEMENT = "departement"
    REGION = "region"
    FRANCE = "france"


LIBELLES_MAILLE: dict[Maille, tuple[str, str]] = {
    Maille.IRIS: ("IRIS", "IRIS"),
    Maille.QUARTIER: ("quartier", "quartiers"),
    Maille.QPV: ("quartier prioritaire (QPV)", "quartiers prioritaires (QPV)"),
    Maille.ZONE: ("zone", "zones"),
    Maille.COMMUNE: ("commune", "communes"),
    Maille.EPCI: ("intercommunalité", "intercommunalités"),
    Maille.DEPARTEMENT: ("département", "départements"),
    Maille.REGION: ("région", "régions"),
    Maille.FRANCE: ("France", "France"),
}
"""Nom d'une maille au singulier et au pluriel, tel qu'il se lit à l'écran."""

LIBELLES_COURTS_MAILLE: dict[Maille, tuple[str, str]] = {**LIBELLES_MAILLE, Maille.QPV: ("QPV", "QPV")}
"""Les mêmes, pour une phrase où le sigle suffit."""

CODE_FRANCE = "FRANCE"

_MOTIFS: dict[Maille, re.Pattern[str]] = {
    Maille.IRIS: re.compile(r"^(?:\d{2}|2[AB])\d{7}$"),
    Maille.COMMUNE: re.compile(r"^(?:\d{2}|2[AB])\d{3}$"),
    # Le département y tient sur trois caractères : QP006001 (2015), QN00611M (2024), QN02A01N en Corse.
    Maille.QPV: re.compile(r"^Q[NP](?:0\d{2}|02[AB]|97\d)\d{2,3}[NMI]?$"),
    Maille.DEPARTEMENT: re.compile(r"^(?:\d{2}|2[AB]|97\d)$"),
    Maille.EPCI: re.compile(r"^\d{9}$"),
    Maille.REGION: re.compile(r"^R\d{2}$"),
    Maille.FRANCE: re.compile(rf"^{CODE_FRANCE}$"),
}

_LONGUEURS = {Maille.IRIS: 9, Maille.COMMUNE: 5}


@dataclass(frozen=True, slots=True)
class Territoire:
    """Un territoire publié. `commune` est vide au-dessus de la commune ; superficie en km²."""

    code: str
    maille: Maille
    nom: str
    commune: str
    millesime: str
    lon: float | None
    lat: float | None
    superficie_km2: float | None


def is_code_valide(code: str, maille: Maille) -> bool:
    """Dit si `code` a la forme attendue pour la maille. Quartiers et zones acceptent tout code non vide."""
    motif = _MOTIFS.get(maille)
    return bool(code.strip()) if motif is None else motif.match(code) is not None


def repair_code(code: str, maille: Maille) -> str:
    """Rend à un code IRIS ou commune le zéro de tête qu'un tableur lui a fait perdre.

    Un seul zéro peut manquer (départements 01 à 09). Le résultat reste à comparer aux codes connus.
    """
    propre = code.strip().upper()
    if propre.endswith(".0"):
        propre = propre[:-2]
    attendue = _LONGUEURS.get(maille)
    if attendue is not None and propre.isdigit() and len(propre) == attendue - 1:
        return "0" + propre
    return propre


def get_departement(code: str) -> str:
    """Département d'un code IRIS ou commune (`971` outre-mer, `2A` en Corse)."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


_REGIONS: dict[str, str] = {
    "01": "971", "02": "972", "03": "973", "04": "974", "06": "976",
    "11": "75 77 78 91 92 93 94 95",
    "24": "18 28 36 37 41 45",
    "27": "21 25 39 58 70 71 89 90",
    "28": "14 27 50 61 76",
    "32": "02 59 60 62 80",
    "44": "08 10 51 52 54 55 57 67 68 88",
    "52": "44 49 53 72 85",
    "53": "22 29 35 56",
    "75": "16 17 19 23 24 33 40 47 64 79 86 87",
    "76": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "84": "01 03 07 15 26 38 42 43 63 69 73 74",
    "93": "04 05 06 13 83 84",
    "94": "2A 2B",
}  # fmt: skip
"""Départements de chaque région, d'après le code officiel géographique."""
_REGION_PAR_DEPARTEMENT = {d: f"R{region}" for region, codes in _REGIONS.items() for d in codes.split()}


def get_region(departement: str) -> str:
    """Code de la région d'un département (`R93` pour `06`) ; vide s'il n'existe pas."""
    return _REGION_PAR_DEPARTEMENT.get(departement, "")
