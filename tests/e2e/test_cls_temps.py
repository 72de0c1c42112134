"""La vue d'ensemble, les séances et les changements dans un vrai navigateur : accessibilité, téléphone, nom gardé."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Seance
from observatoire.domain.cls.vocabulaire import EtatSeance
from observatoire.services.suivi.acces import open_suivi, read_plan
from observatoire.services.suivi.edition import save_objet
from tests.e2e.conftest import Serveur, wait_page, wait_repos
from tests.e2e.test_accessibilite import find_violations
from tests.outils.suivi import read_historique

pytestmark = pytest.mark.navigateur
ZOE = Auteur("Zoé")
COPIL = "seances?seance=4"
ETATS = [
    "cls", "cls?temps=mois&mois=2026-12", "cls?temps=courbes", "cls?au=2024-06-13", "changements?depuis=2026-06-18",
    "resultats", "seances", "seances?etat=toutes", COPIL, f"{COPIL}&modifier=seance", f"{COPIL}&modifier=decision-5",
]  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("adresse", ETATS)
def test_aucune_violation(serveur_cls: Serveur, ouvre: Callable[..., Page], adresse: str, theme: str) -> None:
    page = ouvre(f"{serveur_cls.url}/{adresse}", theme=theme)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    page.wait_for_timeout(800)
    assert find_violations(page) == []


@pytest.mark.parametrize("adresse", ETATS)
def test_au_telephone_rien_ne_deborde_ni_ne_viole(
    serveur_cls: Serveur, ouvre: Callable[..., Page], adresse: str
) -> None:
    page = ouvre(f"{serveur_cls.url}/{adresse}", largeur=390, hauteur=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert find_violations(page) == []


def test_au_telephone_le_mois_est_un_agenda(serveur_cls: Serveur, ouvre: Callable[..., Page]) -> None:
    page = ouvre(f"{serveur_cls.url}/cls?temps=mois&mois=2026-12", largeur=390, hauteur=844)
    expect(page.locator("table.obs-mois")).to_be_hidden()
    expect(page.locator(".obs-agenda").get_by_text("jeudi 10 décembre")).to_be_visible()
    large = ouvre(f"{serveur_cls.url}/cls?temps=mois&mois=2026-12")
    expect(large.locator("table.obs-mois")).to_be_visible()
    expect(large.locator(".obs-agenda")).to_be_hidden()


def test_le_mois_suivant_puis_le_bouton_precedent(serveur_cls: Serveur, ouvre: Callable[..., Page]) -> None:
    page = ouvre(f"{serveur_cls.url}/cls?temps=mois&mois=2026-11")
    page.get_by_role("button", name="décembre 2026 →").click()
    wait_repos(page)
    assert "mois=2026-12" in page.url
    expect(page.get_by_text("COPIL de bilan du 10/12/2026").first).to_be_visible()
    page.go_back()
    wait_repos(page)
    assert "mois=2026-11" in page.url
    expect(page.locator("table.obs-mois caption")).to_contain_text("Novembre 2026")


def test_le_nom_donne_survit_a_un_lien_et_signe_au_journal(serveur_cls: Serveur, ouvre: Callable[..., Page]) -> None:
    suivi = open_suivi(f"sqlite:///{serveur_cls.donnees / 'suivi' / 'suivi.db'}")
    seance = read_plan(suivi, 1, ZOE).get(Seance, 4)
    assert seance is not None
    # Close, elle ne laisserait pas récrire le porteur d'une de ses décisions.
    save_objet(suivi, ZOE, replace(seance, etat=EtatSeance.OUVERTE), seance)
    page = ouvre(f"{serveur_cls.url}/{COPIL}&modifier=decision-6")
    nom = "Zoé d’Été; path=/x </script>"
    champ = page.get_by_label("Votre nom", exact=True)
    champ.fill(nom)
    champ.press("Tab")
    wait_repos(page)
    page.goto(f"{serveur_cls.url}/{COPIL}&modifier=decision-6")
    wait_page(page)
    expect(page.get_by_label("Votre nom", exact=True)).to_have_value(nom)

    porteur = page.get_by_label("Porteur", exact=True)
    porteur.fill("Conseil départemental")
    porteur.press("Tab")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Modification enregistrée.").first).to_be_visible(timeout=20_000)
    decision = next(d for d in read_plan(suivi, 1, ZOE).decisions if d.id == 6)
    histoire = read_historique(suivi, 1, genre="decision", objet_id=6, auteur=ZOE)
    suivi.base.close()
    assert decision.porteur == "Conseil départemental"
    assert histoire[0].qui == nom
