"""La vue « Accès » dans un vrai navigateur : accessible dans les deux thèmes, carte et portée dans l'adresse."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Serveur, click_carte
from tests.e2e.test_accessibilite import find_violations
from tests.integration.test_densites_offre import I1, I3, build_medecin, build_points
from tests.pages.test_acces import build_trajets, build_ville

pytestmark = pytest.mark.navigateur


@pytest.fixture(scope="module")
def damier(lance_serveur: Callable[[Path], Serveur], tmp_path_factory: pytest.TempPathFactory) -> Serveur:
    points = build_points(build_medecin("a", I1), build_medecin("b", I1), build_medecin("c", I3))
    return lance_serveur(build_ville(tmp_path_factory.mktemp("acces"), points, build_trajets()))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_aucune_violation(ouvre: Callable[..., Page], damier: Serveur, theme: str) -> None:
    page = ouvre(f"{damier.url}/densites?vue=acces", theme=theme)
    page.wait_for_timeout(1000)
    assert find_violations(page) == []


def test_toucher_un_quartier_le_choisit_dans_l_adresse(ouvre: Callable[..., Page], damier: Serveur) -> None:
    page = ouvre(f"{damier.url}/densites?vue=acces&maille=quartier", hauteur=1300)
    for _ in range(5):
        # Le bas de la carte ; une machine chargée prend un toucher pour un appui, et n'en dit rien.
        click_carte(page, 0.62, 0.72)
        page.wait_for_timeout(6000)
        if "territoire=SUD" in page.url:
            break
    page.wait_for_url("**territoire=SUD**", timeout=10_000)
    expect(page.locator("tr.choisi").first).to_contain_text("Nom SUD")


def test_changer_de_portee_change_l_adresse_et_le_titre(ouvre: Callable[..., Page], damier: Serveur) -> None:
    page = ouvre(f"{damier.url}/densites?vue=acces")
    page.get_by_role("radio", name="1 km").click()
    page.wait_for_url("**portee=1**", timeout=30_000)
    expect(page.get_by_text("Accessibilité locale, jusqu’à 1 km")).to_be_visible()
