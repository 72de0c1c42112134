"""Les pages restent des scripts courts : ni SQL, ni calcul, et aucune à la racine de `pages/`."""

import ast
import re
from pathlib import Path

import pytest

from observatoire.ui import navigation
from observatoire.ui.navigation import RUBRIQUES, list_adresses
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


def test_le_menu_a_toutes_les_pages_et_elles_seules() -> None:
    menu = [entree.fichier for entrees in RUBRIQUES.values() for entree in entrees]
    assert sorted(menu) == sorted(p.relative_to(DOSSIER).as_posix() for p in PAGES)


def test_chaque_lien_mene_a_une_page_du_menu() -> None:
    """`link_page` reçoit une adresse écrite dans le code : aucune n'est inconnue du menu."""
    modules = [*PAGES, *(RACINE / "observatoire" / "ui").rglob("*.py")]
    cites = {
        noeud.args[0].value
        for module in modules
        for noeud in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(noeud, ast.Call)
        and isinstance(noeud.func, ast.Name)
        and noeud.func.id == "link_page"
        and isinstance(noeud.args[0], ast.Constant)
    }
    assert {"portrait", "carte"} <= cites
    assert cites <= set(list_adresses())


def test_le_libelle_d_un_lien_reste_du_texte(monkeypatch: pytest.MonkeyPatch) -> None:
    libelles: list[str] = []
    monkeypatch.setattr(navigation.st, "page_link", lambda *_, label, **__: libelles.append(label))
    navigation.link_page("portrait", "Portrait : **gras** [x](http://e)")
    assert libelles == ["Portrait : \\*\\*gras\\*\\* \\[x\\](http:\u2060//e)"]


def test_les_adresses_sont_uniques_et_sans_accent() -> None:
    adresses = [e.adresse for entrees in RUBRIQUES.values() for e in entrees]
    assert len(adresses) == len(set(adresses))
    assert all(re.fullmatch(r"[a-z_-]*", adresse) for adresse in adresses)
