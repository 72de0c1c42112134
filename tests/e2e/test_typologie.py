"""Quartiers semblables dans un vrai navigateur : clic sur la carte, liens, téléphone."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Serveur, click_carte, wait_repos

pytestmark = pytest.mark.navigateur


def test_toucher_un_quartier_montre_ses_semblables(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/typologie")
    click_carte(page, 0.4, 0.8)
    page.wait_for_url("**territoire=Q01**")
    wait_repos(page)
    assert page.locator(".st-key-carte-semblables tbody tr").count() == 5
    assert page.locator(".obs-groupe.ici").count() == 1


def test_changer_le_nombre_de_groupes(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/typologie")
    assert page.locator(".obs-groupe").count() == 4
    page.get_by_role("radio", name="3", exact=True).click()
    page.wait_for_url("**groupes=3**")
    wait_repos(page)
    assert page.locator(".obs-groupe").count() == 3


def test_comparer_les_semblables_en_un_clic(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/typologie?territoire=Q01")
    proches = page.locator(".st-key-carte-semblables tbody th a").all_inner_texts()
    page.get_by_role("link", name="Les comparer indicateur par indicateur").click()
    page.wait_for_url("**/comparer?**")
    page.wait_for_selector("table.obs-matrice")
    wait_repos(page)
    noms = page.locator("table.obs-matrice tbody th").all_inner_texts()
    assert noms[0].startswith("Les Tilleuls")
    assert [n.split("\n")[0] for n in noms[1:]] == proches[:3]
    assert len(parse_qs(urlsplit(page.url).query)["territoires"][0].split(",")) == 4


def test_le_centre_des_groupes_a_une_colonne_par_groupe(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/typologie?groupes=3")
    page.get_by_text("Le centre de chaque groupe").click()
    entetes = page.locator("table.obs-table:has(caption:text('Centre de chaque groupe')) thead th").all_inner_texts()
    assert entetes[1:] == ["Ville", "Moyenne des quartiers", "Groupe A", "Groupe B", "Groupe C"]


def test_le_telephone_tient_dans_390_pixels(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/typologie?territoire=Q01", largeur=390, hauteur=844)
    page.wait_for_timeout(800)
    wait_repos(page)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
