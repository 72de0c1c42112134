"""Tuer le processus à n'importe quel moment laisse servie la dernière version, et le chantier lisible."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import RACINE

pytestmark = [
    pytest.mark.lent,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="ce système ne sait pas dédoubler un processus"),
]


def kill_everywhere(scenario: str, dossier: Path, nombre: int) -> list[dict[str, Any]]:
    fini = subprocess.run(
        [sys.executable, "-m", "tests.outils.pannes", scenario, str(dossier), str(nombre)],
        cwd=RACINE, capture_output=True, text=True, check=False, timeout=280,
    )  # fmt: skip
    assert fini.returncode == 0, fini.stderr
    essais = [json.loads(ligne) for ligne in fini.stdout.splitlines()]
    assert len(essais) >= min(nombre, essais[0]["total"]) - 1
    assert all(e["tue"] for e in essais), "le processus n'a pas été tué"
    malsains = [e["instant"] for e in essais if not e["sain"]]
    assert not malsains, f"instants malsains : {malsains}\n{fini.stderr}"
    return [e["constat"] for e in essais]


def test_publier_tue_a_tout_instant_laisse_une_version_entiere(tmp_path: Path) -> None:
    constats = kill_everywhere("publier", tmp_path, 24)
    # Avant le pointeur c'est l'ancienne version, après c'est la nouvelle ; les essais ont vu les deux.
    servies = {c["servie"] for c in constats}
    reprises = {c["reprise"] for c in constats}
    assert len(reprises) == 1
    assert len(servies) == 2
    assert reprises < servies


def test_importer_tue_a_tout_instant_ecrit_tout_le_lot_ou_rien(tmp_path: Path) -> None:
    constats = kill_everywhere("importer", tmp_path, 16)
    assert {c["lots"] for c in constats} == {2, 3}
    assert len({c["servie"] for c in constats}) == 1


def test_initialiser_tue_a_tout_instant_cree_tout_ou_rien(tmp_path: Path) -> None:
    assert {c["cree"] for c in kill_everywhere("initialiser", tmp_path, 16)} == {True, False}


def test_revenir_tue_a_tout_instant_sert_l_une_des_deux_versions(tmp_path: Path) -> None:
    constats = kill_everywhere("revenir", tmp_path, 12)
    assert {c["versions"] for c in constats} == {2}
    assert len({c["servie"] for c in constats}) == 2
