"""Tous les caches sont dans `ui/cache.py` et `ui/cache_suivi.py` : c'est là qu'on vérifie leur clé et leur taille."""

import re
from pathlib import Path

import pytest

from tests.conftest import RACINE

CACHES = [RACINE / "observatoire" / "ui" / nom for nom in ("cache.py", "cache_suivi.py")]
DECORATEUR = re.compile(r"@st\.cache_(?:data|resource)(?P<reglages>\(.*\))?")


def test_aucun_cache_de_streamlit_ailleurs() -> None:
    sources = [*(RACINE / "observatoire").rglob("*.py"), *(RACINE / "pages").rglob("*.py"), RACINE / "dashboard.py"]
    assert set(CACHES) <= set(sources)
    assert [p for p in sources if p not in CACHES and DECORATEUR.search(p.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("module", CACHES, ids=lambda p: p.stem)
def test_chaque_cache_est_borne(module: Path) -> None:
    poses = list(DECORATEUR.finditer(module.read_text(encoding="utf-8")))
    assert poses, "aucun cache trouvé : le test ne verrait rien"
    assert [p.group() for p in poses if "max_entries=" not in (p["reglages"] or "")] == []
