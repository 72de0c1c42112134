"""Réglages communs des tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent
DONNEES_REELLES = RACINE.parent / "shared" / "donnees_reelles"
TESTS_COMPLETS = os.environ.get("OBSERVATOIRE_TESTS_COMPLETS") == "1"


@pytest.fixture(scope="session")
def donnees_reelles() -> Path:
    """Dossier des fichiers officiels réels ; le test est sauté, raison dite, s'il n'est pas là."""
    if not DONNEES_REELLES.is_dir():
        pytest.skip(f"données réelles absentes : {DONNEES_REELLES}")
    return DONNEES_REELLES


def require_tool(present: bool, raison: str) -> None:
    """Saute le test si l'outil manque ; en intégration continue, l'absence est un échec."""
    if present:
        return
    if TESTS_COMPLETS:
        pytest.fail(f"outil requis absent : {raison}")
    pytest.skip(raison)


@pytest.fixture(scope="session", autouse=True)
def sans_donnees_locales(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Ce que ce poste a publié ne sert jamais à un test : sans dossier choisi, il n'y a rien."""
    with pytest.MonkeyPatch.context() as reglages:
        reglages.setenv("OBSERVATOIRE_DONNEES", str(tmp_path_factory.getbasetemp() / "aucune_donnee"))
        yield
