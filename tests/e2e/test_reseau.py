"""Rien ne sort de la machine, rien d'interne n'est montré, quelle que soit la page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from observatoire.ui.navigation import list_adresses
from tests.e2e.conftest import Espion, Serveur

pytestmark = pytest.mark.navigateur


@pytest.mark.parametrize("adresse", list_adresses())
def test_chaque_page_s_ouvre_a_froid_sans_sortir(
    ouvre: Callable[..., Page], serveur: Serveur, espion: Espion, adresse: str
) -> None:
    page = ouvre(f"{serveur.url}/{adresse}")
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert page.locator("[data-testid=stException]").count() == 0
    assert espion.externes == []


def test_l_espion_voit_une_requete_externe(ouvre: Callable[..., Page], serveur: Serveur, espion: Espion) -> None:
    """Sans ce contrôle, les tests de réseau passeraient même si l'espion dormait."""
    page = ouvre(serveur.url)
    page.evaluate("fetch('https://exemple.invalid/x').catch(() => null)")
    page.wait_for_timeout(300)
    assert espion.externes == ["https://exemple.invalid/x"]
    espion.externes.clear()
    espion.erreurs.clear()


def test_sans_version_la_page_apprend_les_commandes(
    ouvre: Callable[..., Page], lance_serveur: Callable[[Path], Serveur], tmp_path: Path
) -> None:
    page = ouvre(lance_serveur(tmp_path).url)
    texte = page.inner_text(".obs-message")
    assert "python -m observatoire demo" in texte
    assert "python -m observatoire publier" in texte
    assert page.locator("[data-testid=stException]").count() == 0


def test_le_serveur_n_ecoute_que_la_machine(serveur: Serveur) -> None:
    """127.0.0.2 est aussi la machine, mais pas l'adresse demandée : un serveur ouvert à tous y répondrait."""
    import socket
    from urllib.parse import urlsplit

    with socket.socket() as prise:
        prise.settimeout(2)
        assert prise.connect_ex(("127.0.0.2", urlsplit(serveur.url).port or 0)) != 0
