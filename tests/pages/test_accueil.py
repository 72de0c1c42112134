"""Accueil : chiffres de la ville, verdicts, fraîcheur, et les états sans données."""

import html
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import read_texte


def test_l_accueil_montre_la_ville(lance: Callable[..., AppTest]) -> None:
    essai = lance()
    texte = read_texte(essai)
    assert not essai.exception
    assert '<h1 id="titre">La santé à Villetest</h1>' in texte
    assert texte.count('<section class="obs-carte">') == 6
    assert "6 quartiers, 2 quartiers prioritaires (QPV)" in texte


def test_un_effectif_n_est_pas_compare(lance: Callable[..., AppTest]) -> None:
    carte = read_texte(lance()).split('<section class="obs-carte">')[1]
    assert ">Population<" in carte
    assert "effectif, sans comparaison" in carte
    assert "non comparable" not in carte


def test_la_ville_fictive_est_annoncee(lance: Callable[..., AppTest]) -> None:
    assert "Données fictives de démonstration" in read_texte(lance())


def test_sans_version_la_page_apprend(lance: Callable[..., AppTest], tmp_path: Path) -> None:
    essai = lance(donnees=tmp_path)
    texte = read_texte(essai)
    assert not essai.exception
    assert "Aucune version publiée à montrer" in texte
    for commande in ("demo", "initialiser --commune", "importer", "publier"):
        assert f"python -m observatoire {commande}" in texte


def test_un_pointeur_vers_un_fichier_illisible_s_explique(lance: Callable[..., AppTest], tmp_path: Path) -> None:
    publie = tmp_path / "publie"
    publie.mkdir()
    (publie / "obs_2026-01-01_x.duckdb").write_bytes(b"ceci n'est pas une base")
    (publie / "COURANT").write_text("obs_2026-01-01_x.duckdb", encoding="utf-8")
    essai = lance(donnees=tmp_path)
    assert not essai.exception
    assert "ne s'ouvre pas" in html.unescape(read_texte(essai))


def test_une_erreur_imprevue_ne_montre_pas_sa_trace(lance: Callable[..., AppTest]) -> None:
    with patch("observatoire.ui.cache.get_accueil", side_effect=ZeroDivisionError("détail interne")):
        essai = lance()
    texte = read_texte(essai)
    assert not essai.exception
    assert "Une erreur imprévue" in texte
    assert "détail interne" not in texte
