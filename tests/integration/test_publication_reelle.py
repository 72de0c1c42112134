"""Nice et Rennes, sur les fichiers officiels, par les commandes qu'un utilisateur tape."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest
import shapely

from observatoire.cli import run
from observatoire.store.entrepot.versions import read_version_courante

pytestmark = pytest.mark.lent


def build_observatoire(dossier: Path, commune: str, nom: str, *fichiers: Path) -> Path:
    """Initialise, importe, publie ; rend le chemin de la version."""
    donnees = ["--donnees", str(dossier)]
    assert run(["initialiser", "--commune", commune, "--nom", nom, *donnees]) == 0
    assert run(["importer", *map(str, fichiers), *donnees]) == 0
    assert run(["publier", *donnees]) == 0
    assert run(["verifier", *donnees]) == 0
    return dossier / "publie" / read_version_courante(dossier / "publie")


def read(version: Path, requete: str) -> pd.DataFrame:
    with duckdb.connect(str(version), read_only=True) as connexion:
        return connexion.execute(requete).df()


def scalar(version: Path, requete: str) -> object:
    return read(version, requete).iloc[0, 0]


@pytest.fixture(scope="module")
def nice(donnees_reelles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = donnees_reelles / "nice"
    return build_observatoire(
        tmp_path_factory.mktemp("nice"), "06088", "Nice",
        # Dans le désordre : les contours doivent passer d'abord.
        dossier / "base-ic-evol-struct-pop-2019_dep06.CSV",
        donnees_reelles / "national" / "BASE_TD_FILO_DISP_IRIS_2018.csv",
        dossier / "qpv_2024_nice.geojson",
        dossier / "iris_nice.geojson",
    )  # fmt: skip


@pytest.fixture(scope="module")
def nice_classeur(donnees_reelles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = donnees_reelles / "nice"
    return build_observatoire(
        tmp_path_factory.mktemp("nice_xlsx"), "06088", "Nice",
        dossier / "iris_nice.geojson",
        dossier / "base-ic-evol-struct-pop-2019_dep06.xlsx",
        donnees_reelles / "national" / "BASE_TD_FILO_DISP_IRIS_2018.csv",
        dossier / "qpv_2024_nice.geojson",
    )  # fmt: skip


@pytest.fixture(scope="module")
def rennes(donnees_reelles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_observatoire(
        tmp_path_factory.mktemp("rennes"), "35238", "Rennes",
        donnees_reelles / "rennes" / "iris_version_rennes_metropole.json",
        donnees_reelles / "national" / "BASE_TD_FILO_DISP_IRIS_2018.csv",
    )  # fmt: skip


def test_nice_a_ses_territoires(nice: Path) -> None:
    mailles = read(nice, "SELECT maille, count(*) AS n FROM territoire GROUP BY maille").set_index("maille")["n"]
    assert mailles["iris"] == 146
    assert mailles["qpv"] == 6
    assert mailles["commune"] == 1
    assert scalar(nice, "SELECT nom FROM territoire WHERE code = '06088'") == "Nice"


def test_la_population_de_nice_est_celle_de_l_insee(nice: Path) -> None:
    population = scalar(nice, "SELECT valeur FROM valeur WHERE indicateur = 'population' AND territoire = '06088'")
    assert round(float(str(population))) == 342_669
    # Le fichier couvre tout le département : la population publiée des Alpes-Maritimes en 2019.
    assert round(float(str(scalar(
        nice, "SELECT valeur FROM valeur WHERE indicateur = 'population' AND territoire = '06'"
    )))) == pytest.approx(1_094_283, abs=1)  # fmt: skip


def test_les_parts_d_age_se_retrouvent_dans_le_fichier(nice: Path, donnees_reelles: Path) -> None:
    source = pd.read_csv(
        donnees_reelles / "nice" / "base-ic-evol-struct-pop-2019_dep06.CSV", sep=";", dtype={"IRIS": str, "COM": str}
    )
    ville = source[source["COM"] == "06088"].set_index("IRIS")
    attendu = 100 * ville["P19_POP75P"] / ville["P19_POP"]
    trouve = read(
        nice,
        "SELECT territoire, valeur, statut FROM valeur JOIN territoire ON code = territoire "
        "WHERE indicateur = 'part_75_ans_et_plus' AND maille = 'iris'",
    ).set_index("territoire")
    publies = trouve[trouve["statut"] == "disponible"]
    assert len(trouve) == 146
    assert len(publies) > 100
    pd.testing.assert_series_equal(
        publies["valeur"].sort_index(), attendu[publies.index].sort_index(), check_names=False
    )
    commune = scalar(
        nice, "SELECT valeur FROM valeur WHERE indicateur = 'part_75_ans_et_plus' AND territoire = '06088'"
    )
    assert commune == pytest.approx(100 * ville["P19_POP75P"].sum() / ville["P19_POP"].sum(), rel=1e-9)


def test_le_revenu_median_est_la_ou_l_insee_le_publie(nice: Path, donnees_reelles: Path) -> None:
    source = pd.read_csv(
        donnees_reelles / "national" / "BASE_TD_FILO_DISP_IRIS_2018.csv", sep=";", dtype={"IRIS": str}
    ).set_index("IRIS")
    ville = source[source.index.str.startswith("06088")]
    trouve = read(nice, "SELECT territoire, valeur, statut FROM valeur WHERE indicateur = 'revenu_median'")
    trouve = trouve.set_index("territoire")
    assert len(ville) == len(trouve) == 144
    assert (trouve["statut"] == "secret").sum() == ville["DISP_MED18"].isna().sum()
    publies = trouve[trouve["statut"] == "disponible"]["valeur"].sort_index()
    pd.testing.assert_series_equal(
        publies, ville["DISP_MED18"].dropna().sort_index().astype(float), check_names=False, check_index_type=False
    )


def test_ce_que_l_insee_cache_reste_secret(nice: Path, donnees_reelles: Path) -> None:
    source = pd.read_csv(donnees_reelles / "national" / "BASE_TD_FILO_DISP_IRIS_2018.csv", sep=";", dtype={"IRIS": str})
    ville = source[source["IRIS"].str.startswith("06088")]
    caches = set(ville.loc[ville["DISP_TP6018"].isna(), "IRIS"])
    assert caches
    secrets = read(nice, "SELECT territoire FROM valeur WHERE indicateur = 'taux_pauvrete_60' AND statut = 'secret'")
    assert set(secrets["territoire"]) == caches


def test_le_classeur_aux_zeros_perdus_donne_les_memes_chiffres(nice: Path, nice_classeur: Path) -> None:
    requete = "SELECT * EXCLUDE (lot) FROM valeur ORDER BY ALL"
    pd.testing.assert_frame_equal(read(nice, requete), read(nice_classeur, requete))
    population = "SELECT * FROM population ORDER BY ALL"
    pd.testing.assert_frame_equal(read(nice, population), read(nice_classeur, population))


def test_les_contours_publies_ne_laissent_ni_trou_ni_chevauchement(nice: Path, donnees_reelles: Path) -> None:
    textes = read(nice, "SELECT code, maille, contour FROM territoire WHERE contour IS NOT NULL")
    formes = {c: shapely.from_geojson(t) for c, t in zip(textes["code"], textes["contour"], strict=True)}
    iris = [formes[c] for c in textes.loc[textes["maille"] == "iris", "code"]]
    union = shapely.union_all(iris)
    assert sum(f.area for f in iris) == pytest.approx(union.area, rel=1e-5)
    assert union.symmetric_difference(formes["06088"]).area / union.area < 1e-5
    assert formes["06088"].geom_type == "Polygon"
    original = (donnees_reelles / "nice" / "iris_nice.geojson").stat().st_size
    assert sum(map(len, textes["contour"])) < original / 2


def test_la_superficie_de_nice_est_plausible(nice: Path) -> None:
    # 71,92 km² au cadastre (sans le domaine maritime et fluvial) ; les contours IRIS débordent un peu sur la mer.
    superficie = float(str(scalar(nice, "SELECT superficie_km2 FROM territoire WHERE code = '06088'")))
    somme = float(str(scalar(nice, "SELECT sum(superficie_km2) FROM territoire WHERE maille = 'iris'")))
    assert 71 < superficie < 75
    assert superficie == pytest.approx(somme, rel=1e-6)


def test_les_qpv_de_nice_recouvrent_leurs_iris(nice: Path, donnees_reelles: Path) -> None:
    import geopandas as gpd

    iris = gpd.read_file(donnees_reelles / "nice" / "iris_nice.geojson").to_crs(2154)
    qpv = gpd.read_file(donnees_reelles / "nice" / "qpv_2024_nice.geojson").to_crs(2154)
    iris["surface"] = iris.area
    communs = gpd.overlay(iris[["code_iris", "surface", "geometry"]], qpv[["code_qp", "geometry"]])
    communs["part"] = communs.area / communs["surface"]
    attendu = communs[communs["part"] > 0.02].set_index(["code_iris", "code_qp"])["part"]
    trouve = read(nice, "SELECT enfant, parent, part_surface FROM appartenance WHERE parent LIKE 'QN%'").set_index(
        ["enfant", "parent"]
    )["part_surface"]
    assert set(attendu.index) <= set(trouve.index)
    assert trouve[attendu.index].to_numpy() == pytest.approx(attendu.to_numpy(), abs=2e-3)


def test_rennes_a_ses_iris_et_ses_sous_quartiers(rennes: Path, donnees_reelles: Path) -> None:
    mailles = read(rennes, "SELECT maille, count(*) AS n FROM territoire GROUP BY maille").set_index("maille")["n"]
    assert mailles["iris"] == 92
    assert mailles["quartier"] == 45
    places = read(
        rennes,
        "SELECT enfant FROM appartenance JOIN territoire ON code = parent WHERE maille = 'quartier'",
    )
    assert places["enfant"].nunique() == len(places) == 92


def test_rennes_a_83_iris_avec_un_revenu(rennes: Path) -> None:
    assert scalar(rennes, "SELECT count(DISTINCT territoire) FROM valeur WHERE indicateur = 'revenu_median'") == 83


def test_un_quartier_de_rennes_est_la_reunion_de_ses_iris(rennes: Path) -> None:
    textes = read(
        rennes,
        "SELECT q.contour AS quartier, list(i.contour) AS iris FROM territoire AS q "
        "JOIN appartenance AS a ON a.parent = q.code JOIN territoire AS i ON i.code = a.enfant AND i.maille = 'iris' "
        "WHERE q.maille = 'quartier' GROUP BY q.code, q.contour",
    )
    assert len(textes) == 45
    for quartier, iris in zip(textes["quartier"], textes["iris"], strict=True):
        union = shapely.union_all([shapely.from_geojson(t) for t in iris])
        assert union.symmetric_difference(shapely.from_geojson(quartier)).area / union.area < 1e-3
