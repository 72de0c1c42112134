"""Créer, modifier, supprimer. Deux personnes sur la même fiche : la seconde voit le conflit, rien ne se perd."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from observatoire.domain.cls.droits import Auteur, Geste
from observatoire.domain.cls.objets import (
    Action,
    Decision,
    IndicateurCls,
    Note,
    Objet,
    Seance,
    genre_of,
    list_champs,
)
from observatoire.domain.cls.saisie import get_nom_champ
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.acces import Suivi, require
from observatoire.services.suivi.preparation import SaisieInvalide, check_seance_ouverte, prepare_objet
from observatoire.store.suivi import depot
from observatoire.store.suivi.depot import Depot, ReferenceInvalide, VersionPerimee

T = TypeVar("T", bound=Objet)


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


def create_objet(suivi: Suivi, auteur: Auteur, objet: T, *, motif: str = "") -> T:
    """Crée un objet.

    Raises:
        DroitRefuse: le rôle ne le permet pas.
        SaisieInvalide: un champ manque ou ne convient pas.
    """

    def create(ecriture: Depot) -> T:
        authorize(ecriture, objet, creation=True)
        check_seance_ouverte(ecriture, None, objet)
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
    check_seance_ouverte(ecriture, base, mine)
    voulu = prepare_objet(ecriture, replace(mine, id=base.id, version=base.version), base)
    if voulu == base and depot.read_objet(ecriture.connexion, genre_of(base), base.id) == base:
        return base
    return ecriture.update(voulu, motif=motif)


def delete_objet(suivi: Suivi, auteur: Auteur, objet: T, *, motif: str = "") -> int | Conflit[T]:
    """Supprime un objet et ce qui en dépend ; le journal en garde tout. Rend le nombre d'objets supprimés."""

    def delete(ecriture: Depot) -> int:
        # Retirer une fiche action relève du plan ; retirer une étape, de la fiche.
        authorize(ecriture, objet, creation=isinstance(objet, Action))
        check_seance_ouverte(ecriture, objet, None)
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
