"""Réseaux de lignes : GeoJSON, GeoPackage, shapefile, GraphML d'OpenStreetMap ; toujours rendus en EPSG:4326."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from xml.etree.ElementTree import Element, ParseError

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from pyogrio.errors import DataSourceError
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import GEOSException
from shapely.geometry import shape

from observatoire.domain.francais import format_pluriel
from observatoire.ingest.lecture.geo import WGS84, CoucheLue, check_emprise, read_crs_json
from observatoire.ingest.lecture.refus import build_refus, quote

_LIGNES = ("LineString", "MultiLineString")
_XMLNS = "{http://graphml.graphdrawing.org/xmlns}"


def is_json_de_lignes(contenu: object) -> bool:
    """Vrai pour une collection GeoJSON dont la première forme est une ligne."""
    if not isinstance(contenu, dict):
        return False
    for entite in cast(list[Any], cast(dict[str, Any], contenu).get("features") or []):
        geometrie: Any = entite.get("geometry") if isinstance(entite, dict) else None
        if isinstance(geometrie, dict):
            return cast(dict[str, Any], geometrie).get("type") in _LIGNES
    return False


def find_couche_de_lignes(chemin: Path) -> str:
    """Nom de la seule couche de lignes d'un fichier qui n'a aucune couche de polygones ; vide sinon."""
    try:
        couches = [(str(nom), str(genre)) for nom, genre in pyogrio.list_layers(chemin)]
    except (DataSourceError, ValueError, RuntimeError):
        return ""
    lignes = [nom for nom, genre in couches if "LineString" in genre]
    return lignes[0] if len(lignes) == 1 and not any("Polygon" in genre for _, genre in couches) else ""


def read_lignes_json(fichier: str, contenu: dict[str, Any], crs: str = "") -> CoucheLue:
    """Lignes d'un GeoJSON.

    Raises:
        FichierRefuse: géométrie illisible, aucune ligne, lignes hors de France.
    """
    declare = crs or read_crs_json(fichier, contenu)
    # Une entité sans forme garde sa place : le rang d'une ligne fautive est celui du fichier.
    entites = [cast(dict[str, Any], e) if isinstance(e, dict) else {} for e in contenu["features"]]
    try:
        geometries = [shape(e["geometry"]) if e.get("geometry") else None for e in entites]
    except Exception as erreur:  # shapely lève des exceptions de toutes sortes sur une géométrie mal formée
        raise build_refus(
            fichier,
            colonne="geometry",
            trouve="une ligne illisible",
            attendu="des géométries LineString",
            conseil="Réexportez le réseau depuis votre logiciel de cartographie.",
        ) from erreur
    table = pd.DataFrame([dict(e.get("properties") or {}) for e in entites])
    return _normalise(fichier, gpd.GeoDataFrame(table, geometry=np.array(geometries, dtype=object), crs=declare))


def read_lignes_fichier(fichier: str, chemin: Path, couche: str, crs: str = "") -> CoucheLue:
    """Lignes d'une couche de GeoPackage ou d'un shapefile.

    Raises:
        FichierRefuse: illisible, sans système de coordonnées, lignes hors de France.
    """
    try:
        cadre = pyogrio.read_dataframe(chemin, layer=couche or None)
    except (DataSourceError, ValueError, UnicodeDecodeError, RuntimeError) as erreur:
        raise build_refus(
            fichier,
            trouve="un fichier de lignes illisible ou incomplet",
            attendu="un GeoPackage ou un shapefile complet",
            conseil="Téléchargez-le de nouveau.",
        ) from erreur
    geo = cast(gpd.GeoDataFrame, cadre)
    if crs or geo.crs is None:
        geo = geo.set_crs(crs or WGS84, allow_override=True)
    return _normalise(fichier, geo)


def read_graphml(fichier: str, chemin: Path, crs: str = "") -> CoucheLue:
    """Arêtes d'un GraphML, tel que l'écrit osmnx : nœuds placés par `x` et `y`, forme des rues dans `geometry`.

    Raises:
        FichierRefuse: XML abîmé, nœuds sans coordonnées, système de coordonnées inconnu.
    """
    try:
        graphe, noeuds, aretes = _parse_graphml(chemin)
        declare = CRS.from_user_input(crs or graphe.get("crs") or WGS84)
        table = pd.DataFrame([attributs for _, _, attributs in aretes]).drop(columns="geometry", errors="ignore")
        formes = [_draw_arete(noeuds, *arete) for arete in aretes]
    except (ParseError, DefusedXmlException) as erreur:
        raise build_refus(
            fichier,
            ligne=erreur.position[0] if isinstance(erreur, ParseError) else 0,
            trouve="un XML mal formé",
            attendu="un GraphML complet",
            conseil="Le fichier est sans doute tronqué : exportez-le de nouveau.",
        ) from erreur
    except CRSError as erreur:
        raise build_refus(
            fichier,
            colonne="crs",
            trouve=quote(str(erreur)),
            attendu="un système de coordonnées connu",
            conseil='Indiquez-le avec --correspondance, par exemple crs = "EPSG:4326".',
        ) from erreur
    except (KeyError, ValueError, GEOSException) as erreur:
        raise build_refus(
            fichier,
            trouve=f"un nœud ou une rue sans coordonnées ({quote(str(erreur))})",
            attendu="des nœuds placés par les attributs x et y",
            conseil="Exportez le graphe avec osmnx (save_graphml).",
        ) from erreur
    return _normalise(fichier, gpd.GeoDataFrame(table, geometry=np.array(formes, dtype=object), crs=declare))


Arete = tuple[str, str, dict[str, str]]


def _parse_graphml(chemin: Path) -> tuple[dict[str, str], dict[str, tuple[float, float]], list[Arete]]:
    noms: dict[str, str] = {}
    graphe: dict[str, str] = {}
    noeuds: dict[str, tuple[float, float]] = {}
    aretes: list[Arete] = []
    for element in _iterate(chemin):
        genre = element.tag.removeprefix(_XMLNS)
        if genre == "key":
            noms[element.get("id", "")] = element.get("attr.name", "")
            continue
        if genre not in ("node", "edge", "graph"):
            continue
        donnees = {noms.get(d.get("key", ""), ""): _simplify(d.text or "") for d in element.findall(f"{_XMLNS}data")}
        if genre == "node":
            noeuds[element.attrib["id"]] = (float(donnees["x"]), float(donnees["y"]))
        elif genre == "edge":
            aretes.append((element.attrib["source"], element.attrib["target"], donnees))
        else:
            graphe = donnees
        if genre != "graph":
            element.clear()
    return graphe, noeuds, aretes


def _iterate(chemin: Path) -> Iterator[Element]:
    for _, element in cast("Iterator[tuple[str, Element]]", iterparse(chemin, events=("end",))):
        yield element


def _simplify(texte: str) -> str:
    """De plusieurs valeurs réunies par osmnx (« ['primary', 'tertiary'] »), la première."""
    if not texte.startswith("["):
        return texte
    try:
        valeurs = ast.literal_eval(texte)
    except (ValueError, SyntaxError):
        return texte
    return str(valeurs[0]) if valeurs else ""


def _draw_arete(
    noeuds: dict[str, tuple[float, float]], origine: str, destination: str, attributs: dict[str, str]
) -> Any:
    if trace := attributs.get("geometry"):
        return shapely.from_wkt(trace)
    return shapely.LineString([noeuds[origine], noeuds[destination]])


def _normalise(fichier: str, cadre: gpd.GeoDataFrame) -> CoucheLue:
    if cadre.geometry.name != "geometry":
        cadre = cadre.rename_geometry("geometry")
    rangs = np.arange(1, len(cadre) + 1)
    lignes = cadre.geometry.geom_type.isin(_LIGNES).to_numpy() & ~cadre.geometry.is_empty.to_numpy()
    if not lignes.any():
        raise build_refus(
            fichier,
            trouve="aucune ligne",
            attendu="un réseau de rues (LineString)",
            conseil="Exportez la couche des rues, avec sa géométrie.",
        )
    messages: list[str] = []
    if not lignes.all():
        ignorees = format_pluriel(int((~lignes).sum()), "entité ignorée", "entités ignorées")
        messages.append(f"{ignorees} : seules les lignes sont lues.")
    garde = cadre[lignes].to_crs(WGS84).reset_index(drop=True)
    garde["geometry"] = shapely.force_2d(garde.geometry.to_numpy())
    check_emprise(fichier, garde, rangs[lignes])
    return CoucheLue(fichier, garde, rangs[lignes], tuple(messages))
