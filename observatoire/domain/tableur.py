"""Des textes et des nombres qu'un tableur français ouvre tels quels, sans jamais y voir une formule."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from numbers import Integral, Real

_DEBUT_FORMULE = ("=", "+", "-", "@", "\t", "\r")


def neutralize(texte: str) -> str:
    """Texte qu'un tableur ne prendra pas pour une formule : une apostrophe le précède s'il en a l'air."""
    return f"'{texte}" if texte.startswith(_DEBUT_FORMULE) else texte


def write_csv(entetes: Sequence[str], lignes: Iterable[Sequence[object]]) -> bytes:
    """CSV pour un tableur français : UTF-8 avec BOM, `;`, virgule décimale. Un nombre négatif reste un nombre."""
    tampon = io.StringIO()
    plume = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    plume.writerow(entetes)
    plume.writerows([[_format_cellule(cellule) for cellule in ligne] for ligne in lignes])
    return tampon.getvalue().encode("utf-8-sig")


def _format_cellule(cellule: object) -> str:
    if cellule is None:
        return ""
    if isinstance(cellule, bool):
        return "oui" if cellule else "non"
    # Les nombres de numpy sont de ces genres-là sans être des `int` ni des `float`.
    if isinstance(cellule, Integral):
        return str(int(cellule))
    if isinstance(cellule, Real):
        return "" if math.isnan(cellule) else repr(float(cellule)).removesuffix(".0").replace(".", ",")
    return neutralize(str(cellule))
