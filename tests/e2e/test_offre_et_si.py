"""« Et si ? », projections et fiche de quartier dans un vrai navigateur : carte touchée, lien rouvert, papier, axe."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, TimeoutError

from tests.e2e.conftest import Serveur, click_carte, wait_page, wait_repos
from tests.e2e.test_accessibilite import find_violations
from tests.outils.offre import build_ville_offre

pytestmark = pytest.mark.navigateur
SCENARIO = "et_si?changements=m:medecin-medecine-generale*4%2Binfirmier*2@SUD~r:medecin-medecine-generale*1@NORD"


@pytest.fixture(scope="module")
def ville(lance_serveur: Callable[..., Serveur], tmp_path_factory: pytest.TempPathFactory) -> Serveur:
    donnees = tmp_path_factory.mktemp("offre")
    build_ville_offre(donnees)
    return lance_serveur(donnees)


def read_code(page: Page, nom: str) -> str:
    return parse_qs(urlsplit(page.url).query).get(nom, [""])[0]


def touch_carte(page: Page, x: float, y: float) -> None:
    """Touche la carte jusqu'à ce que l'adresse porte un lieu : une machine chargée prend un toucher pour un appui."""
    for _ in range(5):
        click_carte(page, x, y)
        try:
            page.wait_for_function("new URLSearchParams(location.search).has('lieu')", timeout=12_000)
        except TimeoutError:
            continue
        wait_repos(page)
        return
    pytest.fail("toucher la carte n'a pas choisi de lieu")


def save_scenario(page: Page, nom: str, auteur: str) -> None:
    """Garde le scénario ; recommence si la page s'est redessinée pendant la saisie."""
    lien = page.get_by_role("link", name=nom)
    for _ in range(4):
        for libelle, texte in (("Votre nom", auteur), ("Nom à garder", nom)):
            page.get_by_role("textbox", name=libelle).fill(texte)
            page.keyboard.press("Enter")
            page.wait_for_timeout(1000)
            wait_repos(page)
        page.get_by_role("button", name="Garder ce scénario").click()
        try:
            lien.wait_for(timeout=15_000)
        except TimeoutError:
            continue
        return
    pytest.fail("le scénario n'a pas été gardé")


def test_ouvrir_une_maison_sur_la_carte_la_garder_et_la_rouvrir(ouvre: Callable[..., Page], ville: Serveur) -> None:
    page = ouvre(f"{ville.url}/et_si?geste=m")
    touch_carte(page, 0.6, 0.7)
    # Le damier va de 2,00 à 2,02 est et de 46,00 à 46,02 nord : en bas à droite, l'IRIS 2 du quartier SUD.
    lon, lat = (float(v) for v in read_code(page, "lieu").split("_"))
    assert 2.010 < lon < 2.016
    assert 46.002 < lat < 46.010
    page.get_by_role("button", name="Ajouter au scénario").click()
    page.wait_for_function("new URLSearchParams(location.search).has('changements')")
    wait_repos(page)
    assert read_code(page, "changements").startswith("m:medecin-medecine-generale*4+infirmier*2@2.01")
    texte = page.inner_text(".stMain").replace("\xa0", " ")
    assert "La ville compterait 8 médecins généralistes au lieu de 4" in texte
    tableau = page.locator("table.obs-table").first.inner_text()
    save_scenario(page, "Maison du Sud", "Claire Essai")
    autre = ouvre(f"{ville.url}/et_si")
    assert "Avant et après" not in autre.inner_text(".stMain")
    autre.get_by_role("link", name="Maison du Sud").click()
    autre.wait_for_url("**changements=**")
    wait_page(autre)
    assert autre.locator("table.obs-table").first.inner_text() == tableau


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("adresse", [SCENARIO, "densites?vue=projections", "fiche_quartier?territoire=SUD"])
def test_aucune_violation(ouvre: Callable[..., Page], ville: Serveur, adresse: str, theme: str) -> None:
    page = ouvre(f"{ville.url}/{adresse}", theme=theme)
    page.wait_for_timeout(1000)
    assert find_violations(page) == []


@pytest.mark.parametrize(("territoire", "pages"), [("SUD", 1), ("tous", 2)])
def test_une_page_a4_par_quartier(ouvre: Callable[..., Page], ville: Serveur, territoire: str, pages: int) -> None:
    page = ouvre(f"{ville.url}/fiche_quartier?territoire={territoire}")
    papier = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", papier)) == pages
    tailles = {tuple(float(v) for v in boite.split()) for boite in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", papier)}
    # 210 × 297 mm en points.
    assert all(t == pytest.approx((0, 0, 595.28, 841.89), abs=1) for t in tailles)
