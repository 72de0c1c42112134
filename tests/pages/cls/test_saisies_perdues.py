"""Ce que je tape ne se perd pas quand un autre supprime ou renomme pendant ce temps : fiche, séance, axe, contrat."""

import html
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Action, Axe, Contrat, Decision, Objet, Seance
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.vocabulaire import EtatSeance
from observatoire.services.suivi.acces import list_contrats, open_suivi, read_plan
from observatoire.services.suivi.edition import create_objet, delete_objet, save_objet
from tests.pages.conftest import read_texte

ZOE, ALI = Auteur("Zoé"), Auteur("Ali")
FICHES, SEANCES = "cls/fiches.py", "cls/seances.py"


def read(essai: AppTest) -> str:
    assert not essai.exception
    texte = html.unescape(read_texte(essai)) + " ".join(c.value for c in essai.code)
    assert "erreur imprévue" not in texte
    return texte


def load(url: str) -> Plan:
    suivi = open_suivi(url)
    plan = read_plan(suivi, 1, ZOE)
    suivi.base.close()
    return plan


def find_action(url: str, numero: str) -> Action:
    return next(a for a in load(url).actions if a.numero == numero)


def delete(url: str, objet: Objet) -> None:
    suivi = open_suivi(url)
    assert isinstance(delete_objet(suivi, ALI, objet), int)
    suivi.base.close()


def write(url: str, mine: Any, base: Any) -> None:
    suivi = open_suivi(url)
    save_objet(suivi, ALI, mine, base)
    suivi.base.close()


def create(url: str, objet: Any) -> Any:
    suivi = open_suivi(url)
    cree = create_objet(suivi, ALI, objet)
    suivi.base.close()
    return cree


def fill(elements: Any, libelle: str, texte: Any) -> Any:
    return next(e for e in elements if e.label == libelle).set_value(texte)


def click(essai: AppTest, libelle: str) -> AppTest:
    return next(b for b in essai.button if b.label == libelle).click().run()


def open_fiche(lance: Callable[..., AppTest], action: Action) -> AppTest:
    essai = lance(FICHES, action=str(action.id), mode="modifier")
    return fill(essai.text_input, "Votre nom", "Zoé Martin").run()


def test_une_fiche_supprimee_pendant_la_saisie_rend_le_texte_et_le_remet(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    action = find_action(url_suivi, "1.7")
    essai = open_fiche(lance_cls, action)
    fill(essai.text_area, "Description", "Dix minutes de frappe")
    delete(url_suivi, action)
    essai = click(essai, "Enregistrer")
    texte = read(essai)
    assert "Ali a supprimé cette fiche pendant votre saisie. Votre texte est ci-dessous." in texte
    assert "Description : Dix minutes de frappe" in texte
    essai = click(essai, "Remettre dans le plan, avec ma saisie")
    remise = find_action(url_suivi, "1.7")
    assert (remise.description, remise.axes, remise.id != action.id) == ("Dix minutes de frappe", action.axes, True)
    assert essai.query_params["action"] == str(remise.id)
    assert "1.7 Interprétariat en ville" in read(essai)


def test_une_fiche_supprimee_reste_affichee_avant_meme_l_envoi(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    action = find_action(url_suivi, "1.7")
    essai = open_fiche(lance_cls, action)
    delete(url_suivi, action)
    essai = fill(essai.text_input, "Votre nom", "Zoé").run()
    assert "Quelqu’un vient de supprimer cette fiche." in read(essai)
    fill(essai.text_area, "Description", "Après coup")
    assert "Description : Après coup" in read(click(essai, "Enregistrer"))


@pytest.mark.parametrize("sorte", ["seance", "decision"])
def test_une_seance_ou_une_decision_supprimee_rend_le_texte(
    lance_cls: Callable[..., AppTest], url_suivi: str, sorte: str
) -> None:
    plan = load(url_suivi)
    seance = next(s for s in plan.seances if s.titre == "COPIL du 18/06/2026")
    write(url_suivi, replace(seance, etat=EtatSeance.OUVERTE), seance)
    seance = load(url_suivi).get(Seance, seance.id)
    assert seance is not None
    decision = next(d for d in plan.decisions if d.texte == "Relancer le permis de la maison de santé")
    objet, champ = (seance, "Lieu") if sorte == "seance" else (decision, "Porteur")
    essai = lance_cls(
        SEANCES, seance=str(seance.id), modifier="seance" if sorte == "seance" else f"decision-{decision.id}"
    )
    fill(essai.text_input, "Votre nom", "Zoé Martin").run()
    fill(essai.text_input, champ, "Salle du Conseil")
    delete(url_suivi, objet)
    essai = click(essai, "Enregistrer")
    texte = read(essai)
    assert "pendant votre saisie. Votre texte est ci-dessous." in texte
    assert f"{champ} : Salle du Conseil" in texte
    essai = click(essai, "Fermer")
    assert "Salle du Conseil" not in read(essai)
    assert "modifier" not in essai.query_params
    assert load(url_suivi).get(Seance if sorte == "seance" else Decision, objet.id) is None


def test_un_axe_supprime_pendant_la_saisie_d_une_de_ses_fiches_se_montre_en_conflit(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    axe = create(url_suivi, Axe(contrat_id=1, numero="6", titre="Éphémère"))
    action = create(url_suivi, Action(contrat_id=1, numero="6.1", titre="Rattachée", axes=(axe.id,)))
    essai = open_fiche(lance_cls, action)
    fill(essai.text_area, "Description", "Texte long")
    delete(url_suivi, axe)
    essai = click(essai, "Enregistrer")
    assert "Ali a enregistré cette fiche pendant votre saisie" in read(essai)
    essai = click(essai, "Enregistrer ces choix")
    finale = find_action(url_suivi, "6.1")
    assert (finale.description, finale.axes) == ("Texte long", ())


def test_un_axe_choisi_puis_supprime_par_un_autre_se_retire_sans_rien_retaper(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    axe = create(url_suivi, Axe(contrat_id=1, numero="6", titre="Éphémère"))
    action = find_action(url_suivi, "1.7")
    essai = open_fiche(lance_cls, action)
    fill(essai.text_area, "Description", "Texte long")
    fill(essai.multiselect, "Axes", [*action.axes, axe.id])
    delete(url_suivi, axe)
    essai = click(essai, "Enregistrer")
    assert "ce que vous citez vient d'être supprimé" in read(essai)
    axes = next(m for m in essai.multiselect if m.label == "Axes")
    assert "axe supprimé" in axes.options
    assert next(t for t in essai.text_area if t.label == "Description").value == "Texte long"
    axes.set_value(list(action.axes))
    essai = click(essai, "Enregistrer")
    assert "Fiche 1.7 enregistrée." in read(essai)
    assert find_action(url_suivi, "1.7").description == "Texte long"


def test_le_contrat_modifie_par_un_autre_se_tranche_champ_par_champ(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    base = load(url_suivi).contrat
    essai = lance_cls("cls/cls.py")
    essai.session_state["structure"] = True
    essai.run()
    next(t for t in essai.text_input if t.key == "nom:contrat:1").set_value("Zoé").run()
    fill(essai.text_area, "Présentation", "Présentation de Zoé")
    write(url_suivi, replace(base, titre="Titre d’Ali"), base)
    essai = click(essai, "Enregistrer")
    texte = read(essai)
    assert "Ali a enregistré le contrat pendant votre saisie" in texte
    assert "Présentation de Zoé" in texte
    essai = click(essai, "Enregistrer ces choix")
    assert "Contrat enregistré." in read(essai)
    finale = load(url_suivi).contrat
    assert isinstance(finale, Contrat)
    assert (finale.titre, finale.presentation) == ("Titre d’Ali", "Présentation de Zoé")


def test_rouvrir_une_fiche_quittee_par_le_menu_repart_de_ce_qui_est_enregistre(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    """Sans cela, le formulaire montrait l'ancien texte, et l'enregistrer faisait un conflit avec soi-même."""
    action = find_action(url_suivi, "1.7")
    essai = open_fiche(lance_cls, action)
    essai.query_params.clear()
    essai = essai.run()
    assert "28 sur 28" in read(essai)
    write(url_suivi, replace(action, description="Texte d’Ali"), action)
    essai.query_params["action"], essai.query_params["mode"] = str(action.id), "modifier"
    essai = essai.run()
    assert next(t for t in essai.text_area if t.label == "Description").value == "Texte d’Ali"
    fill(essai.text_area, "Contexte", "Contexte de Zoé")
    assert "Fiche 1.7 enregistrée." in read(click(essai, "Enregistrer"))
    finale = find_action(url_suivi, "1.7")
    assert (finale.description, finale.contexte) == ("Texte d’Ali", "Contexte de Zoé")


def test_annuler_le_contrat_rend_ce_qui_est_enregistre(lance_cls: Callable[..., AppTest], url_suivi: str) -> None:
    titre = load(url_suivi).contrat.titre
    essai = lance_cls("cls/cls.py")
    essai.session_state["structure"] = True
    essai.run()
    fill(essai.text_input, "Titre", "Autre titre")
    essai = click(essai, "Annuler")
    assert next(t for t in essai.text_input if t.label == "Titre").value == titre


def test_un_contrat_se_supprime_a_l_ecran_en_retapant_son_titre(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    contrat = load(url_suivi).contrat
    essai = lance_cls("cls/cls.py")
    essai.session_state["structure"] = True
    essai.session_state[f"depli:supprimer-contrat:{contrat.id}"] = True
    essai.run()
    assert "Partiront avec : 4 signataires, 5 axes" in read(essai)
    next(t for t in essai.text_input if t.key == "nom:suppression-contrat").set_value("Zoé").run()
    essai = click(essai, "Supprimer le contrat")
    assert "Le titre retapé n’est pas celui du contrat" in read(essai)
    fill(essai.text_input, f"Retapez son titre : {contrat.titre}", contrat.titre)
    essai = click(essai, "Supprimer le contrat")
    assert "Aucun contrat local de santé encore" in read(essai)
    suivi = open_suivi(url_suivi)
    assert list_contrats(suivi) == ()
    suivi.base.close()
