"""Réseau de rues (OpenStreetMap ou BD TOPO) : un tronçon par segment droit, de quoi calculer des temps de trajet."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from observatoire.domain.francais import format_nombre
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.voies import Voie, describe_bdtopo, describe_osm
from observatoire.ingest.lecture.geo import CoucheLue
from observatoire.ingest.lecture.refus import build_refus
from observatoire.ingest.lot import COLONNES_TRONCON, LotLu
from observatoire.stats.network import component_labels
from observatoire.stats.proximity import METRES_PER_DEGREE

DECIMALES = 6
"""Deux rues se croisent là où elles partagent un sommet, à 11 cm près."""
PART_D_UN_TENANT_MIN = 0.8
TRONCONS_MAX = 2_000_000
_OSM = ("highway", "oneway", "maxspeed", "access", "foot", "vehicle", "motor_vehicle", "junction", "other_tags")
_BDTOPO = ("nature", "sens_de_circulation", "vitesse_moyenne_vl")


def read_voirie(couche: CoucheLue, demande: Demande) -> LotLu:
    """Tronçons d'un réseau de rues.

    Raises:
        FichierRefuse: attributs inconnus, réseau en morceaux, trop de tronçons.
    """
    donnees = couche.donnees.rename(columns=lambda c: c if c == "geometry" else str(c).lower())
    osm = "highway" in donnees.columns
    voies = _describe(donnees, demande.fichier, osm)
    troncons = _split(donnees, voies)
    if len(troncons) > TRONCONS_MAX:
        raise build_refus(
            demande.fichier,
            trouve=f"{format_nombre(len(troncons))} tronçons",
            attendu=f"au plus {format_nombre(TRONCONS_MAX)}",
            conseil="Ne gardez que la ville et ses environs (quelques kilomètres autour).",
        )
    d_un_tenant = _check_tenant(troncons, demande.fichier)
    ecartees = sum(v is None for v in voies)
    messages = [*couche.messages]
    if ecartees:
        messages.append(f"{format_nombre(ecartees)} voie(s) qui ne se parcourent pas (chantier, privé…), ignorée(s).")
    if d_un_tenant < 1:
        messages.append(
            f"{format_nombre(100 * (1 - d_un_tenant), 1)} % du réseau ne rejoint pas le reste : laissé de côté à la "
            "publication."
        )
    return LotLu(
        format="voirie",
        libelle="Réseau de rues",
        source=demande.correspondance.source or ("openstreetmap" if osm else "ign_bdtopo"),
        lignes_lues=len(voies),
        lignes_retenues=len(voies) - ecartees,
        troncons=troncons,
        messages=tuple(messages),
    )


def _describe(donnees: gpd.GeoDataFrame, fichier: str, osm: bool) -> list[Voie | None]:
    colonnes = [str(c) for c in donnees.columns if c != "geometry"]
    if not osm and not {"nature", "vitesse_moyenne_vl"} <= set(colonnes):
        raise build_refus(
            fichier,
            trouve=f"les attributs {', '.join(colonnes[:10]) or 'aucun'}",
            attendu="« highway » (OpenStreetMap), ou « nature » et « vitesse_moyenne_vl » (BD TOPO)",
            conseil="Exportez le réseau avec ces attributs : sans eux, on ne sait ni la vitesse ni qui peut passer.",
        )
    utiles = [c for c in (_OSM if osm else _BDTOPO) if c in colonnes]
    textes = {c: ["" if pd.isna(v) else str(v) for v in donnees[c].tolist()] for c in utiles}
    describe = describe_osm if osm else describe_bdtopo
    voies = [describe({c: textes[c][rang] for c in utiles}) for rang in range(len(donnees))]
    if not any(voies):
        raise build_refus(
            fichier,
            colonne="highway" if osm else "nature",
            trouve="aucune rue praticable",
            attendu="des rues d'OpenStreetMap ou de la BD TOPO",
            conseil="Vérifiez que c'est bien la couche des rues.",
        )
    return voies


def _split(donnees: gpd.GeoDataFrame, voies: list[Voie | None]) -> pd.DataFrame:
    """Un tronçon par segment ; un sens inverse est retourné, un tronçon en double n'est gardé qu'une fois."""
    gardees = np.array([v is not None for v in voies])
    lignes, rang_de = shapely.get_parts(np.asarray(donnees.geometry)[gardees], return_index=True)
    points, ligne_de = shapely.get_coordinates(lignes, return_index=True)
    points = np.round(points, DECIMALES)
    suite = np.flatnonzero(ligne_de[1:] == ligne_de[:-1])
    presentes = [v for v in voies if v is not None]
    voie_de = rang_de[ligne_de[suite]]
    debut, fin = points[suite], points[suite + 1]
    sens = np.array([v.sens for v in presentes])[voie_de]
    retourne = (sens == "inverse") | ((sens == "double") & _is_after(debut, fin))
    debut, fin = np.where(retourne[:, None], fin, debut), np.where(retourne[:, None], debut, fin)
    table = pd.DataFrame(
        {
            "lon1": debut[:, 0],
            "lat1": debut[:, 1],
            "lon2": fin[:, 0],
            "lat2": fin[:, 1],
            "vitesse_kmh": np.array([v.vitesse_kmh for v in presentes])[voie_de],
            "pieton": np.where(np.array([v.pieton for v in presentes])[voie_de], "oui", "non"),
            "sens": np.where(sens == "double", "double", "direct"),
        }
    )
    longs = (debut != fin).any(axis=1)
    return table.loc[longs, COLONNES_TRONCON].drop_duplicates().reset_index(drop=True)


def _is_after(debut: np.ndarray, fin: np.ndarray) -> np.ndarray:
    """Vrai si le segment ne va pas dans l'ordre des longitudes, puis des latitudes."""
    return (debut[:, 0] > fin[:, 0]) | ((debut[:, 0] == fin[:, 0]) & (debut[:, 1] > fin[:, 1]))


def number_noeuds(troncons: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coordonnées des nœuds, puis nœud de départ et d'arrivée de chaque tronçon."""
    bouts = np.vstack([troncons[["lon1", "lat1"]].to_numpy("float64"), troncons[["lon2", "lat2"]].to_numpy("float64")])
    noeuds, rangs = np.unique(bouts.round(DECIMALES), axis=0, return_inverse=True)
    rangs = rangs.reshape(-1)
    return noeuds, rangs[: len(troncons)], rangs[len(troncons) :]


def measure_longueurs(troncons: pd.DataFrame) -> np.ndarray:
    """Longueur de chaque tronçon, en mètres."""
    t = troncons.astype(dict.fromkeys(("lon1", "lat1", "lon2", "lat2"), "float64"))
    dx = (t["lon2"] - t["lon1"]) * np.cos(np.radians((t["lat1"] + t["lat2"]) / 2))
    return np.hypot(np.asarray(dx), np.asarray(t["lat2"] - t["lat1"])) * METRES_PER_DEGREE


def find_tenant(troncons: pd.DataFrame) -> np.ndarray:
    """Tronçons du plus long morceau d'un seul tenant."""
    noeuds, origine, destination = number_noeuds(troncons)
    morceaux = component_labels(len(noeuds), origine, destination)[origine]
    longueurs = np.bincount(morceaux, weights=measure_longueurs(troncons))
    return morceaux == longueurs.argmax()


def _check_tenant(troncons: pd.DataFrame, fichier: str) -> float:
    """Part de la longueur que tient le plus grand morceau."""
    longueurs = measure_longueurs(troncons)
    part = float(longueurs[find_tenant(troncons)].sum() / longueurs.sum())
    if part < PART_D_UN_TENANT_MIN:
        raise build_refus(
            fichier,
            trouve=f"un réseau en morceaux : le plus grand n'a que {format_nombre(100 * part)} % de la longueur",
            attendu="des rues qui se rejoignent en des sommets communs",
            conseil="Exportez depuis OpenStreetMap ou la BD TOPO sans simplifier ni découper les rues.",
        )
    return part
