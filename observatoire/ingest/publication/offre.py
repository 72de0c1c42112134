"""L'offre de soins d'une version : points retenus, placés dans leur IRIS, écrits."""

from collections.abc import Sequence

import duckdb
import pandas as pd

from observatoire.domain.acces import is_en_ville
from observatoire.domain.francais import format_nombre, join_mots
from observatoire.domain.lieux_de_soins import is_lieu
from observatoire.domain.territoire import Maille
from observatoire.ingest.geocodage.depot import situate_points
from observatoire.ingest.mouvements.series import Serie, list_incomparables, mark_remplaces
from observatoire.ingest.publication.annuaires import choose_points
from observatoire.ingest.publication.lisiere import describe_lisiere
from observatoire.ingest.publication.localisation import AUTRE_IRIS, locate_points
from observatoire.ingest.publication.territoires import Lieux

_EXEMPLES_MAX = 3
_POINT_PLACE = """
CREATE OR REPLACE TEMP TABLE point_place AS
SELECT
    p.* REPLACE (l.iris AS iris, l.commune AS commune, coalesce(p.activite, 1) AS activite, l.doute AS doute),
    l.en_ville::BOOLEAN AS en_ville
FROM point_retenu AS p
INNER JOIN lieu_du_point AS l ON l.id = p.id
"""
_MAILLES = (Maille.IRIS, Maille.QUARTIER, Maille.QPV, Maille.COMMUNE, Maille.ZONE, Maille.DEPARTEMENT)


def place_points(
    connexion: duckdb.DuckDBPyConnection, lieux: Lieux, series: Sequence[Serie], *, score_min: float
) -> tuple[str, ...]:
    """Retient les points, les place dans leur IRIS par leurs coordonnées, et dit lesquels ne se placent pas.

    Un point hors de tout IRIS est gardé, sans IRIS. Une livraison que `series` dit remplacée ne compte plus.
    `score_min` : ressemblance sous laquelle une adresse géocodée ne place rien.

    Returns:
        Les alertes à montrer à qui publie.
    """
    situate_points(connexion, score_min)
    mark_remplaces(connexion, series)
    alertes = choose_points(connexion)
    points = connexion.execute(
        "SELECT id, nom, profession, lon, lat, iris, personne, commune, genre_position, doute, mode_exercice, "
        "secteur_activite FROM point_retenu"
    ).df()
    geocodees = int((points["doute"] != "").sum())
    doutes = locate_points(points, lieux)
    points["doute"] = points["doute"].where(points["doute"] != "", doutes)
    territoires = [(lieu.code, lieu.maille.value, lieu.commune) for lieu in lieux.values() if lieu.maille in _MAILLES]
    points["en_ville"] = [
        is_en_ville(mode, secteur)
        for mode, secteur in zip(points["mode_exercice"], points["secteur_activite"], strict=True)
    ]
    load_textes(connexion, "lieu_du_point", points[["id", "iris", "commune", "en_ville", "doute"]])
    load_textes(connexion, "territoire_offre", pd.DataFrame(territoires, columns=["code", "maille", "commune"]))
    connexion.execute(_POINT_PLACE)
    suivies = {lieu.code for lieu in lieux.values() if lieu.maille is Maille.COMMUNE}
    decrites = (*_describe(points, suivies, geocodees), *describe_lisiere(connexion))
    return (*alertes, *decrites, *list_incomparables(series))


def load_textes(connexion: duckdb.DuckDBPyConnection, table: str, cadre: pd.DataFrame) -> None:
    """Crée une table provisoire, toutes ses colonnes en texte."""
    connexion.register("cadre_offre", cadre)
    try:
        # Tout en texte : le type d'une colonne vide ne se devine pas.
        colonnes = ", ".join(f"{c}::VARCHAR AS {c}" for c in cadre.columns)
        connexion.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {colonnes} FROM cadre_offre")
    finally:
        connexion.unregister("cadre_offre")


def _describe(points: pd.DataFrame, suivies: set[str], a_verifier: int) -> tuple[str, ...]:
    dehors = points[(points["iris"] == "") & points["commune"].isin(suivies)]
    places = dehors[dehors["lon"].notna()]
    alertes: list[str] = []
    if len(places):
        # La version garde l'alerte : seul un lieu y est nommé.
        noms = join_mots(
            f"{n} ({c})" for n, c in zip(places["nom"], places["profession"], strict=True) if n and is_lieu(c)
        )
        exemple = f" : {noms}" if len(places) <= _EXEMPLES_MAX and noms else ""
        alertes.append(f"{format_nombre(len(places))} point(s) de la ville hors de tout IRIS, gardé(s){exemple}.")
    # Ceux que le géocodage a cherchés en vain sont dits plus bas, avec les positions à vérifier.
    inconnus = dehors[dehors["lon"].isna() & (dehors["doute"] == "")]
    if len(inconnus):
        alertes.append(
            f"{format_nombre(len(inconnus))} point(s) de la ville sans coordonnées : comptés dans la "
            "commune, absents de la carte (python -m observatoire geocoder)."
        )
    if a_verifier:
        alertes.append(f"{format_nombre(a_verifier)} position(s) à vérifier (python -m observatoire positions).")
    if contredits := int((points["doute"] == AUTRE_IRIS).sum()):
        alertes.append(
            f"{format_nombre(contredits)} point(s) dont les coordonnées tombent dans un autre IRIS que celui de leur "
            "fichier : les coordonnées l'emportent (python -m observatoire positions)."
        )
    return tuple(alertes)


def write_points(connexion: duckdb.DuckDBPyConnection, base: str, *, noms: bool) -> None:
    """Écrit les points, jamais leur âge, et combien sont placés.

    Sans `noms`, seul garde le sien ce qu'on sait être un lieu : le reste peut être quelqu'un.
    """
    professions = connexion.execute("SELECT DISTINCT profession FROM point_place").fetchall()
    connexion.execute(
        f"""
        INSERT INTO {base}.point_offre BY NAME
        SELECT
            p.* EXCLUDE (
                rang, format, famille, fichier, ligne, is_place, lon_trouvee, lat_trouvee, age_classe,
                doute_fichier, en_ville
            ) REPLACE (
                CASE
                    WHEN $noms OR p.format = 'finess' OR list_contains($lieux::VARCHAR[], p.profession) THEN p.nom
                    ELSE ''
                END AS nom
            )
        FROM point_place AS p ORDER BY p.id
        """,
        {"noms": noms, "lieux": [profession for (profession,) in professions if is_lieu(profession)]},
    )
    connexion.execute(
        f"""
        INSERT INTO {base}.placement_offre
        SELECT
            profession, CASE WHEN profession = 'Médecin' THEN specialite ELSE '' END AS specialite, count(*),
            count(*) FILTER (WHERE iris <> ''), count(*) FILTER (WHERE lon IS NOT NULL)
        FROM point_place WHERE en_ville AND commune IN (SELECT code FROM commune)
        GROUP BY 1, 2 ORDER BY 1, 2
        """
    )
