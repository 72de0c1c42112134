"""Dispositions connues, correspondances maison, communes en liste, morceaux d'un même territoire."""

import json
from pathlib import Path

import pytest
import shapely

from observatoire.domain.territoire import Maille
from observatoire.errors import FichierRefuse
from observatoire.ingest.formats import read_fichier
from tests.outils.chantier import COMMUNE, carre, code_iris
from tests.outils.fichiers import build_cadre, write_geojson, write_shapefile, zip_dossier
from tests.unit.ingest.formats.outils import build_contexte, write


def build_entite(colonne: int = 0, **attributs: object) -> dict[str, object]:
    return {"type": "Feature", "properties": attributs, "geometry": shapely.geometry.mapping(carre(colonne, 0))}


@pytest.mark.parametrize(
    "attributs",
    [
        {"code_iris": code_iris(1), "nom_iris": "A", "code_insee": COMMUNE, "iris": "0001"},
        {"CODE_IRIS": code_iris(1), "NOM_IRIS": "A", "INSEE_COM": COMMUNE, "IRIS": "0001", "TYP_IRIS": "H"},
        {"DCOMIRIS": code_iris(1), "NOM_IRIS": "A", "DEPCOM": COMMUNE, "TYP_IRIS": "H"},
    ],
)
def test_les_dispositions_de_l_ign_se_valent(tmp_path: Path, attributs: dict[str, object]) -> None:
    chemin = write_geojson(tmp_path / "contours_2024.geojson", [build_entite(**attributs)])
    (ligne,) = read_fichier(chemin, contexte=build_contexte()).territoires.itertuples()
    assert (ligne.code, ligne.nom, ligne.maille, ligne.commune) == (code_iris(1), "A", "iris", COMMUNE)
    assert ligne.millesime == "2024"


def test_un_code_iris_lu_comme_nombre_retrouve_son_zero(tmp_path: Path) -> None:
    chemin = write_geojson(tmp_path / "c.geojson", [build_entite(code_iris=60880101, nom_iris="A")])
    lot = read_fichier(chemin, contexte=build_contexte(communes=("06088",), connus=False))
    assert lot.territoires["code"].tolist() == ["060880101"]


@pytest.mark.parametrize("communes", ["99001", "06088,99001", "06088, 99001"])
def test_un_qpv_a_cheval_est_garde_si_une_de_ses_communes_est_suivie(tmp_path: Path, communes: str) -> None:
    chemin = write_geojson(
        tmp_path / "qpv.geojson",
        [
            build_entite(0, code_qp="QN09901M", lib_qp="Centre", insee_com=communes),
            build_entite(1, code_qp="QN09902N", lib_qp="Ailleurs", insee_com="99777"),
        ],
    )
    lot = read_fichier(chemin, contexte=build_contexte())
    assert lot.territoires[["code", "commune", "millesime"]].to_numpy().tolist() == [["QN09901M", COMMUNE, "2024"]]


def test_les_qpv_de_2015_donnent_le_nom_de_la_commune_et_gardent_leur_millesime(tmp_path: Path) -> None:
    chemin = write_geojson(
        tmp_path / "qp_2024.geojson",
        [
            build_entite(0, CODE_QP="QP099001", NOM_QP="Centre", COMMUNE_QP="DAMIER"),
            build_entite(1, CODE_QP="QP099002", NOM_QP="Loin", COMMUNE_QP="Échiquier"),
        ],
    )
    lot = read_fichier(chemin, contexte=build_contexte())
    assert lot.territoires[["code", "millesime"]].to_numpy().tolist() == [["QP099001", "2015"]]


def test_des_noms_de_commune_inconnus_laissent_la_publication_situer_les_qpv(tmp_path: Path) -> None:
    """« initialiser --nom "Observatoire du damier" » ne donne pas le nom de la commune."""
    entites = [
        build_entite(0, CODE_QP="QP099001", NOM_QP="Centre", COMMUNE_QP="Ville-du-Damier"),
        build_entite(1, CODE_QP="QP006001", NOM_QP="Loin", COMMUNE_QP="Nice"),
    ]
    lot = read_fichier(write_geojson(tmp_path / "qp.geojson", entites), contexte=build_contexte())
    assert lot.territoires[["code", "commune"]].to_numpy().tolist() == [["QP099001", ""]]


@pytest.mark.parametrize(
    ("perimetre", "commune"), [(("75056",), "75056"), (("75118",), "75118"), (("75117", "75118"), "75118")]
)
def test_paris_se_suit_en_entier_ou_par_arrondissement(
    tmp_path: Path, perimetre: tuple[str, ...], commune: str
) -> None:
    contexte = build_contexte(communes=perimetre, connus=False)
    iris = write_geojson(tmp_path / "c.geojson", [build_entite(code_iris="751187001", nom_iris="A")])
    assert read_fichier(iris, contexte=contexte).territoires["commune"].tolist() == [commune]
    qpv = write_geojson(tmp_path / "q.geojson", [build_entite(code_qp="QN07501N", lib_qp="Q", insee_com="75056")])
    attendu = "75056" if perimetre == ("75056",) else ""
    assert read_fichier(qpv, contexte=contexte).territoires["commune"].tolist() == [attendu]
    revenus = write(tmp_path, "IRIS;DISP_MED18\n751187001;20000\n751010101;1\n")
    territoires = read_fichier(revenus, contexte=contexte).valeurs["territoire"].tolist()
    assert territoires == (["751187001", "751010101"] if perimetre == ("75056",) else ["751187001"])


def test_les_morceaux_de_meme_code_et_de_meme_nom_font_un_territoire(tmp_path: Path) -> None:
    chemin = write_geojson(
        tmp_path / "c.geojson", [build_entite(i, code_iris=code_iris(1), nom_iris="A") for i in (0, 2)]
    )
    lot = read_fichier(chemin, contexte=build_contexte())
    (forme,) = lot.territoires.geometry
    assert forme.equals(shapely.MultiPolygon([carre(0, 0), carre(2, 0)]))
    assert lot.rejets == ()


@pytest.mark.parametrize("enveloppe", ["v1", "nus", "v2"])
def test_opendatasoft_se_lit_sous_ses_trois_formes_et_nomme_les_quartiers(tmp_path: Path, enveloppe: str) -> None:
    forme = {"type": "Feature", "geometry": shapely.geometry.mapping(carre(0, 0)), "properties": {}}
    champs = [
        {"code_iris": code_iris(1), "nom_iris": "A", "nomsquart": "Bréquigny", "geo_shape": forme},
        {"code_iris": code_iris(2), "nom_iris": "B", "nomsquart": None, "geo_shape": forme["geometry"]},
        {"code_iris": "350470101", "nom_iris": "C", "nomsquart": None, "geo_shape": forme},
    ]
    contenu: object = {
        "v1": {"nhits": 3, "records": [{"recordid": str(i), "fields": c} for i, c in enumerate(champs)]},
        "nus": champs,
        "v2": {"total_count": 3, "results": champs},
    }[enveloppe]
    lot = read_fichier(write(tmp_path, json.dumps(contenu), "r.json"), contexte=build_contexte())
    assert lot.territoires[["code", "maille", "nom"]].to_numpy().tolist() == [
        [code_iris(1), "iris", "A"],
        [code_iris(2), "iris", "B"],
        [f"{COMMUNE}-brequigny", "quartier", "Bréquigny"],
    ]
    assert lot.territoires.geometry.isna().tolist() == [False, False, True]
    assert lot.appartenances.to_numpy().tolist() == [[code_iris(1), f"{COMMUNE}-brequigny"]]
    assert any("1 contour(s) hors du périmètre" in m for m in lot.messages)


def test_le_numero_d_un_quartier_fait_son_code(tmp_path: Path) -> None:
    entite = build_entite(code_iris=code_iris(1), nom_iris="A", nom_quart="Le Port", num_quart=7)
    lot = read_fichier(write_geojson(tmp_path / "c.geojson", [entite]), contexte=build_contexte())
    assert lot.appartenances["parent"].tolist() == [f"{COMMUNE}-Q07"]


def test_une_correspondance_dit_quelle_colonne_porte_quoi(tmp_path: Path) -> None:
    liens = write(tmp_path, 'maille = "quartier"\ncode = "id_sect"\nnom = "lib"\nmillesime = "2023"\n', "c.toml")
    chemin = write_geojson(
        tmp_path / "q.geojson", [build_entite(id_sect="S1", lib="Nord"), build_entite(1, id_sect="S2")]
    )
    lot = read_fichier(chemin, contexte=build_contexte(), correspondance=liens)
    assert lot.territoires[["code", "maille", "nom", "commune", "millesime"]].to_numpy().tolist() == [
        ["S1", "quartier", "Nord", COMMUNE, "2023"],
        ["S2", "quartier", "S2", COMMUNE, "2023"],
    ]


@pytest.mark.parametrize(
    ("toml", "attendu"),
    [
        ("cod = 'x'", "cod"),
        ("maille = 'arrondissement'", "maille parmi"),
        ("code = 3", "un texte entre guillemets"),
        ("crs = 'EPSG:1'", "système de coordonnées"),
        ("code = ", "TOML lisible"),
        ("code = 'absente'\nmaille = 'iris'", "la colonne « absente »"),
    ],
)
def test_une_correspondance_fautive_est_refusee(tmp_path: Path, toml: str, attendu: str) -> None:
    chemin = write_geojson(tmp_path / "c.geojson", [build_entite(code_iris=code_iris(1))])
    with pytest.raises(FichierRefuse, match=attendu):
        read_fichier(chemin, contexte=build_contexte(), correspondance=write(tmp_path, toml, "c.toml"))


def test_une_correspondance_absente_est_dite_en_francais(tmp_path: Path) -> None:
    chemin = write_geojson(tmp_path / "c.geojson", [build_entite(code_iris=code_iris(1))])
    with pytest.raises(FichierRefuse, match="aucun fichier à l'adresse"):
        read_fichier(chemin, contexte=build_contexte(), correspondance=tmp_path / "absente.toml")


def test_la_maille_demandee_doit_etre_celle_du_fichier(tmp_path: Path) -> None:
    chemin = write_geojson(tmp_path / "c.geojson", [build_entite(code_iris=code_iris(1))])
    with pytest.raises(FichierRefuse, match="quartier prioritaire"):
        read_fichier(chemin, contexte=build_contexte(), maille=Maille.QPV)


def test_shapefile_zippe_et_geopackage_en_lambert_donnent_les_memes_contours(tmp_path: Path) -> None:
    cadre = build_cadre([1, 2]).to_crs(2154)
    cadre.to_file(tmp_path / "iris.gpkg")
    fichiers = [write_shapefile(tmp_path / "shp", "iris", cadre), tmp_path / "iris.gpkg"]
    fichiers.append(zip_dossier(tmp_path / "gpkg.zip", tmp_path / "iris.gpkg"))
    lus = [read_fichier(f, contexte=build_contexte()).territoires for f in fichiers]
    assert [lu["code"].tolist() for lu in lus] == [[code_iris(1), code_iris(2)]] * 3
    for lu in lus:
        attendus = [carre(0, 0), carre(1, 0)]
        assert (shapely.hausdorff_distance(lu.geometry.to_numpy(), attendus) < 1e-6).all()
        assert lu["nom"].tolist() == ["Îlot 1", "Îlot 2"]


def test_l_extension_du_fichier_ne_compte_pas(tmp_path: Path) -> None:
    chemin = write_geojson(tmp_path / "contours.csv", [build_entite(code_iris=code_iris(1))])
    assert read_fichier(chemin, contexte=build_contexte()).format == "contours"
