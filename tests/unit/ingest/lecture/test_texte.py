"""Encodages, séparateurs, guillemets : le même tableau, écrit de toutes les façons, se lit pareil."""

from itertools import product
from pathlib import Path

import pytest

from observatoire.errors import FichierRefuse
from observatoire.ingest.lecture.texte import read_texte

LIGNES = [["code", "nom", "valeur"], ["060880101", "Saint-Étienne, « Vieux-Port »", "12"], ["1", "Île", ""]]
ENCODAGES = ["utf-8", "utf-8-sig", "cp1252", "utf-16"]


def write(tmp_path: Path, texte: str, encodage: str = "utf-8") -> Path:
    chemin = tmp_path / "t.csv"
    chemin.write_bytes(texte.encode(encodage))
    return chemin


def cases(chemin: Path) -> list[list[str]]:
    feuille = read_texte(chemin)
    return [feuille.get_ligne(i) for i in range(len(feuille.cellules))]


@pytest.mark.parametrize(("separateur", "encodage", "fin"), list(product(";,\t|", ENCODAGES, ["\n", "\r\n"])))
def test_separateur_encodage_et_fin_de_ligne_ne_changent_rien(
    tmp_path: Path, separateur: str, encodage: str, fin: str
) -> None:
    texte = fin.join(separateur.join(f'"{c}"' for c in r) for r in LIGNES) + fin
    assert cases(write(tmp_path, texte, encodage)) == LIGNES


def test_la_virgule_decimale_ne_passe_pas_pour_un_separateur(tmp_path: Path) -> None:
    assert cases(write(tmp_path, "a;b\n1,5;2,5\n3,5;4,5\n")) == [["a", "b"], ["1,5", "2,5"], ["3,5", "4,5"]]


def test_un_separateur_final_donne_une_colonne_vide(tmp_path: Path) -> None:
    """Le RPPS finit chaque ligne par « | »."""
    assert cases(write(tmp_path, "a|b|\n1|2|\n")) == [["a", "b", ""], ["1", "2", ""]]


def test_un_separateur_final_que_l_en_tete_n_a_pas_est_accepte(tmp_path: Path) -> None:
    assert cases(write(tmp_path, "a;b\n1;2;\n3;4;\n")) == [["a", "b", ""], ["1", "2", ""], ["3", "4", ""]]


def test_une_case_peut_tenir_sur_plusieurs_lignes_et_compte_pour_une_ligne_de_tableur(tmp_path: Path) -> None:
    feuille = read_texte(write(tmp_path, 'a;b\n1;"x\ny"\n\n2;z;trop\n3;w\n'))
    assert feuille.cellules[1].tolist() == ["b", "x\ny", "", "w"]
    assert feuille.lignes.tolist() == [1, 2, 3, 5]
    (rejet,) = feuille.rejets
    assert (rejet.ligne, rejet.attendu) == (4, "2 cases")


def test_un_titre_au_dessus_de_l_en_tete_garde_les_numeros_de_ligne(tmp_path: Path) -> None:
    feuille = read_texte(write(tmp_path, "Tableau 1\ncode;valeur\n1;2\n3;4\n"))
    assert feuille.find_entete(lambda e: "code" in e) == 1
    assert feuille.build_tableau(1).lignes.tolist() == [3, 4]


def test_un_guillemet_jamais_referme_est_dit(tmp_path: Path) -> None:
    with pytest.raises(FichierRefuse, match="guillemet ouvert et jamais refermé"):
        read_texte(write(tmp_path, 'a;b\n1;"x\n2;y\n3;z\n'))


def test_les_guillemets_doubles_sont_ceux_du_texte(tmp_path: Path) -> None:
    assert cases(write(tmp_path, 'a;b\n1;"dit ""oui"""\n'))[1] == ["1", 'dit "oui"']


def test_les_espaces_insecables_autour_d_un_code_sont_otes(tmp_path: Path) -> None:
    assert cases(write(tmp_path, "a;b\n\u00a0060880101 ;x\n"))[1] == ["060880101", "x"]
