"""Nombres, dates et tris à la française. Le seul endroit où un nombre devient du texte."""

import math
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

INSECABLE = "\u00a0"
FINE = "\u202f"


def format_nombre(valeur: float | None, decimales: int = 0) -> str:
    """Écrit `1 234,5` (espace fine insécable, virgule), arrondi au plus proche, le demi s'éloignant de zéro.

    Une valeur absente ou non finie s'écrit « – » (jamais 0 ni « nan »).
    """
    if valeur is None or not math.isfinite(valeur):
        return "–"
    pas = Decimal(1).scaleb(-decimales)
    arrondi = Decimal(repr(float(valeur))).quantize(pas, rounding=ROUND_HALF_UP)
    texte = f"{abs(arrondi):,.{decimales}f}".replace(",", FINE).replace(".", ",")
    return f"−{texte}" if arrondi < 0 else texte


def count_decimales(valeur: float) -> int:
    """Décimales qu'il faut pour écrire un nombre saisi sans l'arrondir : 0 pour 12, 2 pour 12,25."""
    exposant = Decimal(repr(float(valeur))).normalize().as_tuple().exponent
    return max(0, -exposant) if isinstance(exposant, int) else 0


def format_valeur(valeur: float | None, decimales: int, unite: str) -> str:
    """Écrit la valeur et son unité, insécables : « 12,4 % », « 21 430 € », « 30,0 pour 1 000 »."""
    nombre = format_nombre(valeur, decimales)
    return nombre if not unite or nombre == "–" else f"{nombre}{INSECABLE}{unite}"


def format_ecart(valeur: float | None, decimales: int, unite: str) -> str:
    """Écrit une différence : entre deux pourcentages, elle se compte en points."""
    return format_valeur(valeur, decimales, "points" if unite == "%" else unite)


def format_intervalle(bas: float | None, haut: float | None, decimales: int) -> str:
    """Écrit « 15,8 – 17,5 », ou une chaîne vide s'il n'y a pas d'intervalle."""
    if bas is None or haut is None or math.isnan(bas) or math.isnan(haut):
        return ""
    return f"{format_nombre(bas, decimales)}{INSECABLE}–{INSECABLE}{format_nombre(haut, decimales)}"


def format_date(jour: date) -> str:
    """Écrit « 22/11/2026 »."""
    return jour.strftime("%d/%m/%Y")


def sort_key(texte: str) -> str:
    """Clé de tri française : sans accent ni casse."""
    plat = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae"))
    return "".join(c for c in plat if not unicodedata.combining(c)).casefold()


def join_mots(mots: Iterable[str]) -> str:
    """Enchaîne « a, b et c »."""
    liste = list(mots)
    if len(liste) < 2:
        return "".join(liste)
    return f"{', '.join(liste[:-1])} et {liste[-1]}"


def format_pluriel(nombre: int, singulier: str, pluriel: str | None = None) -> str:
    """Écrit « 1 quartier », « 3 quartiers » (le pluriel commence à deux)."""
    mot = singulier if abs(nombre) < 2 else (pluriel or singulier + "s")
    return f"{format_nombre(nombre)}{INSECABLE}{mot}"
