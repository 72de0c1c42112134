"""Fabrique de petits fichiers d'import, bons ou malformés, écrits octet par octet."""

import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from openpyxl import Workbook

from tests.outils.chantier import carre, code_iris

ENTETE = "indicateur;territoire;periode;sexe;age;numerateur;denominateur;valeur"


def write_octets(chemin: Path, contenu: bytes) -> Path:
    chemin.write_bytes(contenu)
    return chemin


def write_valeurs(chemin: Path, *lignes: str, entete: str = ENTETE, encodage: str = "utf-8") -> Path:
    return write_octets(chemin, "\n".join([entete, *lignes, ""]).encode(encodage))


def write_classeur(chemin: Path, lignes: list[list[Any]], *, titre: str = "Feuille 1") -> Path:
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.title = titre
    for ligne in lignes:
        feuille.append(ligne)
    classeur.save(chemin)
    return chemin


def write_valeurs_xlsx(chemin: Path, *lignes: list[Any]) -> Path:
    return write_classeur(chemin, [ENTETE.split(";"), *lignes])


def build_feature(numero: int, geometrie: object, **attributs: object) -> dict[str, object]:
    proprietes = {"code_iris": code_iris(numero), "nom_iris": f"Îlot {numero}", **attributs}
    return {"type": "Feature", "properties": proprietes, "geometry": geometrie}


def write_geojson(chemin: Path, features: list[dict[str, object]], **membres: object) -> Path:
    contenu = {"type": "FeatureCollection", "features": features, **membres}
    chemin.write_text(json.dumps(contenu, ensure_ascii=False), encoding="utf-8")
    return chemin


def build_carre_iris(numero: int = 1) -> dict[str, object]:
    return build_feature(numero, shapely.geometry.mapping(carre(numero - 1, 0)))


def build_cadre(numeros: list[int]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"CODE_IRIS": [code_iris(n) for n in numeros], "NOM_IRIS": [f"Îlot {n}" for n in numeros]},
        geometry=[carre(n - 1, 0) for n in numeros],
        crs="EPSG:4326",
    )


def zip_dossier(chemin: Path, *fichiers: Path) -> Path:
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
        for fichier in fichiers:
            archive.write(fichier, fichier.name)
    return chemin


def write_shapefile(dossier: Path, nom: str, cadre: gpd.GeoDataFrame, *, sans: tuple[str, ...] = ()) -> Path:
    """Shapefile zippé ; `sans` retire des extensions de l'archive (`.prj`)."""
    dossier.mkdir(exist_ok=True)
    cadre.to_file(dossier / f"{nom}.shp")
    membres = [f for f in sorted(dossier.iterdir()) if f.suffix not in sans]
    return zip_dossier(dossier.parent / f"{nom}.zip", *membres)


def write_bombe(chemin: Path, nom: str, megaoctets: int) -> Path:
    """Archive minuscule qui se décompresse en beaucoup de zéros."""
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        if nom.startswith("xl/"):
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(nom, "w") as flux:
            for _ in range(megaoctets):
                flux.write(b"0" * 1_000_000)
    return chemin


def write_ole(chemin: Path, *, chiffre: bool) -> Path:
    """Ancien conteneur Office : un .xls, ou un .xlsx protégé par un mot de passe."""
    flux = "EncryptedPackage" if chiffre else "Workbook"
    entete = bytes.fromhex("d0cf11e0a1b11ae1") + struct.pack("<16xHH", 0x3E, 3)
    return write_octets(chemin, entete.ljust(512, b"\0") + flux.encode("utf-16-le").ljust(512, b"\0"))
