"""La petite ville d'essai, avec son contrat : celui de la démonstration, chaque test repartant du même."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatoire.services.suivi.acces import open_suivi
from observatoire.services.suivi.demonstration import load_demo


@pytest.fixture(scope="session")
def base_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Une base SQLite où le contrat fictif est écrit."""
    dossier = tmp_path_factory.mktemp("base")
    suivi = open_suivi(f"sqlite:///{dossier / 'suivi.db'}")
    load_demo(suivi)
    with suivi.base.moteur.connect() as connexion:
        connexion.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    suivi.base.close()
    return dossier / "suivi.db"


@pytest.fixture
def url_suivi(tmp_path: Path, base_demo: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Adresse d'une copie de cette base, servie au tableau de bord."""
    copie = tmp_path / "suivi.db"
    shutil.copy(base_demo, copie)
    url = f"sqlite:///{copie}"
    monkeypatch.setenv("OBSERVATOIRE_SUIVI_URL", url)
    return url


@pytest.fixture
def lance_cls(url_suivi: str, lance: Callable[..., AppTest]) -> Callable[..., AppTest]:
    """Ouvre une page du contrat."""
    return lance
