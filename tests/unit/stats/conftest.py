"""Valeurs publiées communes aux tests statistiques."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# Une machine chargée ne doit pas faire échouer un calcul juste : aucune durée n'est vérifiée ici.
settings.register_profile("statistiques", deadline=None, max_examples=60)
settings.load_profile("statistiques")

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "statistiques.json"


@pytest.fixture(scope="session")
def golden() -> dict[str, Any]:
    return json.loads(GOLDEN.read_text(encoding="utf-8"))
