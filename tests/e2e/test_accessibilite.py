"""axe-core, règles WCAG 2.2 A et AA, sur chaque page et dans les deux thèmes."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from observatoire.ui.navigation import list_adresses
from tests.e2e.conftest import Serveur, click, fill, unfold, wait_page, wait_repos

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
@pytest.mark.parametrize("adresse", list_adresses())
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


CLS = (
    "cls", "fiches?compter=statut&statut=bloque", "fiches?action=3", "fiches?action=3&mode=modifier",
    "fiches?modele=strasbourg-maisons-urbaines", "besoins?territoire=Q01&theme=recours_et_offre",
    "recueil?budget=plus", "recueil?action=sqy-livret-frais", "resultats", "changements", "plan",
)  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("adresse", CLS)
def test_aucune_violation_dans_le_contrat(
    ouvre: Callable[..., Page], serveur_cls: Serveur, adresse: str, theme: str
) -> None:
    page = ouvre(f"{serveur_cls.url}/{adresse}", theme=theme)
    page.wait_for_timeout(800)
    assert find_violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_aucune_violation_ce_qui_se_deplie_dans_les_fiches(
    ouvre: Callable[..., Page], serveur_cls: Serveur, theme: str
) -> None:
    """Filtres, lot et son aperçu, puis l'histoire d'une fiche et la suppression."""
    page = ouvre(f"{serveur_cls.url}/fiches", theme=theme)
    for titre in ("Autres filtres", "Modifier plusieurs fiches", "Nouvelle fiche"):
        unfold(page, titre)
    page.get_by_text("Les 28 fiches de la liste").click()
    click(page, "Voir ce qui changerait")
    page.get_by_role("button", name=re.compile("^Appliquer à")).wait_for()
    assert find_violations(page) == []
    page.goto(f"{serveur_cls.url}/fiches?action=3")
    wait_page(page)
    for titre in ("Ajouter une sous-action", "Histoire de la fiche"):
        unfold(page, titre)
    assert find_violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_aucune_violation_dans_un_conflit_ni_un_apercu_d_import(
    ouvre: Callable[..., Page], serveur_cls: Serveur, theme: str
) -> None:
    adresse = f"{serveur_cls.url}/fiches?action=7&mode=modifier"
    zoe, ali = ouvre(adresse, theme=theme), ouvre(adresse, theme=theme)
    for page, nom in ((zoe, "Zoé"), (ali, "Ali")):
        fill(page, "Votre nom", nom)
        fill(page, "Description", f"Texte de {nom}, {theme}")
    fill(ali, "Contexte", f"Contexte d'Ali, {theme}")
    click(ali, "Enregistrer")
    click(zoe, "Enregistrer")
    zoe.get_by_role("button", name="Enregistrer ces choix").wait_for()
    assert find_violations(zoe) == []

    page = ouvre(f"{serveur_cls.url}/plan?contrat=nouveau", theme=theme)
    plan = "N°;Titre de l'action;Statut\n1;Ouvrir;Fini\n1;Fermer;En cours\n".encode()
    page.locator("input[type=file]").set_input_files({"name": "plan.csv", "mimeType": "text/csv", "buffer": plan})
    page.get_by_text("Ligne par ligne").wait_for()
    wait_repos(page)
    assert find_violations(page) == []


def test_axe_voit_un_defaut(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    """Sans ce contrôle, une page vide ou un axe muet passerait pour conforme."""
    page = ouvre(serveur.url)
    page.evaluate("document.querySelector('.obs-pied').innerHTML = '<button></button>'")
    assert any(v.startswith("button-name") for v in find_violations(page))
