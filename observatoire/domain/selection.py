"""Ce qu'une vue compare : lecture des codes qui circulent dans les adresses."""

from dataclasses import dataclass
from enum import StrEnum

from observatoire.errors import SelectionInvalide

VILLE = "ville"
RESTE = "reste"
_PERIODE = "periode:"
_CIBLE = "cible:"


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
            return f"{_PERIODE}{self.code}"
        if self.genre is GenreComparateur.CIBLE:
            return f"{_CIBLE}{self.cible:.12g}"
        return self.code or self.genre.value


def parse_comparateur(texte: str | None) -> ChoixComparateur:
    """Lit `ville` (ou rien), `reste`, `periode:2019`, `cible:12,5` ou un code de territoire.

    Raises:
        SelectionInvalide: cible illisible.
    """
    propre = (texte or "").strip()
    if propre in ("", VILLE):
        return ChoixComparateur(GenreComparateur.VILLE)
    if propre == RESTE:
        return ChoixComparateur(GenreComparateur.RESTE)
    if propre.startswith(_PERIODE):
        return ChoixComparateur(GenreComparateur.PERIODE, propre.removeprefix(_PERIODE))
    if propre.startswith(_CIBLE):
        return ChoixComparateur(GenreComparateur.CIBLE, cible=_parse_cible(propre.removeprefix(_CIBLE)))
    return ChoixComparateur(GenreComparateur.TERRITOIRE, propre)


def _parse_cible(texte: str) -> float:
    try:
        cible = float(texte.strip().replace(",", "."))
    except ValueError as erreur:
        raise SelectionInvalide(f"La cible « {texte} » n'est pas un nombre (exemple : 12,5).") from erreur
    if not -1e12 < cible < 1e12:
        raise SelectionInvalide(f"La cible « {texte} » n'est pas un nombre utilisable (exemple : 12,5).")
    return cible
