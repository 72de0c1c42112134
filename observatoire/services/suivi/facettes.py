"""Les facettes d'une liste : chaque objet lu en codes, pour filtrer, compter, et s'écrire dans un lien."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from observatoire.domain.francais import sort_key

T = TypeVar("T")
SANS = "sans"
"""Code de ceux qui ne disent rien."""
_SEPARATEURS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Valeur:
    """Une valeur d'une facette : son code dans l'adresse, son nom à l'écran, son rang si elle en a un."""

    code: str
    libelle: str
    rang: int = 0


@dataclass(frozen=True)
class Facette(Generic[T]):
    """Ce par quoi on filtre et compte ; `sans` nomme ceux qui n'en disent rien."""

    nom: str
    read: Callable[[T], Iterable[Valeur]]
    sans: str = "(non renseigné)"

    def list_valeurs(self, objet: T) -> tuple[Valeur, ...]:
        """Rend les valeurs d'un objet ; celle de code `sans` quand il n'en dit aucune."""
        return tuple(self.read(objet)) or (Valeur(SANS, self.sans, 10_000),)

    def list_codes(self, objet: T) -> frozenset[str]:
        """Rend les codes d'un objet."""
        return frozenset(v.code for v in self.list_valeurs(objet))

    def collect(self, objets: Iterable[T]) -> dict[str, Valeur]:
        """Rend les valeurs présentes, dans leur ordre, « non renseigné » en dernier."""
        trouvees = {v.code: v for objet in objets for v in self.list_valeurs(objet)}
        return {v.code: v for v in sorted(trouvees.values(), key=lambda v: (v.rang, sort_key(v.libelle)))}


def build_code(texte: str) -> str:
    """Rend un mot libre en code d'adresse : « Élu·e, santé » devient `elu-e-sante`."""
    return _SEPARATEURS.sub("-", sort_key(texte)).strip("-") or texte.replace(",", " ")


def read_mots(mots: str | Iterable[str]) -> list[Valeur]:
    """Rend un mot, ou chacun des mots d'une liste, en valeurs ; rien pour un texte vide."""
    return [Valeur(build_code(mot), mot) for mot in ([mots] if isinstance(mots, str) else mots) if mot]


def matches(facettes: Mapping[str, Facette[T]], objet: T, choix: Mapping[str, Sequence[str]]) -> bool:
    """Vrai si l'objet a, pour chaque facette choisie, une au moins des valeurs retenues."""
    return all(facettes[nom].list_codes(objet).intersection(codes) for nom, codes in choix.items())
