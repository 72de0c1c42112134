"""Catalogue, méthodes, glossaire et téléchargements."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import read_texte

CATALOGUE = "donnees/catalogue.py"


def test_chercher_ignore_accents_et_casse(lance: Callable[..., AppTest]) -> None:
    essai = lance(CATALOGUE)
    essai.text_input[0].set_value("MEDECIN traitant").run()
    texte = read_texte(essai)
    assert "sans médecin traitant</a>" in texte
    assert "Revenu médian</a>" not in texte


def test_une_recherche_vide_de_sens_le_dit(lance: Callable[..., AppTest]) -> None:
    essai = lance(CATALOGUE)
    essai.text_input[0].set_value("zzzz <b>").run()
    assert "Aucun indicateur ne contient ces mots" in read_texte(essai)


def test_la_fiche_dit_tout(lance: Callable[..., AppTest]) -> None:
    texte = read_texte(lance(CATALOGUE, indicateur="taux_pauvrete_60"))
    for terme in ("Définition", "Pourquoi le suivre", "Limites", "Comparable dans le temps", "Licence",
                  "Prochaine mise à jour", "Secret statistique"):  # fmt: skip
        assert f"<dt>{terme}</dt>" in texte
    assert "non : rupture de série en 2021" in texte


def test_le_glossaire_lit_la_documentation(lance: Callable[..., AppTest]) -> None:
    texte = read_texte(lance(CATALOGUE, onglet="glossaire"))
    assert ">secret complémentaire</th>" in texte


def test_les_telechargements_citent_la_version(lance: Callable[..., AppTest]) -> None:
    essai = lance("donnees/telechargements.py")
    texte = read_texte(essai)
    assert not essai.exception
    assert "Observatoire local de santé de Villetest (données fictives)" in texte
    assert "2026-11-22" in texte
