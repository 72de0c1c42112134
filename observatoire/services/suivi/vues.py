"""Garder une zone ou un scénario sous un nom, le renommer, le remplacer, le supprimer."""

from dataclasses import replace
from datetime import UTC, datetime

from observatoire.domain.cls.droits import Auteur, Geste
from observatoire.domain.francais import sort_key
from observatoire.domain.vues import MAX_NOM_VUE, MAX_REQUETE, GenreVue, VueEnregistree
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.acces import Suivi, require
from observatoire.store.suivi import vues as depot


class VueRefusee(ErreurObservatoire):
    """La vue ne peut pas être enregistrée ; le message dit pourquoi et que faire."""


def list_vues(suivi: Suivi, genre: GenreVue) -> tuple[VueEnregistree, ...]:
    """Rend les vues d'un genre, la dernière modifiée d'abord."""
    with suivi.base.read() as connexion:
        return tuple(depot.list_vues(connexion, genre))


def save_vue(
    suivi: Suivi, auteur: Auteur, *, genre: GenreVue, nom: str, requete: str, version_donnees: str
) -> VueEnregistree:
    """Enregistre une vue sous un nom nouveau.

    Raises:
        DroitRefuse: le rôle ne le permet pas.
        VueRefusee: nom vide, trop long ou déjà pris ; adresse trop longue.
    """
    require(auteur, Geste.VUE)
    with suivi.base.write() as connexion:
        propre = _check_nom(nom, depot.list_vues(connexion, genre))
        vue = VueEnregistree(
            0, 0, genre, propre, _check_requete(requete), version_donnees, auteur.nom, suivi.horloge().astimezone(UTC)
        )
        return depot.create_vue(connexion, auteur, vue)


def change_vue(
    suivi: Suivi,
    auteur: Auteur,
    vue: VueEnregistree,
    *,
    nom: str | None = None,
    requete: str | None = None,
    version_donnees: str | None = None,
) -> VueEnregistree:
    """Renomme une vue, ou remplace ce qu'elle contient.

    Raises:
        DroitRefuse: le rôle ne le permet pas.
        VueRefusee: nom refusé, ou vue modifiée ou supprimée par quelqu'un d'autre entre-temps.
    """
    require(auteur, Geste.VUE)
    with suivi.base.write() as connexion:
        autres = [v for v in depot.list_vues(connexion, vue.genre) if v.id != vue.id]
        voulue = replace(
            vue,
            nom=vue.nom if nom is None else _check_nom(nom, autres),
            requete=vue.requete if requete is None else _check_requete(requete),
            version_donnees=version_donnees or vue.version_donnees,
            auteur=auteur.nom,
            modifiee_le=suivi.horloge().astimezone(UTC),
        )
        ecrite = depot.update_vue(connexion, auteur, voulue)
        if ecrite is None:
            raise VueRefusee(_explain_perimee(depot.read_vue(connexion, vue.id), vue.nom))
        return ecrite


def delete_vue(suivi: Suivi, auteur: Auteur, vue: VueEnregistree) -> None:
    """Supprime une vue ; le journal garde ce qu'elle contenait.

    Raises:
        DroitRefuse: le rôle ne le permet pas.
        VueRefusee: quelqu'un d'autre l'a modifiée ou supprimée entre-temps.
    """
    require(auteur, Geste.VUE)
    with suivi.base.write() as connexion:
        quand: datetime = suivi.horloge().astimezone(UTC)
        if not depot.delete_vue(connexion, auteur, vue, quand):
            raise VueRefusee(_explain_perimee(depot.read_vue(connexion, vue.id), vue.nom))


def _check_nom(nom: str, autres: list[VueEnregistree]) -> str:
    propre = " ".join(nom.split())
    if not propre:
        raise VueRefusee("Donnez un nom avant d'enregistrer.")
    if len(propre) > MAX_NOM_VUE:
        raise VueRefusee(f"Ce nom compte {len(propre)} caractères : {MAX_NOM_VUE} au plus.")
    pris = next((v for v in autres if sort_key(v.nom) == sort_key(propre)), None)
    if pris is not None:
        raise VueRefusee(
            f"Le nom « {pris.nom} » est déjà pris (par {pris.auteur or 'quelqu’un'}) : choisissez-en un autre, ou "
            "remplacez la vue enregistrée."
        )
    return propre


def _check_requete(requete: str) -> str:
    if len(requete) > MAX_REQUETE:
        raise VueRefusee("Cette vue est trop longue pour être enregistrée : retirez-en quelques éléments.")
    return requete


def _explain_perimee(actuelle: VueEnregistree | None, nom: str) -> str:
    if actuelle is None:
        return f"« {nom} » vient d'être supprimée par quelqu'un d'autre. Rien n'a été écrit."
    return (
        f"« {actuelle.nom} » vient d'être modifiée par {actuelle.auteur or 'quelqu’un d’autre'}. Rien n'a été écrit : "
        "rouvrez-la, puis recommencez."
    )
