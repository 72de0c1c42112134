"""Un scénario d'offre de soins : des ajouts, des retraits, des maisons de santé, et leur écriture dans l'adresse."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

NOMBRE_MIN, NOMBRE_MAX = 0.5, 50
"""Personnes qu'un seul changement ajoute ou retire, par métier ; une demie est un mi-temps."""
CHANGEMENTS_MAX = 12
_POINT = re.compile(r"^(-?\d{1,3}\.\d{1,6})_(-?\d{1,2}\.\d{1,6})$")
_COORDONNEES = re.compile(r"^(-?\d{1,3}[.,]\d{1,15})(?:\s*;\s*|,\s+|\s+)(-?\d{1,3}[.,]\d{1,15})$")
_NOMBRE = re.compile(r"^[0-9]{1,2}(\.5)?$")
_ENTRE_CHANGEMENTS, _ENTRE_METIERS, _LIEU = "~", "+", "@"


class Genre(StrEnum):
    """Ce que fait un changement ; la valeur est la lettre de l'adresse."""

    AJOUT = "a"
    RETRAIT = "r"
    MAISON = "m"


@dataclass(frozen=True, slots=True)
class Changement:
    """Un changement. `equipe` : (métier, nombre, par demis) ; `lieu` : territoire, « longitude_latitude » ou, pour
    un retrait, un lieu d'exercice.
    """

    genre: Genre
    equipe: tuple[tuple[str, float], ...]
    lieu: str

    def count(self, metier: str) -> float:
        """Personnes de ce métier, en plus ou en moins ; un mi-temps en vaut une demie."""
        total = sum(n for m, n in self.equipe if m == metier)
        return -total if self.genre is Genre.RETRAIT else total

    @property
    def position(self) -> tuple[float, float] | None:
        """Longitude et latitude, si le lieu en est une."""
        return parse_point(self.lieu)


class ChangementIllisible(ValueError):
    """Un morceau d'adresse n'est pas un changement ; le message dit pourquoi."""


def parse_point(texte: str) -> tuple[float, float] | None:
    """Lit « -4.00123_46.60123 » ; rien si ce n'est pas un point du globe."""
    trouve = _POINT.match(texte)
    if trouve is None:
        return None
    lon, lat = float(trouve[1]), float(trouve[2])
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def parse_coordonnees(texte: str) -> tuple[float, float] | None:
    """Lit un point tapé ou collé d'une carte, « 46.60123, -4.00123 » : latitude puis longitude ; rien sinon.

    « -4.00123_46.60123 », l'écriture de l'adresse, se lit aussi, longitude d'abord.
    """
    trouve = _COORDONNEES.match(texte.strip())
    if trouve is None:
        return parse_point(texte)
    lat, lon = (float(nombre.replace(",", ".")) for nombre in trouve.groups())
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def write_point(lon: float, lat: float) -> str:
    """Écrit un lieu à cinq décimales (un mètre)."""
    return f"{lon:.5f}_{lat:.5f}"


def write_changements(changements: Iterable[Changement]) -> str:
    """Écrit `a:infirmier*2@999010302~m:…` pour l'adresse."""
    return _ENTRE_CHANGEMENTS.join(
        f"{c.genre.value}:{_ENTRE_METIERS.join(f'{m}*{n:g}' for m, n in c.equipe)}{_LIEU}{c.lieu}" for c in changements
    )


def split_changements(texte: str) -> list[str]:
    """Morceaux d'adresse, un par changement."""
    return [morceau for morceau in texte.split(_ENTRE_CHANGEMENTS) if morceau]


def parse_changement(texte: str) -> Changement:
    """Lit un changement. Les codes de métier et de lieu restent à comparer à ceux de la version.

    Raises:
        ChangementIllisible: forme inconnue, nombre hors de 0,5 à 50 ou autre que par demis, métier en double.
    """
    lettre, _, reste = texte.partition(":")
    equipe, _, lieu = reste.partition(_LIEU)
    if lettre not in list(Genre) or not equipe or not lieu:
        raise ChangementIllisible("forme inconnue")
    membres: dict[str, float] = {}
    for membre in equipe.split(_ENTRE_METIERS):
        metier, _, nombre = membre.partition("*")
        if not metier or metier in membres:
            raise ChangementIllisible("métier absent ou répété")
        if not _NOMBRE.match(nombre) or not NOMBRE_MIN <= float(nombre) <= NOMBRE_MAX:
            raise ChangementIllisible(f"nombre « {nombre[:12]} » hors de 0,5 à {NOMBRE_MAX}, par demis")
        membres[metier] = float(nombre)
    if Genre(lettre) is not Genre.MAISON and len(membres) > 1:
        raise ChangementIllisible("un seul métier attendu")
    return Changement(Genre(lettre), tuple(membres.items()), lieu)
