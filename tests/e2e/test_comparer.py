"""Comparer : matrice, choix, vues, lien qui restaure, téléphone."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Serveur, wait_repos

pytestmark = pytest.mark.navigateur
VUES = ("classement", "entonnoir", "nuage", "periodes", "qpv", "pente")


def test_la_matrice_suit_l_adresse(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/comparer?territoires=Q02,Q01&indicateurs=part_mt_dents,ald_psychiatriques")
    rangees = page.locator("table.obs-matrice tbody tr")
    assert rangees.count() == 2
    assert rangees.nth(0).locator("th").inner_text().startswith("Le Port")
    assert page.locator("table.obs-matrice thead th").count() == 3
    assert page.locator("table.obs-matrice tbody td").count() == 4


def test_retirer_un_territoire_met_l_adresse_a_jour(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/comparer?territoires=Q01,Q02,Q03")
    page.get_by_role("combobox", name="Territoires").press("Backspace")
    wait_repos(page)
    assert parse_qs(urlsplit(page.url).query)["territoires"] == ["Q01,Q02"]
    assert page.locator("table.obs-matrice tbody tr").count() == 2


def test_un_seul_territoire_est_complete_et_c_est_dit(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/comparer?territoires=Q02")
    assert "au moins deux territoires" in page.inner_text(".obs-message.alerte")
    assert page.locator("table.obs-matrice tbody tr").count() == 2


@pytest.mark.parametrize("vue", VUES)
def test_chaque_vue_s_ouvre_a_froid_avec_une_phrase_ou_sa_raison(
    ouvre: Callable[..., Page], serveur: Serveur, vue: str
) -> None:
    page = ouvre(f"{serveur.url}/comparer?territoires=Q01,Q02&indicateur=part_mt_dents&vue={vue}")
    bloc = page.locator(".st-key-carte-vue")
    assert len(bloc.inner_text()) > 40
    assert page.get_by_text("Une erreur imprévue").count() == 0


def test_au_telephone_seule_la_matrice_defile(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/comparer?territoires=Q01,Q02,Q03", largeur=390, hauteur=844)
    debord = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert debord <= 0


def choisit(page: Page, champ: str, option: str) -> None:
    page.get_by_role("combobox", name=champ).click()
    page.get_by_role("option", name=option).first.click()
    wait_repos(page)


def read_comparateur(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True)["comparateur"][0]


def test_tout_comparateur_se_choisit_et_reste_dans_l_adresse(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/comparer?territoires=Q01,Q02&indicateur=part_sans_medecin_traitant")
    choisit(page, "Comparés à", "Un autre territoire")
    choisit(page, "Quel territoire ?", "Centre")
    assert read_comparateur(page) == "Q05"
    assert "Centre" in page.inner_text("table.obs-matrice tfoot")
    choisit(page, "Comparés à", "Une période antérieure")
    choisit(page, "Quelle période ?", "2022")
    assert read_comparateur(page) == "periode:2022"
    assert "en 2022" in page.inner_text("table.obs-matrice tbody")
    choisit(page, "Comparés à", "Une cible à atteindre")
    page.get_by_label("Valeur à atteindre").fill("12,5")
    page.keyboard.press("Enter")
    page.wait_for_url("**cible%3A12%2C5**")
    wait_repos(page)
    assert read_comparateur(page) == "cible:12,5"
    assert "Cible de 12,5" in page.inner_text("table.obs-matrice tfoot")
    page.get_by_label("Valeur à atteindre").fill("douze")
    page.keyboard.press("Enter")
    page.wait_for_selector(".obs-message.alerte")
    assert "n'est pas un nombre (exemple : 12,5)" in page.inner_text(".obs-message.alerte")
