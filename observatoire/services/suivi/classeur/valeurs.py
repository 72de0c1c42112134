"""Lire ce qu'une cellule contient vraiment : dates de toutes formes, montants, listes, mots fermés."""

import calendar
import re
from datetime import date, datetime, timedelta
from typing import TypeVar

from observatoire.domain.cls.saisie import ANNEE_MAX, ANNEE_MIN, clean_texte
from observatoire.domain.cls.vocabulaire import Terme
from observatoire.domain.francais import format_nombre
from observatoire.services.suivi.classeur.colonnes import fold_nom

E = TypeVar("E", bound=Terme)
Brut = str | int | float | bool | date | datetime | None


class Illisible(Exception):
    """La cellule ne se lit pas. Le message dit ce qui était attendu."""


_MOIS = {
    nom: rang
    for rang, noms in enumerate(
        (
            ("janvier", "janv", "jan"),
            ("fevrier", "fevr", "fev"),
            ("mars",),
            ("avril", "avr"),
            ("mai",),
            ("juin",),
            ("juillet", "juil"),
            ("aout",),
            ("septembre", "sept"),
            ("octobre", "oct"),
            ("novembre", "nov"),
            ("decembre", "dec"),
        ),
        start=1,
    )
    for nom in noms
}
MOTS_VIDES = frozenset(
    {"", "nc", "nd", "so", "na", "a definir", "a preciser", "en continu", "continu", "permanent", "permanente"}
)
_JMA = re.compile(r"^(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})$")
_AMJ = re.compile(r"^(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[T ]00:00:00)?$")
_MA = re.compile(r"^(\d{1,2})\s*[/.\-]\s*(\d{4})$")
_JOUR_MOIS = re.compile(r"^(?:(\d{1,2})(?:er)? )?([a-z]+) (\d{4})$")
_PERIODES = tuple(
    (
        re.compile(
            rf"^(?:{lettre} ?(?P<rang>[1-{n}])|(?P<ordinal>[1-{n}])(?:er|e|eme|nd)? {mot}\w*) (?P<annee>\d{{4}})$"
        ),
        12 // n,
    )
    for lettre, mot, n in (("t", "trim", 4), ("s", "sem", 2))
)
_ANNEE = re.compile(r"^(?:(debut|fin|mi|courant|annee) )?(\d{4})$")
_ORIGINE_SERIE = date(1899, 12, 30)
_SERIE_MIN, _SERIE_MAX = 32_874, 73_415  # du 01/01/1990 au 31/12/2100
ATTENDU_DATE = "une date : 15/03/2023, mars 2023, T2 2023 ou 2023"


def to_texte(valeur: Brut) -> str:
    """Rend le texte d'une cellule : un entier sans « .0 », une date à la française."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, datetime | date):
        return valeur.strftime("%d/%m/%Y")
    if isinstance(valeur, float):
        return f"{valeur:.0f}" if valeur.is_integer() else repr(valeur)
    return clean_texte(str(valeur))


def parse_date(valeur: Brut, *, fin: bool = False) -> date | None:
    """Lit une date : cellule date, numéro de série, ou texte (« mars 2023 », « T2 2023 », « fin 2024 »…).

    Args:
        valeur: le contenu de la cellule.
        fin: vrai pour une date de fin : un mois ou une année s'entend alors jusqu'à son dernier jour.

    Returns:
        La date, ou `None` si la cellule est vide ou dit qu'il n'y en a pas (« à définir », « en continu »).

    Raises:
        Illisible: le texte n'est pas une date, ou la date n'existe pas.
    """
    if isinstance(valeur, datetime):
        return _check(valeur.date())
    if isinstance(valeur, date):
        return _check(valeur)
    if isinstance(valeur, int | float) and not isinstance(valeur, bool):
        return _from_nombre(valeur, fin)
    texte = to_texte(valeur).strip().strip(".")
    if fold_nom(texte) in MOTS_VIDES:
        return None
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", texte):
        return _from_nombre(float(texte), fin)
    try:
        trouvee = _from_chiffres(texte, fin) or _from_mots(fold_nom(texte), fin)
    except ValueError as erreur:
        raise Illisible(f"{ATTENDU_DATE} (cette date n'existe pas)") from erreur
    if trouvee is None:
        raise Illisible(ATTENDU_DATE)
    return _check(trouvee)


def _check(jour: date) -> date:
    if not ANNEE_MIN <= jour.year <= ANNEE_MAX:
        raise Illisible(f"une date entre {ANNEE_MIN} et {ANNEE_MAX}")
    return jour


def _from_nombre(nombre: float, fin: bool) -> date:
    if float(nombre).is_integer() and ANNEE_MIN <= nombre <= ANNEE_MAX:
        return _bound(int(nombre), 1, 12, fin)
    if not _SERIE_MIN <= nombre <= _SERIE_MAX:
        raise Illisible(ATTENDU_DATE)
    return _ORIGINE_SERIE + timedelta(days=int(nombre))


def _bound(annee: int, premier: int, dernier: int, fin: bool) -> date:
    if not fin:
        return date(annee, premier, 1)
    return date(annee, dernier, calendar.monthrange(annee, dernier)[1])


def _from_chiffres(texte: str, fin: bool) -> date | None:
    if trouve := _JMA.match(texte):
        annee = int(trouve[3])
        return date(annee + 2000 if annee < 100 else annee, int(trouve[2]), int(trouve[1]))
    if trouve := _AMJ.match(texte):
        return date(int(trouve[1]), int(trouve[2]), int(trouve[3]))
    if trouve := _MA.match(texte):
        mois = int(trouve[1])
        return _bound(int(trouve[2]), mois, mois, fin) if 1 <= mois <= 12 else None
    return None


def _from_mots(plat: str, fin: bool) -> date | None:
    if (trouve := _JOUR_MOIS.match(plat)) and trouve[2] in _MOIS:
        mois, annee = _MOIS[trouve[2]], int(trouve[3])
        return date(annee, mois, int(trouve[1])) if trouve[1] else _bound(annee, mois, mois, fin)
    for motif, mois_par_periode in _PERIODES:
        if trouve := motif.match(plat):
            rang = int(trouve["rang"] or trouve["ordinal"])
            return _bound(int(trouve["annee"]), mois_par_periode * (rang - 1) + 1, mois_par_periode * rang, fin)
    if trouve := _ANNEE.match(plat):
        annee, moment = int(trouve[2]), trouve[1]
        if moment == "debut":
            return date(annee, 1, 1)
        if moment == "mi":
            return date(annee, 6, 30)
        return _bound(annee, 1, 12, fin or moment == "fin")
    return None


def parse_nombre(valeur: Brut) -> float | None:
    """Lit un nombre à la française, signe pour cent admis ; `None` si la cellule est vide.

    Raises:
        Illisible: ce n'est pas un nombre.
    """
    if isinstance(valeur, int | float) and not isinstance(valeur, bool):
        return float(valeur)
    texte = re.sub(r"[\s\u00a0\u202f%]", "", to_texte(valeur)).replace(",", ".").replace("−", "-")
    if not texte:
        return None
    if not re.fullmatch(r"[+-]?(?:[0-9]{1,20}(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]{1,2})?", texte, re.IGNORECASE):
        raise Illisible(f"un nombre, comme {format_nombre(12.5, 1)}")
    return float(texte)


def parse_oui_non(valeur: Brut) -> bool | None:
    """Lit oui ou non ; `None` si la cellule est vide : elle ne dit rien, surtout pas non.

    Raises:
        Illisible: autre chose.
    """
    plat = fold_nom(to_texte(valeur))
    if plat in {"oui", "o", "x", "vrai", "1"}:
        return True
    if plat in {"non", "n", "faux", "0"}:
        return False
    if plat == "":
        return None
    raise Illisible("oui ou non")


def find_terme(liste: type[E], texte: str) -> E | None:
    """Rend le mot d'une liste fermée, sans tenir compte de la casse, des accents, du genre ni du nombre."""
    plat = _fold_accord(texte)
    return next((t for t in liste if plat in (_fold_accord(t.libelle), _fold_accord(t.value))), None)


def _fold_accord(texte: str) -> str:
    return fold_nom(texte).rstrip("s").rstrip("e")


def split_mots(valeur: Brut) -> tuple[str, ...]:
    """Découpe une liste : point-virgule et saut de ligne d'abord ; à défaut, la virgule.

    Un mot unique qui contient une virgule s'écrit suivi d'un point-virgule : « Social, médical ; ».
    """
    texte = to_texte(valeur)
    separateur = r"[;\n]" if re.search(r"[;\n]", texte) else r",(?!\d)"
    mots = (re.sub(r"^[-•–*]\s+", "", m.strip()).strip() for m in re.split(separateur, texte))
    return tuple(dict.fromkeys(m for m in mots if m))


def join_liste(mots: tuple[str, ...]) -> str:
    """Écrit une liste de façon que `split_mots` la rende telle quelle."""
    texte = " ; ".join(mots)
    return f"{texte} ;" if len(mots) == 1 and "," in texte else texte


def split_lignes(valeur: Brut) -> tuple[str, ...]:
    """Découpe une cellule à plusieurs lignes, sans ses puces."""
    lignes = (re.sub(r"^\s*[-•–*▪◦]\s*", "", ligne).strip() for ligne in to_texte(valeur).split("\n"))
    return tuple(ligne for ligne in lignes if ligne)
