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
