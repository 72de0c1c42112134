"""Les mêmes tests sur SQLite et sur un vrai PostgreSQL, démarré le temps des tests."""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from observatoire.services.suivi.acces import Suivi, open_suivi
from tests.conftest import require_tool


def find_postgresql() -> Path | None:
    """Dossier des programmes de PostgreSQL : celui du PATH, ou le plus récent de Debian."""
    dans_le_path = shutil.which("initdb")
    if dans_le_path:
        return Path(dans_le_path).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return versions[-1].parent if versions else None


@pytest.fixture(scope="session")
def grappe_postgresql() -> Iterator[str]:
    """Démarre une grappe jetable, sur une prise locale seulement, et rend le dossier de la prise."""
    programmes = find_postgresql()
    require_tool(programmes is not None, "PostgreSQL (initdb) : paquet Debian « postgresql »")
    assert programmes is not None
    # Le chemin d'une prise locale ne dépasse pas 107 caractères : un dossier court de /tmp.
    dossier = Path(tempfile.mkdtemp(prefix="suivi-pg-"))
    prefixe: list[str] = []
    if os.geteuid() == 0:
        require_tool(shutil.which("runuser") is not None, "runuser, pour ne pas lancer PostgreSQL en root")
        shutil.chown(dossier, "postgres", "postgres")
        prefixe = ["runuser", "-u", "postgres", "--"]
    donnees = str(dossier / "donnees")
    initdb = [programmes / "initdb", "-D", donnees, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C"]
    subprocess.run([*prefixe, *initdb], check=True, stdout=subprocess.DEVNULL, cwd=dossier)
    options = f"-c listen_addresses='' -c unix_socket_directories='{dossier}' -c max_connections=60"
    pg_ctl = [*prefixe, programmes / "pg_ctl", "-D", donnees, "-w", "-l", str(dossier / "journal")]
    subprocess.run([*pg_ctl, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL, cwd=dossier)
    try:
        yield str(dossier)
    finally:
        subprocess.run([*pg_ctl, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL)
        shutil.rmtree(dossier, ignore_errors=True)


@pytest.fixture
def url_postgresql(grappe_postgresql: str) -> str:
    """Adresse d'une base neuve."""
    nom = f"suivi_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"host={grappe_postgresql} user=postgres dbname=postgres", autocommit=True) as connexion:
        connexion.execute(f"CREATE DATABASE {nom}")
    return f"postgresql://postgres@/{nom}?host={grappe_postgresql}"


@pytest.fixture
def url_sqlite(tmp_path: Path) -> str:
    """Adresse d'un fichier neuf."""
    return f"sqlite:///{tmp_path / 'suivi' / 'suivi.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Adresse d'une base neuve, de chaque sorte tour à tour."""
    return request.getfixturevalue(f"url_{request.param}")


@pytest.fixture
def suivi(url: str) -> Iterator[Suivi]:
    """Un suivi vide, sur chaque sorte de base tour à tour."""
    ouvert = open_suivi(url)
    yield ouvert
    ouvert.base.close()


@pytest.fixture
def suivi_sqlite(url_sqlite: str) -> Iterator[Suivi]:
    """Un suivi vide sur SQLite, pour ce qui ne dépend pas de la base."""
    ouvert = open_suivi(url_sqlite)
    yield ouvert
    ouvert.base.close()
