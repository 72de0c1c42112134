"""L'offre de soins d'une version : points placés dans leur IRIS, puis densités comptées sur ces points."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

import duckdb
import pandas as pd
import shapely

from observatoire.domain.francais import format_nombre, join_mots
from observatoire.domain.indicateur import Indicateur
from observatoire.domain.lieux_de_soins import is_lieu
from observatoire.domain.territoire import Maille
from observatoire.ingest.formats.commun import COMMUNES_POUR_UN_DEPARTEMENT_MIN
from observatoire.ingest.geocodage.depot import situate_points
from observatoire.ingest.mouvements.series import Serie, list_incomparables, mark_remplaces
from observatoire.ingest.publication.annuaires import choose_points
from observatoire.ingest.publication.territoires import Lieux, run_sql

PART_NON_PLACEE_MAX = 0.05
"""Au-delà, une densité par IRIS ou par quartier serait trop basse sans le dire : elle n'est pas calculée."""
_EXEMPLES_MAX = 3
_POINT_PLACE = """
CREATE OR REPLACE TEMP TABLE point_place AS
SELECT p.* REPLACE (l.iris AS iris, l.commune AS commune, coalesce(p.activite, 1) AS activite)
FROM point_retenu AS p
INNER JOIN lieu_du_point AS l ON l.id = p.id
"""
_MAILLES = (Maille.IRIS, Maille.QUARTIER, Maille.QPV, Maille.COMMUNE, Maille.ZONE, Maille.DEPARTEMENT)


@dataclass(frozen=True, slots=True)
class _Regle:
    """Ce qu'un indicateur compte : `mesure` est `tetes`, `activite`, `habitants` (par tête) ou une part."""

    indicateur: str
    profession: str
    specialite: str = ""
    mesure: str = "tetes"
    liberal: bool = True


_DENSITES = (
    ("densite_generalistes", "Médecin", "Médecine générale"),
    ("densite_infirmiers", "Infirmier", ""),
    ("densite_dentistes", "Chirurgien-dentiste", ""),
    ("densite_kinesitherapeutes", "Masseur-kinésithérapeute", ""),
    ("densite_sages_femmes", "Sage-femme", ""),
    ("densite_psychiatres", "Médecin", "Psychiatrie"),
)
_REGLES = (
    *(_Regle(code, profession, specialite) for code, profession, specialite in _DENSITES),
    *(_Regle(f"{code}_activite", profession, specialite, "activite") for code, profession, specialite in _DENSITES),
    _Regle("densite_pharmacies", "Pharmacie", liberal=False),
    _Regle("part_generalistes_55_ans", "Médecin", "Médecine générale", "age_55"),
    _Regle("part_generalistes_60_ans", "Médecin", "Médecine générale", "age_60"),
    _Regle("part_generalistes_secteur_1", "Médecin", "Médecine générale", "secteur_1"),
    _Regle("habitants_par_generaliste", "Médecin", "Médecine générale", "habitants"),
)


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
        "SELECT id, nom, profession, lon, lat, iris, personne, commune, genre_position, doute FROM point_retenu"
    ).df()
    contredits = locate_points(points, lieux)
    territoires = [(lieu.code, lieu.maille.value, lieu.commune) for lieu in lieux.values() if lieu.maille in _MAILLES]
    _load(connexion, "lieu_du_point", points[["id", "iris", "commune"]])
    _load(connexion, "territoire_offre", pd.DataFrame(territoires, columns=["code", "maille", "commune"]))
    connexion.execute(_POINT_PLACE)
    suivies = {lieu.code for lieu in lieux.values() if lieu.maille is Maille.COMMUNE}
    return (*alertes, *_describe(points, suivies, contredits), *list_incomparables(series))


def locate_points(points: pd.DataFrame, lieux: Lieux) -> int:
    """Donne à chaque point son IRIS et sa commune, sur place ; rend combien contredisent l'IRIS de leur fichier.

    Les coordonnées l'emportent, sauf pour un compte par IRIS (sans personne distincte) et pour une adresse géocodée,
    qui gardent l'IRIS que dit leur fichier. Une commune d'un seul IRIS place tous les siens.
    """
    iris = {code: lieu for code, lieu in lieux.items() if lieu.maille is Maille.IRIS}
    places = _locate(points, {c: lieu.contour for c, lieu in iris.items() if lieu.contour is not None})
    uniques = _find_uniques(lieux)
    resolus: list[str] = []
    contredits = 0
    for dit, place, personne, commune, genre in zip(
        points["iris"], places, points["personne"], points["commune"], points["genre_position"], strict=True
    ):
        connu = dit if dit in iris else ""
        mesure = personne and genre in ("fichier", "manuelle")
        contredits += bool(connu and place and connu != place and mesure)
        choisi = place or connu if mesure else connu or place
        resolus.append(choisi or uniques.get(commune, ""))
    points["iris"] = resolus
    points["commune"] = [
        iris[code].commune if code else commune for code, commune in zip(resolus, points["commune"], strict=True)
    ]
    return contredits


def _load(connexion: duckdb.DuckDBPyConnection, table: str, cadre: pd.DataFrame) -> None:
    connexion.register("cadre_offre", cadre)
    try:
        # Tout en texte : le type d'une colonne vide ne se devine pas.
        colonnes = ", ".join(f"{c}::VARCHAR AS {c}" for c in cadre.columns)
        connexion.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {colonnes} FROM cadre_offre")
    finally:
        connexion.unregister("cadre_offre")


def _locate(points: pd.DataFrame, contours: Mapping[str, shapely.Geometry]) -> list[str]:
    codes, formes = list(contours), list(contours.values())
    trouves = [""] * len(points)
    connus = points["lon"].notna().to_numpy() & points["lat"].notna().to_numpy()
    if not connus.any() or not formes:
        return trouves
    index = shapely.STRtree(formes)
    rangs = [i for i, connu in enumerate(connus) if connu]
    geometries = shapely.points(points["lon"].to_numpy("float64")[connus], points["lat"].to_numpy("float64")[connus])
    # Sur une limite commune, le premier contour dans l'ordre des codes : le même à chaque publication.
    for point, contour in sorted(index.query(geometries, predicate="intersects").T.tolist(), reverse=True):
        trouves[rangs[point]] = codes[contour]
    return trouves


def _find_uniques(lieux: Lieux) -> dict[str, str]:
    """IRIS des communes qui n'en ont qu'un."""
    par_commune: dict[str, list[str]] = {}
    for lieu in lieux.values():
        if lieu.maille is Maille.IRIS:
            par_commune.setdefault(lieu.commune, []).append(lieu.code)
    return {commune: codes[0] for commune, codes in par_commune.items() if len(codes) == 1}


def _describe(points: pd.DataFrame, suivies: set[str], contredits: int) -> tuple[str, ...]:
    dehors = points[(points["iris"] == "") & points["commune"].isin(suivies)]
    places = dehors[dehors["lon"].notna()]
    alertes: list[str] = []
    if len(places):
        noms = join_mots(f"{n} ({c})" for n, c in zip(places["nom"], places["profession"], strict=True) if n)
        exemple = f" : {noms}" if len(places) <= _EXEMPLES_MAX and noms else ""
        alertes.append(f"{format_nombre(len(places))} point(s) de la ville hors de tout IRIS, gardé(s){exemple}.")
    # Ceux que le géocodage a cherchés en vain sont dits plus bas, avec les positions à vérifier.
    inconnus = dehors[dehors["lon"].isna() & (dehors["doute"] == "")]
    if len(inconnus):
        alertes.append(
            f"{format_nombre(len(inconnus))} point(s) de la ville sans coordonnées : comptés dans la "
            "commune, absents de la carte (python -m observatoire geocoder)."
        )
    if a_verifier := int((points["doute"] != "").sum()):
        alertes.append(
            f"{format_nombre(a_verifier)} position(s) géocodée(s) à vérifier (python -m observatoire positions)."
        )
    if contredits:
        alertes.append(
            f"{format_nombre(contredits)} point(s) dont les coordonnées tombent dans un autre IRIS que celui de leur "
            "fichier : les coordonnées l'emportent."
        )
    return tuple(alertes)


def write_points(connexion: duckdb.DuckDBPyConnection, base: str, *, noms: bool) -> None:
    """Écrit les points. Sans `noms`, seul garde le sien ce qu'on sait être un lieu ; le reste peut être quelqu'un."""
    professions = connexion.execute("SELECT DISTINCT profession FROM point_place").fetchall()
    connexion.execute(
        f"""
        INSERT INTO {base}.point_offre BY NAME
        SELECT
            p.* EXCLUDE (
                rang, format, famille, fichier, ligne, is_place, lon_trouvee, lat_trouvee, secteur_activite,
                doute_fichier
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


def compute_densites(connexion: duckdb.DuckDBPyConnection, indicateurs: Mapping[str, Indicateur]) -> None:
    """Ajoute aux chiffres les densités, les parts d'âge et de secteur et les habitants par généraliste.

    S'appelle une fois la population de chaque territoire connue.
    """
    connues = [r for r in _REGLES if r.indicateur in indicateurs]
    colonnes = ["indicateur", "profession", "specialite", "mesure", "liberal"]
    _load(connexion, "regle_offre", pd.DataFrame([astuple(r) for r in connues], columns=colonnes, dtype="object"))
    run_sql(
        connexion,
        "densites_offre",
        part_non_placee_max=str(PART_NON_PLACEE_MAX),
        communes_min=str(COMMUNES_POUR_UN_DEPARTEMENT_MIN),
    )
