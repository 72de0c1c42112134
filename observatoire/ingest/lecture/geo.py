"""Contours : GeoJSON, Opendatasoft, shapefile, GeoPackage ; toujours rendus en EPSG:4326, valides et en France."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataSourceError
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from observatoire.domain.francais import format_pluriel
from observatoire.ingest.lecture import limites
from observatoire.ingest.lecture.refus import build_refus, quote

WGS84 = "EPSG:4326"
_EMPRISES = (
    (-5.6, 41.0, 10.0, 51.6),  # France hexagonale et Corse
    (-63.6, 14.2, -60.6, 18.4),  # Antilles
    (-55.0, 2.0, -51.2, 6.2),  # Guyane
    (44.8, -21.6, 56.1, -12.3),  # La Réunion et Mayotte
    (-56.7, 46.6, -56.0, 47.3),  # Saint-Pierre-et-Miquelon
)
_POLYGONES = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class CoucheLue:
    """Attributs et contours d'un fichier. `lignes` : rang de chaque entité (1 = la première)."""

    fichier: str
    donnees: gpd.GeoDataFrame
    lignes: np.ndarray
    messages: tuple[str, ...]


def is_json_geographique(contenu: object) -> bool:
    """Vrai pour une collection GeoJSON ou des enregistrements Opendatasoft."""
    if isinstance(contenu, dict):
        cles = cast(dict[str, Any], contenu)
        return cles.get("type") == "FeatureCollection" or bool(_list_enregistrements(cles))
    return bool(_list_enregistrements(contenu))


def read_json(chemin: Path) -> object:
    """Lit un JSON d'un bloc.

    Raises:
        FichierRefuse: trop gros, tronqué ou mal formé.
    """
    if chemin.stat().st_size > limites.TAILLE_JSON_MAX_MO * limites.OCTETS_PAR_MO:
        raise build_refus(
            chemin.name,
            trouve="un JSON trop gros",
            attendu=f"au plus {limites.TAILLE_JSON_MAX_MO} Mo",
            conseil="Téléchargez le même contour en GeoPackage ou en shapefile zippé.",
        )
    try:
        return json.loads(chemin.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as erreur:
        raise build_refus(
            chemin.name,
            ligne=erreur.lineno,
            trouve=f"un JSON mal formé au caractère {erreur.colno}",
            attendu="un JSON complet",
            conseil="Le fichier est sans doute tronqué : téléchargez-le de nouveau.",
        ) from erreur
    except (UnicodeDecodeError, RecursionError) as erreur:
        raise build_refus(
            chemin.name,
            trouve="un JSON illisible",
            attendu="un JSON en UTF-8",
            conseil="Téléchargez-le de nouveau ou convertissez-le en UTF-8.",
        ) from erreur


def read_contours_json(fichier: str, contenu: object, crs: str = "") -> CoucheLue:
    """Contours d'un GeoJSON (membre `crs` honoré) ou d'enregistrements Opendatasoft.

    Raises:
        FichierRefuse: ni l'un ni l'autre, géométrie illisible, contours hors de France.
    """
    declare = WGS84
    if isinstance(contenu, dict) and cast(dict[str, Any], contenu).get("type") == "FeatureCollection":
        collection = cast(dict[str, Any], contenu)
        entites = [
            (f.get("properties") or {}, f.get("geometry")) if isinstance(f, dict) else ({}, None)
            for f in cast(list[Any], collection.get("features") or [])
        ]
        declare = read_crs_json(fichier, collection)
    else:
        entites = [_read_enregistrement(e) for e in _list_enregistrements(contenu)]
    if not entites:
        raise _refuse_vide(fichier)
    geometries = [_to_geometrie(fichier, rang, g) for rang, (_, g) in enumerate(entites, start=1)]
    cadre = gpd.GeoDataFrame(
        pd.DataFrame([dict(p) for p, _ in entites]),
        geometry=np.array(geometries, dtype=object),
        crs=crs or declare,
    )
    return _normalise(fichier, cadre)


def read_contours_fichier(fichier: str, chemin: Path, crs: str = "") -> CoucheLue:
    """Contours d'un shapefile ou d'un GeoPackage d'une seule couche de polygones.

    Raises:
        FichierRefuse: illisible, plusieurs couches, sans système de coordonnées, contours hors de France.
    """
    try:
        couches = [(n, g) for n, g in pyogrio.list_layers(chemin) if g is None or "Polygon" in str(g)]
        couches = couches or [(n, g) for n, g in pyogrio.list_layers(chemin)]
        if len(couches) != 1:
            raise build_refus(
                fichier,
                trouve=f"{len(couches)} couches : {', '.join(str(n) for n, _ in couches)}",
                attendu="une seule couche de polygones",
                conseil="Exportez seulement la couche voulue.",
            )
        cadre = pyogrio.read_dataframe(chemin, layer=str(couches[0][0]))
    except (DataSourceError, ValueError, UnicodeDecodeError, RuntimeError) as erreur:
        raise build_refus(
            fichier,
            trouve="un fichier de contours illisible ou incomplet",
            attendu="un shapefile complet (.shp, .shx, .dbf, .prj) ou un GeoPackage",
            conseil="Téléchargez-le de nouveau.",
        ) from erreur
    if not isinstance(cadre, gpd.GeoDataFrame):
        raise _refuse_vide(fichier)
    if cadre.empty:
        raise _refuse_vide(fichier)
    if crs or cadre.crs is None:
        cadre = cadre.set_crs(crs or WGS84, allow_override=True)
    return _normalise(fichier, cadre)


def _refuse_vide(fichier: str) -> Exception:
    return build_refus(
        fichier,
        trouve="aucun contour",
        attendu="au moins un polygone",
        conseil="Vérifiez que l'export contient bien la géométrie.",
    )


def _list_enregistrements(contenu: object) -> list[Any]:
    """Enregistrements Opendatasoft : liste nue, ou sous `records` (API v1) ou `results` (API v2)."""
    liste = contenu
    if isinstance(contenu, dict):
        cles = cast(dict[str, Any], contenu)
        liste = cles.get("records") or cles.get("results")
    if not isinstance(liste, list) or not liste:
        return []
    lignes = cast(list[Any], liste)
    return lignes if _read_enregistrement(lignes[0])[1] is not None else []


def _read_enregistrement(enregistrement: Any) -> tuple[Mapping[str, Any], Any]:
    if not isinstance(enregistrement, dict):
        return {}, None
    brut = cast(dict[str, Any], enregistrement)
    champs = brut.get("fields")
    champs = cast(dict[str, Any], champs) if isinstance(champs, dict) else brut
    forme = champs.get("geo_shape")
    if isinstance(forme, dict) and cast(dict[str, Any], forme).get("type") == "Feature":
        forme = cast(dict[str, Any], forme).get("geometry")
    simples = {k: v for k, v in champs.items() if not isinstance(v, dict)}
    return {k: v[0] if isinstance(v, list) and len(v) == 1 else v for k, v in simples.items()}, forme


def read_crs_json(fichier: str, collection: dict[str, Any]) -> str:
    """Système de coordonnées d'une collection GeoJSON ; WGS 84 si elle n'en dit rien.

    Raises:
        FichierRefuse: système inconnu.
    """
    membre = collection.get("crs")
    if membre is None:
        return WGS84
    try:
        nom = str(membre["properties"]["name"])
        # En GeoJSON l'ordre est toujours longitude, latitude : CRS84 et 4326 y disent la même chose.
        return WGS84 if nom.upper().endswith(("CRS84", "EPSG::4326")) else CRS.from_user_input(nom).to_wkt()
    except (TypeError, KeyError, CRSError) as erreur:
        raise build_refus(
            fichier,
            colonne="crs",
            trouve=quote(str(membre)),
            attendu="un système de coordonnées connu, comme EPSG:2154",
            conseil="Réexportez le contour en EPSG:4326 (WGS 84).",
        ) from erreur


def _to_geometrie(fichier: str, rang: int, brut: Any) -> BaseGeometry | None:
    if brut is None:
        return None
    try:
        return shape(brut)
    except Exception as erreur:  # shapely lève des exceptions de toutes sortes sur une géométrie mal formée
        raise build_refus(
            fichier,
            ligne=rang,
            colonne="geometry",
            trouve=quote(str(brut)),
            attendu="une géométrie GeoJSON (Polygon ou MultiPolygon)",
            conseil="Réexportez le contour depuis votre logiciel de cartographie.",
        ) from erreur


def _normalise(fichier: str, cadre: gpd.GeoDataFrame) -> CoucheLue:
    if cadre.geometry.name != "geometry":
        cadre = cadre.rename_geometry("geometry")
    rangs = np.arange(1, len(cadre) + 1)
    present = (~cadre.geometry.isna() & ~cadre.geometry.is_empty).to_numpy()
    surfaces = present & cadre.geometry.geom_type.isin([*_POLYGONES, "GeometryCollection"]).to_numpy()
    if not surfaces.any():
        raise _refuse_vide(fichier)
    messages: list[str] = []
    if not surfaces.all():
        ignorees = format_pluriel(int((~surfaces).sum()), "entité ignorée", "entités ignorées")
        messages.append(f"{ignorees}, sans polygone.")
    cadre = cadre[surfaces].to_crs(WGS84).reset_index(drop=True)
    cadre["geometry"] = shapely.force_2d(cadre.geometry.to_numpy())
    check_emprise(fichier, cadre, rangs[surfaces])
    invalides = ~cadre.geometry.is_valid.to_numpy()
    if invalides.any():
        cadre["geometry"] = _repair(cadre.geometry.to_numpy())
        repares = format_pluriel(int(invalides.sum()), "contour invalide réparé", "contours invalides réparés")
        messages.append(f"{repares}.")
    return CoucheLue(fichier, cadre, rangs[surfaces], tuple(messages))


def _repair(geometries: np.ndarray) -> np.ndarray:
    """Rend valides les contours ; des lignes et points qui en sortiraient, ne garde que les surfaces."""
    reparees = shapely.make_valid(geometries)
    mixtes = shapely.get_type_id(reparees) == 7
    for i in np.flatnonzero(mixtes):
        parties = shapely.get_parts(reparees[i])
        reparees[i] = shapely.union_all(parties[shapely.area(parties) > 0])
    return reparees


def check_emprise(fichier: str, cadre: gpd.GeoDataFrame, rangs: np.ndarray) -> None:
    """Refuse une entité hors de France : coordonnées inversées, ou système de coordonnées faux.

    Args:
        fichier: nom du fichier, pour le message.
        cadre: entités gardées, en EPSG:4326.
        rangs: rang de chacune dans le fichier, où d'autres ont pu être ignorées.

    Raises:
        FichierRefuse: une entité est hors de France.
    """
    bornes = cadre.geometry.bounds.to_numpy()
    if np.isfinite(bornes).all() and is_france(bornes).all():
        return
    fautif = int(np.flatnonzero(~is_france(bornes))[0])
    x, y = (float(bornes[fautif, 0]), float(bornes[fautif, 1]))
    inverse = is_france(bornes[fautif : fautif + 1][:, [1, 0, 3, 2]]).all()
    conseil = (
        "La latitude et la longitude sont inversées : réexportez le contour en mettant la longitude d'abord."
        if inverse
        else "Le système de coordonnées est sans doute faux ou absent : réexportez en EPSG:4326 (WGS 84), joignez "
        'le .prj au shapefile, ou indiquez crs = "EPSG:2154" (Lambert-93) dans le fichier --correspondance.'
    )
    raise build_refus(
        fichier,
        ligne=int(rangs[fautif]),
        colonne="geometry",
        trouve=f"un contour en longitude {x:.6g}, latitude {y:.6g}",
        attendu="un contour en France (hexagone ou outre-mer)",
        conseil=conseil,
    )


def is_france(bornes: np.ndarray) -> np.ndarray:
    """Masque des rectangles (ouest, sud, est, nord) contenus dans une emprise de France, outre-mer compris."""
    dedans = np.zeros(len(bornes), dtype=bool)
    for ouest, sud, est, nord in _EMPRISES:
        dedans |= (bornes[:, 0] >= ouest) & (bornes[:, 1] >= sud) & (bornes[:, 2] <= est) & (bornes[:, 3] <= nord)
    return dedans
