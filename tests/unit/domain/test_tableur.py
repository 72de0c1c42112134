"""Rien de ce qu'une personne a tapé ne devient une formule ; les nombres restent des nombres."""

import csv
import io

import numpy as np
import pytest

from observatoire.domain.tableur import neutralize, write_csv


@pytest.mark.parametrize("texte", ["=1+1", "+33 4 93", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")'])
def test_un_texte_qui_a_l_air_d_une_formule_est_precede_d_une_apostrophe(texte: str) -> None:
    assert neutralize(texte) == f"'{texte}"


@pytest.mark.parametrize("texte", ["", "Nice", "1-2", "a=b", "'=1", " =1"])
def test_un_texte_ordinaire_ne_change_pas(texte: str) -> None:
    assert neutralize(texte) == texte


def test_chaque_genre_de_cellule_a_son_ecriture() -> None:
    cellules = [-2.5, 3.0, -7, np.int64(-7), np.float64(-0.5), np.float64("nan"), float("nan"), None, True, False, "-2"]
    lu = list(csv.reader(io.StringIO(write_csv(["a"], [[c] for c in cellules]).decode("utf-8-sig")), delimiter=";"))
    attendus = ["a", "-2,5", "3", "-7", "-7", "-0,5", "", "", "", "oui", "non", "'-2"]
    assert [ligne[0] if ligne else "" for ligne in lu] == attendus


def test_un_tableur_francais_reconnait_le_fichier() -> None:
    ecrit = write_csv(["é", "b"], [["x;y", 'dit "oui"']])
    assert ecrit.startswith(b"\xef\xbb\xbf")
    assert ecrit.decode("utf-8-sig") == 'é;b\r\n"x;y";"dit ""oui"""\r\n'
