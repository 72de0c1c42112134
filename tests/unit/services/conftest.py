"""Une petite version inventée, partagée par les essais des cas d'usage."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from tests.outils.instantane import build_instantane


@pytest.fixture(scope="session")
def dossier_instantane(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Dossier de données qui contient la version de Villetest."""
    dossier = tmp_path_factory.mktemp("instantane")
    build_instantane(dossier)
    return dossier


@pytest.fixture
def version(dossier_instantane: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Nom de la version, le dossier de données étant celui de Villetest le temps de l'essai."""
    monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(dossier_instantane))
    yield (dossier_instantane / "publie" / "COURANT").read_text(encoding="utf-8").strip()


@pytest.fixture(scope="session")
def base(dossier_instantane: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Une copie de la version, lue sans passer par l'observatoire.

    DuckDB refuse d'ouvrir deux fois un même fichier dans un processus avec des réglages différents.
    """
    (chemin,) = (dossier_instantane / "publie").glob("obs_*.duckdb")
    copie = shutil.copy(chemin, tmp_path_factory.mktemp("copie") / "copie.duckdb")
    with duckdb.connect(str(copie), read_only=True) as connexion:
        yield connexion


@pytest.fixture
def retouche(dossier_instantane: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Rend une fonction qui passe une requête sur une copie de la version, et la sert le temps de l'essai."""

    def retoucher(requete: str) -> str:
        # Un autre nom : une version est immuable, et ce qu'on en a lu est gardé par nom.
        nom = f"obs_2026-11-22_{hashlib.sha256(requete.encode()).hexdigest()[:8]}.duckdb"
        publie = tmp_path / "retouche" / "publie"
        publie.mkdir(parents=True)
        (chemin,) = (dossier_instantane / "publie").glob("obs_*.duckdb")
        shutil.copy(chemin, publie / nom)
        (publie / "COURANT").write_text(nom, encoding="utf-8")
        with duckdb.connect(str(publie / nom)) as base:
            base.execute(requete)
        monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(publie.parent))
        return nom

    return retoucher
