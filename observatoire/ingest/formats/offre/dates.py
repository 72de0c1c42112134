"""De quand date une livraison : ce que dit l'utilisateur, le fichier, son nom, son archive ; à défaut, ce jour."""

import re
from collections.abc import Sequence
from datetime import date

from observatoire.errors import ErreurObservatoire
from observatoire.ingest.formats.demande import Demande

_DATE = re.compile(r"(?<!\d)(20[0-3]\d)(?:-?(0[1-9]|1[0-2])(?:-?([0-2]\d|3[01]))?)?(?=\d{4}(?!\d)|(?!\d))")
_DONNEE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def check_date(texte: str) -> str:
    """Date donnée par l'utilisateur, telle quelle si elle est lisible ; rien s'il n'en donne pas.

    Raises:
        ErreurObservatoire: date mal écrite, impossible ou à venir.
    """
    if not texte:
        return ""
    lue = _DONNEE.fullmatch(texte.strip())
    try:
        jour = date(int(lue[1]), int(lue[2]), int(lue[3] or 1)) if lue else None
    except ValueError:
        jour = None
    if jour is None or jour > date.today():
        raise ErreurObservatoire(
            f"« {texte} » n'est pas une date passée. Attendu : AAAA-MM-JJ ou AAAA-MM, par exemple 2026-11-20."
        )
    return texte.strip()


def find_date(*textes: str) -> str:
    """Première date écrite (`2026-11-20`, `2023-12`, `2022`, `20261120`), ou rien."""
    for texte in textes:
        if trouve := _DATE.search(texte):
            return "-".join(p for p in trouve.groups() if p)
    return ""


def date_livraison(demande: Demande, *ecrites: str) -> tuple[str, Sequence[str]]:
    """Date d'une livraison, et ce qu'il faut dire quand elle n'est que supposée.

    `ecrites` : ce que le fichier lui-même en dit, avant son nom.
    """
    if sure := demande.date or find_date(*ecrites, demande.fichier, demande.membre):
        return sure, ()
    if demande.horodatage:
        return demande.horodatage, (
            f"Date supposée : {demande.horodatage}, celle du fichier dans son archive. Si elle est fausse, retirez ce "
            "lot et donnez la vraie avec --date AAAA-MM-JJ.",
        )
    jour = date.today().isoformat()
    return jour, (
        f"Date supposée : {jour}, ce jour, faute d'en trouver une dans le fichier ou dans son nom. Deux livraisons du "
        "même jour ne se comparent pas : retirez ce lot et donnez sa date avec --date AAAA-MM-JJ.",
    )
