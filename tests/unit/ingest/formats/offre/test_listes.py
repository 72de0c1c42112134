"""BPE, listes de lieux, généralistes par IRIS."""

from pathlib import Path

import pytest

from observatoire.errors import FichierRefuse
from observatoire.ingest.formats import read_fichier
from observatoire.ingest.lot import ContexteImport, LotLu
from tests.unit.ingest.formats.outils import write

NICE = ContexteImport(frozenset({"06088"}), {"06088": "commune"}, {}, {"06088": "Nice"})


def test_bpe_ancienne(tmp_path: Path) -> None:
    lignes = [
        "REG;DEP;DEPCOM;DCIRIS;AN;TYPEQU;LAMBERT_X;LAMBERT_Y;QUALITE_XY",
        "93;06;06088;06088_0101;2018;D201;1043856.6;6297797.7;Bonne",
        "93;06;6088;060880102;2018;D301;;;",
        "93;06;06088;060880102;2018;B101;1;1;Bonne",
        "11;75;75101;751010101;2018;D201;1;1;Bonne",
    ]
    lot = read_fichier(write(tmp_path, "\n".join(lignes), "bpe18_ensemble_xy.csv"), contexte=NICE)
    assert lot.points["profession"].tolist() == ["Médecin", "Pharmacie"]
    assert lot.points["iris"].tolist() == ["060880101", "060880102"]
    assert lot.points["commune"].tolist() == ["06088", "06088"]
    assert lot.points["lon"].isna().tolist() == [False, True]
    assert lot.points["date"].tolist() == ["2018", "2018"]


def test_bpe_2024_donne_ses_degres_et_son_epsg(tmp_path: Path) -> None:
    lignes = [
        "AN;NOMRS;DEPCOM;DEP;TYPEQU;LAMBERT_X;LAMBERT_Y;LONGITUDE;LATITUDE;EPSG;DCIRIS",
        "2024;CABINET;06088;06;D265;1;1;7.27;43.69;2154;060880101",
    ]
    lot = read_fichier(write(tmp_path, "\n".join(lignes)), contexte=NICE)
    point = lot.points.iloc[0]
    assert (point["specialite"], point["lon"], point["lat"]) == ("Médecine générale", 7.27, 43.69)
    assert any("lieux, non des têtes" in m for m in lot.messages)


def test_les_generalistes_par_iris_s_additionnent_comme_le_fichier(donnees_reelles: Path) -> None:
    lot = read_fichier(donnees_reelles / "nice" / "medecins_generalistes_par_iris_06_2022.csv", contexte=NICE)
    points = lot.points
    assert points["activite"].sum() == pytest.approx(1188.93, abs=1e-9)
    a_nice = points[points["commune"] == "06088"]
    assert (len(a_nice), a_nice["activite"].sum()) == (103, pytest.approx(405.56, abs=1e-9))
    assert set(points["personne"]) == {""}


def test_une_liste_quelconque_de_lieux(tmp_path: Path) -> None:
    lignes = [
        "Nom,Type,Longitude,Latitude,Code INSEE",
        "Centre A,Centre de santé,7.27,43.69,06088",
        "Centre B,Centre de santé,1044000,6290000,06088",
        ",Centre de santé,7.27,43.69,06088",
        "Loin,Centre de santé,2.3,48.8,75101",
    ]
    lot = read_fichier(write(tmp_path, "\n".join(lignes)), contexte=NICE)
    assert lot.points[["nom", "profession", "categorie"]].values.tolist() == [
        ["Centre A", "Centre de santé", "établissement"]
    ]
    assert [(r.ligne, r.colonne) for r in lot.rejets] == [(3, "Longitude"), (4, "Nom")]


def test_une_liste_d_adresses_sans_coordonnees(tmp_path: Path) -> None:
    lignes = [
        "Nom;Profession;Adresse;Code postal;Commune",
        "MARTIN Léa;Infirmier;12 av. Jean Médecin;06000;Nice",
        "ROUX Paul;Infirmier;1 rue A 06300 NICE CEDEX 3;;",
        "BLANC Ida;Infirmier;3 rue d'Antibes;6400;Cannes",
        "NOIR Zoé;Infirmier;1 rue de Rivoli;75001;Paris",
    ]
    lot = read_fichier(write(tmp_path, "\n".join(lignes), "infirmiers_2024.csv"), contexte=NICE)
    # Cannes est dans le département : gardée, sa commune viendra du géocodage ; Paris n'y est pas.
    assert lot.points[["commune", "adresse"]].values.tolist() == [
        ["06088", "12 av. Jean Médecin 06000 Nice"],
        ["06088", "1 rue A 06300 NICE CEDEX 3"],
        ["", "3 rue d'Antibes 06400 Cannes"],
    ]
    assert lot.points["lon"].isna().all()
    assert lot.points["ligne"].tolist() == [2, 3, 4]
    assert lot.points["id"].is_unique
    assert any("3 point(s) sans coordonnées ni IRIS" in m and "geocoder" in m for m in lot.messages)


def test_une_commune_ecrite_en_toutes_lettres_ne_perd_pas_la_ligne(tmp_path: Path) -> None:
    lignes = ["Nom;Type;lon;lat;Code postal;Commune", "Centre A;Centre de santé;7.27;43.69;06300;NICE"]
    lot = read_fichier(write(tmp_path, "\n".join(lignes)), contexte=NICE)
    assert lot.points["commune"].tolist() == ["06088"]


def test_une_infirmiere_est_une_infirmiere_et_une_inconnue_n_est_pas_un_lieu(tmp_path: Path) -> None:
    lignes = [
        "Nom;Profession;lon;lat;Code INSEE",
        "MARTIN Léa;Infirmière;7.27;43.69;06088",
        "ROUX Ida;Praticienne en shiatsu;7.27;43.69;06088",
        "NOIR Zoé;Praticienne en shiatsu;7.28;43.69;06088",
        "BLANC Eve;Naturopathe;7.28;43.69;06088",
        "CMP Nord;Centre médico-psychologique;7.28;43.69;06088",
    ]
    lot = read_fichier(write(tmp_path, "\n".join(lignes), "liste_2024.csv"), contexte=NICE)
    assert lot.points[["profession", "categorie"]].values.tolist() == [
        ["Infirmier", "premier recours"],
        ["Praticienne en shiatsu", "profession non reconnue"],
        ["Praticienne en shiatsu", "profession non reconnue"],
        ["Naturopathe", "profession non reconnue"],
        ["Centre médico-psychologique", "établissement"],
    ]
    (dit,) = [m for m in lot.messages if "non reconnue" in m]
    assert dit.startswith("3 point(s) de profession non reconnue")
    assert "« Praticienne en shiatsu » (2) et « Naturopathe » (1)" in dit


def test_la_categorie_du_fichier_vaut_pour_un_intitule_inconnu(tmp_path: Path) -> None:
    lignes = [
        "Nom;Profession;Catégorie;lon;lat;Code INSEE",
        "Le Cap;Point relais;Établissement;7.27;43.69;06088",
        "ROUX Ida;Shiatsu;bien-être;7.27;43.69;06088",
        "MARTIN Léa;Infirmière;établissement;7.27;43.69;06088",
    ]
    lot = read_fichier(write(tmp_path, "\n".join(lignes), "liste_2024.csv"), contexte=NICE)
    # Une infirmière reste une personne, quoi que dise la catégorie : son nom se tait avec les autres.
    assert lot.points["categorie"].tolist() == ["établissement", "profession non reconnue", "premier recours"]


NEUVE = "AN;NOMRS;DEPCOM;DEP;TYPEQU;LONGITUDE;LATITUDE;QUALITE_XY;QUALITE_GEOLOC;DCIRIS;NUMVOIE;LIBVOIE;CODPOS;LIBCOM"


def read_bpe(tmp_path: Path, *lignes: str) -> LotLu:
    return read_fichier(write(tmp_path, "\n".join([NEUVE, *lignes, ""]), "BPE24.csv"), contexte=NICE)


def test_bpe_2024_ses_metiers_ont_de_nouveaux_codes(tmp_path: Path) -> None:
    codes = ("D265", "D277", "D279", "D281", "D278", "D280", "D269", "D307", "D115")
    lot = read_bpe(tmp_path, *(f"2024;X;06088;06;{c};7.27;43.69;;11;060880101;;;;" for c in codes))
    assert list(zip(lot.points["profession"], lot.points["specialite"], strict=True)) == [
        ("Médecin", "Médecine générale"),
        ("Chirurgien-dentiste", ""),
        ("Masseur-kinésithérapeute", ""),
        ("Infirmier", ""),
        ("Sage-femme", ""),
        ("Pédicure-podologue", ""),
        ("Médecin", "Psychiatrie"),
        ("Pharmacie", ""),
        ("Service de santé maternelle et infantile", ""),
    ]
    assert lot.points["mode_exercice"].tolist() == ["libéral"] * 7 + ["", ""]
    assert not [m for m in lot.messages if "inconnus" in m]


def test_bpe_un_code_de_sante_inconnu_se_dit_avec_son_nombre(tmp_path: Path) -> None:
    codes = ("D265", "D299", "D299", "D199", "D303", "B101", "A129")
    lot = read_bpe(tmp_path, *(f"2024;X;06088;06;{c};7.27;43.69;;11;060880101;;;;" for c in codes))
    assert len(lot.points) == 1
    (dit,) = [m for m in lot.messages if "inconnus" in m]
    assert "D199 (1) et D299 (2)" in dit


def test_bpe_une_position_au_hasard_n_est_pas_une_position(tmp_path: Path) -> None:
    lot = read_bpe(
        tmp_path,
        "2024;X;06088;06;D265;7.27;43.69;Bonne;11;060880101;1;RUE A;06300;NICE",
        "2024;X;06088;06;D265;7.27;43.69;;22;060880101;1;RUE A;06300;NICE",
        "2024;X;06088;06;D265;7.27;43.69;;33;060880101;2;RUE B;06300;NICE",
        "2024;X;06088;06;D265;7.27;43.69;Mauvaise;;060880101;;;06300;NICE",
        "2024;X;06088;06;D265;7.27;43.69;Acceptable;;060880101;;;06300;NICE",
    )
    assert lot.points["doute_fichier"].tolist() == [
        "", "rue probable, sans numéro", "position tirée au hasard dans la commune",
        "position tirée au hasard dans la commune", "position à 500 mètres près",
    ]  # fmt: skip
    assert lot.points["lon"].isna().tolist() == [False, False, True, True, False]
    assert lot.points["iris"].tolist() == ["060880101", "060880101", "", "", "060880101"]
    # Avec une voie, le géocodage pourra faire mieux que le hasard.
    assert lot.points["adresse"].tolist() == ["1 RUE A 06300 NICE"] * 2 + ["2 RUE B 06300 NICE", "", ""]
    assert any("2 position(s) tirée(s) au hasard" in m for m in lot.messages)


def test_bpe_une_ligne_tronquee_est_refusee(tmp_path: Path) -> None:
    lot = read_bpe(tmp_path, "2024;X;06088;06;D265;7.27;43.69;;11;060880101;;;;", "2024;X;06088")
    assert [(r.ligne, r.trouve) for r in lot.rejets] == [(3, "3 case(s)")]
    assert lot.lignes_lues == 2


def test_bpe_d_un_autre_departement_est_refusee(tmp_path: Path) -> None:
    with pytest.raises(FichierRefuse, match="aucune ligne du périmètre"):
        read_bpe(tmp_path, "2024;X;75101;75;D265;2.34;48.86;;11;;;;;")
