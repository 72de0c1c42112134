"""Isochrones et carte dense dans un vrai navigateur : accessibles, cliquables, un niveau de points par cran de zoom."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from observatoire.ingest.chantier.base import create_chantier
from observatoire.ingest.publication.versions import publish
from observatoire.store.catalogue import load_catalogue
from tests.e2e.conftest import Serveur, click_carte
from tests.e2e.test_accessibilite import find_violations
from tests.integration.test_densites_offre import I1, I2, I3, I4, build_medecin, build_points
from tests.outils.chantier import (
    COMMUNE,
    OUEST,
    SUD,
    add_lots,
    build_damier,
    build_population,
    build_quartiers,
    build_reglages,
)

pytestmark = pytest.mark.navigateur
DENSE = 900


@pytest.fixture(scope="module")
def damier(lance_serveur: Callable[[Path], Serveur], tmp_path_factory: pytest.TempPathFactory) -> Serveur:
    """Une pharmacie, et plus d'infirmiers que la carte n'en montre un à un."""
    dossier = tmp_path_factory.mktemp("isochrones")
    reglages = build_reglages(dossier)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    habitants = [(i, "ensemble", "tous", 1000.0) for i in (I1, I2, I3, I4)]
    pharmacie = {"categorie": "officine", "profession": "Pharmacie", "specialite": "", "nom": "Pharmacie du Damier"}
    infirmiers = [
        build_medecin(
            f"i{k}", I1, profession="Infirmier", specialite="",
            lon=OUEST + 0.0195 * (k % 30) / 30 + 0.0003, lat=SUD + 0.0195 * (k // 30) / 30 + 0.0003,
        )
        for k in range(DENSE)
    ]  # fmt: skip
    points = build_points(build_medecin("p", I1, **pharmacie), *infirmiers)
    add_lots(reglages, build_damier(), build_quartiers(), build_population(habitants), points)
    publish(reglages, load_catalogue())
    return lance_serveur(dossier)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_aucune_violation(ouvre: Callable[..., Page], damier: Serveur, theme: str) -> None:
    page = ouvre(f"{damier.url}/densites?vue=isochrones&metier=pharmacie", theme=theme)
    page.wait_for_timeout(1000)
    assert find_violations(page) == []


def test_toucher_un_quartier_le_choisit_et_la_voiture_s_ecrit_dans_l_adresse(
    ouvre: Callable[..., Page], damier: Serveur
) -> None:
    page = ouvre(f"{damier.url}/densites?vue=isochrones&metier=pharmacie&maille=quartier", hauteur=1300)
    click_carte(page, 0.62, 0.3)
    page.wait_for_url("**territoire=NORD**", timeout=30_000)
    expect(page.locator("tr.choisi").first).to_contain_text("Nom NORD")
    page.get_by_role("radio", name="En voiture").click()
    page.wait_for_url("**mode=voiture**", timeout=30_000)
    expect(page.get_by_text("minutes en voiture d’une pharmacie")).to_be_visible()


def test_une_carte_dense_charge_un_autre_niveau_quand_on_approche(ouvre: Callable[..., Page], damier: Serveur) -> None:
    page = ouvre(f"{damier.url}/densites?metier=infirmier&maille=quartier", hauteur=1300)
    expect(page.get_by_text("les groupes se séparent")).to_be_visible()
    toile = page.locator("[data-testid=stDeckGlJsonChart] canvas").first
    expect(toile).to_be_visible(timeout=30_000)
    page.wait_for_timeout(3000)
    with page.expect_response(lambda r: r.url.endswith(".json") and "/media/" in r.url, timeout=60_000) as reponse:
        toile.dblclick(position={"x": 250, "y": 200})
    comptes = [int(e["properties"]["icone"]) for e in reponse.value.json()["features"]]
    assert sum(comptes) == DENSE
