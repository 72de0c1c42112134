"""Le portrait tel qu'une élue le parcourt : lien à froid, champs, téléphone, téléchargement, impression."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Serveur, wait_repos
from tests.outils.instantane import build_instantane

pytestmark = pytest.mark.navigateur


def test_le_premier_lien_profond_d_un_serveur_neuf_n_affiche_aucune_boite(
    ouvre: Callable[..., Page], lance_serveur: Callable[[Path], Serveur], tmp_path: Path
) -> None:
    build_instantane(tmp_path)
    page = ouvre(f"{lance_serveur(tmp_path).url}/portrait?territoire=Q02")
    page.wait_for_timeout(1000)
    assert page.inner_text("h1") == "Le Port"
    assert page.get_by_role("dialog").count() == 0


def test_le_portrait_a_une_ligne_par_indicateur_et_ses_phrases(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/portrait?territoire=Q02")
    annonce = page.inner_text(".obs-ligne-titre .obs-note").split(" ")[0]
    assert page.locator("table.obs-portrait tbody tr").count() == int(annonce)
    assert page.locator("table.obs-portrait svg.obs-echelle[aria-label]").count() > 0
    assert page.locator(".obs-retenir li").count() >= 1


def test_changer_de_territoire_ecrit_son_code_dans_l_adresse(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/portrait?territoire=Q02")
    page.get_by_role("combobox", name="Territoire").click()
    page.get_by_role("option").filter(has_not_text="Le Port").first.click()
    wait_repos(page)
    assert page.inner_text("h1") != "Le Port"
    assert "territoire=" in page.url
    assert "territoire=Q02" not in page.url
    page.go_back()
    wait_repos(page)
    assert page.inner_text("h1") == "Le Port"


def test_un_code_invente_donne_un_message_et_le_portrait_par_defaut(
    ouvre: Callable[..., Page], serveur: Serveur
) -> None:
    page = ouvre(f"{serveur.url}/portrait?territoire=<script>alert(1)</script>&sexe=robots")
    avis = page.locator(".obs-message.alerte")
    assert avis.count() == 2
    assert "<script>" in avis.first.inner_text()
    assert page.inner_text("h1")


def test_au_telephone_un_theme_est_ouvert_et_rien_ne_deborde(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/portrait?territoire=Q02", largeur=390, hauteur=844)
    page.wait_for_selector(".obs-mini")
    debord = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert debord <= 0
    assert page.locator(".obs-mini").first.is_visible()


def test_le_classeur_telecharge_reprend_chaque_ligne(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/portrait?territoire=Q02")
    lignes = page.locator("table.obs-portrait tbody tr").count()
    with page.expect_download() as attente:
        page.get_by_role("button", name="XLSX").click()
    classeur = openpyxl.load_workbook(io.BytesIO(Path(attente.value.path()).read_bytes()))
    donnees = list(classeur["Données"].values)
    assert len(donnees) == lignes + 1
    assert {ligne[3] for ligne in donnees[1:]} == {"Q02"}
    assert classeur["Définitions"].max_row > 1


def test_l_impression_cache_le_menu_et_garde_le_tableau(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/portrait?territoire=Q02")
    page.emulate_media(media="print")
    assert not page.locator('[data-testid="stSidebar"]').is_visible()
    assert page.locator("table.obs-portrait").first.is_visible()
