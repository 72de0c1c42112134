"""Les fichiers officiels tels qu'ils sont publiés : Nice, Rennes, Filosofi national. Sautés s'ils manquent."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from observatoire.errors import FichierRefuse
from observatoire.ingest.formats import read_fichier
from observatoire.ingest.lot import ContexteImport, LotLu
from observatoire.store.catalogue import load_catalogue
from tests.unit.ingest.formats.outils import build_contexte

POPULATION_NICE = 342_669
"""Population municipale de Nice au recensement de 2019, publiée par l'INSEE."""


def build_ville(code: str, nom: str, *lots: LotLu) -> ContexteImport:
    mailles, noms = {code: "commune"}, {code: nom}
    for lot in lots:
        mailles |= dict(zip(lot.territoires["code"], lot.territoires["maille"], strict=True))
        noms |= dict(zip(lot.territoires["code"], lot.territoires["nom"], strict=True))
    # Les indicateurs du test, non ceux du catalogue : le test ne dépend pas de ses fiches.
    return ContexteImport(frozenset({code}), mailles, build_contexte().indicateurs, noms)


@pytest.fixture(scope="module")
def nice(donnees_reelles: Path) -> ContexteImport:
    contours = read_fichier(donnees_reelles / "nice" / "iris_nice.geojson", contexte=build_ville("06088", "Nice"))
    return build_ville("06088", "Nice", contours)


@pytest.fixture(scope="module")
def recensement(donnees_reelles: Path, nice: ContexteImport) -> LotLu:
    return read_fichier(donnees_reelles / "nice" / "base-ic-evol-struct-pop-2019_dep06.CSV", contexte=nice)


def test_les_146_iris_de_nice_et_ses_6_qpv(donnees_reelles: Path, nice: ContexteImport) -> None:
    assert sum(m == "iris" for m in nice.territoires_connus.values()) == 146
    qpv = read_fichier(donnees_reelles / "nice" / "qpv_2024_nice.geojson", contexte=nice).territoires
    assert sorted(qpv["code"]) == ["QN00601M", "QN00608I", "QN00609I", "QN00610M", "QN00611M", "QN00612M"]
    assert (qpv["millesime"] == "2024").all()
    assert (qpv["commune"] == "06088").all()


def test_la_population_de_nice_est_celle_que_l_insee_publie(recensement: LotLu) -> None:
    population = recensement.population
    tous = population[(population["maille"] == "iris") & (population["classe_age"] == "tous")]
    sommes = tous.groupby("sexe")["effectif"].sum()
    assert round(sommes["ensemble"]) == POPULATION_NICE
    assert sommes["femmes"] + sommes["hommes"] == pytest.approx(sommes["ensemble"], abs=1e-6)
    for sexe in ("ensemble", "femmes", "hommes"):
        tranches = population[
            (population["maille"] == "iris")
            & (population["sexe"] == sexe)
            & population["classe_age"].isin(["0-14", "15-29", "30-44", "45-59", "60-74", "75+"])
        ]
        assert tranches["effectif"].sum() == pytest.approx(sommes[sexe], abs=1e-6)
    assert (recensement.lignes_lues, recensement.lignes_retenues, recensement.rejets) == (500, 146, ())


def test_le_departement_est_la_somme_de_ses_500_iris(donnees_reelles: Path, recensement: LotLu) -> None:
    chemin = donnees_reelles / "nice" / "base-ic-evol-struct-pop-2019_dep06.CSV"
    with chemin.open(encoding="utf-8", newline="") as flux:
        lignes = list(csv.DictReader(flux, delimiter=";"))
    valeurs = recensement.valeurs.set_index(["indicateur", "territoire"])
    for indicateur, num, den in (
        ("part_75_ans_et_plus", "P19_POP75P", "P19_POP"),
        ("indice_vieillissement", "P19_POP65P", "P19_POP0019"),
    ):
        ligne = valeurs.loc[(indicateur, "06")]
        assert ligne["numerateur"] == pytest.approx(sum(float(r[num]) for r in lignes))
        assert ligne["denominateur"] == pytest.approx(sum(float(r[den]) for r in lignes))


def test_le_classeur_aux_zeros_perdus_donne_des_valeurs_identiques(
    donnees_reelles: Path, nice: ContexteImport, recensement: LotLu
) -> None:
    classeur = read_fichier(donnees_reelles / "nice" / "base-ic-evol-struct-pop-2019_dep06.xlsx", contexte=nice)
    pd.testing.assert_frame_equal(classeur.valeurs, recensement.valeurs, check_exact=True)
    pd.testing.assert_frame_equal(classeur.population, recensement.population, check_exact=True)
    assert "500 code(s) ont retrouvé leur zéro de tête." in classeur.messages


def test_filosofi_donne_144_iris_a_nice_et_83_a_rennes(donnees_reelles: Path, nice: ContexteImport) -> None:
    chemin = donnees_reelles / "national" / "BASE_TD_FILO_DISP_IRIS_2018.csv"
    lot = read_fichier(chemin, contexte=nice)
    assert lot.lignes_lues == 12_395
    revenus = lot.valeurs[lot.valeurs["indicateur"] == "revenu_median"]
    with chemin.open(encoding="utf-8", newline="") as flux:
        lignes = {r["IRIS"]: r for r in csv.DictReader(flux, delimiter=";") if r["IRIS"].startswith("06088")}
    assert len(lignes) == 144
    attendus = {iris: float(r["DISP_MED18"]) for iris, r in lignes.items() if r["DISP_MED18"]}
    assert dict(zip(revenus["territoire"], revenus["valeur"], strict=True)) == attendus
    pauvrete = lot.valeurs[lot.valeurs["indicateur"] == "taux_pauvrete_60"]
    secrets = set(pauvrete.loc[pauvrete["statut"] == "secret", "territoire"])
    assert secrets == {iris for iris, r in lignes.items() if not r["DISP_TP6018"]}
    assert len(secrets) == 9
    rennes = read_fichier(chemin, contexte=build_ville("35238", "Rennes"))
    assert rennes.valeurs["territoire"].nunique() == 83


def test_le_fichier_de_rennes_donne_92_iris_et_45_sous_quartiers(donnees_reelles: Path) -> None:
    chemin = donnees_reelles / "rennes" / "iris_version_rennes_metropole.json"
    lot = read_fichier(chemin, contexte=build_ville("35238", "Rennes"))
    assert lot.lignes_lues == 172
    assert lot.territoires["maille"].value_counts().to_dict() == {"iris": 92, "quartier": 45}
    assert len(lot.appartenances) == 92
    assert set(lot.appartenances["parent"]) == set(lot.territoires.loc[lot.territoires["maille"] == "quartier", "code"])
    assert lot.territoires.geometry.is_valid[lot.territoires["maille"] == "iris"].all()


def test_la_reference_des_iris_rattache_les_146_iris_de_nice(donnees_reelles: Path, nice: ContexteImport) -> None:
    lot = read_fichier(donnees_reelles / "nice" / "reference_IRIS_dep06.xlsx", contexte=nice)
    assert len(lot.appartenances) == 146
    assert lot.appartenances.set_index("enfant").loc["060881502", "parent"] == "0608815"


def test_un_fichier_d_une_autre_ville_est_refuse_et_le_dit(donnees_reelles: Path) -> None:
    with pytest.raises(FichierRefuse, match="aucun dans le périmètre"):
        read_fichier(donnees_reelles / "nice" / "iris_nice.geojson", contexte=build_ville("35238", "Rennes"))


def test_le_catalogue_decrit_tout_ce_que_l_insee_donne() -> None:
    """Un indicateur tiré d'un fichier de l'INSEE sans fiche au catalogue serait perdu en silence."""
    connus = load_catalogue().indicateurs
    voulus = {
        "population", "densite_population", "part_0_14_ans", "part_65_ans_et_plus", "part_75_ans_et_plus",
        "indice_vieillissement", "revenu_median", "taux_pauvrete_60", "rapport_interdecile",
        "part_prestations_sociales", "part_minima_sociaux", "part_ouvriers", "part_cadres", "part_etrangers",
    }  # fmt: skip
    assert voulus <= set(connus)
