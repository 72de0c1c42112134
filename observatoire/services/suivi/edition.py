"""Créer, modifier, supprimer. Deux personnes sur la même fiche : la seconde voit le conflit, rien ne se perd."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from observatoire.domain.cls.droits import Auteur, Geste
from observatoire.domain.cls.objets import (
    Action,
    Axe,
    Decision,
    IndicateurCls,
    Mesure,
    Note,
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
    get_nom_champ,
    guess_multiplicateur,
)
from observatoire.domain.cls.vocabulaire import STATUTS_A_MOTIVER
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.acces import Suivi, require
from observatoire.store.suivi import depot
from observatoire.store.suivi.depot import Depot, ReferenceInvalide, VersionPerimee

T = TypeVar("T", bound=Objet)
ECHELLE_D_OFFICE = 100.0


class SaisieInvalide(ErreurObservatoire):
    """La saisie ne peut pas être enregistrée. `fautes` donne, par champ, ce qu'il faut corriger."""

    def __init__(self, fautes: Mapping[str, str]) -> None:
        super().__init__(" ".join(fautes.values()))
        self.fautes = dict(fautes)


class CiteAbsent(ErreurObservatoire):
    """La saisie cite un axe, une action ou une séance que quelqu'un vient de supprimer."""


@dataclass(frozen=True)
class Enregistre(Generic[T]):
    """L'objet tel qu'il est désormais en base."""

    objet: T


@dataclass(frozen=True)
class ChampConflit:
    """Un champ que l'un ou l'autre a changé : ce qu'il valait, la valeur de l'autre, la mienne."""

    champ: str
    nom: str
    base: object
    theirs: object
    mine: object

    @property
    def oppose(self) -> bool:
        """Vrai si les deux l'ont changé, différemment : il faut choisir."""
        return self.mine != self.base and self.theirs not in (self.base, self.mine)


@dataclass(frozen=True)
class Conflit(Generic[T]):
    """Quelqu'un d'autre a enregistré entre-temps. `theirs` est `None` si l'objet a été supprimé."""

    mine: T
    theirs: T | None
    champs: tuple[ChampConflit, ...]
    par: str


def _get_geste(objet: Objet, creation: bool) -> Geste:
    if isinstance(objet, Note):
        return Geste.COMMENTER
    if isinstance(objet, Seance | Decision):
        return Geste.SEANCE
    rattache = getattr(objet, "action_id", None) or getattr(objet, "indicateur_id", None)
    if rattache or (isinstance(objet, Action) and not creation):
        return Geste.METTRE_A_JOUR
    return Geste.MODIFIER_PLAN


def _find_action(ecriture: Depot, objet: Objet) -> Action | None:
    """Rend l'action à laquelle un objet se rattache, telle qu'elle est en base."""
    identifiant = objet.id if isinstance(objet, Action) else getattr(objet, "action_id", None)
    indicateur_id = getattr(objet, "indicateur_id", None)
    if indicateur_id:
        indicateur = depot.read_objet(ecriture.connexion, "indicateur_cls", indicateur_id)
        identifiant = indicateur.action_id if isinstance(indicateur, IndicateurCls) else None
    action = depot.read_objet(ecriture.connexion, "action", identifiant) if identifiant else None
    return action if isinstance(action, Action) else None


def authorize(ecriture: Depot, objet: Objet, *, creation: bool) -> None:
    """Refuse l'écriture si le rôle de son auteur ne la permet pas sur cet objet."""
    action = _find_action(ecriture, objet)
    geste = _get_geste(objet, creation)
    if geste is Geste.METTRE_A_JOUR and action is None:
        geste = Geste.MODIFIER_PLAN
    require(ecriture.auteur, geste, action)


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


def create_objet(suivi: Suivi, auteur: Auteur, objet: T, *, motif: str = "") -> T:
    """Crée un objet.

    Raises:
        DroitRefuse: le rôle ne le permet pas.
        SaisieInvalide: un champ manque ou ne convient pas.
    """

    def create(ecriture: Depot) -> T:
        authorize(ecriture, objet, creation=True)
        return ecriture.create(prepare_objet(ecriture, objet, None), motif=motif)

    return run_ecriture(suivi, auteur, create)


def save_objet(suivi: Suivi, auteur: Auteur, mine: T, base: T, *, motif: str = "") -> Enregistre[T] | Conflit[T]:
    """Enregistre une fiche modifiée.

    Args:
        suivi: la base ouverte.
        auteur: la personne qui enregistre.
        mine: l'objet tel qu'elle le veut.
        base: l'objet tel qu'elle l'avait lu ; sa version sert de verrou.
        motif: pourquoi, pour le journal.

    Returns:
        `Enregistre`, ou `Conflit` si un autre a enregistré entre-temps : rien n'est alors écrit et
        tout ce qui a été saisi est dans `mine`.
    """

    def save(ecriture: Depot) -> Enregistre[T]:
        return Enregistre(write_objet(ecriture, mine, base, motif=motif))

    try:
        return run_ecriture(suivi, auteur, save)
    except VersionPerimee as perimee:
        return build_conflit(suivi, mine, base, perimee.actuel)


def write_objet(ecriture: Depot, mine: T, base: T, *, motif: str = "") -> T:
    """Écrit un objet modifié dans une transaction ouverte ; s'il ne change pas, rien ne va au journal.

    Raises:
        VersionPerimee: un autre a enregistré depuis que `base` a été lu.
    """
    # L'objet d'avant et celui d'après : une étape ne passe pas dans l'action d'un autre.
    authorize(ecriture, base, creation=False)
    authorize(ecriture, mine, creation=False)
    voulu = prepare_objet(ecriture, replace(mine, id=base.id, version=base.version), base)
    if voulu == base and depot.read_objet(ecriture.connexion, genre_of(base), base.id) == base:
        return base
    return ecriture.update(voulu, motif=motif)


def delete_objet(suivi: Suivi, auteur: Auteur, objet: T, *, motif: str = "") -> int | Conflit[T]:
    """Supprime un objet et ce qui en dépend ; le journal en garde tout. Rend le nombre d'objets supprimés."""

    def delete(ecriture: Depot) -> int:
        # Retirer une fiche action relève du plan ; retirer une étape, de la fiche.
        authorize(ecriture, objet, creation=isinstance(objet, Action))
        return ecriture.delete(objet, motif=motif)

    try:
        return run_ecriture(suivi, auteur, delete)
    except VersionPerimee as perimee:
        return build_conflit(suivi, objet, objet, perimee.actuel)


def resolve_conflit(conflit: Conflit[T], gardes: Mapping[str, object]) -> T:
    """Rend l'objet à enregistrer : l'état de l'autre, avec les valeurs que je garde de ma saisie.

    Args:
        conflit: le conflit montré.
        gardes: champ → valeur, pour ceux où l'état de l'autre ne doit pas rester tel quel.
    """
    return conflit.mine if conflit.theirs is None else replace(conflit.theirs, **gardes)


def build_conflit(suivi: Suivi, mine: T, base: T, actuel: Objet | None) -> Conflit[T]:
    """Met côte à côte ce que j'avais lu, ce que l'autre a enregistré et ce que je voulais."""
    theirs = actuel if isinstance(actuel, type(mine)) else None
    champs: list[ChampConflit] = []
    for champ in list_champs(type(mine)) if theirs else ():
        valeurs = getattr(base, champ), getattr(theirs, champ), getattr(mine, champ)
        if not valeurs[0] == valeurs[1] == valeurs[2]:
            champs.append(ChampConflit(champ, get_nom_champ(champ), *valeurs))
    with suivi.base.read() as connexion:
        par = depot.find_dernier_auteur(connexion, genre_of(base), base.id)
    return Conflit(mine, theirs, tuple(champs), par)


R = TypeVar("R")


def run_ecriture(suivi: Suivi, auteur: Auteur, geste: Callable[[Depot], R]) -> R:
    """Exécute un geste dans une seule transaction, avec les erreurs de la base dites en français."""
    nom = auteur.nom.strip()
    if not nom:
        raise SaisieInvalide({"auteur": "Indiquez votre nom : le journal le garde à côté de chaque écriture."})
    try:
        with suivi.base.write() as connexion:
            return geste(Depot(connexion, auteur, suivi.horloge))
    except ReferenceInvalide as erreur:
        raise CiteAbsent(
            "Rien n'a été enregistré : ce que vous citez vient d'être supprimé. Retirez-le de votre saisie, puis "
            "enregistrez."
        ) from erreur
