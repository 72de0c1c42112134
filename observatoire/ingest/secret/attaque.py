"""L'attaque : ce qu'un lecteur muni d'un programme linéaire retrouverait des cellules masquées."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Faille:
    """Une cellule masquée qu'on sait cerner de trop près."""

    indicateur: str
    territoire: str
    periode: str
    sexe: str
    age: str
    minimum: float
    maximum: float

    def __str__(self) -> str:
        """La faille en une phrase."""
        return (
            f"{self.indicateur}, {self.territoire}, {self.periode}, {self.sexe}, {self.age} : "
            f"le compte masqué est compris entre {self.minimum:g} et {self.maximum:g}."
        )


@dataclass(frozen=True, slots=True)
class RapportAttaque:
    """Ce que l'attaque a tenté et trouvé."""

    cellules_masquees: int
    failles: tuple[Faille, ...]


def attack(version: Path) -> RapportAttaque:
    """Attaque une version publiée (`obs_….duckdb`) sans rien savoir d'autre que ce qu'elle contient."""
    raise NotImplementedError
