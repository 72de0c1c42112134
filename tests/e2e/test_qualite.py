"""Qualité et secret dans un vrai navigateur : rubriques, lien, méthode, téléphone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Serveur, wait_repos

pytestmark = pytest.mark.navigateur


def test_une_rubrique_s_ecrit_dans_l_adresse_et_le_retour_la_defait(
    ouvre: Callable[..., Page], serveur: Serveur
) -> None:
    page = ouvre(f"{serveur.url}/qualite")
    assert page.locator(".obs-part").count() > 20
    page.get_by_role("radio", name="Fraîcheur").click()
    page.wait_for_url("**rubrique=fraicheur**")
    wait_repos(page)
    assert "Fichiers importés" in page.inner_text(".stMain")
    page.go_back()
    wait_repos(page)
    assert page.locator(".obs-part").count() > 20


def test_le_secret_mene_a_sa_methode(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    page = ouvre(f"{serveur.url}/qualite?rubrique=secret")
    assert "Pourquoi cacher un chiffre" in page.inner_text(".stMain")
    page.get_by_role("link", name="Lire la méthode du secret statistique").click()
    page.wait_for_url("**/catalogue?**onglet=methodes**")
    wait_repos(page)
    assert page.get_by_role("combobox", name="Méthode").count() == 1


def test_le_telephone_tient_dans_390_pixels(ouvre: Callable[..., Page], serveur: Serveur) -> None:
    for rubrique in ("completude", "secret", "fraicheur", "qpv"):
        page = ouvre(f"{serveur.url}/qualite?rubrique={rubrique}", largeur=390, hauteur=844)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
