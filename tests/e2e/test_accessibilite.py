"""axe-core, règles WCAG 2.2 A et AA, sur chaque page et dans les deux thèmes."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from observatoire.ui.navigation import list_entrees
from tests.e2e.conftest import Serveur

pytestmark = pytest.mark.navigateur
REGLES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Défaut de Streamlit 1.67, hors de notre portée : dans son menu, `ul > div > li`.
DE_STREAMLIT = {"list": "stSidebarNavItems", "listitem": '<li class="st-emotion-cache'}


def find_violations(page: Page) -> list[str]:
    """Violations d'axe, sans le défaut connu du menu de Streamlit."""
    reponse: dict[str, Any] = Axe().run(page, options={"runOnly": REGLES}).response
    return [
        f"{violation['id']} : {noeud['html'][:200]}"
        for violation in reponse["violations"]
        for noeud in violation["nodes"]
        if DE_STREAMLIT.get(violation["id"], "\0") not in noeud["html"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("adresse", [e.adresse for e in list_entrees()])
def test_aucune_violation(ouvre: Callable[..., Page], serveur: Serveur, adresse: str, theme: str) -> None:
    page = ouvre(f"{serveur.url}/{adresse}", theme=theme)
    page.wait_for_timeout(1000)
    assert find_violations(page) == []


@pytest.mark.parametrize(
    "adresse", ["carte?territoire=Q01&coloration=significativite&vue=deux", "catalogue?indicateur=part_c2s"]
)
def test_aucune_violation_dans_les_vues_ouvertes(ouvre: Callable[..., Page], serveur: Serveur, adresse: str) -> None:
    page = ouvre(f"{serveur.url}/{adresse}")
    page.wait_for_timeout(1000)
    assert find_violations(page) == []


def test_axe_voit_un_defaut(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    """Sans ce contrôle, une page vide ou un axe muet passerait pour conforme."""
    page = ouvre(serveur.url)
    page.evaluate("document.querySelector('.obs-pied').innerHTML = '<button></button>'")
    assert any(v.startswith("button-name") for v in find_violations(page))
