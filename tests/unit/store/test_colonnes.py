"""Le dictionnaire de l'archive dit le sens de chaque colonne du schéma, et rien de plus."""

import duckdb

from observatoire.store.entrepot.archive import DESCRIPTIONS
from observatoire.store.entrepot.colonnes import SENS
from tests.outils.instantane import SCHEMA


def list_colonnes() -> set[str]:
    """Colonnes des tables de l'archive, lues dans le schéma lui-même."""
    base = duckdb.connect()
    base.execute(SCHEMA.read_text(encoding="utf-8"))
    lignes = base.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal").fetchall()
    base.close()
    return {colonne for table, colonne in lignes if table in DESCRIPTIONS}


def test_chaque_colonne_a_un_sens() -> None:
    assert list_colonnes() - set(SENS) == set()


def test_aucun_sens_ne_decrit_une_colonne_disparue() -> None:
    assert set(SENS) - list_colonnes() == set()
