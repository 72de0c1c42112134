"""Ce qu'un géocodage rend pour une adresse, et ce qui le rend douteux."""

from dataclasses import dataclass
from enum import StrEnum


class Genre(StrEnum):
    """Finesse d'une position trouvée."""

    NUMERO = "numéro"
    RUE = "rue"
    LIEU_DIT = "lieu-dit"
    COMMUNE = "commune"
    AUCUN = ""


@dataclass(frozen=True, slots=True)
class Demande:
    """Une adresse à chercher, telle que le chantier l'écrit. `commune` : code INSEE, vide s'il est inconnu."""

    adresse: str
    commune: str


@dataclass(frozen=True, slots=True)
class Position:
    """Ce qui a été trouvé pour une adresse. `score` va de 0 à 1 ; sans genre, rien n'a été trouvé."""

    genre: Genre
    score: float | None = None
    lon: float | None = None
    lat: float | None = None
    libelle: str = ""
    commune: str = ""


RIEN = Position(Genre.AUCUN)
