"""Le contrat local de santé dans un vrai navigateur : le passé, le téléphone, l'import d'un plan."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from observatoire.domain.cls.droits import Auteur
from observatoire.services.suivi.acces import list_contrats, open_suivi, read_plan
from tests.e2e.conftest import Serveur, choose, fill, unfold, wait_page, wait_repos
from tests.integration.suivi.montreuil import build_classeur, correct_date

pytestmark = pytest.mark.navigateur
ZOE = Auteur("Zoé")


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
    "adresse",
    [
        "cls",
        "fiches",
        "fiches?compter=statut",
        "fiches?action=1",
        "fiches?action=1&mode=modifier",
        "fiches?modele=strasbourg-maisons-urbaines",
        "besoins",
        "besoins?territoire=Q01&theme=prevention",
        "resultats",
        "changements",
        "recueil",
        "recueil?action=sqy-livret-frais",
        "plan",
    ],
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
    page = ouvre(f"{serveur_cls.url}/plan")
    page.locator("input[type=file]").set_input_files(fichier)
    # Un vrai plan ne va pas d'office dans le contrat fictif.
    expect(page.get_by_text("Choisissez d’abord où va ce plan")).to_be_visible(timeout=20_000)
    choose(page, "Vers", "Un nouveau contrat")
    page.get_by_text("Questions").first.wait_for()
    wait_repos(page)
    expect(page.get_by_role("button", name="Confirmer l’import")).to_be_disabled()
    for question, reponse in (("Terminé", "Réalisé"), ("En stand-by", "En pause"), ("Urgent", "Haute")):
        choose(page, question, reponse)
    # Une réponse en amène une autre : rangée dans les thématiques, la colonne inconnue dit un thème inconnu.
    # Au-delà d'un écran, la liste ne dessine que ce que l'on cherche.
    page.get_by_role("combobox", name="Commentaire interne").fill("Thématiques")
    page.get_by_role("option", name="Thématiques", exact=True).click()
    wait_repos(page)
    choose(page, "Thématique « x »", "Prévention")
    unfold(page, "Étapes :")
    expect(page.get_by_role("region", name="Étapes").get_by_text("Recenser les locaux")).to_be_visible()
    fill(page, "Votre nom", "Zoé Martin")
    page.get_by_role("button", name="Confirmer l’import").dblclick()
    expect(page.get_by_text("Import écrit").first).to_be_visible(timeout=20_000)
    wait_repos(page)
    expect(page.get_by_role("button", name="Confirmer l’import")).to_be_disabled()
    suivi = open_suivi(f"sqlite:///{serveur_cls.donnees / 'suivi' / 'suivi.db'}")
    plan = read_plan(suivi, 2, ZOE)
    assert len([a for a in plan.actions if a.parent_id is None]) == 25
    assert len(list_contrats(suivi)) == 2
    assert next(a for a in plan.actions if a.numero == "1").thematiques == ("Prévention",)
    suivi.base.close()
