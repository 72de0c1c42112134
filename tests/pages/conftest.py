"""Les pages, exécutées par AppTest à travers `dashboard.py`, sur la petite ville d'essai."""

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.conftest import RACINE
from tests.outils.instantane import build_instantane


@pytest.fixture(scope="session")
def donnees_essai(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Dossier de données d'une petite ville publiée."""
    dossier = tmp_path_factory.mktemp("essai")
    build_instantane(dossier)
    return dossier


@pytest.fixture
def lance(monkeypatch: pytest.MonkeyPatch, donnees_essai: Path) -> Callable[..., AppTest]:
    """Ouvre une page du menu avec des codes dans l'adresse ; `donnees` remplace la ville d'essai."""

    def lance_page(page: str = "", donnees: Path | None = None, **codes: str) -> AppTest:
        monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(donnees or donnees_essai))
        # Hors d'un navigateur, AppTest donne pour témoin un faux objet ; ici, le navigateur n'a encore rien gardé.
        monkeypatch.setattr(type(st.context), "cookies", property(lambda _: {}))
        essai = AppTest.from_file(str(RACINE / "dashboard.py"), default_timeout=60)
        if page:
            essai.switch_page(f"pages/{page}")
        for nom, code in codes.items():
            essai.query_params[nom] = code
        return essai.run()

    return lance_page


def read_texte(essai: AppTest) -> str:
    """Tout le HTML posé par la page, espaces insécables ramenées à des espaces."""
    return " ".join(m.value for m in essai.markdown).replace("\xa0", " ").replace("\u202f", " ")
