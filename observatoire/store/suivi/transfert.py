"""Vider et remplir la base entière, d'une sorte de base à l'autre : la matière d'une sauvegarde."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from observatoire.domain.vues import GenreVue
from observatoire.store.suivi.base import BaseSuivi, get_revision, upgrade_schema
from observatoire.store.suivi.tables import VUE

Lignes = list[dict[str, Any]]
_ATTENTE_SECONDES = 2
_TABLE_DES_VERSIONS = "alembic_version"


def dump_tables(connexion: sa.Connection) -> tuple[str, dict[str, Lignes]]:
    """Rend la version du schéma et toutes les lignes de toutes les tables, en valeurs JSON."""
    tables: dict[str, Lignes] = {}
    for table in _reflect(connexion):
        cles = list(table.primary_key.columns)
        lignes = connexion.execute(sa.select(table).order_by(*cles)).mappings()
        tables[table.name] = [{c: _encode(v) for c, v in ligne.items()} for ligne in lignes]
    return get_revision(connexion) or "", tables


def is_ouverte_ailleurs(base: BaseSuivi) -> bool:
    """Vrai si un autre programme tient la base ouverte."""
    if not base.is_sqlite:
        autres = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        base.close()
        with base.read() as connexion:
            return bool(connexion.execute(sa.text(autres)).scalar())
    # SQLite ne quitte le mode WAL que si personne d'autre n'a le fichier ouvert ; il y est remis aussitôt.
    base.close()
    fichier = base.moteur.url.database or ":memory:"
    with closing(sqlite3.connect(fichier, timeout=_ATTENTE_SECONDES)) as connexion:
        try:
            connexion.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            return True
        connexion.execute("PRAGMA journal_mode=WAL")
    return False


def is_vide(connexion: sa.Connection) -> bool:
    """Vrai si rien n'a jamais été écrit dans la base."""
    journal = next((t for t in _reflect(connexion) if t.name == "journal"), None)
    return journal is None or connexion.execute(sa.select(sa.func.count()).select_from(journal)).scalar() == 0


def replace_tables(connexion: sa.Connection, revision: str, tables: Mapping[str, Lignes]) -> None:
    """Remplace toute la base par d'autres lignes, puis l'amène au schéma présent, dans la transaction ouverte.

    Args:
        connexion: une écriture ouverte.
        revision: la version du schéma d'où viennent les lignes.
        tables: les lignes de chaque table.
    """
    _drop_all(connexion)
    upgrade_schema(connexion, revision)
    for table in _reflect(connexion):
        _fill(connexion, table, tables.get(table.name, []))
    upgrade_schema(connexion)
    _skip_numeros_pris(connexion)


def _reflect(connexion: sa.Connection) -> Iterable[sa.Table]:
    """Les tables telles que la base les connaît, les visées avant celles qui les visent."""
    metadata = sa.MetaData()
    metadata.reflect(connexion)
    return [t for t in metadata.sorted_tables if t.name != _TABLE_DES_VERSIONS]


def _drop_all(connexion: sa.Connection) -> None:
    metadata = sa.MetaData()
    metadata.reflect(connexion)
    metadata.drop_all(connexion)
    if connexion.dialect.name == "postgresql":
        connexion.execute(sa.text("DROP FUNCTION IF EXISTS journal_inalterable()"))


def _fill(connexion: sa.Connection, table: sa.Table, lignes: Lignes) -> None:
    if not lignes:
        return
    decodees = [{c: _decode(table.c[c], v) for c, v in ligne.items()} for ligne in lignes]
    # Un objet peut se ranger sous un autre créé après lui : on les relie une fois tous présents.
    sous_lui_meme = [c.name for c in table.c for f in c.foreign_keys if f.column.table is table]
    connexion.execute(sa.insert(table), [x | dict.fromkeys(sous_lui_meme) for x in decodees])
    for champ in sous_lui_meme:
        for ligne in (x for x in decodees if x[champ] is not None):
            relie = sa.update(table).where(table.c.id == ligne["id"]).values({champ: ligne[champ]})
            connexion.execute(relie)


def _skip_numeros_pris(connexion: sa.Connection) -> None:
    """Reprend la numérotation après tout ce que le journal connaît, supprimé compris.

    Sans cela, un objet neuf prendrait le numéro d'un objet supprimé, et son histoire avec.
    """
    tables = {t.name: t for t in _reflect(connexion)}
    journal = tables["journal"]
    requete = sa.select(journal.c.genre, sa.func.max(journal.c.objet_id)).group_by(journal.c.genre)
    connus: dict[str, int] = {str(ligne[0]): int(ligne[1]) for ligne in connexion.execute(requete)}
    for nom, table in tables.items():
        if "id" not in table.c:
            continue
        genres = [g.value for g in GenreVue] if nom == VUE.name else [nom]
        present = connexion.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
        if dernier := max([present, *(connus.get(g, 0) for g in genres)]):
            _set_dernier_numero(connexion, nom, dernier)


def _set_dernier_numero(connexion: sa.Connection, table: str, dernier: int) -> None:
    if connexion.dialect.name == "postgresql":
        connexion.execute(sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(table, "id"), dernier)))
        return
    suites = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))
    connexion.execute(sa.delete(suites).where(suites.c.name == table))
    connexion.execute(sa.insert(suites).values(name=table, seq=dernier))


def _encode(valeur: Any) -> Any:
    if isinstance(valeur, datetime) and valeur.tzinfo is None:
        valeur = valeur.replace(tzinfo=UTC)
    return valeur.isoformat() if isinstance(valeur, date) else valeur


def _decode(colonne: sa.Column[Any], valeur: Any) -> Any:
    if valeur is None:
        return sa.null() if isinstance(colonne.type, sa.JSON) else None
    if isinstance(colonne.type, sa.DateTime):
        return datetime.fromisoformat(valeur)
    return date.fromisoformat(valeur) if isinstance(colonne.type, sa.Date) else valeur
