"""Les fichiers écrits : aux colonnes officielles, cohérents entre eux, identiques pour une même graine."""

import hashlib
import re
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

from observatoire.ingest.demo import FichierDemo, write_demo_files
from observatoire.ingest.demo.professionnels import METIERS
from observatoire.ingest.demo.ville import COMMUNE, list_iris

SEXES_AGES = ["0014", "1529", "3044", "4559", "6074", "75P"]
FINES = ["0002", "0305", "0610", "1117", "1824", "2539", "4054", "5564", "6579", "80P"]


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chemin = tmp_path_factory.mktemp("demo")
    write_demo_files(chemin)
    return chemin


def _read(chemin: Path, **options: object) -> pd.DataFrame:
    return pd.read_csv(chemin, sep=";", dtype={"IRIS": "str", "COM": "str", "territoire": "str"}, **options)


def _digest(fichiers: list[FichierDemo]) -> dict[str, str]:
    chemins = [c for f in fichiers for c in (f.chemin, f.correspondance) if c is not None]
    return {c.name: hashlib.sha256(c.read_bytes()).hexdigest() for c in chemins}


def test_la_meme_graine_donne_les_memes_octets_et_une_autre_non(tmp_path: Path, dossier: Path):
    encore = _digest(write_demo_files(tmp_path / "encore"))
    autre = _digest(write_demo_files(tmp_path / "autre", graine=7))
    attendu = {c.name: hashlib.sha256(c.read_bytes()).hexdigest() for c in dossier.iterdir()}
    assert encore == attendu
    communs = {nom for nom in autre if autre[nom] == attendu[nom]}
    # La table des quartiers et celle qui nomme les colonnes des rues ne doivent rien au hasard.
    assert communs == {"iris_quartiers.csv", "rues.toml"}


@pytest.mark.parametrize("annee", [2017, 2021, 2022])
def test_le_recensement_a_les_colonnes_de_l_insee_de_son_millesime(dossier: Path, annee: int):
    colonnes = list(_read(dossier / f"base-ic-evol-struct-pop-{annee}.CSV").columns)
    p, c = f"P{annee - 2000}_", f"C{annee - 2000}_"
    assert len(colonnes) == 76
    assert colonnes[:5] == ["IRIS", "COM", "TYP_IRIS", "LAB_IRIS", f"{p}POP"]
    assert colonnes[-5:] == [f"{p}POP_FR", f"{p}POP_ETR", f"{p}POP_IMM", f"{p}PMEN", f"{p}PHORMEN"]
    ouvriers = f"{c}POP15P_STAT_GSEC16_26" if annee == 2022 else f"{c}POP15P_CS6"
    assert ouvriers in colonnes


@pytest.mark.parametrize("annee", [2017, 2022])
def test_les_sommes_du_recensement_sont_justes(dossier: Path, annee: int):
    table = _read(dossier / f"base-ic-evol-struct-pop-{annee}.CSV")
    table.columns = [re.sub(r"^([PC])\d\d_", r"\1_", c) for c in table.columns]
    population = table["P_POP"]
    for parts in (
        ["P_POPH", "P_POPF"],
        ["P_POP_FR", "P_POP_ETR"],
        ["P_PMEN", "P_PHORMEN"],
        [f"P_POP{t}" for t in SEXES_AGES],
        [f"P_POP{t}" for t in FINES],
        [f"P_{s}{t}" for s in "HF" for t in SEXES_AGES],
        ["P_POP0019", "P_POP2064", "P_POP65P"],
    ):
        assert table[parts].sum(axis=1).to_numpy() == pytest.approx(population.to_numpy(), rel=1e-9)
    categories = [c for c in table if re.fullmatch(r"C_POP15P_.+", c)]
    assert len(categories) == 8
    assert table[categories].sum(axis=1).to_numpy() == pytest.approx(table["C_POP15P"].to_numpy(), rel=1e-9)
    assert table["C_POP15P"].to_numpy() == pytest.approx((population - table["P_POP0014"]).to_numpy(), rel=1e-9)


def test_le_departement_entoure_la_ville(dossier: Path):
    table = _read(dossier / "base-ic-evol-struct-pop-2022.CSV")
    ville = table["COM"] == COMMUNE
    assert ville.sum() == 60
    assert table.loc[~ville, "COM"].nunique() >= 20
    assert (table["IRIS"].str[:5] == table["COM"]).all()
    assert set(table.loc[~ville, "TYP_IRIS"]) == {"Z"}
    assert table["P22_POP"].sum() == pytest.approx(642_000, rel=0.01)


def test_deux_millesimes_voisins_partagent_leurs_enquetes(dossier: Path):
    # 2021 et 2022 ont quatre enquêtes communes, 2017 et 2022 aucune.
    tables = {a: _read(dossier / f"base-ic-evol-struct-pop-{a}.CSV") for a in (2017, 2021, 2022)}
    parts = {a: t[f"P{a - 2000}_H3044"] / t[f"P{a - 2000}_POPH"] for a, t in tables.items()}
    ville = (tables[2022]["COM"] == COMMUNE) & (tables[2022]["P22_POP"] > 1000)
    proche = (parts[2022] - parts[2021])[ville].std()
    lointain = (parts[2022] - parts[2017])[ville].std()
    assert lointain > 1.4 * proche


@pytest.mark.parametrize(("annee", "decimale"), [(2018, "."), (2021, ",")])
def test_filosofi_porte_les_marques_de_l_insee(dossier: Path, annee: int, decimale: str):
    chemin = dossier / f"BASE_TD_FILO_DISP_IRIS_{annee}.csv"
    assert b"\r\n" in chemin.read_bytes()
    table = pd.read_csv(chemin, sep=";", dtype="str", keep_default_na=False)
    vide, partiel = ("", "") if annee < 2020 else ("ns", "s")
    par_nom = {i.nom: table.loc[table["IRIS"] == i.code].iloc[0] for i in list_iris()}
    a = str(annee - 2000)
    assert par_nom["Bois-aux-Fées"][f"DISP_MED{a}"] == vide
    assert par_nom["Docks du Kraken"][f"DISP_RD{a}"] == partiel
    assert par_nom["Docks du Kraken"][f"DISP_MED{a}"].isdigit()
    assert re.fullmatch(rf"\d\{decimale}\d", par_nom["Lune-Rousse"][f"DISP_RD{a}"])


def test_les_deciles_croissent(dossier: Path):
    table = _read(dossier / "BASE_TD_FILO_DISP_IRIS_2021.csv", decimal=",", na_values=["s", "ns"])
    ordre = ["D1", "D2", "Q1", "D3", "D4", "MED", "D6", "D7", "Q3", "D8", "D9"]
    valeurs = table[[f"DISP_{n}21" for n in ordre]].dropna().to_numpy(dtype="float64")
    assert len(valeurs) >= 50
    assert (np.diff(valeurs, axis=1) > 0).all()
    assert table["DISP_RD21"].dropna().to_numpy() == pytest.approx(
        (table["DISP_D921"] / table["DISP_D121"]).dropna().to_numpy(), abs=0.06
    )


def test_chaque_professionnel_est_dans_son_iris_et_a_un_nom_invente(dossier: Path):
    points = pd.read_csv(dossier / "professionnels.csv", sep=";", dtype={"iris": "str"}, keep_default_na=False)
    entites = shapely.from_geojson((dossier / "contours_iris_2024.geojson").read_text(encoding="utf-8")).geoms
    contours = dict(zip([i.code for i in list_iris()], entites, strict=True))
    assert all(contours[p.iris].contains(shapely.Point(p.lon, p.lat)) for p in points.itertuples())
    assert points["id"].is_unique
    assert len(points) == sum(m.nombre for m in METIERS)
    assert (points.loc[points["profession"] == "Pharmacie", "age_classe"] == "").all()
    assert set(points.loc[points["profession"] == "Médecin", "secteur_conventionnel"]) == {"secteur 1", "secteur 2"}


def test_les_densites_comptent_les_points(dossier: Path):
    points = pd.read_csv(dossier / "professionnels.csv", sep=";", dtype={"iris": "str"}, keep_default_na=False)
    densites = _read(dossier / "professionnels_densites.csv")
    derniere = densites[(densites["periode"] == 2024) & densites["territoire"].str.startswith(COMMUNE)]
    for metier in (m for m in METIERS if m.indicateur):
        lignes = derniere[derniere["indicateur"] == metier.indicateur]
        siens = points[(points["profession"] == metier.profession) & (points["specialite"] == metier.specialite)]
        compte = siens.groupby("iris").size().reindex(lignes["territoire"], fill_value=0)
        assert lignes["numerateur"].tolist() == compte.tolist()
        assert lignes["numerateur"].sum() == metier.nombre


def test_le_classeur_de_l_air_a_un_titre_et_des_notes_autour_du_tableau(dossier: Path):
    feuille = openpyxl.load_workbook(dossier / "qualite_de_l_air.xlsx").active
    lignes = list(feuille.iter_rows(values_only=True))
    assert "fictives" in lignes[0][0]
    assert lignes[4][:2] == ("Code", "Quartier")
    assert lignes[4][2].endswith("(2018)")
    assert len([ligne for ligne in lignes[5:] if ligne[0] and str(ligne[0]).startswith(COMMUNE)]) == 16
    assert lignes[-1][0].startswith("Source")


def test_chaque_libelle_dit_que_le_fichier_est_fictif(tmp_path: Path):
    assert all("fictif" in f.libelle or "fictive" in f.libelle for f in write_demo_files(tmp_path))


def test_l_annuaire_de_l_annee_d_avant_a_les_comptes_de_ses_densites(dossier: Path):
    lit = {"sep": ";", "dtype": {"iris": "str"}, "keep_default_na": False}
    avant, apres = (pd.read_csv(dossier / f"professionnels{s}.csv", **lit) for s in ("_2023", ""))
    densites = _read(dossier / "professionnels_densites.csv")
    alors = densites[(densites["periode"] == 2023) & densites["territoire"].str.startswith(COMMUNE)]
    for metier in (m for m in METIERS if m.indicateur):
        lignes = alors[alors["indicateur"] == metier.indicateur]
        siens = avant[(avant["profession"] == metier.profession) & (avant["specialite"] == metier.specialite)]
        assert (
            lignes["numerateur"].tolist()
            == siens.groupby("iris").size().reindex(lignes["territoire"], fill_value=0).tolist()
        )
    assert avant["id"].is_unique
    assert set(avant["date"]) == {"2023-12-31"}
    # De quoi montrer chaque sorte de mouvement, sans que la ville change du tout au tout.
    communs = avant.merge(apres, on="id", suffixes=("_avant", ""))
    assert len(communs) > 0.9 * len(apres)
    assert (communs["iris_avant"] != communs["iris"]).sum() >= 3
    assert (communs["profession_avant"] != communs["profession"]).sum() == 1
    assert (communs["nom_avant"] == communs["nom"]).all()


def test_chacun_est_dans_son_iris_l_annee_d_avant_aussi(dossier: Path):
    points = pd.read_csv(dossier / "professionnels_2023.csv", sep=";", dtype={"iris": "str"}, keep_default_na=False)
    entites = shapely.from_geojson((dossier / "contours_iris_2024.geojson").read_text(encoding="utf-8")).geoms
    contours = dict(zip([i.code for i in list_iris()], entites, strict=True))
    assert all(contours[p.iris].contains(shapely.Point(p.lon, p.lat)) for p in points.itertuples())
