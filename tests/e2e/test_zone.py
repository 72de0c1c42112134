"""Ma zone dans un vrai navigateur : clics sur la carte, extension, lien, fichier, téléphone."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Serveur, click_carte, wait_repos

pytestmark = pytest.mark.navigateur


def list_iris(page: Page) -> list[str]:
    """IRIS de la zone, lus dans l'adresse."""
    return parse_qs(urlsplit(page.url).query).get("iris", [""])[0].split(",")


def click_iris(page: Page, x: float, y: float, attendus: int) -> None:
    """Clique dans la carte, et attend que l'adresse compte `attendus` IRIS."""
    click_carte(page, x, y)
    page.wait_for_function(
        "n => (new URLSearchParams(location.search).get('iris') || '').split(',').filter(Boolean).length === n",
        arg=attendus,
    )
    wait_repos(page)


def test_toucher_des_iris_compose_la_zone_et_les_retoucher_les_retire(
    ouvre: Callable[..., Page], serveur: Serveur
) -> None:
    """Villetest : 4 colonnes d'IRIS sur 3 rangées ; en bas, de gauche à droite, les quatre premiers."""
    page = ouvre(f"{serveur.url}/zone")
    assert "Aucun IRIS choisi" in page.inner_text(".stMain")
    click_iris(page, 0.40, 0.8, attendus=1)
    click_iris(page, 0.60, 0.8, attendus=2)
    assert set(list_iris(page)) == {"991230101", "991230102"}
    assert page.locator("table.obs-table").count() > 3
    click_iris(page, 0.40, 0.8, attendus=1)
    assert list_iris(page) == ["991230102"]


def test_l_extension_proposee_rend_la_zone_diffusable(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/zone?iris=991230111&nom=Le <i>bout</i>")
    assert page.inner_text("h1") == "Le <i>bout</i>"
    alerte = page.locator(".obs-message.alerte")
    assert "En ajoutant IRIS 11" in alerte.inner_text()
    avant = page.locator("table.obs-table .secret").count()
    page.get_by_role("button", name="compléter Beauval").click()
    page.wait_for_url("**991230110**")
    wait_repos(page)
    assert page.locator("table.obs-table .secret").count() < avant


def test_le_lien_copie_restaure_nom_iris_et_comparateur(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/zone?iris=991230100,991230101&nom=Autour du port&comparateur=FRANCE")
    page.click("button.obs-copier")
    page.wait_for_selector(".obs-copier[data-adresse]")
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    page.wait_for_selector("table.obs-table")
    wait_repos(page)
    assert page.inner_text("h1") == "Autour du port"
    assert list_iris(page) == ["991230100", "991230101"]
    assert "comparés à : France" in page.inner_text(".stMain")


def test_un_fichier_enregistre_se_rouvre(ouvre: Callable[..., Page], serveur: Serveur, tmp_path: Path) -> None:
    page = ouvre(f"{serveur.url}/zone?iris=991230100,991230104&nom=Deux bouts")
    with page.expect_download() as attente:
        page.get_by_role("button", name="Enregistrer").click()
    fichier = tmp_path / "zone.json"
    attente.value.save_as(fichier)
    assert json.loads(fichier.read_text(encoding="utf-8"))["iris"] == ["991230100", "991230104"]
    page.goto(f"{serveur.url}/zone")
    page.wait_for_selector(".obs-pied")
    wait_repos(page)
    page.get_by_text("Rouvrir une zone depuis un fichier").click()
    page.locator("input[type=file]").set_input_files(fichier)
    page.wait_for_url("**991230104**")
    wait_repos(page)
    assert page.inner_text("h1") == "Deux bouts"


def test_un_autre_fichier_est_refuse_en_clair(ouvre: Callable[..., Page], serveur: Serveur, tmp_path: Path) -> None:
    fichier = tmp_path / "autre.json"
    fichier.write_text("{}", encoding="utf-8")
    page = ouvre(f"{serveur.url}/zone")
    page.get_by_text("Rouvrir une zone depuis un fichier").click()
    page.locator("input[type=file]").set_input_files(fichier)
    page.wait_for_selector(".obs-message.alerte")
    assert "n’est pas une zone enregistrée" in page.inner_text(".obs-message.alerte")


def test_le_telephone_montre_des_cartes_sans_deborder(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/zone?iris=991230100,991230101", largeur=390, hauteur=844)
    page.wait_for_selector(".obs-mini")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
