"""La migration et les classes du domaine disent le même schéma."""

import dataclasses
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from observatoire.domain.cls.codage import from_json, to_json
from observatoire.domain.cls.objets import GENRES
from observatoire.errors import ErreurObservatoire
from observatoire.store.suivi.base import open_base
from observatoire.store.suivi.tables import METADATA, TABLES


def test_la_migration_cree_exactement_les_tables_declarees(tmp_path: Path) -> None:
    base = open_base(f"sqlite:///{tmp_path / 's.db'}")
    with base.read() as connexion:
        assert compare_metadata(MigrationContext.configure(connexion), METADATA) == []
        reglages = {
            nom: connexion.exec_driver_sql(f"PRAGMA {nom}").scalar()
            for nom in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert reglages == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
    base.close()


def test_chaque_champ_du_domaine_a_sa_colonne() -> None:
    for genre, classe in GENRES.items():
        champs = {f.name for f in dataclasses.fields(classe)}
        absents = {"axes"} if genre == "action" else {"contrat_id"} if genre == "contrat" else set()
        assert {c.name for c in TABLES[genre].c} == champs - absents


def test_un_objet_traverse_le_json_sans_changer() -> None:
    for genre, classe in GENRES.items():
        valeurs: dict[str, object] = {}
        for f in dataclasses.fields(classe):
            if f.default is dataclasses.MISSING:
                valeurs[f.name] = {"date": "2024-02-29"}.get(f.name, 7 if f.name.endswith("_id") else "1")
        objet = from_json(genre, valeurs)
        assert from_json(genre, to_json(objet)) == objet
        assert from_json(genre, to_json(objet) | {"champ_futur": 1}) == objet


def test_une_base_plus_recente_que_le_programme_est_refusee(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 's.db'}"
    base = open_base(url)
    with base.write() as connexion:
        connexion.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    base.close()
    with pytest.raises(ErreurObservatoire, match="plus récente"):
        open_base(url)


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite:////dev/null/impossible/s.db"])
def test_une_base_impossible_est_dite_en_francais(url: str) -> None:
    with pytest.raises(ErreurObservatoire):
        open_base(url)
