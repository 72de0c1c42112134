"""Vérifier un objet avant de l'écrire : le nettoyer, dater son statut, refuser ce qui ne tient pas."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from observatoire.domain.cls.objets import (
    Action,
    Axe,
    Decision,
    IndicateurCls,
    Mesure,
    Objet,
    Seance,
    genre_of,
    list_champs,
)
from observatoire.domain.cls.rejeu import PARIS
from observatoire.domain.cls.saisie import (
    check_comptes,
    check_objet,
    clean_objet,
    complete_mesure,
    guess_multiplicateur,
)
from observatoire.domain.cls.vocabulaire import STATUTS_A_MOTIVER, EtatSeance
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.seances import name_seance
from observatoire.store.suivi import depot
from observatoire.store.suivi.depot import Depot

T = TypeVar("T", bound=Objet)
ECHELLE_D_OFFICE = 100.0
#: Ce qui se met à jour d'une décision après la clôture de sa séance : où elle en est.
_SUITES = frozenset({"etat"})


class SaisieInvalide(ErreurObservatoire):
    """La saisie ne peut pas être enregistrée. `fautes` donne, par champ, ce qu'il faut corriger."""

    def __init__(self, fautes: Mapping[str, str]) -> None:
        super().__init__(" ".join(fautes.values()))
        self.fautes = dict(fautes)


def prepare_objet(ecriture: Depot, objet: T, avant: Objet | None, *, completer: bool = True) -> T:
    """Nettoie, vérifie, et date le changement de statut d'une action.

    Args:
        ecriture: la transaction ouverte.
        objet: l'objet à écrire.
        avant: son état enregistré, ou `None` s'il est nouveau.
        completer: faux pour un objet neuf qu'un classeur décrit : rien n'y est daté du jour ni deviné.

    Raises:
        SaisieInvalide: avec la liste des champs à corriger.
    """
    propre = clean_objet(objet)
    fautes: dict[str, str] = {}
    if isinstance(propre, Action) and completer:
        propre = _follow_statut(ecriture, propre, avant if isinstance(avant, Action) else None)
    if isinstance(propre, IndicateurCls) and avant is None and propre.unite and completer:
        propre = _guess_echelle(propre)
    if isinstance(propre, Mesure):
        indicateur = depot.read_objet(ecriture.connexion, "indicateur_cls", propre.indicateur_id)
        if isinstance(indicateur, IndicateurCls):
            propre = complete_mesure(propre, indicateur)
            fautes = check_comptes(propre, indicateur)
    fautes = check_objet(propre) | fautes
    if fautes:
        raise SaisieInvalide(fautes)
    _check_arbre(ecriture, propre)
    return propre


def _follow_statut(ecriture: Depot, action: Action, ancienne: Action | None) -> Action:
    """Date le changement de statut ; un motif de blocage ne survit pas au déblocage."""
    if ancienne is not None and ancienne.statut is action.statut:
        return action
    if action.statut_depuis == (ancienne.statut_depuis if ancienne else None):
        action = replace(action, statut_depuis=ecriture.horloge().astimezone(PARIS).date())
    if ancienne is None or ancienne.statut not in STATUTS_A_MOTIVER or action.statut in STATUTS_A_MOTIVER:
        return action
    motif = "" if action.motif == ancienne.motif else action.motif
    deblocage = "" if action.deblocage == ancienne.deblocage else action.deblocage
    return replace(action, motif=motif, deblocage=deblocage)


def _guess_echelle(indicateur: IndicateurCls) -> IndicateurCls:
    """L'unité dit l'échelle d'un indicateur neuf, sauf si quelqu'un en a choisi une autre que celle d'office."""
    if indicateur.multiplicateur != ECHELLE_D_OFFICE:
        return indicateur
    return replace(indicateur, multiplicateur=guess_multiplicateur(indicateur.unite))


def _check_arbre(ecriture: Depot, objet: Objet) -> None:
    """Refuse qu'un axe ou une action devienne son propre ancêtre."""
    if not isinstance(objet, Axe | Action):
        return
    if isinstance(objet, Axe) or objet.parent_id:
        depot.lock_arbre(ecriture.connexion, objet.contrat_id)
    parent_id, vus = objet.parent_id, {objet.id}
    while parent_id:
        if parent_id in vus:
            raise SaisieInvalide({"parent_id": f"« {objet.titre} » ne peut pas être rangé sous lui-même."})
        vus.add(parent_id)
        parent = depot.read_objet(ecriture.connexion, genre_of(objet), parent_id)
        parent_id = parent.parent_id if isinstance(parent, Axe | Action) else None
    if isinstance(objet, Axe):
        freres = depot.list_axes_freres(ecriture.connexion, objet)
        if any(f.numero == objet.numero for f in freres):
            raise SaisieInvalide({"numero": f"Un autre axe du même rang porte déjà le numéro {objet.numero}."})


def check_seance_ouverte(ecriture: Depot, avant: Objet | None, apres: Objet | None) -> None:
    """Refuse d'ajouter, de récrire ou de retirer une décision d'une séance close : il faut d'abord la rouvrir.

    Raises:
        SaisieInvalide: la séance est close, et ce n'est pas seulement la suite donnée qui change.
    """
    decisions = [d for d in (avant, apres) if isinstance(d, Decision)]
    if len(decisions) == 2:
        vieille, neuve = decisions
        if {c for c in list_champs(Decision) if getattr(vieille, c) != getattr(neuve, c)} <= _SUITES:
            return
    for decision in decisions:
        seance = decision.seance_id and depot.read_objet(ecriture.connexion, "seance", decision.seance_id)
        if isinstance(seance, Seance) and seance.etat is EtatSeance.CLOSE:
            texte = (
                f"« {name_seance(seance)} » est close : rouvrez la séance avant d'ajouter, de récrire ou de retirer "
                "une de ses décisions. La suite donnée, elle, se met à jour sans la rouvrir."
            )
            raise SaisieInvalide({"seance_id": texte})
