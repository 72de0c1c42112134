"""Les pages restent des scripts courts : ni SQL, ni calcul, et aucune à la racine de `pages/`."""

import ast
import re
from pathlib import Path

import pytest

from observatoire.ui.navigation import RUBRIQUES
from tests.conftest import RACINE

DOSSIER = RACINE / "pages"
PAGES = sorted(DOSSIER.rglob("*.py"))
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE)\b.+\b(FROM|INTO|SET)\b", re.DOTALL)
CALCUL = {"numpy", "scipy", "pandas", "duckdb", "math", "statistics", "sqlalchemy"}
LIGNES_MAX = 120


def test_aucune_page_n_est_a_la_racine() -> None:
    """Un `pages/x.py` s'ouvrirait par un lien direct sans passer par `dashboard.py`."""
    assert list(DOSSIER.glob("*.py")) == []
    assert PAGES, "aucune page trouvée : le test ne verrait rien"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_une_page_est_courte_sans_sql_ni_calcul(page: Path) -> None:
    texte = page.read_text(encoding="utf-8")
    assert len(texte.splitlines()) <= LIGNES_MAX
    assert not SQL.search(texte)
    importes = {
        nom.split(".")[0]
        for noeud in ast.walk(ast.parse(texte))
        for nom in (
            [a.name for a in noeud.names]
            if isinstance(noeud, ast.Import)
            else [noeud.module or ""]
            if isinstance(noeud, ast.ImportFrom)
            else []
        )
    }
    assert not importes & CALCUL
    assert not re.search(r"from observatoire\.(store|ingest|stats|documents)\b", texte)


def test_chaque_page_est_dans_le_menu() -> None:
    prevues = {entree.fichier for entrees in RUBRIQUES.values() for entree in entrees}
    assert {str(p.relative_to(DOSSIER)) for p in PAGES} <= prevues


def test_les_adresses_sont_uniques_et_sans_accent() -> None:
    adresses = [e.adresse for entrees in RUBRIQUES.values() for e in entrees]
    assert len(adresses) == len(set(adresses))
    assert all(re.fullmatch(r"[a-z_-]*", adresse) for adresse in adresses)
