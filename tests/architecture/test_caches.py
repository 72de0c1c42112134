"""Tous les caches sont dans `ui/cache.py` : c'est là qu'on vérifie leur clé et leur taille."""

import re

from tests.conftest import RACINE

CACHE = RACINE / "observatoire" / "ui" / "cache.py"
DECORATEUR = re.compile(r"@st\.cache_(?:data|resource)(?P<reglages>\(.*\))?")


def test_aucun_cache_de_streamlit_ailleurs() -> None:
    sources = [*(RACINE / "observatoire").rglob("*.py"), *(RACINE / "pages").rglob("*.py"), RACINE / "dashboard.py"]
    assert CACHE in sources
    assert [p for p in sources if p != CACHE and DECORATEUR.search(p.read_text(encoding="utf-8"))] == []


def test_chaque_cache_est_borne() -> None:
    poses = list(DECORATEUR.finditer(CACHE.read_text(encoding="utf-8")))
    assert poses, "aucun cache trouvé : le test ne verrait rien"
    assert [p.group() for p in poses if "max_entries=" not in (p["reglages"] or "")] == []
