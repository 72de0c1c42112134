"""Le géocodage dans le chantier : adresses à chercher, positions trouvées, points douteux."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from observatoire.ingest.chantier.base import read_identite
from observatoire.ingest.geocodage.position import Demande, Position
from observatoire.ingest.publication.localisation import locate_points
from observatoire.ingest.publication.territoires import resolve_territoires, run_sql

_A_CHERCHER = """
SELECT DISTINCT p.adresse, p.commune
FROM lot_point AS p
{ignorees}
WHERE p.adresse <> '' AND p.personne <> '' AND (p.lon IS NULL OR p.lat IS NULL)
ORDER BY 1, 2
"""
_DEJA_CHERCHEES = "ANTI JOIN adresse_geocodee AS g ON g.adresse = p.adresse AND g.commune = p.commune"
_CONNUES = """
SELECT count(DISTINCT (p.adresse, p.commune))
FROM lot_point AS p
INNER JOIN adresse_geocodee AS g ON g.adresse = p.adresse AND g.commune = p.commune
WHERE p.lon IS NULL OR p.lat IS NULL
"""
_SANS_DOUTE = """
SELECT lot, id, lon, lat, iris, personne, commune, genre_position FROM point_situe
WHERE doute = '' AND genre_position = 'fichier' ORDER BY lot, id
"""
_DOUTEUX = """
SELECT
    s.id, s.fichier, s.ligne, s.nom, s.profession, s.specialite, s.commune, s.adresse, s.genre_position, s.score,
    s.adresse_trouvee, coalesce(s.lon_trouvee, s.lon) AS lon, coalesce(s.lat_trouvee, s.lat) AS lat,
    coalesce(d.doute::VARCHAR, s.doute) AS pourquoi, s.is_place
FROM point_situe AS s
LEFT JOIN doute_iris AS d ON d.lot::VARCHAR = s.lot AND d.id::VARCHAR = s.id
WHERE pourquoi <> ''
ORDER BY s.is_place, pourquoi, s.fichier, s.ligne
"""


@dataclass(frozen=True, slots=True)
class PointDouteux:
    """Un point dont la position demande un œil humain. `is_place` : il est sur la carte malgré le doute."""

    id: str
    fichier: str
    ligne: int | None
    nom: str
    profession: str
    specialite: str
    commune: str
    adresse: str
    genre: str
    score: float | None
    libelle: str
    lon: float | None
    lat: float | None
    doute: str
    is_place: bool


def list_demandes(connexion: duckdb.DuckDBPyConnection, *, refaire: bool = False) -> list[Demande]:
    """Adresses de points sans coordonnées ; celles déjà cherchées n'y reviennent que si on veut les `refaire`."""
    ignorees = "" if refaire else _DEJA_CHERCHEES
    return [Demande(*ligne) for ligne in connexion.execute(_A_CHERCHER.format(ignorees=ignorees)).fetchall()]


def count_connues(connexion: duckdb.DuckDBPyConnection) -> int:
    """Adresses déjà cherchées, qui ne seront plus demandées."""
    ligne = connexion.execute(_CONNUES).fetchone()
    return int(ligne[0]) if ligne else 0


def write_positions(
    connexion: duckdb.DuckDBPyConnection, positions: Sequence[tuple[Demande, Position]], origine: str
) -> None:
    """Écrit un paquet, en entier ou pas du tout."""
    colonnes: dict[str, list[str] | list[float | None]] = {
        "adresse": [d.adresse for d, _ in positions],
        "commune": [d.commune for d, _ in positions],
        "genre": [p.genre.value for _, p in positions],
        "score": [p.score for _, p in positions],
        "lon": [p.lon for _, p in positions],
        "lat": [p.lat for _, p in positions],
        "libelle": [p.libelle for _, p in positions],
        "commune_trouvee": [p.commune for _, p in positions],
        "origine": [origine] * len(positions),
    }
    types = {nom: pa.float64() if nom in ("score", "lon", "lat") else pa.string() for nom in colonnes}
    table = pa.table({nom: pa.array(valeurs, type=types[nom]) for nom, valeurs in colonnes.items()})
    connexion.register("positions_trouvees", table)
    try:
        connexion.execute("INSERT OR REPLACE INTO adresse_geocodee BY NAME SELECT * FROM positions_trouvees")
    finally:
        connexion.unregister("positions_trouvees")


def situate_points(connexion: duckdb.DuckDBPyConnection, score_min: float) -> None:
    """Prépare `point_situe` : tous les points des lots, leur meilleure position et ce qui la rend douteuse."""
    run_sql(connexion, "point_situe", score_min=str(score_min))


def list_douteux(connexion: duckdb.DuckDBPyConnection, score_min: float) -> list[PointDouteux]:
    """Points à vérifier, ceux qui ne sont pas sur la carte d'abord.

    Ceux que le géocodage a mal trouvés, ceux dont le fichier doute, ceux qui tombent hors de tout IRIS ou dans un autre
    que celui de leur fichier.
    """
    situate_points(connexion, score_min)
    lieux, _ = resolve_territoires(connexion, read_identite(connexion))
    points = connexion.execute(_SANS_DOUTE).df()
    doutes = points[["lot", "id"]].assign(doute=locate_points(points, lieux)).query("doute != ''")
    connexion.register("doute_iris", doutes)
    try:
        return [PointDouteux(*ligne) for ligne in connexion.execute(_DOUTEUX).fetchall()]
    finally:
        connexion.unregister("doute_iris")
