"""La ville fictive passe l'import sans une ligne refusée, et ses chiffres se tiennent comme ceux d'une vraie ville."""

import tomllib

import numpy as np
import pandas as pd
import pytest
import shapely

from observatoire.ingest.chantier.base import create_chantier
from observatoire.ingest.chantier.importation import Demande, Importation, import_fichier
from observatoire.ingest.demo import COMMUNE, NOM_VILLE, FichierDemo, write_demo_files
from observatoire.ingest.demo.ville import list_iris
from observatoire.settings import CATALOGUE, read_reglages
from observatoire.store.catalogue import load_catalogue

SEUIL = 11
IRIS = [i.code for i in list_iris()]
GRADIENTS = {
    # Indicateur : signe attendu de sa corrélation avec le taux de pauvreté des IRIS.
    "sans_medecin_traitant": 1, "beneficiaires_c2s": 1, "beneficiaires_rsa": 1, "taux_chomage": 1,
    "part_sans_diplome": 1, "logements_suroccupes": 1, "precarite_energetique": 1,
    "sans_recours_dentiste_24_mois": 1, "depistage_col": -1, "depistage_sein": -1, "depistage_colorectal": -1,
    "vaccination_grippe_65_ans": -1,
}  # fmt: skip
MAGNITUDES = {
    # Indicateur : bornes plausibles dans une ville française, dans l'unité du catalogue (dernière période).
    "sans_medecin_traitant": (8, 18), "beneficiaires_c2s": (8, 22), "ald_total": (150, 210), "ald_diabete": (40, 65),
    "depistage_sein": (35, 60), "depistage_colorectal": (25, 45), "mortalite_generale": (700, 1_200),
    "prematurite": (5.5, 9), "petit_poids": (5.5, 9), "densite_generalistes": (7, 13), "taux_chomage": (9, 18),
    "mortalite_suicides": (7, 20), "vaccination_ror_2_doses": (85, 96), "passages_urgences": (60, 110),
    "part_logements_sociaux": (15, 35), "caries_6_ans": (10, 22),
}  # fmt: skip


@pytest.fixture(scope="module")
def fichiers(tmp_path_factory: pytest.TempPathFactory) -> list[FichierDemo]:
    return write_demo_files(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def valeurs(fichiers: list[FichierDemo]) -> pd.DataFrame:
    """Tous les fichiers de valeurs, tels qu'écrits."""
    tables = [
        pd.read_csv(f.chemin, sep=";", decimal=",", dtype={"territoire": "str", "periode": "str"})
        for f in fichiers
        if f.chemin.suffix == ".csv" and f.chemin.read_text(encoding="utf-8").startswith("indicateur;")
    ]
    return pd.concat(tables, ignore_index=True)


@pytest.fixture(scope="module")
def importations(fichiers: list[FichierDemo], tmp_path_factory: pytest.TempPathFactory) -> list[Importation]:
    reglages = read_reglages(tmp_path_factory.mktemp("donnees"))
    catalogue = load_catalogue()
    create_chantier(reglages, nom=NOM_VILLE, communes=[COMMUNE], fictif=True)
    return [import_fichier(reglages, Demande(f.chemin), catalogue=catalogue) for f in fichiers]


def _compute_taux(valeurs: pd.DataFrame, indicateur: str, territoires: list[str]) -> pd.Series:
    """Taux par territoire à la dernière période, les deux sexes réunis, recalculé des comptes."""
    lignes = valeurs[(valeurs["indicateur"] == indicateur) & (valeurs["age"] == "tous")]
    lignes = lignes[(lignes["periode"] == lignes["periode"].max()) & lignes["territoire"].isin(territoires)]
    sommes = lignes.groupby("territoire")[["numerateur", "denominateur"]].sum()
    return (sommes["numerateur"] / sommes["denominateur"]).dropna()


def _read_pauvrete(fichiers: list[FichierDemo]) -> pd.Series:
    chemin = next(f.chemin for f in fichiers if f.chemin.name == "BASE_TD_FILO_DISP_IRIS_2021.csv")
    table = pd.read_csv(chemin, sep=";", decimal=",", dtype={"IRIS": "str"}, na_values=["s", "ns"])
    return table.set_index("IRIS")["DISP_TP6021"].dropna()


def test_chaque_fichier_s_importe_sans_une_ligne_refusee(importations: list[Importation]):
    assert len(importations) > 30
    for importation in importations:
        assert not importation.deja, importation.lot.fichier
        assert importation.rejets == (), importation.lot.fichier
        assert importation.lot.lignes_retenues > 0


def test_tous_les_formats_de_l_import_sont_eprouves(fichiers: list[FichierDemo]):
    noms = {f.chemin.name for f in fichiers}
    assert {"contours_iris_2024.geojson", "qpv_2024.geojson", "qpv_2015.geojson", "iris_quartiers.csv"} <= noms
    assert {f"base-ic-evol-struct-pop-{a}.CSV" for a in range(2017, 2023)} <= noms
    assert {f"BASE_TD_FILO_DISP_IRIS_{a}.csv" for a in range(2018, 2022)} <= noms
    assert {"revenus_pauvrete_2019_qp15.csv", "professionnels.csv", "qualite_de_l_air.xlsx"} <= noms


def test_tout_le_catalogue_est_servi_par_un_fichier_ou_par_un_calcul(valeurs: pd.DataFrame):
    insee = {c for c, f in load_catalogue().indicateurs.items() if f.source in {"insee_rp", "insee_filosofi", "fdep"}}
    air = {"no2_moyen", "pm25_moyen"}
    calcules = {c for c, f in load_catalogue().indicateurs.items() if f.methode_standardisation}
    # Densités et accès comptés à la publication depuis les points des professionnels, pas lus dans un fichier de
    # valeurs ; l'APL ministérielle est un repère national, que la ville fictive n'a pas.
    fichiers = [CATALOGUE / f"{nom}.toml" for nom in ("offre_points", "offre_autres_metiers", "offre_acces", "apl")]
    des_points = {
        fiche["code"] for f in fichiers for fiche in tomllib.loads(f.read_text(encoding="utf-8"))["indicateur"]
    }
    assert set(load_catalogue().indicateurs) - insee - air - calcules - des_points <= set(valeurs["indicateur"])
    assert set(valeurs["indicateur"]).isdisjoint(calcules)


@pytest.mark.parametrize(("indicateur", "bornes"), MAGNITUDES.items())
def test_les_niveaux_de_la_ville_sont_plausibles(valeurs: pd.DataFrame, indicateur: str, bornes: tuple[float, float]):
    fiche = load_catalogue().indicateurs[indicateur]
    lignes = valeurs[(valeurs["indicateur"] == indicateur) & (valeurs["age"] == "tous")]
    lignes = lignes[lignes["periode"] == lignes["periode"].max()]
    # Un même indicateur n'est livré qu'à une maille de la ville : la somme ne compte personne deux fois.
    ville = lignes[lignes["territoire"].str.startswith(COMMUNE)]
    valeur = ville["numerateur"].sum() / ville["denominateur"].sum() * fiche.multiplicateur
    assert bornes[0] < valeur < bornes[1]


@pytest.mark.parametrize(("indicateur", "signe"), GRADIENTS.items())
def test_le_gradient_social_a_le_bon_signe(
    valeurs: pd.DataFrame, fichiers: list[FichierDemo], indicateur: str, signe: int
):
    pauvrete = _read_pauvrete(fichiers)
    taux = _compute_taux(valeurs, indicateur, IRIS)
    communs = pauvrete.index.intersection(taux.index)
    assert len(communs) >= 55
    assert signe * np.corrcoef(pauvrete[communs].rank(), taux[communs].rank())[0, 1] > 0.3


def test_la_maladie_brute_cache_le_gradient_que_l_age_standardise_revele(valeurs: pd.DataFrame):
    # Les Trois-Lunes, plus jeunes, ont moins d'ALD que Plaine-aux-Fées ; à mêmes âges, elles en auraient plus.
    lignes = valeurs[(valeurs["indicateur"] == "ald_total") & (valeurs["periode"] == "2024")]
    lignes = lignes[lignes["territoire"].isin(["99901-Q02", "99901-Q15"]) & (lignes["age"] != "tous")]
    comptes = lignes.groupby(["age", "territoire"])[["numerateur", "denominateur"]].sum().unstack("territoire")
    brut = comptes["numerateur"].sum() / comptes["denominateur"].sum()
    communs = comptes["denominateur"].sum(axis=1) / comptes["denominateur"].sum().sum()
    standardise = (comptes["numerateur"] / comptes["denominateur"]).mul(communs, axis=0).sum()
    assert brut["99901-Q02"] < 0.95 * brut["99901-Q15"]
    assert standardise["99901-Q02"] > 1.05 * standardise["99901-Q15"]


@pytest.mark.parametrize("indicateur", ["sans_medecin_traitant", "proximite_espace_vert", "exposition_bruit"])
def test_deux_iris_voisins_se_ressemblent(valeurs: pd.DataFrame, fichiers: list[FichierDemo], indicateur: str):
    # I de Moran à la main, sur les IRIS qui se touchent ; sous l'indépendance il vaut environ -1/59.
    texte = next(f.chemin for f in fichiers if f.chemin.name.startswith("contours_iris")).read_text(encoding="utf-8")
    contours = shapely.from_geojson(texte).geoms
    voisins = np.array([[a is not b and a.touches(b) for b in contours] for a in contours])
    ecarts = _compute_taux(valeurs, indicateur, IRIS).reindex(IRIS).to_numpy()
    ecarts = ecarts - ecarts.mean()
    moran = len(IRIS) / voisins.sum() * (voisins * np.outer(ecarts, ecarts)).sum() / (ecarts**2).sum()
    assert moran > 0.2


def test_des_petites_cellules_appellent_le_secret_sans_noyer_la_ville(valeurs: pd.DataFrame):
    catalogue = load_catalogue().indicateurs
    soumis = valeurs[valeurs["indicateur"].map(lambda c: catalogue[c].seuil_secret == SEUIL)]
    locaux = soumis[soumis["territoire"].str.startswith(f"{COMMUNE}")]
    petites = locaux["numerateur"].between(1, SEUIL - 1)
    assert 0.01 < petites.mean() < 0.10
    assert petites[locaux["territoire"] == "999011505"].mean() > 0.5


def test_la_pauvrete_rompt_en_2021(valeurs: pd.DataFrame):
    ville = valeurs[(valeurs["indicateur"] == "taux_pauvrete_60") & (valeurs["territoire"] == COMMUNE)]
    serie = ville.set_index("periode")["valeur"]
    assert serie["2021"] - serie["2020"] > 1
    assert abs(serie["2020"] - serie["2018"]) < 1
    fiche = load_catalogue().indicateurs["taux_pauvrete_60"]
    assert not fiche.comparable_dans_le_temps
    assert "2021" in fiche.motif_non_comparable


def test_le_manque_de_medecin_traitant_s_aggrave_aux_trois_lunes(valeurs: pd.DataFrame):
    lignes = valeurs[
        (valeurs["indicateur"] == "sans_medecin_traitant") & valeurs["territoire"].str.startswith("9990102")
    ]
    sommes = lignes.groupby("periode")[["numerateur", "denominateur"]].sum()
    taux = sommes["numerateur"] / sommes["denominateur"]
    assert taux["2024"] - taux["2020"] > 0.02


def test_les_trois_lunes_font_mieux_que_la_ville_pour_les_dents_des_enfants(valeurs: pd.DataFrame):
    # Un quartier pauvre a aussi des forces : le guide de la démonstration s'appuie sur celle-ci.
    lignes = valeurs[(valeurs["indicateur"] == "mt_dents") & (valeurs["periode"] == "2024")]
    ville = lignes[lignes["territoire"].isin(IRIS)]
    quartier = ville[ville["territoire"].str.startswith("9990102")]
    ecart, variance = 0.0, 0.0
    for table, signe in ((quartier, 1), (ville, -1)):
        n, d = table["numerateur"].sum(), table["denominateur"].sum()
        ecart += signe * n / d
        variance += n / d * (1 - n / d) / d
    assert ecart / variance**0.5 > 1.96


def test_des_indicateurs_sont_trimestriels_et_d_autres_pluriannuels(valeurs: pd.DataFrame):
    periodes = valeurs.groupby("indicateur")["periode"].agg(set)
    assert periodes["passages_urgences"] == {f"{a}-T{t}" for a in (2022, 2023, 2024) for t in range(1, 5)}
    assert periodes["mortalite_generale"] == {"2014-2018", "2019-2023"}
    assert periodes["ald_total"] == {str(a) for a in range(2014, 2025)}


def test_les_assures_ne_depassent_pas_les_habitants(valeurs: pd.DataFrame, fichiers: list[FichierDemo]):
    chemin = next(f.chemin for f in fichiers if f.chemin.name.endswith("pop-2022.CSV"))
    habitants = pd.read_csv(chemin, sep=";", dtype={"IRIS": "str"}).set_index("IRIS")["P22_POP"]
    lignes = valeurs[
        (valeurs["indicateur"] == "ald_total") & (valeurs["periode"] == "2022") & (valeurs["age"] == "tous")
    ]
    assures = lignes[lignes["territoire"].isin(IRIS)].groupby("territoire")["denominateur"].sum()
    # Le recensement est un sondage : à l'IRIS il s'écarte un peu, sur la ville il retrouve les ordres de grandeur.
    assert assures.sum() / habitants[IRIS].sum() == pytest.approx(0.97, abs=0.01)
    assert (assures / habitants[assures.index]).max() < 1.05


def test_les_noms_sont_fictifs():
    # Aucun code officiel : le département 99 n'existe pas, donc aucune commune ni aucun QPV n'y est.
    assert COMMUNE.startswith("99")
    assert all(code.startswith("99901") for code in IRIS)
    assert len({i.nom for i in list_iris()}) == 60
