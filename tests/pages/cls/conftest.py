"""La petite ville d'essai, avec son contrat : celui de la démonstration, chaque test repartant du même."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from observatoire.services.suivi.acces import open_suivi
from observatoire.services.suivi.demonstration import load_demo
from observatoire.ui.suivi import contexte


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


@pytest.fixture(autouse=True)
def aujourd_hui(monkeypatch: pytest.MonkeyPatch) -> date:
    """Les écrans croient être le 22 novembre 2026 : le contrat fictif se lit à cette date."""
    jour = datetime(2026, 11, 22, 12, tzinfo=UTC)
    monkeypatch.setattr(contexte, "datetime", SimpleNamespace(now=jour.astimezone))
    return jour.date()
