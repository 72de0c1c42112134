"""Quels territoires paraissent, avec quel nom et quel contour d'origine."""

from pathlib import Path
from typing import Any, cast

import duckdb
import geopandas as gpd
import pandas as pd
import shapely

from observatoire.domain.territoire import Maille
from observatoire.ingest.chantier.base import Identite

SQL = Path(__file__).parent / "sql"
CODE_PERIMETRE = "PERIMETRE"
COMPARATEURS = frozenset({Maille.EPCI, Maille.DEPARTEMENT, Maille.REGION, Maille.FRANCE})
_PART_MIN_DANS_PERIMETRE = 0.01


def run_sql(connexion: duckdb.DuckDBPyConnection, nom: str, **parametres: str) -> duckdb.DuckDBPyConnection:
    """Exécute `publication/sql/<nom>.sql`."""
    texte = (SQL / f"{nom}.sql").read_text(encoding="utf-8")
    return connexion.execute(texte, parametres) if parametres else connexion.execute(texte)


def read_liens(connexion: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Appartenances déclarées par les fichiers importés (`enfant`, `parent`)."""
    return run_sql(connexion, "liens").df()


def resolve_territoires(
    connexion: duckdb.DuckDBPyConnection, identite: Identite, liens: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Territoires à publier, indexés par code : périmètre, quartiers et QPV qui le touchent, comparateurs.

    Le contour est celui du fichier, entier ; un quartier ou une commune sans contour est la réunion de ses IRIS.
    """
    lus = run_sql(connexion, "territoires").df()
    lus["geometry"] = [None if b is None or pd.isna(b) else shapely.from_wkb(bytes(b)) for b in lus["geometrie"]]
    tous = gpd.GeoDataFrame(lus.drop(columns="geometrie"), geometry="geometry", crs="EPSG:4326")
    tous = tous.set_index("code", drop=False)
    tous = _add_iris_sans_contour(connexion, tous, identite)
    tous = _add_communes(tous, identite)
    tous = _fill_communes(tous, identite, liens)
    tous = _fill_contours(tous, identite, liens)
    retenus = tous[[_is_publie(ligne, identite) for ligne in tous.itertuples()]]
    return _assign_commune(cast(gpd.GeoDataFrame, retenus.sort_index()), identite)


def _append(territoires: gpd.GeoDataFrame, lignes: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    nouveaux = [ligne for ligne in lignes if ligne["code"] not in territoires.index]
    if not nouveaux:
        return territoires
    ajout = pd.DataFrame(nouveaux).assign(millesime="", geometry=None).set_index("code", drop=False)
    reunis = pd.concat([pd.DataFrame(territoires), ajout])
    return gpd.GeoDataFrame(reunis, geometry="geometry", crs="EPSG:4326")


def _add_iris_sans_contour(
    connexion: duckdb.DuckDBPyConnection, territoires: gpd.GeoDataFrame, identite: Identite
) -> gpd.GeoDataFrame:
    """Une commune dont aucun contour d'IRIS n'est importé garde ceux que ses chiffres nomment."""
    dessinees = {code[:5] for code in territoires.loc[territoires["maille"] == Maille.IRIS, "code"]}
    sans_contour = sorted(set(identite.communes) - dessinees)
    codes = connexion.execute(
        "SELECT DISTINCT territoire FROM (SELECT territoire, maille FROM lot_valeur UNION ALL "
        "SELECT territoire, maille FROM lot_population) WHERE maille = 'iris' AND list_contains(?, territoire[:5]) "
        "ORDER BY 1",
        [sans_contour],
    ).fetchall()
    lignes = [{"code": c, "maille": "iris", "nom": f"IRIS {c[5:]}", "commune": c[:5]} for (c,) in codes]
    return _append(territoires, lignes)


def _add_communes(territoires: gpd.GeoDataFrame, identite: Identite) -> gpd.GeoDataFrame:
    seule = len(identite.communes) == 1
    lignes = [
        {"code": c, "maille": "commune", "nom": identite.nom if seule else c, "commune": c}
        for c in identite.communes
    ]
    if not seule:
        lignes.append({"code": CODE_PERIMETRE, "maille": "zone", "nom": identite.nom, "commune": ""})
    return _append(territoires, lignes)


def _fill_communes(territoires: gpd.GeoDataFrame, identite: Identite, liens: pd.DataFrame) -> gpd.GeoDataFrame:
    """La commune d'un IRIS se lit dans son code, celle d'un quartier chez ses IRIS."""
    communes = territoires["commune"].fillna("").to_dict()
    mailles = territoires["maille"].to_dict()
    for code, maille in mailles.items():
        if maille == Maille.IRIS:
            communes[code] = communes[code] or code[:5]
        elif maille == Maille.COMMUNE:
            communes[code] = code
        elif maille in COMPARATEURS:
            communes[code] = ""
    for enfant, parent in zip(liens["enfant"], liens["parent"], strict=True):
        if not communes.get(parent, "x") and mailles[parent] == Maille.QUARTIER and enfant in communes:
            communes[parent] = communes[enfant]
    if len(identite.communes) == 1:
        for code, maille in mailles.items():
            if maille == Maille.QUARTIER and not communes[code] and territoires.geometry[code] is None:
                communes[code] = identite.communes[0]
    territoires["commune"] = pd.Series(communes)
    return territoires


def _fill_contours(territoires: gpd.GeoDataFrame, identite: Identite, liens: pd.DataFrame) -> gpd.GeoDataFrame:
    contours = territoires.geometry.to_dict()
    iris = {c for c, m in territoires["maille"].items() if m == Maille.IRIS and contours[c] is not None}
    par_quartier: dict[str, list[str]] = {}
    for enfant, parent in zip(liens["enfant"], liens["parent"], strict=True):
        if enfant in iris:
            par_quartier.setdefault(parent, []).append(enfant)
    reunions = {q: e for q, e in par_quartier.items() if q in contours and contours[q] is None}
    for commune in identite.communes:
        if contours[commune] is None:
            reunions[commune] = sorted(c for c in iris if territoires.at[c, "commune"] == commune)
    for code, enfants in reunions.items():
        if enfants:
            contours[code] = shapely.union_all([contours[e] for e in enfants])
    if CODE_PERIMETRE in contours:
        connus = [contours[c] for c in identite.communes if contours[c] is not None]
        contours[CODE_PERIMETRE] = shapely.union_all(connus) if len(connus) == len(identite.communes) else None
    territoires["geometry"] = gpd.GeoSeries(pd.Series(contours), crs="EPSG:4326")
    return territoires


def _is_publie(ligne: Any, identite: Identite) -> bool:
    maille = Maille(ligne.maille)
    if maille in COMPARATEURS or maille is Maille.ZONE:
        return True
    return bool(set(ligne.commune.split(",")) & set(identite.communes)) or (
        maille in (Maille.QPV, Maille.QUARTIER) and not ligne.commune
    )


def _assign_commune(territoires: gpd.GeoDataFrame, identite: Identite) -> gpd.GeoDataFrame:
    """Quartiers et QPV sans commune, ou à cheval sur plusieurs : celle du périmètre qui en couvre le plus.

    Sans contour pour en juger, la première citée ; hors du périmètre, le territoire est retiré.
    """
    contours = territoires.geometry.to_dict()
    communes = {c: contours[c] for c in identite.communes if contours.get(c) is not None}
    gardes: dict[str, str] = {}
    for code, maille, commune in zip(territoires.index, territoires["maille"], territoires["commune"], strict=True):
        if maille not in (Maille.QPV, Maille.QUARTIER) or commune in identite.communes:
            gardes[code] = commune
            continue
        contour = contours[code]
        parts = {
            c: shapely.area(shapely.intersection(contour, g)) / shapely.area(contour)
            for c, g in communes.items()
            if contour is not None
        }
        citees = [c for c in commune.split(",") if c in identite.communes]
        if parts and max(parts.values()) >= _PART_MIN_DANS_PERIMETRE:
            gardes[code] = max(parts, key=lambda c: parts[c])
        elif citees:
            gardes[code] = citees[0]
        elif not commune and contour is None:
            gardes[code] = identite.communes[0]
    retenus = territoires.loc[list(gardes)].copy()
    retenus["commune"] = pd.Series(gardes)
    return cast(gpd.GeoDataFrame, retenus)


def get_reference(identite: Identite) -> str:
    """Code du territoire de référence : la commune seule, sinon le périmètre entier."""
    return identite.communes[0] if len(identite.communes) == 1 else CODE_PERIMETRE
