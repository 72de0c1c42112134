"""Classeurs : toutes les feuilles, les codes, les dates, les fusions, les formules."""

from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook

from observatoire.errors import FichierRefuse
from observatoire.ingest.lecture import limites
from observatoire.ingest.lecture.classeur import read_classeur
from tests.outils.fichiers import write_classeur


def test_les_cases_deviennent_le_texte_que_le_tableur_montre(tmp_path: Path) -> None:
    lignes = [
        ["code", "n", "jour", "vrai"],
        [60880101, 12.5, datetime(2024, 12, 31), True],
        ["2A0040101", 3.0, None, 0],
    ]
    (feuille,) = read_classeur(write_classeur(tmp_path / "c.xlsx", lignes, titre="Données"))
    assert feuille.nom == "Données"
    assert feuille.get_ligne(1) == ["60880101", "12.5", "2024-12-31", "VRAI"]
    assert feuille.get_ligne(2) == ["2A0040101", "3", "", "0"]


def test_un_classeur_nomme_csv_se_lit_comme_un_classeur(tmp_path: Path) -> None:
    chemin = write_classeur(tmp_path / "c.xlsx", [["a", "b"], [1, 2]]).rename(tmp_path / "c.csv")
    (feuille,) = read_classeur(chemin)
    assert feuille.get_ligne(1) == ["1", "2"]


def test_les_quinze_chiffres_d_un_tableur_sont_gardes(tmp_path: Path) -> None:
    (feuille,) = read_classeur(write_classeur(tmp_path / "c.xlsx", [["a", "b"], [1333.7084945524, 0.123456789012345]]))
    assert [float(c) for c in feuille.get_ligne(1)] == [1333.7084945524, 0.123456789012345]


def test_les_lignes_vides_ne_decalent_pas_les_numeros_et_une_case_lointaine_ne_coute_rien(tmp_path: Path) -> None:
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.append(["a", "b"])
    feuille["A5"] = "x"
    feuille["B1000000"] = "oubliée"
    classeur.save(tmp_path / "c.xlsx")
    (lue,) = read_classeur(tmp_path / "c.xlsx")
    assert lue.lignes.tolist() == [1, 5, 1_000_000]


def test_une_case_oubliee_trop_a_droite_est_refusee_en_la_nommant(tmp_path: Path) -> None:
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.append(["a", "b"])
    feuille["XFD2"] = "oubliée"
    classeur.save(tmp_path / "c.xlsx")
    with pytest.raises(FichierRefuse, match="colonne XFD"):
        read_classeur(tmp_path / "c.xlsx")


def test_les_fusions_sont_rendues_par_feuille(tmp_path: Path) -> None:
    classeur = Workbook()
    premiere = classeur.active
    assert premiere is not None
    premiere.append(["rien"])
    seconde = classeur.create_sheet("Groupes")
    seconde.append(["quartier", "ALD", None])
    seconde.append([None, "effectif", "population"])
    seconde.merge_cells("B1:C1")
    seconde.merge_cells("A1:A2")
    classeur.save(tmp_path / "c.xlsx")
    sans, avec = read_classeur(tmp_path / "c.xlsx")
    assert sans.fusions == ()
    assert set(avec.fusions) == {(0, 1, 0, 2), (0, 0, 1, 0)}


def test_une_formule_jamais_calculee_ecarte_sa_ligne_et_nomme_sa_case(tmp_path: Path) -> None:
    chemin = write_classeur(tmp_path / "c.xlsx", [["a", "b"], ["x", "=1+1"], ["y", 3]])
    (feuille,) = read_classeur(chemin)
    assert [feuille.get_ligne(i) for i in range(2)] == [["a", "b"], ["y", "3"]]
    (rejet,) = feuille.rejets
    assert (rejet.ligne, rejet.colonne) == (2, "B")
    assert "B2" in rejet.trouve


def test_la_valeur_calculee_d_une_formule_est_lue(tmp_path: Path) -> None:
    """Un tableur range à côté de la formule son dernier résultat ; xlsxwriter sait l'écrire, openpyxl non."""
    chemin = tmp_path / "calcule.xlsx"
    classeur = xlsxwriter.Workbook(chemin)
    feuille_ecrite = classeur.add_worksheet()
    feuille_ecrite.write_row(0, 0, ["a", "b"])
    feuille_ecrite.write_string(1, 0, "x")
    feuille_ecrite.write_formula(1, 1, "=1+1", None, 2)
    classeur.close()
    (feuille,) = read_classeur(chemin)
    assert feuille.get_ligne(1) == ["x", "2"]
    assert feuille.rejets == ()


def test_une_case_plus_longue_que_ce_qu_excel_permet_est_refusee(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limites, "TAILLE_CELLULE_MAX_CARACTERES", 10)
    with pytest.raises(FichierRefuse, match="ligne 2, colonne « B »"):
        read_classeur(write_classeur(tmp_path / "c.xlsx", [["a", "b"], ["x", "y" * 11]]))
