"""`servir` sert le dossier qu'on lui demande."""

import os
from pathlib import Path

import pytest

from observatoire import server
from observatoire.cli import run
from observatoire.settings import read_reglages


@pytest.fixture
def servis(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Remplace Streamlit : le dossier que liraient les pages est noté, rien n'est servi."""
    notes: list[Path] = []
    monkeypatch.setenv("OBSERVATOIRE_DONNEES", "dossier-de-l-environnement")
    monkeypatch.delenv("STREAMLIT_SERVER_ADDRESS", raising=False)
    monkeypatch.setattr(server.cli, "main", lambda *_, **__: notes.append(read_reglages().donnees))
    return notes


def test_le_dossier_demande_l_emporte_sur_l_environnement(servis: list[Path], tmp_path: Path) -> None:
    assert run(["servir", "--donnees", str(tmp_path)]) == 0
    assert servis == [tmp_path.resolve()]


def test_sans_demande_c_est_celui_de_l_environnement(servis: list[Path]) -> None:
    assert run(["servir"]) == 0
    assert servis == [Path("dossier-de-l-environnement").resolve()]
    assert os.environ["OBSERVATOIRE_DONNEES"] == "dossier-de-l-environnement"
