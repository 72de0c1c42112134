"""Tableaux larges, comme un ORS ou une CPAM les envoie : titres, fusions, paires, totaux, notes."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from observatoire.errors import FichierRefuse
from observatoire.ingest.formats import read_fichier
from tests.outils.chantier import COMMUNE, code_iris
from tests.outils.fichiers import write_classeur
from tests.unit.ingest.formats.outils import build_contexte, get_valeur, write

Q1, Q2 = f"{COMMUNE}-Q01", f"{COMMUNE}-Q02"


def test_un_classeur_a_groupes_fusionnes_se_lit_jusqu_aux_notes(tmp_path: Path) -> None:
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    for ligne in (
        ["Tableau de bord de la santé"],
        [],
        ["Quartier", "ALD pour diabète", None, None, "Revenu médian"],
        [None, "Effectif 2022", "Population 2022", "Taux 2022", "2021"],
        ["Bréquigny", 100, 1000, 10, 21000],
        ["Le Port", "s", "s", "s", "nd"],
        ["Total", 150, 1500, 10, None],
        ["Source : assurance maladie"],
    ):
        feuille.append(ligne)
    feuille.merge_cells("B3:D3")
    feuille.merge_cells("A3:A4")
    classeur.save(tmp_path / "ors.xlsx")
    lot = read_fichier(tmp_path / "ors.xlsx", contexte=build_contexte())
    ald = get_valeur(lot, "ald_diabete", Q1)
    assert ald[["periode", "numerateur", "denominateur"]].tolist() == ["2022", 100, 1000]
    assert get_valeur(lot, "ald_diabete", Q2)["statut"] == "secret"
    assert get_valeur(lot, "revenu_median", Q1)[["periode", "valeur"]].tolist() == ["2021", 21000]
    assert get_valeur(lot, "revenu_median", Q2)["statut"] == "non_disponible"
    assert (lot.lignes_lues, lot.lignes_retenues, lot.rejets) == (2, 2, ())
    assert "2 ligne(s) de total" in lot.messages[0]


def test_les_effectifs_et_populations_d_un_groupe_inconnu_ne_sont_pas_pris_pour_l_indicateur_population(
    tmp_path: Path,
) -> None:
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    for ligne in (
        ["Données 2022"],
        ["Quartier", "Part des gauchers", None, "ALD pour diabète"],
        [None, "Effectif", "Population", "Taux"],
        ["Bréquigny", 90, 1000, 10],
    ):
        feuille.append(ligne)
    feuille.merge_cells("A2:A3")
    feuille.merge_cells("B2:C2")
    classeur.save(tmp_path / "ors.xlsx")
    lot = read_fichier(tmp_path / "ors.xlsx", contexte=build_contexte())
    assert set(lot.valeurs["indicateur"]) == {"ald_diabete"}
    assert any("Part des gauchers Effectif et Part des gauchers Population" in m for m in lot.messages)


def test_une_population_seule_sous_un_en_tete_de_theme_reste_l_indicateur_population(tmp_path: Path) -> None:
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    for ligne in (
        ["Quartier", "Démographie", "Santé"],
        [None, "Population 2022", "ALD pour diabète 2022"],
        ["Bréquigny", 1000, 10],
    ):
        feuille.append(ligne)
    feuille.merge_cells("A1:A2")
    classeur.save(tmp_path / "ors.xlsx")
    lot = read_fichier(tmp_path / "ors.xlsx", contexte=build_contexte())
    assert get_valeur(lot, "population", Q1)["valeur"] == 1000


def test_un_intitule_ecrit_sur_la_premiere_des_deux_lignes_d_en_tete_est_lu(tmp_path: Path) -> None:
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    for ligne in (
        ["Quartier", "ALD pour diabète", None, "Revenu médian (2021)"],
        ["Nom", "Effectif 2022", "Population 2022", None],
        ["Bréquigny", 100, 1000, 21000],
    ):
        feuille.append(ligne)
    feuille.merge_cells("B1:C1")
    classeur.save(tmp_path / "ors.xlsx")
    lot = read_fichier(tmp_path / "ors.xlsx", contexte=build_contexte())
    assert get_valeur(lot, "ald_diabete", Q1)[["numerateur", "denominateur"]].tolist() == [100, 1000]
    assert get_valeur(lot, "revenu_median", Q1)[["periode", "valeur"]].tolist() == ["2021", 21000]


def test_ou_plus_vaut_et_plus(tmp_path: Path) -> None:
    texte = f"code;Part 65 ans ou plus (2022)\n{Q1};12,5\n"
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    assert get_valeur(lot, "part_65_ans_et_plus", Q1)["valeur"] == 12.5


@pytest.mark.parametrize(
    ("intitule", "periode"),
    [
        ("ald_diabete (2023)", "2023"), ("ALD diabète 2023", "2023"), ("ald_diabete_2018-2022", "2018-2022"),
        ("ALD pour diabete (%) – 2018/2022", "2018-2022"), ("ALD POUR DIABÈTE (2025-T2)", "2025-T2"),
        ("ALD diabète T3 2024", "2024-T3"), ("Taux d'ALD diabète (2023)", "2023"),
    ],
)  # fmt: skip
def test_un_intitule_dit_l_indicateur_et_la_periode(tmp_path: Path, intitule: str, periode: str) -> None:
    lot = read_fichier(write(tmp_path, f"code;{intitule}\n{Q1};12,5\n"), contexte=build_contexte())
    assert get_valeur(lot, "ald_diabete", Q1)[["periode", "valeur"]].tolist() == [periode, 12.5]


@pytest.mark.parametrize(
    ("entete", "annee"),
    [("Année 2023 : données par quartier", "2023"), ("Exercice 2018-2022", "2018-2022")],
)
def test_la_periode_peut_etre_dans_le_titre(tmp_path: Path, entete: str, annee: str) -> None:
    chemin = write_classeur(tmp_path / "t.xlsx", [[entete], ["quartier", "ALD diabète"], ["Le Port", 3.5]])
    lot = read_fichier(chemin, contexte=build_contexte())
    assert get_valeur(lot, "ald_diabete", Q2)["periode"] == annee
    assert lot.messages == (f"Période {annee} lue dans le titre.",)


def test_deux_annees_dans_le_titre_ne_disent_rien(tmp_path: Path) -> None:
    chemin = write_classeur(tmp_path / "t.xlsx", [["2021 et 2023"], ["quartier", "ALD diabète"], ["Le Port", 3.5]])
    with pytest.raises(FichierRefuse, match=r"« ALD diabète \(2023\) »"):
        read_fichier(chemin, contexte=build_contexte())


def test_une_colonne_annee_donne_la_periode_de_chaque_ligne(tmp_path: Path) -> None:
    texte = f"code_iris;annee;sexe;ald_diabete\n{code_iris(1)};2021;F;3\n{code_iris(1)};2022;F;4\n"
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    assert lot.valeurs[["periode", "sexe", "valeur"]].to_numpy().tolist() == [
        ["2021", "femmes", 3],
        ["2022", "femmes", 4],
    ]


def test_les_colonnes_inconnues_sont_nommees_et_les_cases_vides_comptees(tmp_path: Path) -> None:
    texte = f"code;nom;ald_diabete_2023;revenu_median_2021;Commentaire\n{Q1};X;;21000;vu\n{Q2};Y;4;;\n"
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    assert "Colonnes ignorées, inconnues du catalogue : Commentaire." in lot.messages
    assert "2 case(s) vide(s) : chiffres non disponibles." in lot.messages
    assert get_valeur(lot, "ald_diabete", Q1)["statut"] == "non_disponible"


def test_un_rejet_nomme_l_intitule_du_fichier_et_n_est_dit_qu_une_fois(tmp_path: Path) -> None:
    texte = f"code;ALD diabète (2023);revenu_median_2021\n{Q1};douze;21000\n{COMMUNE}-Q09;1;2\n{Q1};1;2\n"
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    assert [(r.ligne, r.colonne, r.trouve) for r in lot.rejets] == [
        (2, "ALD diabète (2023)", "douze"),
        (3, "code", f"{COMMUNE}-Q09"),
        (4, "code", Q1),
    ]


def test_deux_colonnes_pour_le_meme_chiffre_sont_refusees(tmp_path: Path) -> None:
    texte = f"code;ALD diabète (2023);ald_diabete_2023\n{Q1};1;2\n"
    with pytest.raises(FichierRefuse, match="deux colonnes pour le même chiffre"):
        read_fichier(write(tmp_path, texte), contexte=build_contexte())


def test_la_correspondance_nomme_les_colonnes_et_la_periode(tmp_path: Path) -> None:
    liens = 'code = "Secteur"\nperiode = "2023"\nsource = "cpam"\n[indicateurs]\n"Tx diab." = "ald_diabete"\n'
    lot = read_fichier(
        write(tmp_path, "Secteur;Tx diab.\nBréquigny;7,5\n"),
        contexte=build_contexte(),
        correspondance=write(tmp_path, liens, "c.toml"),
    )
    assert get_valeur(lot, "ald_diabete", Q1)[["periode", "valeur"]].tolist() == ["2023", 7.5]
    assert lot.source == "cpam"


def build_deux_feuilles(chemin: Path, second: float) -> Path:
    classeur = Workbook()
    premiere = classeur.active
    assert premiere is not None
    seconde = classeur.create_sheet("Revenus")
    for ligne in (["code", "ald_diabete (2023)"], [Q1, 3.5]):
        premiere.append(ligne)
    for ligne in (["code", "revenu_median (2021)", "ald_diabete (2023)"], [Q1, 21000, second]):
        seconde.append(ligne)
    classeur.save(chemin)
    return chemin


def test_toutes_les_feuilles_sont_lues(tmp_path: Path) -> None:
    lot = read_fichier(build_deux_feuilles(tmp_path / "f.xlsx", 3.5), contexte=build_contexte())
    assert get_valeur(lot, "revenu_median", Q1)["valeur"] == 21000
    assert get_valeur(lot, "ald_diabete", Q1)["valeur"] == 3.5


def test_deux_feuilles_qui_se_contredisent_sont_refusees(tmp_path: Path) -> None:
    with pytest.raises(FichierRefuse, match="deux valeurs pour"):
        read_fichier(build_deux_feuilles(tmp_path / "f.xlsx", 4.5), contexte=build_contexte())
