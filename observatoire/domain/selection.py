"""Ce qu'une vue compare : lecture des codes qui circulent dans les adresses."""

import re
from dataclasses import dataclass
from enum import StrEnum

from observatoire.errors import SelectionInvalide

VILLE = "ville"
RESTE = "reste"
PERIODE = "periode:"
CIBLE = "cible:"
_DECIMALES_CIBLE = 6
_NOMBRE = re.compile(r"[+-]?\d+([.,]\d+)?")


class GenreComparateur(StrEnum):
    """À quoi un territoire est comparé."""

    VILLE = "ville"
    RESTE = "reste"
    TERRITOIRE = "territoire"
    PERIODE = "periode"
    CIBLE = "cible"


@dataclass(frozen=True, slots=True)
class ChoixComparateur:
    """Comparateur demandé. `code` est un code de territoire ou de période ; `cible` une valeur fixée."""

    genre: GenreComparateur
    code: str = ""
    cible: float | None = None

    @property
    def texte(self) -> str:
        """Forme écrite dans l'adresse, relue par `parse_comparateur`."""
        if self.genre is GenreComparateur.PERIODE:
            return f"{PERIODE}{self.code}"
        if self.genre is GenreComparateur.CIBLE:
            return f"{CIBLE}{self.cible:.{_DECIMALES_CIBLE}f}".rstrip("0").rstrip(".").replace(".", ",")
        return self.code or self.genre.value


def parse_comparateur(texte: str | None) -> ChoixComparateur:
    """Lit `ville` (ou rien), `reste`, `periode:2019`, `cible:12,5` ou un code de territoire.

    Une cible se lit comme elle s'écrit en français : « 1 250 », « 12,5 % », « −3 ».

    Raises:
        SelectionInvalide: cible illisible.
    """
    propre = (texte or "").strip()
    if propre in ("", VILLE):
        return ChoixComparateur(GenreComparateur.VILLE)
    if propre == RESTE:
        return ChoixComparateur(GenreComparateur.RESTE)
    if propre.startswith(PERIODE):
        return ChoixComparateur(GenreComparateur.PERIODE, propre.removeprefix(PERIODE))
    if propre.startswith(CIBLE):
        return ChoixComparateur(GenreComparateur.CIBLE, cible=_parse_cible(propre.removeprefix(CIBLE)))
    return ChoixComparateur(GenreComparateur.TERRITOIRE, propre)


def _parse_cible(texte: str) -> float:
    propre = "".join(texte.split()).removesuffix("%").replace("−", "-")
    if not _NOMBRE.fullmatch(propre):
        raise SelectionInvalide(f"La cible « {texte} » n'est pas un nombre (exemple : 12,5).")
    cible = round(float(propre.replace(",", ".")), _DECIMALES_CIBLE)
    if not -1e12 < cible < 1e12:
        raise SelectionInvalide(f"La cible « {texte} » n'est pas un nombre utilisable (exemple : 12,5).")
    return cible
