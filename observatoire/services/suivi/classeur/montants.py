"""Lire un montant seul dans sa cellule, ou le financeur et le montant qu'une ligne donne dans n'importe quel ordre."""

import re
from dataclasses import dataclass

from observatoire.domain.cls.vocabulaire import UniteFinancement
from observatoire.services.suivi.classeur.colonnes import fold_nom
from observatoire.services.suivi.classeur.valeurs import MOTS_VIDES, Brut, Illisible, to_texte

ATTENDU = "un montant : 12 000 €, 12,5 k€ ou 0,5 ETP"
MONTANT_MAX = 1e12
_BLANC = "[ \u00a0\u202f]"
_GROUPE = rf"\d{{1,3}}(?:{_BLANC}\d{{3}})+(?:[.,]\d+)?"
_NOMBRE = rf"(?:{_GROUPE}|\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
_UNITE = r"(?:k ?€|k ?euros?|m ?€|€|euros?|etp|k)"
_SEUL = re.compile(rf"^(?P<nombre>-?{_NOMBRE}){_BLANC}*(?P<unite>{_UNITE})?{_BLANC}*(?:ttc|ht)?$", re.IGNORECASE)
#: Dans une ligne : un nombre et son unité ; à défaut, un nombre après deux-points, ou groupé par milliers, au bout.
_AVEC_UNITE = re.compile(
    rf"(?<![\w.,])(?P<nombre>{_NOMBRE}){_BLANC}*(?P<unite>{_UNITE})(?!\w){_BLANC}*(?:ttc\b|ht\b)?", re.IGNORECASE
)
_SANS_UNITE = (
    re.compile(rf"[:=–—]\s*(?P<nombre>{_NOMBRE})(?P<unite>)$"),
    re.compile(rf"\s-\s+(?P<nombre>{_NOMBRE})(?P<unite>)$"),
    re.compile(rf"(?<![\w.,])(?P<nombre>{_GROUPE})(?P<unite>)$"),
    re.compile(rf"^(?P<nombre>{_GROUPE})(?P<unite>)(?![\w.,])"),
)
_NEGATIF = re.compile(r"(?:^|[:=(]|\s)\s*[-−](?=\d)")
#: « 10 à 12 k€ », « 5 000 € par an » : le montant de l'action n'est pas dit.
_FOURCHETTE = re.compile(r"\d\s*(?:k|€)?\s*(?:à|[-–])\s*$", re.IGNORECASE)
_PERIODIQUE = re.compile(r"^\s*(?:/|par\s)\s*(?:an|mois|jour|semaine|s[ée]ance|personne)", re.IGNORECASE)
_PLUSIEURS = re.compile(r"\s*(?:[;+/]|,(?!\d)|\bet\b)\s*")


@dataclass(frozen=True)
class Montant:
    """Un montant et son unité."""

    valeur: float
    unite: UniteFinancement


def parse_montant(valeur: Brut) -> Montant | None:
    """Lit « 12 000 € », « 12.000 € », « 12,5 k€ », « 0,5 ETP » ou un nombre ; `None` si la cellule ne dit rien.

    Raises:
        Illisible: ce n'est pas un montant, il est négatif, ou l'on ne sait si sa virgule sépare des milliers.
    """
    if isinstance(valeur, int | float) and not isinstance(valeur, bool):
        return _build_montant(float(valeur), "")
    texte = to_texte(valeur).replace("−", "-")
    if fold_nom(texte) in MOTS_VIDES:
        return None
    trouve = _SEUL.match(" ".join(texte.split()))
    if trouve is None:
        raise Illisible(ATTENDU)
    return _read_montant(trouve["nombre"], trouve["unite"] or "")


def _read_montant(nombre: str, unite: str) -> Montant:
    """Lit un nombre à la française : « 12.000 » et « 12 000 » sont douze mille."""
    chiffres = re.sub(r"\s", "", nombre)
    unite = re.sub(r"\s", "", unite).lower()
    if unite in {"", "€", "euro", "euros"}:
        if re.fullmatch(r"-?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", chiffres):
            chiffres = chiffres.replace(".", "")
        elif re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", chiffres):
            raise Illisible("un montant sans ambiguïté : 12 000 € ou 12,00 €")
    try:
        return _build_montant(float(chiffres.replace(",", ".")), unite)
    except ValueError as erreur:
        raise Illisible(ATTENDU) from erreur


def _build_montant(nombre: float, unite: str) -> Montant:
    if not 0 <= nombre <= MONTANT_MAX:
        raise Illisible("un montant positif" if nombre < 0 else ATTENDU)
    if unite == "etp":
        return Montant(nombre, UniteFinancement.ETP)
    facteur = {"k": 1_000, "m": 1_000_000}.get(unite[:1], 1)
    return Montant(round(nombre * facteur, 2), UniteFinancement.EURO)


def split_financements(ligne: str) -> list[str]:
    """Sépare « ARS 10 000 €, Ville 5 000 € » en deux ; rend la ligne entière si chaque part n'a pas son montant."""
    parts = _PLUSIEURS.split(ligne)
    return parts if len(parts) > 1 and all(len(_AVEC_UNITE.findall(p)) == 1 for p in parts) else [ligne]


def read_financement(ligne: str) -> tuple[str, Montant | None]:
    """Lit le financeur et son montant, où qu'il soit dans la ligne : « ARS - 10 000 € », « 3 000 € CAF ».

    Returns:
        Le nom et le montant ; toute la ligne et `None` si aucun montant, ou plusieurs, ne s'y lisent sûrement.
    """
    trouves = list(_AVEC_UNITE.finditer(ligne)) or [m for motif in _SANS_UNITE if (m := motif.search(ligne))][:1]
    if len(trouves) != 1 or _NEGATIF.search(ligne[: trouves[0].start("nombre")] + "0"):
        return ligne, None
    (trouve,) = trouves
    if _FOURCHETTE.search(ligne[: trouve.start("nombre")]) or _PERIODIQUE.match(ligne[trouve.end() :]):
        return ligne, None
    try:
        montant = _read_montant(trouve["nombre"], trouve["unite"])
    except Illisible:
        return ligne, None
    avant, apres = ligne[: trouve.start()], ligne[trouve.end() :]
    avant, apres = re.sub(r"[\s:=–—,(-]+$", "", avant), re.sub(r"^[\s:=–—,)-]+", "", apres)
    return f"{avant} {apres}".strip() if avant and apres else avant or apres, montant
