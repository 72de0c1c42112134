"""Ce que les essais du suivi lisent dans le journal."""

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.rejeu import LigneJournal
from observatoire.services.suivi.acces import Suivi, read_journal


def read_historique(
    suivi: Suivi, contrat_id: int, *, genre: str, objet_id: int, auteur: Auteur
) -> tuple[LigneJournal, ...]:
    """L'histoire d'un objet telle que la personne peut la voir, la dernière écriture d'abord."""
    return tuple(x for x in read_journal(suivi, contrat_id, auteur) if (x.genre, x.objet_id) == (genre, objet_id))
