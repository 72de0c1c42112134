"""Quartiers semblables, sans navigateur : lien du portrait, nombre de groupes, refus clair."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import read_texte

PAGE = "territoires/typologie.py"


def test_un_territoire_seul_apporte_sa_maille(lance: Callable[..., AppTest]) -> None:
    essai = lance(PAGE, territoire="991230100")
    assert not essai.exception
    texte = read_texte(essai)
    assert "Les plus semblables : IRIS 1" in texte
    assert " IRIS forment 4 groupes" in texte


def test_le_nombre_de_groupes_suit_l_adresse(lance: Callable[..., AppTest]) -> None:
    texte = read_texte(lance(PAGE, groupes="2"))
    assert "6 quartiers forment 2 groupes" in texte
    assert texte.count('class="obs-groupe') == 2


def test_le_groupe_du_territoire_est_marque(lance: Callable[..., AppTest]) -> None:
    assert read_texte(lance(PAGE, territoire="Q01")).count('class="obs-groupe ici"') == 1


def test_trop_peu_d_indicateurs_se_dit_sans_trace(lance: Callable[..., AppTest]) -> None:
    essai = lance(PAGE, indicateurs="revenu_median")
    assert not essai.exception
    assert "demande deux indicateurs" in read_texte(essai)
    next(b for b in essai.button if b.label == "Revenir aux indicateurs de départ").click().run()
    assert "indicateurs" not in essai.query_params
    assert "6 quartiers forment 4 groupes" in read_texte(essai)


def test_trop_peu_de_qpv_garde_les_semblables(lance: Callable[..., AppTest]) -> None:
    """Deux QPV ne se groupent pas, mais l'un reste le semblable de l'autre."""
    essai = lance(PAGE, territoire="QN09901N")
    assert not essai.exception
    texte = read_texte(essai)
    assert "6 territoires qui ont tous les chiffres" in texte
    assert "portrait?territoire=QN09902N" in texte
