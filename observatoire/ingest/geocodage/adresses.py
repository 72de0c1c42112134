"""Découper et normaliser une adresse : numéro, voie, code postal, ville, sans accent, abréviation ni article."""

import re
from dataclasses import dataclass
from functools import lru_cache

from observatoire.domain.francais import sort_key

_TYPES = {
    "all": "allee", "av": "avenue", "ave": "avenue", "aven": "avenue", "bd": "boulevard", "bld": "boulevard",
    "blvd": "boulevard", "boul": "boulevard", "bvd": "boulevard", "car": "carrefour", "ch": "chemin",
    "che": "chemin", "chem": "chemin", "chs": "chaussee", "cite": "cite", "cor": "corniche", "crs": "cours",
    "dom": "domaine", "ecl": "ecluse", "esp": "esplanade", "fg": "faubourg", "fbg": "faubourg", "gr": "grande rue",
    "ham": "hameau", "imp": "impasse", "lot": "lotissement", "mte": "montee", "pass": "passage", "pas": "passage",
    "pl": "place", "prom": "promenade", "qai": "quai", "qu": "quai", "quart": "quartier", "qua": "quartier",
    "r": "rue", "res": "residence", "rle": "ruelle", "rpt": "rond point", "rte": "route", "sen": "sentier",
    "sent": "sentier", "sq": "square", "tra": "traverse", "trav": "traverse", "vla": "villa", "za": "za", "zi": "zi",
}  # fmt: skip
"""Types de voie abrégés, comme les écrivent le RPPS, FINESS et l'assurance maladie."""
_MOTS = {
    "st": "saint", "ste": "sainte", "sts": "saints", "gal": "general", "gen": "general", "mal": "marechal",
    "dr": "docteur", "pdt": "president", "pt": "president", "prof": "professeur", "pr": "professeur",
    "cdt": "commandant", "cne": "capitaine", "col": "colonel", "lt": "lieutenant", "sgt": "sergent",
    "mgr": "monseigneur", "nd": "notre dame", "ambr": "ambroise", "fr": "frere", "vx": "vieux",
}  # fmt: skip
_ARTICLES = frozenset({"de", "du", "des", "la", "le", "les", "l", "d", "a", "au", "aux", "et"})
_COMPLEMENTS = frozenset(
    {"appartement", "appt", "apt", "bat", "batiment", "bt", "cabinet", "cs", "bp", "entree", "esc", "escalier", "etage",
     "etg", "hall", "imm", "immeuble", "rdc", "res", "residence"}
)  # fmt: skip
"""Après le nom de la voie, ces mots commencent un complément, qui ne sert pas à la trouver."""
_INDICES = {"b": "bis", "t": "ter", "q": "quater"}
_NATURES = frozenset({*_TYPES.values(), "mail", "parvis", "voie"})
_POSTAL = re.compile(r"(?<!\d)(\d{5})(?!\d)\s+(\D.*)$")
_CEDEX = re.compile(r"\s+cedex(\s+\d+)?$", re.IGNORECASE)
_NUMERO = r"(?P<numero>[1-9]\d{0,4})(?:\s*[-/&]\s*\d{1,4})?\s*(?:(?P<indice>bis|ter|quater|[a-h])\b)?"
_AU_DEBUT = re.compile(rf"^(?:n\s)?\s*{_NUMERO}\s+(?P<reste>\S.*)$")
_MOTS_DE_VOIE = "|".join(sorted({*_TYPES, *_NATURES}))
_AVANT_UNE_VOIE = re.compile(rf"(?:^|\s){_NUMERO}\s+(?P<reste>(?:{_MOTS_DE_VOIE})\s.+)$")


@dataclass(frozen=True, slots=True)
class Adresse:
    """Une adresse découpée. `commune` est un code INSEE, vide s'il est inconnu ; `voie` porte le numéro."""

    voie: str
    code_postal: str
    ville: str
    commune: str


def split_fin(texte: str) -> tuple[str, str]:
    """Code postal et ville, tels qu'écrits à la fin d'une adresse ; deux textes vides s'ils n'y sont pas."""
    trouve = _POSTAL.search(" ".join(texte.split()))
    return (trouve[1], trouve[2].strip()) if trouve else ("", "")


def split_adresse(texte: str, commune: str) -> Adresse:
    """« 12 rue X 06300 NICE » : voie, code postal, ville. Sans code postal, tout est la voie.

    Un code postal de CEDEX n'est celui d'aucune rue : il est laissé vide.
    """
    plat = " ".join(texte.split())
    trouve = _POSTAL.search(plat)
    if trouve is None:
        return Adresse(plat, "", "", commune)
    ville = _CEDEX.sub("", trouve[2]).strip()
    postal = trouve[1] if ville == trouve[2].strip() else ""
    return Adresse(plat[: trouve.start()].strip(" ,;-"), postal, ville, commune)


@dataclass(frozen=True, slots=True)
class Voie:
    """Une voie et le numéro qu'on y cherche. `cle` : la voie normalisée. Numéro 0 : pas de numéro."""

    numero: int
    indice: str
    cle: str


@lru_cache(maxsize=65_536)
def parse_voie(texte: str) -> Voie:
    """Numéro, indice (bis, ter) et voie normalisée ; un complément écrit devant (« Bât A 12 av X ») est sauté."""
    plat = re.sub(r"[^a-z0-9/&-]+", " ", sort_key(texte)).strip()
    trouve = _AU_DEBUT.match(plat) or _AVANT_UNE_VOIE.search(plat)
    if trouve is None:
        return Voie(0, "", normalize_voie(plat))
    indice = trouve["indice"] or ""
    return Voie(int(trouve["numero"]), _INDICES.get(indice, indice), normalize_voie(trouve["reste"]))


@lru_cache(maxsize=65_536)
def normalize_voie(texte: str) -> str:
    """« Av. du Gal de Gaulle » et « AVENUE GENERAL DE GAULLE » donnent « avenue general gaulle »."""
    mots = re.sub(r"[^a-z0-9]+", " ", sort_key(texte)).split()
    if mots and mots[0] in _TYPES:
        mots = [*_TYPES[mots[0]].split(), *mots[1:]]
    longs = [m for mot in mots for m in _MOTS.get(mot, mot).split()]
    fin = next((rang for rang, mot in enumerate(longs) if rang >= 2 and mot in _COMPLEMENTS), len(longs))
    utiles = [m for m in longs[:fin] if m not in _ARTICLES]
    return " ".join(utiles or longs)


def split_nature(cle: str) -> tuple[str, str]:
    """« avenue general gaulle » : sa nature (avenue), puis son nom ; une voie sans nature n'a que son nom."""
    premier, _, reste = cle.partition(" ")
    return (premier, reste) if premier in _NATURES and reste else ("", cle)


def build_cle(texte: str, commune: str) -> str:
    """Ce qui dit que deux adresses écrites autrement sont la même : numéro, indice, voie, commune ou ville."""
    adresse = split_adresse(texte, commune)
    voie = parse_voie(adresse.voie)
    lieu = adresse.commune or normalize_voie(adresse.ville)
    return f"{voie.numero or ''}{voie.indice} {voie.cle} {lieu}".strip() if voie.cle else ""
