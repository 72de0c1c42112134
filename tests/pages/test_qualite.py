"""Qualité et secret, sans navigateur : quatre rubriques, des comptes, jamais une cellule."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.integration.test_densites_offre import I1, build_medecin
from tests.outils.offre import build_ville_offre
from tests.pages.conftest import read_texte

PAGE = "donnees/qualite.py"


@pytest.mark.parametrize("rubrique", ["completude", "secret", "fraicheur", "qpv"])
def test_chaque_rubrique_s_ouvre_par_un_lien(lance: Callable[..., AppTest], rubrique: str) -> None:
    essai = lance(PAGE, rubrique=rubrique)
    assert not essai.exception
    assert "obs-table" in read_texte(essai)


def test_la_completude_d_une_maille_petite(lance: Callable[..., AppTest]) -> None:
    """Douze IRIS, deux QPV au contour de 2024 ; la distance n'existe pas pour la ville."""
    texte = read_texte(lance(PAGE))
    population = texte[texte.index('<th scope="row">Population</th>') :].split("</tr>")[0]
    assert re.findall(r"(\d+ sur \d+)", population) == ["12 sur 12", "6 sur 6", "2 sur 2", "1 sur 1", "1 sur 1"]


def test_le_theme_filtre_le_tableau(lance: Callable[..., AppTest]) -> None:
    texte = read_texte(lance(PAGE, theme="sante_mentale"))
    assert "ALD psychiatriques" in texte
    assert '<th scope="row">Population</th>' not in texte


def test_le_secret_dit_ce_qu_il_epargne(lance: Callable[..., AppTest]) -> None:
    assert "chiffres de plus restent lisibles" in read_texte(lance(PAGE, rubrique="secret"))


def test_le_secret_compte_et_ne_nomme_aucun_territoire(lance: Callable[..., AppTest]) -> None:
    texte = read_texte(lance(PAGE, rubrique="secret"))
    tableau = texte[texte.index("Chiffres cachés par indicateur et par raison") :]
    assert "Vaccin HPV" in tableau
    for nom in ("IRIS 12", "Beauval", "Mirandelle", "991230111"):
        assert nom not in tableau


def test_ce_que_la_publication_a_signale_se_lit(lance: Callable[..., AppTest], tmp_path: Path) -> None:
    ehpad = {"categorie": "établissement", "profession": "EHPAD", "specialite": "", "nom": "<b>Les Tilleuls"}
    build_ville_offre(tmp_path, build_medecin("loin", I1, **ehpad) | {"lon": 2.5, "lat": 46.5})
    texte = read_texte(lance(PAGE, donnees=tmp_path, rubrique="fraicheur"))
    assert "Signalé à la publication" in texte
    assert "1 point(s) de la ville hors de tout IRIS, gardé(s) : &lt;b&gt;Les Tilleuls (EHPAD)." in texte


def test_rien_de_signale_rien_d_affiche(lance: Callable[..., AppTest]) -> None:
    assert "Signalé à la publication" not in read_texte(lance(PAGE, rubrique="fraicheur"))


def test_un_qpv_et_ses_iris(lance: Callable[..., AppTest]) -> None:
    texte = read_texte(lance(PAGE, rubrique="qpv"))
    assert "2 QPV (contour 2024) touchent 4 IRIS, dont aucun n’est tout entier dans un QPV." in texte
