"""Écrire les tables d'une version dans une base attachée, déjà pourvue du schéma."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path

import duckdb
import geopandas as gpd
import pandas as pd
import shapely

from observatoire.domain.indicateur import Indicateur, Source
from observatoire.domain.periode import parse_periode
from observatoire.ingest.publication.geometrie import build_hachures, dump_geojson
from observatoire.store.catalogue import Catalogue

SCHEMA = Path(__file__).resolve().parents[2] / "store" / "sql" / "schema.sql"
_SOURCES_INCONNUES = "source non décrite dans le catalogue"


def create_tables(connexion: duckdb.DuckDBPyConnection, base: str) -> None:
    """Crée le schéma d'une version dans la base attachée `base`."""
    actuelle = connexion.execute("SELECT current_database()").fetchone()
    connexion.execute(f"USE {base}")
    try:
        connexion.execute(SCHEMA.read_text(encoding="utf-8"))
    finally:
        connexion.execute(f'USE "{actuelle[0]}"' if actuelle else "USE memory")


def insert_frame(connexion: duckdb.DuckDBPyConnection, table: str, cadre: pd.DataFrame, *, ordre: str = "") -> None:
    """Insère un tableau, colonne par nom."""
    if cadre.empty:
        return
    connexion.register("cadre_a_ecrire", cadre)
    try:
        tri = f" ORDER BY {ordre}" if ordre else ""
        connexion.execute(f"INSERT INTO {table} BY NAME SELECT * FROM cadre_a_ecrire{tri}")
    finally:
        connexion.unregister("cadre_a_ecrire")


def write_catalogue(
    connexion: duckdb.DuckDBPyConnection, base: str, catalogue: Catalogue, presents: Iterable[str]
) -> None:
    """Écrit les fiches des indicateurs présents, et leurs sources."""
    fiches = [catalogue.indicateurs[c] for c in sorted(set(presents))]
    lots = {s for (s,) in connexion.execute("SELECT DISTINCT source FROM lot").fetchall()}
    sources = [catalogue.sources[c] for c in sorted({f.source for f in fiches} | (lots & set(catalogue.sources)))]
    insert_frame(connexion, f"{base}.source", _frame_of(sources, Source, None))
    for table in ("indicateur", "fiche"):
        decrites = connexion.execute(
            "SELECT column_name FROM duckdb_columns() WHERE database_name = ? AND table_name = ?", [base, table]
        ).fetchall()
        colonnes = {c for (c,) in decrites}
        cadre = _frame_of(fiches, Indicateur, colonnes - {"indicateur"})
        if table == "fiche":
            cadre.insert(0, "indicateur", [f.code for f in fiches])
        insert_frame(connexion, f"{base}.{table}", cadre)


def _frame_of(objets: list[Indicateur] | list[Source], classe: type, colonnes: set[str] | None) -> pd.DataFrame:
    noms = [c.name for c in fields(classe) if colonnes is None or c.name in colonnes]
    return pd.DataFrame([{n: getattr(o, n) for n in noms} for o in objets], columns=noms)


def write_territoires(
    connexion: duckdb.DuckDBPyConnection,
    base: str,
    territoires: gpd.GeoDataFrame,
    affiches: Mapping[str, shapely.Geometry],
) -> None:
    """Écrit les territoires (contour d'affichage compris) et les hachures des QPV."""
    cadre = pd.DataFrame(territoires.drop(columns="geometry")).reset_index(drop=True)
    cadre["contour"] = [dump_geojson(affiches[c]) if c in affiches else None for c in cadre["code"]]
    for nom in ("lon", "lat", "superficie_km2"):
        cadre[nom] = cadre[nom].astype("float64")
    cadre["contour"] = cadre["contour"].astype("object")
    insert_frame(connexion, f"{base}.territoire", cadre, ordre="maille, code")
    hachures = build_hachures(territoires, dict(affiches))
    insert_frame(
        connexion,
        f"{base}.habillage",
        pd.DataFrame({"territoire": list(hachures), "hachures": list(hachures.values())}),
    )


def write_periodes(connexion: duckdb.DuckDBPyConnection, base: str) -> None:
    """Décrit les périodes citées par les valeurs et la population."""
    codes = connexion.execute(
        f"SELECT periode FROM {base}.valeur UNION SELECT periode FROM {base}.population ORDER BY 1"
    ).fetchall()
    lignes = [parse_periode(code) for (code,) in codes]
    connexion.executemany(
        f"INSERT INTO {base}.periode VALUES (?, ?, ?, ?, ?)",
        [[p.code, p.type.value, p.debut, p.fin, p.libelle] for p in lignes],
    ) if lignes else None


def write_points(connexion: duckdb.DuckDBPyConnection, base: str, territoires: gpd.GeoDataFrame) -> None:
    """Écrit les points d'offre ; celui dont le fichier ne dit pas l'IRIS est placé par ses coordonnées."""
    points = connexion.execute(
        "SELECT p.* EXCLUDE (lot) FROM lot_point AS p JOIN lot AS l ON l.id = p.lot "
        "QUALIFY row_number() OVER (PARTITION BY p.id ORDER BY l.rang DESC) = 1 ORDER BY p.id"
    ).df()
    if points.empty:
        return
    iris = territoires[(territoires["maille"] == "iris") & territoires.geometry.notna()]
    connus = set(territoires.index[territoires["maille"] == "iris"])
    index = shapely.STRtree(iris.geometry.to_numpy())
    places: list[str] = []
    for code, lon, lat in zip(points["iris"], points["lon"], points["lat"], strict=True):
        trouves = index.query(shapely.Point(lon, lat), predicate="intersects") if pd.notna(lon) else []
        places.append(code if code in connus else str(iris.index[trouves[0]]) if len(trouves) else "")
    points["iris"] = places
    insert_frame(connexion, f"{base}.point_offre", points, ordre="id")


def write_lots(connexion: duckdb.DuckDBPyConnection, base: str) -> None:
    """Recopie la liste des lots, sans leurs lignes."""
    connexion.execute(
        f"INSERT INTO {base}.lot SELECT id, fichier, sha256, source, importe_le, lignes_lues, lignes_retenues, "
        "rejets FROM lot ORDER BY id"
    )


def write_identite(connexion: duckdb.DuckDBPyConnection, base: str, valeurs: Mapping[str, str]) -> None:
    """Écrit ou remplace des clés de la carte d'identité."""
    connexion.executemany(
        f"INSERT OR REPLACE INTO {base}.observatoire VALUES (?, ?)", [list(p) for p in valeurs.items()]
    )
