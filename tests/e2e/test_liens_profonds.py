"""L'adresse restaure la vue : lien à froid, retour, changement de page, codes inventés, lien copié."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Espion, Serveur, choose, wait_page, wait_repos

pytestmark = pytest.mark.navigateur


def test_un_lien_a_froid_restaure_tous_les_champs(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(
        f"{serveur.url}/carte?indicateur=ald_psychiatriques&periode=2022&maille=quartier&sexe=femmes"
        "&coloration=significativite&territoire=Q02"
    )
    assert page.inner_text("h1") == "ALD psychiatriques"
    assert "2022" in page.inner_text(".obs-sous-titre")
    assert "femmes" in page.inner_text(".obs-sous-titre")
    assert page.inner_text(".st-key-carte-fiche .obs-h3") == "Le Port"
    assert page.locator("table.obs-points tr.choisi th").inner_text() == "Le Port"
    assert page.get_by_role("radio", name="Significativité").get_attribute("aria-checked") == "true"


def test_changer_un_champ_ecrit_un_code_puis_retour_le_defait(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/carte?indicateur=part_mt_dents")
    choose(page, "Période", "2021")
    assert parse_qs(urlsplit(page.url).query) == {"indicateur": ["part_mt_dents"], "periode": ["2021"]}
    assert "2021" in page.inner_text(".obs-sous-titre")
    page.go_back()
    wait_repos(page)
    assert "2024" in page.inner_text(".obs-sous-titre")
    page.go_forward()
    wait_repos(page)
    assert "2021" in page.inner_text(".obs-sous-titre")


def test_changer_de_page_oublie_les_codes_de_la_precedente(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/carte?indicateur=part_mt_dents&periode=2021")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Téléchargements").click()
    page.wait_for_url("**/telechargements")
    wait_page(page)
    assert urlsplit(page.url).query == ""
    assert page.inner_text("h1") == "Téléchargements"


@pytest.mark.parametrize(
    "requete",
    [
        "indicateur=inconnu",
        "indicateur=%3Cscript%3Ealert(1)%3C/script%3E",
        "periode=1789&maille=planete",
        "territoire='%20OR%201=1%20--",
        "comparateur=cible:abc",
        "vue=deux&indicateur2=zzz&periode2=9999",
        "indicateur=" + "a" * 3000,
        "sexe=%5Bcliquez%5D(http://exemple.invalid)",
    ],
)
def test_un_code_invente_donne_un_avis_et_une_carte(ouvre: Callable[..., Page], serveur: Serveur, requete: str) -> None:
    page = ouvre(f"{serveur.url}/carte?{requete}")
    assert page.locator(".obs-message.alerte").count() >= 1
    assert "par défaut" in page.locator(".obs-message.alerte").first.inner_text()
    page.wait_for_selector("[data-testid=stDeckGlJsonChart]")
    assert page.locator("a[href*='exemple.invalid']").count() == 0


def test_copier_le_lien_donne_tous_les_codes(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/carte?indicateur=part_mt_dents")
    page.get_by_role("button", name="Copier le lien").click()
    page.wait_for_selector("text=Lien copié")
    lien = page.evaluate("navigator.clipboard.readText()")
    codes = parse_qs(urlsplit(lien).query)
    assert lien.startswith(f"{serveur.url}/carte?")
    assert codes["indicateur"] == ["part_mt_dents"]
    assert codes["periode"] == ["2024"]
    assert codes["maille"] == ["quartier"]
    assert codes["comparateur"] == ["ville"]


def test_une_page_inconnue_se_dit_en_francais(ouvre: Callable[..., Page], serveur: Serveur, espion: Espion) -> None:
    page = ouvre(f"{serveur.url}/nulle_part")
    assert "La page « nulle_part » n’existe pas" in page.inner_text(".obs-message.alerte")
    assert page.inner_text("h1") == "La santé à Villetest"
    page.wait_for_timeout(1000)
    assert page.get_by_role("dialog").count() == 0
    espion.erreurs.clear()  # Streamlit écrit lui-même en console qu'il n'a pas trouvé la page


def test_le_premier_lien_d_un_serveur_neuf_ne_montre_pas_de_boite(
    ouvre: Callable[..., Page], lance_serveur: Callable[[Path], Serveur], serveur: Serveur
) -> None:
    neuf = lance_serveur(serveur.donnees)
    page = ouvre(f"{neuf.url}/carte?indicateur=part_mt_dents")
    page.wait_for_timeout(1000)
    assert page.inner_text("h1") == "M’T dents"
    assert page.get_by_role("dialog").count() == 0
