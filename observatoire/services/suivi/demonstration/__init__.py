"""Le contrat local de santé fictif de Valmirande : quatre ans de suivi, écrits jour après jour au journal."""

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Contrat
from observatoire.services.suivi.acces import Suivi, list_contrats
from observatoire.services.suivi.demonstration.recit import TITRE, Horloge, Recit
from observatoire.services.suivi.edition import run_ecriture

COORDINATION = Auteur("Coordination du CLS (démonstration)")


def load_demo(suivi: Suivi) -> Contrat:
    """Écrit le contrat fictif, s'il n'y est pas déjà, tout ou rien.

    Chaque écriture porte la date de l'événement qu'elle raconte : le journal couvre plus de quatre ans.
    """
    for contrat in list_contrats(suivi):
        if contrat.demonstration and contrat.titre == TITRE:
            return contrat
    horloge = Horloge()
    passe = Suivi(suivi.base, horloge)
    return run_ecriture(passe, COORDINATION, lambda ecriture: Recit(ecriture, horloge).tell())
