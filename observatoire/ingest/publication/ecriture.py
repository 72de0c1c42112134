"""Écrire les tables d'une version dans une base attachée, déjà pourvue du schéma."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from observatoire.domain.indicateur import Indicateur, Source
from observatoire.domain.periode import parse_periode
from observatoire.ingest.publication.appartenances import Appartenance
from observatoire.ingest.publication.geometrie import Contours, dump_geojson, locate, measure_superficie_km2
from observatoire.ingest.publication.territoires import Lieux
from observatoire.store.catalogue import Catalogue

SCHEMA = Path(__file__).resolve().parents[2] / "store" / "sql" / "schema.sql"
COLONNES_APPARTENANCE = ["enfant", "parent", "part_population", "part_surface"]


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
    connexion.register("cadre_a_ecrire", pa.Table.from_pandas(cadre, preserve_index=False))
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
    insert_frame(connexion, f"{base}.source", _frame_of(sources, Source, _list_colonnes(connexion, base, "source")))
    for table in ("indicateur", "fiche"):
        colonnes = _list_colonnes(connexion, base, table)
        cadre = _frame_of(fiches, Indicateur, colonnes - {"indicateur"})
        if table == "fiche":
            cadre.insert(0, "indicateur", [f.code for f in fiches])
        insert_frame(connexion, f"{base}.{table}", cadre)
    mailles = [(f.code, maille) for f in fiches for maille in f.mailles_non_comparables]
    insert_frame(connexion, f"{base}.comparabilite", pd.DataFrame(mailles, columns=pd.Index(["indicateur", "maille"])))


def _list_colonnes(connexion: duckdb.DuckDBPyConnection, base: str, table: str) -> set[str]:
    decrites = connexion.execute(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = ? AND table_name = ?", [base, table]
    ).fetchall()
    return {c for (c,) in decrites}


def _frame_of(objets: list[Indicateur] | list[Source], classe: type, colonnes: set[str]) -> pd.DataFrame:
    noms = [c.name for c in fields(classe) if c.name in colonnes]
    return pd.DataFrame([{n: getattr(o, n) for n in noms} for o in objets], columns=noms)


@dataclass(frozen=True, slots=True)
class Trace:
    """Ce qu'une carte doit savoir d'un territoire : centre, superficie, contour d'affichage."""

    lon: float | None
    lat: float | None
    superficie_km2: float | None
    contour: str | None


def trace_lieux(lieux: Lieux, affiches: Contours) -> dict[str, Trace]:
    """Mesure et dessine chaque territoire ; un comparateur sans contour n'a rien."""
    traces: dict[str, Trace] = {}
    for code, lieu in lieux.items():
        if lieu.contour is None:
            traces[code] = Trace(None, None, None, None)
            continue
        superficie = measure_superficie_km2(lieu.contour)
        traces[code] = Trace(*locate(affiches[code]), superficie, dump_geojson(affiches[code]))
    return traces


def write_territoires(
    connexion: duckdb.DuckDBPyConnection, base: str, lieux: Lieux, traces: dict[str, Trace], hachures: Contours
) -> None:
    """Écrit les territoires (contour d'affichage compris) et les hachures des QPV."""
    lignes = [
        [lieu.code, lieu.maille, lieu.nom, lieu.commune, lieu.millesime, t.contour, t.lon, t.lat, t.superficie_km2]
        for lieu, t in ((lieux[code], traces[code]) for code in sorted(lieux))
    ]
    connexion.executemany(f"INSERT INTO {base}.territoire VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", lignes)
    for code in sorted(hachures):
        connexion.execute(f"INSERT INTO {base}.habillage VALUES (?, ?)", [code, dump_geojson(hachures[code])])


def write_appartenances(connexion: duckdb.DuckDBPyConnection, base: str, lignes: tuple[Appartenance, ...]) -> None:
    """Écrit les appartenances."""
    cadre = pd.DataFrame([(a.enfant, a.parent, a.part_population, a.part_surface) for a in lignes])
    if len(cadre):
        cadre.columns = pd.Index(COLONNES_APPARTENANCE)
        insert_frame(connexion, f"{base}.appartenance", cadre.astype({"part_population": "float64"}))


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


def write_lots(connexion: duckdb.DuckDBPyConnection, base: str) -> None:
    """Recopie la liste des lots, sans leurs lignes."""
    connexion.execute(
        f"INSERT INTO {base}.lot SELECT id, fichier, sha256, source, importe_le, lignes_lues, lignes_retenues, "
        "rejets FROM lot ORDER BY id"
    )


def write_alertes(connexion: duckdb.DuckDBPyConnection, base: str, alertes: Sequence[str]) -> None:
    """Garde ce que la publication a signalé, dans son ordre."""
    lignes = [[rang, texte] for rang, texte in enumerate(alertes, start=1)]
    connexion.executemany(f"INSERT INTO {base}.alerte VALUES (?, ?)", lignes) if lignes else None


def write_identite(connexion: duckdb.DuckDBPyConnection, base: str, valeurs: Mapping[str, str]) -> None:
    """Écrit ou remplace des clés de la carte d'identité."""
    connexion.executemany(
        f"INSERT OR REPLACE INTO {base}.observatoire VALUES (?, ?)", [list(p) for p in valeurs.items()]
    )
