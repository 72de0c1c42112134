"""Le portrait : ce qui n'existe que pour la ville, et ce qui ne se compare à rien."""

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from tests.outils.instantane import build_instantane
from tests.pages.conftest import read_texte

PAGE = "territoires/portrait.py"


@pytest.fixture
def sans_urgences_par_quartier(tmp_path: Path) -> Path:
    """Villetest, où la source ne donne les passages aux urgences que pour la ville et au-delà."""
    publie = tmp_path / "publie"
    # Un autre nom : une version est immuable, et ce qu'on en a lu est gardé par nom.
    chemin = (publie / build_instantane(tmp_path)).rename(publie / "obs_2026-11-22_abcdef01.duckdb")
    (publie / "COURANT").write_text(chemin.name, encoding="utf-8")
    with duckdb.connect(str(chemin)) as base:
        base.execute("DELETE FROM valeur WHERE indicateur = 'passages_urgences' AND territoire LIKE 'Q0%'")
    return tmp_path


def test_un_indicateur_qui_n_existe_que_pour_la_ville_est_montre_a_part(
    lance: Callable[..., AppTest], sans_urgences_par_quartier: Path
) -> None:
    essai = lance(PAGE, donnees=sans_urgences_par_quartier, territoire="Q01")
    assert not essai.exception
    (volet,) = [e for e in essai.expander if "existe" in e.label]
    assert volet.label.replace("\xa0", " ") == "1 indicateur n’existe pas pour les quartiers, mais pour la ville"
    assert "Passages aux urgences : <b>" in read_texte(essai)


def test_sans_manque_rien_n_est_annonce(lance: Callable[..., AppTest]) -> None:
    assert not [e for e in lance(PAGE, territoire="Q01").expander if "existe" in e.label]


def test_seules_les_sources_des_lignes_montrees_sont_citees(lance: Callable[..., AppTest], tmp_path: Path) -> None:
    """L'essai ne garde, pour les quartiers, que ce qui vient du recensement."""
    publie = tmp_path / "publie"
    chemin = (publie / build_instantane(tmp_path)).rename(publie / "obs_2026-11-22_abcdef02.duckdb")
    (publie / "COURANT").write_text(chemin.name, encoding="utf-8")
    with duckdb.connect(str(chemin)) as base:
        libelles = dict(base.execute("SELECT code, libelle FROM source").fetchall())
        base.execute(
            "DELETE FROM valeur WHERE territoire LIKE 'Q0%' AND indicateur NOT IN "
            "(SELECT code FROM indicateur WHERE source = 'insee_rp')"
        )
    texte = read_texte(lance(PAGE, donnees=tmp_path, territoire="Q01"))
    assert len(libelles) > 1
    assert f"Sources : {libelles['insee_rp']}. Intervalles à 95 %." in texte


def test_le_portrait_dit_ce_que_le_hasard_ferait_seul(lance: Callable[..., AppTest]) -> None:
    texte = read_texte(lance(PAGE, territoire="Q01"))
    trouve = re.search(r"(\d+) comparaisons affichées : à 95 %, environ (\d+) écart", texte)
    assert trouve is not None
    assert int(trouve[2]) == round(int(trouve[1]) / 20)
