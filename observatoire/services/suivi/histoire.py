"""L'histoire d'une fiche : ses écritures et celles de tout ce qui s'y rattache, supprimé compris."""

from typing import Any

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.rejeu import LigneJournal
from observatoire.services.suivi.acces import Suivi, read_journal


def read_histoire(suivi: Suivi, contrat_id: int, action_id: int, auteur: Auteur) -> tuple[LigneJournal, ...]:
    """Rend les lignes du journal qui touchent une action, la dernière d'abord.

    Une étape supprimée, une mesure d'un de ses indicateurs, un lien vers elle en font partie.
    """
    lignes = read_journal(suivi, contrat_id, auteur)
    indicateurs = {x.objet_id for x in lignes if x.genre == "indicateur_cls" and _aims(x, "action_id", action_id)}

    def touches(ligne: LigneJournal) -> bool:
        if ligne.genre == "action":
            return ligne.objet_id == action_id
        if ligne.genre == "lien_actions" and _aims(ligne, "cible_id", action_id):
            return True
        lie = any(_aims(ligne, "indicateur_id", i) for i in indicateurs)
        return lie or _aims(ligne, "action_id", action_id)

    return tuple(x for x in lignes if touches(x))


def _aims(ligne: LigneJournal, champ: str, identifiant: int) -> bool:
    """Vrai si l'objet visait cet identifiant, avant ou après l'écriture."""
    etats: tuple[Any, ...] = (ligne.avant, ligne.apres)
    return any(etat is not None and etat.get(champ) == identifiant for etat in etats)
