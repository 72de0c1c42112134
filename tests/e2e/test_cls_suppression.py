"""Une fiche supprimée pendant que l'autre tape, dans deux vrais navigateurs ; les tableaux empilés au téléphone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from observatoire.domain.cls.droits import Auteur
from observatoire.services.suivi.acces import open_suivi, read_plan
from observatoire.services.suivi.edition import delete_objet
from tests.e2e.conftest import Serveur, click, fill

pytestmark = pytest.mark.navigateur
ALI = Auteur("Ali Benali")


def test_le_texte_tape_survit_a_la_suppression_de_la_fiche(serveur_cls: Serveur, ouvre: Callable[..., Page]) -> None:
    suivi = open_suivi(f"sqlite:///{serveur_cls.donnees / 'suivi' / 'suivi.db'}")
    action = next(a for a in read_plan(suivi, 1, ALI).actions if a.numero == "2.6")
    zoe = ouvre(f"{serveur_cls.url}/fiches?action={action.id}&mode=modifier")
    fill(zoe, "Votre nom", "Zoé Martin")
    fill(zoe, "Description", "Dix minutes de frappe")
    assert isinstance(delete_objet(suivi, ALI, action), int)
    click(zoe, "Enregistrer")
    expect(zoe.get_by_text("Ali Benali a supprimé cette fiche pendant votre saisie")).to_be_visible()
    expect(zoe.get_by_text("Description : Dix minutes de frappe")).to_be_visible()
    click(zoe, "Remettre dans le plan, avec ma saisie")
    expect(zoe.get_by_text("Remis, avec votre saisie.").first).to_be_visible()
    remise = next(a for a in read_plan(suivi, 1, ALI).actions if a.numero == "2.6")
    assert (remise.description, remise.id != action.id) == ("Dix minutes de frappe", True)
    suivi.base.close()


@pytest.mark.parametrize("adresse", ["seances?etat=toutes", "fiches?action=5"])
def test_les_decisions_ne_defilent_pas_de_cote_au_telephone(
    serveur_cls: Serveur, ouvre: Callable[..., Page], adresse: str
) -> None:
    page = ouvre(f"{serveur_cls.url}/{adresse}", largeur=390)
    cadres = page.locator(".obs-empile")
    expect(cadres.first).to_be_visible()
    assert all(cadres.evaluate_all("liste => liste.map(c => c.scrollWidth <= c.clientWidth + 1)"))
    expect(cadres.first.locator(".obs-nom").first).to_be_visible()
