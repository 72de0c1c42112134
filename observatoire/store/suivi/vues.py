"""Les vues enregistrées : lire, écrire, et la ligne du journal dans la même transaction."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.vues import GenreVue, VueEnregistree
from observatoire.store.suivi.tables import JOURNAL, VUE

HORS_CONTRAT = 0
"""Numéro de contrat des lignes du journal qui n'en concernent aucun."""


def list_vues(connexion: sa.Connection, genre: GenreVue) -> list[VueEnregistree]:
    """Rend les vues d'un genre, la dernière modifiée d'abord."""
    requete = sa.select(VUE).where(VUE.c.genre == genre.value).order_by(VUE.c.modifiee_le.desc(), VUE.c.id.desc())
    return [_build_vue(dict(ligne)) for ligne in connexion.execute(requete).mappings()]


def read_vue(connexion: sa.Connection, identifiant: int) -> VueEnregistree | None:
    """Rend une vue dans son état présent."""
    ligne = connexion.execute(sa.select(VUE).where(VUE.c.id == identifiant)).mappings().one_or_none()
    return None if ligne is None else _build_vue(dict(ligne))


def create_vue(connexion: sa.Connection, auteur: Auteur, vue: VueEnregistree) -> VueEnregistree:
    """Crée une vue et rend son état enregistré, avec son identifiant."""
    valeurs = _list_colonnes(vue) | {"version": 1}
    identifiant = connexion.execute(sa.insert(VUE).values(valeurs).returning(VUE.c.id)).scalar_one()
    creee = replace(vue, id=identifiant, version=1)
    _log(connexion, auteur, creee, None, creee)
    return creee


def update_vue(connexion: sa.Connection, auteur: Auteur, vue: VueEnregistree) -> VueEnregistree | None:
    """Enregistre l'état voulu d'une vue ; rend `None`, sans rien écrire, si elle a changé depuis sa lecture."""
    avant = read_vue(connexion, vue.id)
    voulue = replace(vue, version=vue.version + 1)
    gagnee = connexion.execute(
        sa.update(VUE).where(VUE.c.id == vue.id, VUE.c.version == vue.version).values(_list_colonnes(voulue))
    ).rowcount
    if gagnee == 0:
        return None
    _log(connexion, auteur, voulue, avant, voulue)
    return voulue


def delete_vue(connexion: sa.Connection, auteur: Auteur, vue: VueEnregistree, quand: datetime) -> bool:
    """Supprime une vue ; rend faux, sans rien écrire, si elle a changé depuis sa lecture."""
    supprimee = connexion.execute(sa.delete(VUE).where(VUE.c.id == vue.id, VUE.c.version == vue.version)).rowcount
    if supprimee:
        _log(connexion, auteur, replace(vue, modifiee_le=quand), vue, None)
    return bool(supprimee)


def _build_vue(ligne: dict[str, Any]) -> VueEnregistree:
    quand: datetime = ligne["modifiee_le"]
    # SQLite rend les dates sans fuseau ; elles y sont toujours écrites en temps universel.
    aware = quand.replace(tzinfo=UTC) if quand.tzinfo is None else quand
    valeurs: dict[str, Any] = {**ligne, "genre": GenreVue(ligne["genre"]), "modifiee_le": aware}
    return VueEnregistree(**valeurs)


def _list_colonnes(vue: VueEnregistree) -> dict[str, Any]:
    return {c.name: getattr(vue, c.name) for c in VUE.c if c.name != "id"}


def _log(
    connexion: sa.Connection,
    auteur: Auteur,
    vue: VueEnregistree,
    avant: VueEnregistree | None,
    apres: VueEnregistree | None,
) -> None:
    ligne = {
        "quand": vue.modifiee_le,
        "qui": auteur.nom,
        "role": auteur.role.value,
        "contrat_id": HORS_CONTRAT,
        "genre": vue.genre.value,
        "objet_id": vue.id,
        "avant": avant and _encode(avant),
        "apres": apres and _encode(apres),
        "motif": "",
    }
    connexion.execute(sa.insert(JOURNAL).values(ligne))


def _encode(vue: VueEnregistree) -> dict[str, Any]:
    return {"nom": vue.nom, "requete": vue.requete, "version_donnees": vue.version_donnees, "version": vue.version}
