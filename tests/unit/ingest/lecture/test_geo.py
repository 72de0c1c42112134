"""Contours : tout système de coordonnées ramené à 4326, géométries réparées, absurdités refusées."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from observatoire.errors import FichierRefuse
from observatoire.ingest.lecture.geo import read_contours_fichier, read_contours_json, read_json
from tests.outils.chantier import carre
from tests.outils.fichiers import build_cadre, build_feature

NICE = shapely.box(7.26, 43.69, 7.28, 43.71)


def build_collection(geometrie: shapely.Geometry, **membres: object) -> dict[str, object]:
    forme = json.loads(shapely.to_geojson(geometrie))
    return {"type": "FeatureCollection", "features": [build_feature(1, forme)], **membres}


@pytest.mark.parametrize("nom", ["EPSG:2154", "urn:ogc:def:crs:EPSG::2154"])
def test_le_membre_crs_d_un_geojson_est_honore(nom: str) -> None:
    en_metres = gpd.GeoSeries([NICE], crs=4326).to_crs(2154).iloc[0]
    collection = build_collection(en_metres, crs={"type": "name", "properties": {"name": nom}})
    couche = read_contours_json("c.geojson", collection)
    assert shapely.hausdorff_distance(couche.donnees.geometry.iloc[0], NICE) < 1e-6


@pytest.mark.parametrize("nom", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"])
def test_le_crs_geographique_declare_laisse_la_longitude_d_abord(nom: str) -> None:
    collection = build_collection(NICE, crs={"type": "name", "properties": {"name": nom}})
    assert read_contours_json("c.geojson", collection).donnees.geometry.iloc[0].equals(NICE)


def test_un_crs_inconnu_est_refuse() -> None:
    collection = build_collection(NICE, crs={"type": "name", "properties": {"name": "EPSG:999999"}})
    with pytest.raises(FichierRefuse, match="un système de coordonnées connu"):
        read_contours_json("c.geojson", collection)


def test_la_correspondance_peut_donner_le_crs_que_le_fichier_tait() -> None:
    en_metres = gpd.GeoSeries([NICE], crs=4326).to_crs(2154).iloc[0]
    couche = read_contours_json("c.geojson", build_collection(en_metres), "EPSG:2154")
    assert shapely.hausdorff_distance(couche.donnees.geometry.iloc[0], NICE) < 1e-6


def test_un_contour_croise_est_repare_et_le_dit() -> None:
    papillon = shapely.Polygon([(7.0, 43.0), (7.1, 43.1), (7.1, 43.0), (7.0, 43.1)])
    couche = read_contours_json("c.geojson", build_collection(papillon))
    assert couche.donnees.geometry.is_valid.all()
    assert couche.donnees.geometry.iloc[0].area == pytest.approx(0.005)  # deux triangles de 0,1 sur 0,05
    assert couche.messages == ("1\xa0contour invalide réparé.",)


def test_une_reparation_ne_laisse_ni_ligne_ni_point() -> None:
    antenne = shapely.Polygon([(7, 43), (7.1, 43), (7.1, 43.1), (7.1, 43.3), (7.1, 43.1), (7, 43.1)])
    (forme,) = read_contours_json("c.geojson", build_collection(antenne)).donnees.geometry
    assert forme.geom_type in ("Polygon", "MultiPolygon")
    assert forme.equals(shapely.box(7, 43, 7.1, 43.1))


def test_l_altitude_est_otee() -> None:
    haut = shapely.force_3d(NICE, 12.0)
    assert not read_contours_json("c.geojson", build_collection(haut)).donnees.geometry.has_z.any()


@pytest.mark.parametrize(
    "centre", [(-61.5, 16.2), (-52.3, 4.9), (55.5, -21.1), (45.2, -12.8), (9.1, 42.2), (-4.5, 48.4)]
)
def test_l_outre_mer_et_la_corse_sont_en_france(centre: tuple[float, float]) -> None:
    forme = shapely.Point(centre).buffer(0.01)
    assert len(read_contours_json("c.geojson", build_collection(forme)).donnees) == 1


@pytest.mark.parametrize("centre", [(2.0, 0.0), (-73.5, 45.5), (13.4, 52.5)])
def test_ailleurs_est_refuse(centre: tuple[float, float]) -> None:
    with pytest.raises(FichierRefuse, match="un contour en France"):
        read_contours_json("c.geojson", build_collection(shapely.Point(centre).buffer(0.01)))


def test_un_geopackage_en_lambert_93_est_reprojete(tmp_path: Path) -> None:
    build_cadre([1, 2]).to_crs(2154).to_file(tmp_path / "c.gpkg")
    couche = read_contours_fichier("c.gpkg", tmp_path / "c.gpkg")
    assert couche.donnees.crs.to_epsg() == 4326
    assert shapely.hausdorff_distance(couche.donnees.geometry.iloc[1], carre(1, 0)) < 1e-6


def test_un_geopackage_de_deux_couches_est_refuse_en_les_nommant(tmp_path: Path) -> None:
    for nom in ("iris", "communes"):
        build_cadre([1]).to_file(tmp_path / "c.gpkg", layer=nom)
    with pytest.raises(FichierRefuse, match=r"2 couches : (iris, communes|communes, iris)"):
        read_contours_fichier("c.gpkg", tmp_path / "c.gpkg")


def test_un_json_trop_profond_est_refuse_sans_trace(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(FichierRefuse):
        read_json(tmp_path / "c.json")


def test_un_contour_hors_de_france_est_cite_a_son_rang_du_fichier() -> None:
    """La première entité est un point, ignoré : le contour fautif reste le troisième du fichier."""
    formes = [shapely.Point(7.27, 43.7), NICE, shapely.box(-74.1, 40.6, -73.9, 40.8)]
    collection = {
        "type": "FeatureCollection",
        "features": [build_feature(n, json.loads(shapely.to_geojson(f))) for n, f in enumerate(formes)],
    }
    with pytest.raises(FichierRefuse, match=r"c\.geojson, ligne 3, colonne « geometry »"):
        read_contours_json("c.geojson", collection)


def test_les_entites_sans_polygone_sont_comptees() -> None:
    points = [build_feature(n, {"type": "Point", "coordinates": [7.27, 43.7]}) for n in (1, 2)]
    contour = build_feature(3, json.loads(shapely.to_geojson(NICE)))
    couche = read_contours_json("c.geojson", {"type": "FeatureCollection", "features": [*points, contour]})
    assert couche.messages == ("2\xa0entités ignorées, sans polygone.",)
    assert couche.lignes.tolist() == [3]
