"""Le contrat local de santé dans un vrai navigateur : deux personnes sur la même fiche, le passé, le téléphone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from observatoire.domain.cls.droits import Auteur
from observatoire.services.suivi.acces import open_suivi, read_historique, read_plan
from observatoire.services.suivi.demonstration import load_demo
from tests.e2e.conftest import Serveur, choose, wait_page, wait_repos
from tests.integration.suivi.montreuil import build_classeur, correct_date
from tests.outils.instantane import build_instantane

pytestmark = pytest.mark.navigateur
ZOE = Auteur("Zoé")


@pytest.fixture(scope="module")
def serveur_cls(lance_serveur: Callable[[Path], Serveur], tmp_path_factory: pytest.TempPathFactory) -> Serveur:
    """Serveur sur la ville d'essai, avec le contrat fictif."""
    donnees = tmp_path_factory.mktemp("cls")
    build_instantane(donnees)
    suivi = open_suivi(f"sqlite:///{donnees / 'suivi' / 'suivi.db'}")
    load_demo(suivi)
    suivi.base.close()
    return lance_serveur(donnees)


def fill(page: Page, champ: str, texte: str) -> None:
    """Remplit un champ et sort du champ, pour que le serveur le reçoive."""
    zone = page.get_by_label(champ, exact=True).first
    zone.fill(texte)
    zone.press("Tab")
    wait_repos(page)


def click(page: Page, bouton: str) -> None:
    page.get_by_role("button", name=bouton, exact=True).first.click()
    wait_repos(page)


def test_deux_navigateurs_sur_la_meme_fiche(serveur_cls: Serveur, ouvre: Callable[..., Page]) -> None:
    url = f"sqlite:///{serveur_cls.donnees / 'suivi' / 'suivi.db'}"
    suivi = open_suivi(url)
    action = next(a for a in read_plan(suivi, 1, ZOE).actions if a.numero == "1.7")
    adresse = f"{serveur_cls.url}/fiches?action={action.id}&mode=modifier"
    zoe, ali = ouvre(adresse), ouvre(adresse)

    fill(zoe, "Votre nom", "Zoé Martin")
    fill(zoe, "Description", "Texte de Zoé")
    fill(ali, "Votre nom", "Ali Benali")
    fill(ali, "Description", "Texte d'Ali")
    fill(ali, "Contexte", "Contexte d'Ali")
    click(ali, "Enregistrer")
    expect(ali.get_by_text("Fiche 1.7 enregistrée.").first).to_be_visible()

    click(zoe, "Enregistrer")
    expect(zoe.get_by_text("Ali Benali a enregistré cette fiche pendant votre saisie")).to_be_visible()
    expect(zoe.get_by_text("La vôtre : Texte de Zoé")).to_be_visible()
    expect(zoe.get_by_text("Celle de Ali Benali : Texte d’Ali")).to_be_visible()
    click(zoe, "Enregistrer ces choix")
    expect(zoe.get_by_text("Fiche 1.7 enregistrée.").first).to_be_visible()

    finale = next(a for a in read_plan(suivi, 1, ZOE).actions if a.numero == "1.7")
    assert (finale.description, finale.contexte) == ("Texte de Zoé", "Contexte d'Ali")
    histoire = read_historique(suivi, 1, genre="action", objet_id=action.id, auteur=ZOE)
    assert [ligne.qui for ligne in histoire[:2]] == ["Zoé Martin", "Ali Benali"]
    suivi.base.close()


def test_un_carre_mene_a_la_fiche_et_le_copil_au_passe(serveur_cls: Serveur, ouvre: Callable[..., Page]) -> None:
    page = ouvre(f"{serveur_cls.url}/cls")
    expect(page.get_by_role("heading", level=1)).to_have_text("CLS de Valmirande 2022-2026")
    page.get_by_role("link", name="COPIL du 13/06/2024").click()
    wait_page(page)
    assert "au=2024-06-1" in page.url
    expect(page.get_by_text("tel que le journal le garde")).to_be_visible()
    page.get_by_role("img", name="1.1 Permanence d’accès aux droits : Réalisé").first.click()
    page.wait_for_url("**/fiches**")
    wait_page(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("1.1 Permanence d’accès aux droits")


@pytest.mark.parametrize(
    "adresse", ["cls", "fiches", "fiches?action=1", "besoins", "resultats", "changements", "recueil", "plan"]
)
def test_au_telephone_rien_ne_deborde(serveur_cls: Serveur, ouvre: Callable[..., Page], adresse: str) -> None:
    page = ouvre(f"{serveur_cls.url}/{adresse}", largeur=390, hauteur=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    largeurs = page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMainBlockContainer] > * p, h1, h2')]"
        ".map(e => e.getBoundingClientRect().right)"
    )
    assert max(largeurs, default=0) <= 391


def test_importer_un_plan_montre_puis_ecrit(serveur_cls: Serveur, ouvre: Callable[..., Page], tmp_path: Path) -> None:
    fichier = tmp_path / "montreuil.xlsx"
    fichier.write_bytes(correct_date(build_classeur()))
    page = ouvre(f"{serveur_cls.url}/plan?contrat=nouveau")
    page.locator("input[type=file]").set_input_files(fichier)
    page.get_by_text("Questions").first.wait_for()
    wait_repos(page)
    expect(page.get_by_role("button", name="Confirmer l’import")).to_be_disabled()
    for question, reponse in (("Terminé", "Réalisé"), ("En stand-by", "En pause"), ("Urgent", "Haute")):
        choose(page, question, reponse)
    fill(page, "Votre nom", "Zoé Martin")
    click(page, "Confirmer l’import")
    expect(page.get_by_text("Import écrit :").first).to_be_visible(timeout=20_000)
    suivi = open_suivi(f"sqlite:///{serveur_cls.donnees / 'suivi' / 'suivi.db'}")
    plan = read_plan(suivi, 2, ZOE)
    assert len([a for a in plan.actions if a.parent_id is None]) == 25
    suivi.base.close()
