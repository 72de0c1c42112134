"""Les tables du suivi, déduites des classes du domaine : un champ, une colonne.

Les listes de mots (publics, territoires…) sont des colonnes JSON : elles se lisent et se comparent d'un
bloc avec la fiche, sous la même version. Les axes d'une action, eux, sont une vraie table de liaison,
pour que la base refuse un axe qui n'existe pas. La migration écrit le même schéma en toutes lettres ;
un test vérifie qu'ils ne divergent pas.
"""

from enum import StrEnum
from typing import Any, get_origin

import sqlalchemy as sa

from observatoire.domain.cls.codage import champs_types
from observatoire.domain.cls.objets import GENRES, Objet, reference_of

METADATA = sa.MetaData(
    naming_convention={
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)
_TYPES: dict[type, sa.types.TypeEngine[Any]] = {
    str: sa.Text(),
    int: sa.Integer(),
    float: sa.Float(),
    bool: sa.Boolean(),
}


def _build_colonne(genre: str, nom: str, type_: Any, optionnel: bool) -> sa.Column[Any]:
    if nom == "id":
        return sa.Column("id", sa.Integer(), primary_key=True)
    if get_origin(type_) is tuple:
        return sa.Column(nom, sa.JSON(), nullable=False)
    if issubclass(type_, StrEnum):
        return sa.Column(nom, sa.String(40), nullable=optionnel)
    vise = reference_of(genre, nom)
    if vise is not None:
        return sa.Column(nom, sa.Integer(), sa.ForeignKey(f"{vise}.id"), nullable=optionnel, index=True)
    return sa.Column(nom, _TYPES.get(type_, sa.Date()), nullable=optionnel)


def _build_table(genre: str, classe: type[Objet]) -> sa.Table:
    colonnes = [
        _build_colonne(genre, nom, type_, optionnel)
        for nom, (type_, optionnel) in champs_types(classe).items()
        if (genre, nom) not in {("action", "axes"), ("contrat", "contrat_id")}
    ]
    return sa.Table(genre, METADATA, *colonnes, sqlite_autoincrement=True)


TABLES: dict[str, sa.Table] = {genre: _build_table(genre, classe) for genre, classe in GENRES.items()}
sa.Index("uq_action_contrat_numero", TABLES["action"].c.contrat_id, TABLES["action"].c.numero, unique=True)

ACTION_AXE = sa.Table(
    "action_axe",
    METADATA,
    sa.Column("action_id", sa.Integer(), sa.ForeignKey("action.id"), primary_key=True),
    sa.Column("axe_id", sa.Integer(), sa.ForeignKey("axe.id"), primary_key=True, index=True),
    sa.Column("rang", sa.Integer(), nullable=False),
)

JOURNAL = sa.Table(
    "journal",
    METADATA,
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("quand", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("qui", sa.Text(), nullable=False),
    sa.Column("role", sa.String(40), nullable=False),
    sa.Column("contrat_id", sa.Integer(), nullable=False, index=True),
    sa.Column("genre", sa.String(40), nullable=False),
    sa.Column("objet_id", sa.Integer(), nullable=False),
    sa.Column("avant", sa.JSON(none_as_null=True)),
    sa.Column("apres", sa.JSON(none_as_null=True)),
    sa.Column("motif", sa.Text(), nullable=False),
    sqlite_autoincrement=True,
)
sa.Index("ix_journal_objet", JOURNAL.c.genre, JOURNAL.c.objet_id)

VUE = sa.Table(
    "vue",
    METADATA,
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("genre", sa.String(40), nullable=False),
    sa.Column("nom", sa.Text(), nullable=False),
    sa.Column("requete", sa.Text(), nullable=False),
    sa.Column("version_donnees", sa.Text(), nullable=False),
    sa.Column("auteur", sa.Text(), nullable=False),
    sa.Column("modifiee_le", sa.DateTime(timezone=True), nullable=False),
    sqlite_autoincrement=True,
)
sa.Index("uq_vue_genre_nom", VUE.c.genre, VUE.c.nom, unique=True)
