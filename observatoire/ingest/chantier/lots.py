"""Ajouter, lister et retirer des lots. Un lot est écrit en entier ou pas du tout."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import geopandas as gpd
import pandas as pd
import pyarrow as pa
from shapely.geometry.base import BaseGeometry

from observatoire.errors import ErreurObservatoire, FichierRefuse
from observatoire.ingest.lot import (
    COLONNES_APPARTENANCE,
    COLONNES_CARREAU,
    COLONNES_POINT,
    COLONNES_POPULATION,
    COLONNES_TRAJET,
    COLONNES_TRONCON,
    COLONNES_VALEUR,
    LotLu,
)

LONGUEUR_ID = 8
_NOMBRES = frozenset(
    {
        "valeur",
        "numerateur",
        "denominateur",
        "effectif",
        "lon",
        "lat",
        "activite",
        "ligne",
        "individus",
        "cout",
        "lon1",
        "lat1",
        "lon2",
        "lat2",
        "vitesse_kmh",
    }
)
_TABLES_DE_LOT = (
    "lot_territoire",
    "lot_appartenance",
    "lot_valeur",
    "lot_population",
    "lot_point",
    "lot_carreau",
    "lot_trajet",
    "lot_troncon",
)
_CLES = {
    "valeurs": ["indicateur", "territoire", "periode", "sexe", "age"],
    "population": ["territoire", "periode", "sexe", "classe_age"],
}


@dataclass(frozen=True, slots=True)
class Lot:
    """Un fichier importé."""

    id: str
    fichier: str
    sha256: str
    format: str
    libelle: str
    source: str
    importe_le: datetime
    lignes_lues: int
    lignes_retenues: int
    rejets: int


_SELECT_LOT = """
SELECT id, fichier, sha256, format, libelle, source, importe_le, lignes_lues, lignes_retenues, rejets FROM lot
"""


def compute_sha256(chemin: Path) -> str:
    """Empreinte du fichier, lue par morceaux."""
    with chemin.open("rb") as flux:
        return hashlib.file_digest(flux, "sha256").hexdigest()


def list_lots(connexion: duckdb.DuckDBPyConnection) -> list[Lot]:
    """Les lots, du plus ancien au plus récent."""
    return [Lot(*ligne) for ligne in connexion.execute(_SELECT_LOT + "ORDER BY rang").fetchall()]


def find_lot_by_sha256(connexion: duckdb.DuckDBPyConnection, sha256: str) -> Lot | None:
    """Le lot né de ce fichier, s'il a déjà été importé."""
    ligne = connexion.execute(_SELECT_LOT + "WHERE sha256 = ?", [sha256]).fetchone()
    return None if ligne is None else Lot(*ligne)


def add_lot(connexion: duckdb.DuckDBPyConnection, lu: LotLu, *, fichier: str, sha256: str) -> Lot:
    """Écrit un lot dans le chantier, en une transaction.

    Raises:
        FichierRefuse: le même chiffre figure deux fois dans le fichier.
    """
    _check_unicity(lu, fichier)
    identifiant = sha256[:LONGUEUR_ID]
    tables = {
        "lot_territoire": _tabulate_territoires(lu.territoires),
        "lot_appartenance": _tabulate(lu.appartenances, COLONNES_APPARTENANCE),
        "lot_valeur": _tabulate(lu.valeurs, COLONNES_VALEUR),
        "lot_population": _tabulate(lu.population, COLONNES_POPULATION),
        "lot_point": _tabulate(lu.points.reindex(columns=COLONNES_POINT), COLONNES_POINT),
        "lot_carreau": _tabulate(lu.carreaux, COLONNES_CARREAU),
        "lot_trajet": _tabulate(lu.trajets, COLONNES_TRAJET),
        "lot_troncon": _tabulate(lu.troncons, COLONNES_TRONCON),
    }
    connexion.begin()
    try:
        connexion.execute(
            "INSERT INTO lot (id, fichier, sha256, format, libelle, source, importe_le, lignes_lues, "
            "lignes_retenues, rejets) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                identifiant, fichier, sha256, lu.format, lu.libelle, lu.source,
                datetime.now().replace(microsecond=0), lu.lignes_lues, lu.lignes_retenues, len(lu.rejets),
            ],
        )  # fmt: skip
        for nom, table in tables.items():
            if table.num_rows:
                _insert(connexion, nom, table, identifiant)
        connexion.commit()
    except BaseException:
        connexion.rollback()
        raise
    trouve = find_lot_by_sha256(connexion, sha256)
    if trouve is None:
        raise ErreurObservatoire(f"Le lot de {fichier} n'a pas été retrouvé après son écriture.")
    return trouve


def remove_lot(connexion: duckdb.DuckDBPyConnection, debut: str) -> Lot:
    """Retire un lot du chantier, désigné par son identifiant ou par le début de celui-ci.

    Raises:
        ErreurObservatoire: aucun lot, ou plusieurs, ne commencent ainsi.
    """
    candidats = [lot for lot in list_lots(connexion) if lot.id.startswith(debut.strip().lower())]
    if not debut.strip() or not candidats:
        raise ErreurObservatoire(f"Aucun lot « {debut} ». La commande `lots` donne leurs identifiants.")
    if len(candidats) > 1:
        raise ErreurObservatoire(f"Plusieurs lots commencent par « {debut} » : donnez l'identifiant entier.")
    lot = candidats[0]
    connexion.begin()
    try:
        for table in _TABLES_DE_LOT:
            connexion.execute(f"DELETE FROM {table} WHERE lot = ?", [lot.id])
        connexion.execute("DELETE FROM lot WHERE id = ?", [lot.id])
        connexion.commit()
    except BaseException:
        connexion.rollback()
        raise
    return lot


def _insert(connexion: duckdb.DuckDBPyConnection, table: str, lignes: Any, lot: str) -> None:
    connexion.register("lignes_du_lot", lignes)
    try:
        colonnes = ", ".join(lignes.column_names)
        connexion.execute(f"INSERT INTO {table} (lot, {colonnes}) SELECT ?, * FROM lignes_du_lot", [lot])
    finally:
        connexion.unregister("lignes_du_lot")


def _tabulate(cadre: pd.DataFrame, colonnes: list[str]) -> Any:
    """Types imposés : une colonne toute vide ne doit pas décider du sien."""
    tableaux: list[Any] = [
        pa.array(pd.to_numeric(cadre[nom]).astype("float64"), from_pandas=True)
        if nom in _NOMBRES
        else pa.array(cadre[nom].fillna("").astype(str).tolist(), type=pa.string())
        for nom in colonnes
    ]
    return pa.Table.from_arrays(tableaux, names=colonnes)


def _tabulate_territoires(territoires: gpd.GeoDataFrame) -> Any:
    textes = _tabulate(pd.DataFrame(territoires), ["code", "maille", "nom", "commune", "millesime"])
    contours: list[BaseGeometry | None] = list(territoires.geometry)
    wkb = [None if g is None or g.is_empty else g.wkb for g in contours]
    return textes.append_column("geometrie", pa.array(wkb, type=pa.binary()))


def _check_unicity(lu: LotLu, fichier: str) -> None:
    for nom, cle in _CLES.items():
        cadre: pd.DataFrame = getattr(lu, nom)
        doubles = cadre[cadre.duplicated(cle, keep=False)]
        if len(doubles):
            exemple = ", ".join(str(v) for v in doubles.iloc[0][cle])
            raise FichierRefuse(
                f"{fichier} : {len(doubles)} lignes donnent plusieurs fois le même chiffre ({exemple}). "
                "Gardez une seule ligne par indicateur, territoire, période, sexe et âge."
            )
