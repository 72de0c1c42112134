"""Plusieurs écritures d'un seul geste : une grille, un lot de fiches. Un conflit n'arrête pas les autres lignes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Action, Objet
from observatoire.services.suivi.acces import Suivi
from observatoire.services.suivi.edition import (
    Conflit,
    authorize,
    build_conflit,
    prepare_objet,
    run_ecriture,
    write_objet,
)
from observatoire.store.suivi.depot import Depot, VersionPerimee

T = TypeVar("T", bound=Objet)


@dataclass(frozen=True)
class Lignes(Generic[T]):
    """Ce qu'on veut écrire : paires (voulu, lu), objets à supprimer, objets à créer."""

    modifiees: tuple[tuple[T, T], ...] = ()
    supprimees: tuple[T, ...] = ()
    creees: tuple[T, ...] = ()


@dataclass(frozen=True)
class BilanLignes(Generic[T]):
    """Ce qui est écrit, et ce qui ne l'est pas : un autre a enregistré entre-temps."""

    ecrites: int
    conflits: tuple[Conflit[T], ...]
    suppressions: tuple[Conflit[T], ...]


def save_lignes(suivi: Suivi, auteur: Auteur, lignes: Lignes[T], *, motif: str = "") -> BilanLignes[T]:
    """Écrit toutes les lignes dans une seule transaction.

    Args:
        suivi: la base ouverte.
        auteur: la personne qui enregistre.
        lignes: ce qu'elle veut ; l'objet lu sert de verrou.
        motif: pourquoi, au journal de chaque objet.

    Returns:
        Le nombre d'objets écrits, et les lignes en conflit : celles-là seules ne sont pas écrites.

    Raises:
        SaisieInvalide: une ligne ne convient pas ; aucune n'est alors écrite.
        DroitRefuse: le rôle ne permet pas l'une des écritures ; aucune n'est alors faite.
    """

    def write(ecriture: Depot) -> tuple[int, list[tuple[T, T, Objet | None]], list[tuple[T, Objet | None]]]:
        ecrites = 0
        perimees: list[tuple[T, T, Objet | None]] = []
        gardees: list[tuple[T, Objet | None]] = []
        for mine, base in lignes.modifiees:
            try:
                ecrites += write_objet(ecriture, mine, base, motif=motif) != base
            except VersionPerimee as perimee:
                perimees.append((mine, base, perimee.actuel))
        for objet in lignes.supprimees:
            # Retirer une fiche action relève du plan ; retirer une étape, de la fiche.
            authorize(ecriture, objet, creation=isinstance(objet, Action))
            try:
                ecrites += bool(ecriture.delete(objet, motif=motif))
            except VersionPerimee as perimee:
                if perimee.actuel is not None:  # déjà supprimé par un autre : c'est ce qu'on voulait
                    gardees.append((objet, perimee.actuel))
        for objet in lignes.creees:
            authorize(ecriture, objet, creation=True)
            ecriture.create(prepare_objet(ecriture, objet, None), motif=motif)
            ecrites += 1
        return ecrites, perimees, gardees

    ecrites, perimees, gardees = run_ecriture(suivi, auteur, write)
    return BilanLignes(
        ecrites,
        tuple(build_conflit(suivi, mine, base, actuel) for mine, base, actuel in perimees),
        tuple(build_conflit(suivi, objet, objet, actuel) for objet, actuel in gardees),
    )


def save_lot(suivi: Suivi, auteur: Auteur, paires: Iterable[tuple[T, T]], *, motif: str = "") -> BilanLignes[T]:
    """Enregistre plusieurs fiches modifiées ; chacune a sa ligne au journal."""
    return save_lignes(suivi, auteur, Lignes(tuple(paires)), motif=motif)
