"""L'accueil : chiffres, portes, et le chemin d'une élue jusqu'au portrait de son quartier."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Serveur, choose, wait_page

pytestmark = pytest.mark.navigateur


def test_l_accueil_dit_la_ville_et_son_age(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(serveur.url)
    assert page.inner_text("h1") == "La santé à Villetest"
    assert "6 quartiers" in page.inner_text(".obs-sous-titre").replace("\xa0", " ")
    assert page.locator(".obs-grille .obs-carte").count() == 6
    assert "Données fictives" in page.inner_text(".obs-fictif")
    assert "publiée le" in page.inner_text(".obs-pied")


def test_le_chemin_d_une_elue(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(serveur.url)
    choose(page, "Choisir un quartier", "Mirandelle")
    page.get_by_role("link", name="Voir le portrait").click()
    page.wait_for_url("**/portrait?territoire=Q04")
    wait_page(page)


def test_chaque_lien_mene_a_une_page_qui_existe(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(serveur.url)
    liens = page.locator("[data-testid=stPageLink] a").evaluate_all("liens => liens.map(a => a.href)")
    assert len(liens) >= 4
    connus = page.get_by_test_id("stSidebarNav").locator("a").evaluate_all("liens => liens.map(a => a.pathname)")
    for lien in liens:
        assert "/" + lien.removeprefix(serveur.url).lstrip("/").split("?")[0] in connus


def test_le_telephone_tient_dans_390_pixels(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(serveur.url, largeur=390, hauteur=844)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    colonnes = page.locator(".obs-grille").evaluate("g => getComputedStyle(g).gridTemplateColumns.split(' ').length")
    assert colonnes == 1
