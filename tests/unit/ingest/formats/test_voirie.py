"""Réseau de rues : le même par tous les formats, les sens respectés, les fichiers inutilisables refusés en clair."""

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import pytest

from observatoire.errors import FichierRefuse
from observatoire.ingest.formats import read_fichier
from observatoire.ingest.formats.voies import Voie, describe_bdtopo, describe_osm
from observatoire.ingest.lot import LotLu
from tests.unit.ingest.formats.outils import build_contexte

LAT = 46.0
RUE = {"highway": "residential"}


def build_rue(points: list[list[float]], **attributs: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": attributs, "geometry": {"type": "LineString", "coordinates": points}}


def build_croix(**attributs: object) -> list[dict[str, Any]]:
    """Deux rues de deux segments qui se croisent en (2.001, 46.001)."""
    return [
        build_rue([[2.0, 46.001], [2.001, 46.001], [2.002, 46.001]], **(RUE | attributs)),
        build_rue([[2.001, 46.0], [2.001, 46.001], [2.001, 46.002]], highway="primary"),
    ]


def write(dossier: Path, rues: list[dict[str, Any]], nom: str = "rues.geojson", **suite: object) -> Path:
    chemin = dossier / nom
    chemin.write_text(json.dumps({"type": "FeatureCollection", "features": rues, **suite}), encoding="utf-8")
    return chemin


def read(chemin: Path) -> LotLu:
    return read_fichier(chemin, contexte=build_contexte())


def list_troncons(lot: LotLu) -> set[tuple[Any, ...]]:
    return {tuple(ligne) for ligne in lot.troncons.round(6).itertuples(index=False)}


def test_une_rue_devient_un_troncon_par_segment(tmp_path: Path) -> None:
    lot = read(write(tmp_path, build_croix()))
    assert (lot.format, lot.source, lot.lignes_retenues) == ("voirie", "openstreetmap", 2)
    assert list_troncons(lot) == {
        (2.0, 46.001, 2.001, 46.001, 25.0, "oui", "double"),
        (2.001, 46.001, 2.002, 46.001, 25.0, "oui", "double"),
        (2.001, 46.0, 2.001, 46.001, 40.0, "oui", "double"),
        (2.001, 46.001, 2.001, 46.002, 40.0, "oui", "double"),
    }


def test_le_geopackage_en_lambert_93_donne_le_meme_reseau(tmp_path: Path) -> None:
    attendu = read(write(tmp_path, build_croix()))
    gpd.read_file(tmp_path / "rues.geojson").to_crs(2154).to_file(tmp_path / "rues.gpkg", layer="rues")
    assert list_troncons(read(tmp_path / "rues.gpkg")) == list_troncons(attendu)


def test_le_graphml_d_osmnx_donne_le_meme_reseau(tmp_path: Path) -> None:
    graphe: Any = nx.MultiDiGraph(crs="epsg:4326")
    for nom, (x, y) in {"o": (2.0, 46.001), "c": (2.001, 46.001), "s": (2.001, 46.0), "n": (2.001, 46.002)}.items():
        graphe.add_node(nom, x=x, y=y)
    for a, b in (("o", "c"), ("c", "o")):
        graphe.add_edge(a, b, highway="residential", oneway="False", length=77.0)
    # Une rue à plusieurs classes, un tracé courbe, un sens unique.
    graphe.add_edge("s", "n", highway="['primary', 'tertiary']", oneway="True",
                    geometry="LINESTRING (2.001 46.0, 2.001 46.001, 2.001 46.002)")  # fmt: skip
    nx.write_graphml(graphe, tmp_path / "ville.graphml")
    assert list_troncons(read(tmp_path / "ville.graphml")) == {
        (2.0, 46.001, 2.001, 46.001, 25.0, "oui", "double"),
        (2.001, 46.0, 2.001, 46.001, 40.0, "oui", "direct"),
        (2.001, 46.001, 2.001, 46.002, 40.0, "oui", "direct"),
    }


def test_un_sens_unique_a_rebours_est_retourne(tmp_path: Path) -> None:
    lot = read(write(tmp_path, [build_rue([[2.0, 46.0], [2.001, 46.0]], highway="residential", oneway="-1")]))
    assert list_troncons(lot) == {(2.001, 46.0, 2.0, 46.0, 25.0, "oui", "direct")}


@pytest.mark.parametrize(
    ("etiquettes", "attendue"),
    [
        ({"highway": "motorway"}, Voie(90.0, False, "direct")),
        ({"highway": "primary", "maxspeed": "30"}, Voie(30.0, True, "double")),
        ({"highway": "residential", "maxspeed": "FR:urban"}, Voie(25.0, True, "double")),
        ({"highway": "footway"}, Voie(0.0, True, "double")),
        ({"highway": "tertiary", "junction": "roundabout"}, Voie(30.0, True, "direct")),
        ({"highway": "secondary_link", "oneway": "yes", "foot": "no"}, Voie(35.0, False, "direct")),
        ({"highway": "residential", "other_tags": '"oneway"=>"yes"'}, Voie(25.0, True, "direct")),
        ({"highway": "service", "access": "private"}, None),
        ({"highway": "construction"}, None),
        ({"highway": ""}, None),
    ],
)
def test_ce_que_permet_une_rue_d_openstreetmap(etiquettes: dict[str, str], attendue: Voie | None) -> None:
    assert describe_osm(etiquettes) == attendue


@pytest.mark.parametrize(
    ("attributs", "attendue"),
    [
        (("Route à 1 chaussée", "Sens inverse", "30"), Voie(30.0, True, "inverse")),
        (("Type autoroutier", "Sens direct", "110"), Voie(110.0, False, "direct")),
        (("Sentier", "Sans objet", "0"), Voie(0.0, True, "double")),
        (("Bretelle", "Sans objet", ""), None),
    ],
)
def test_ce_que_permet_un_troncon_de_la_bd_topo(attributs: tuple[str, str, str], attendue: Voie | None) -> None:
    noms = ("nature", "sens_de_circulation", "vitesse_moyenne_vl")
    assert describe_bdtopo(dict(zip(noms, attributs, strict=True))) == attendue


def test_la_bd_topo_se_lit_dans_un_fichier_aux_noms_en_majuscules(tmp_path: Path) -> None:
    rue = build_rue([[2.0, 46.0], [2.001, 46.0]], NATURE="Route à 1 chaussée", SENS_DE_CIRCULATION="Double sens",
                    VITESSE_MOYENNE_VL=32)  # fmt: skip
    lot = read(write(tmp_path, [rue]))
    assert lot.source == "ign_bdtopo"
    assert list_troncons(lot) == {(2.0, 46.0, 2.001, 46.0, 32.0, "oui", "double")}


def test_un_petit_bout_isole_est_annonce(tmp_path: Path) -> None:
    ile = build_rue([[2.1, 46.0], [2.1001, 46.0]], highway="residential")
    lot = read(write(tmp_path, [*build_croix(), ile]))
    assert any("ne rejoint pas le reste" in m for m in lot.messages)


def test_un_reseau_en_morceaux_est_refuse(tmp_path: Path) -> None:
    rues = [build_rue([[2.0, 46 + k / 100], [2.001, 46 + k / 100]], **RUE) for k in range(4)]
    with pytest.raises(FichierRefuse, match=r"réseau en morceaux.*25 % de la longueur.*sommets communs"):
        read(write(tmp_path, rues))


def test_sans_attribut_de_rue_le_fichier_est_refuse(tmp_path: Path) -> None:
    with pytest.raises(FichierRefuse, match=r"trouvé les attributs nom.*highway"):
        read(write(tmp_path, [build_rue([[2.0, 46.0], [2.001, 46.0]], nom="Rue A")]))


def test_un_systeme_de_coordonnees_faux_est_refuse(tmp_path: Path) -> None:
    metres = build_rue([[650000.0, 6860000.0], [650100.0, 6860000.0]], **RUE)
    with pytest.raises(FichierRefuse, match="système de coordonnées"):
        read(write(tmp_path, [metres]))


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ('<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph>', "XML mal formé"),
        (
            '<!DOCTYPE graphml [<!ENTITY a "b">]><graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph>'
            "<node id='1'>&a;</node></graph></graphml>",
            "XML mal formé",
        ),
        (
            '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph><node id="1"/><node id="2"/>'
            '<edge source="1" target="2"/></graph></graphml>',
            "sans coordonnées",
        ),
    ],
)
def test_un_graphml_abime_est_refuse(tmp_path: Path, texte: str, attendu: str) -> None:
    chemin = tmp_path / "abime.graphml"
    chemin.write_text(texte, encoding="utf-8")
    with pytest.raises(FichierRefuse, match=attendu):
        read(chemin)
