"""Géocoder les adresses du chantier : chercher ce qui ne l'a pas été, garder chaque paquet reçu."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from observatoire.ingest.chantier.base import open_chantier
from observatoire.ingest.geocodage.depot import count_connues, list_demandes, list_douteux, write_positions
from observatoire.ingest.geocodage.position import Demande, Position
from observatoire.settings import Reglages

Avancement = Callable[[int, int], None]
"""Appelé avec le nombre d'adresses cherchées et leur total."""


class Fournisseur(Protocol):
    """Ce qui trouve des positions : le service ou l'extrait de la Base adresse nationale."""

    @property
    def origine(self) -> str:
        """D'où viennent les positions."""
        ...

    def iter_positions(self, demandes: Sequence[Demande]) -> Iterator[list[tuple[Demande, Position]]]:
        """Positions des adresses demandées, paquet par paquet."""
        ...


@dataclass(frozen=True, slots=True)
class BilanGeocodage:
    """Ce qu'un géocodage a donné. `genres` : adresses par finesse trouvée, vide pour introuvable."""

    cherchees: int
    deja_connues: int
    genres: Mapping[str, int]
    a_verifier: int
    origine: str


def geocode_chantier(
    reglages: Reglages,
    fournisseur: Fournisseur,
    *,
    refaire: bool = False,
    avance: Avancement = lambda _faites, _total: None,
) -> BilanGeocodage:
    """Cherche les adresses des points sans coordonnées ; celles déjà cherchées ne le sont plus, sauf `refaire`.

    Chaque paquet est écrit dès qu'il est reçu en entier : une coupure ne perd que le paquet en cours.

    Raises:
        ErreurObservatoire: service ou extrait inutilisable, pas de chantier, ou chantier occupé.
    """
    with open_chantier(reglages) as connexion:
        connues = 0 if refaire else count_connues(connexion)
        demandes = list_demandes(connexion, refaire=refaire)
        genres: Counter[str] = Counter()
        avance(0, len(demandes))
        for paquet in fournisseur.iter_positions(demandes) if demandes else ():
            write_positions(connexion, paquet, fournisseur.origine)
            genres.update(position.genre.value for _, position in paquet)
            avance(genres.total(), len(demandes))
        douteux = list_douteux(connexion, reglages.geocodage_score_min)
    return BilanGeocodage(len(demandes), connues, dict(genres), len(douteux), fournisseur.origine)
