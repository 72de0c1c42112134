"""Consigner une séance et ses décisions à l'écran, les suivre, et y lire un conflit."""

import html
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Decision, Seance
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.vocabulaire import EtatDecision, EtatSeance, TypeSeance
from observatoire.services.suivi.acces import open_suivi, read_plan
from observatoire.services.suivi.edition import Enregistre, save_objet
from tests.outils.suivi import read_historique
from tests.pages.conftest import read_texte

ZOE = Auteur("Zoé")
PAGE = "cls/seances.py"


def read(essai: AppTest) -> str:
    assert not essai.exception
    return html.unescape(read_texte(essai))


def load(url: str) -> Plan:
    suivi = open_suivi(url)
    plan = read_plan(suivi, 1, ZOE)
    suivi.base.close()
    return plan


def find(elements: Any, libelle: str, cle: str = "") -> Any:
    return next(e for e in elements if e.label == libelle and cle in str(e.key))


def click(essai: AppTest, libelle: str, rang: int = 0) -> AppTest:
    return [b for b in essai.button if b.label == libelle][rang].click().run()


def find_copil(plan: Plan) -> Seance:
    return next(s for s in plan.seances if s.titre == "COPIL du 18/06/2026")


def reopen_copil(url: str) -> Seance:
    suivi = open_suivi(url)
    copil = find_copil(load(url))
    resultat = save_objet(suivi, Auteur("Ali"), replace(copil, etat=EtatSeance.OUVERTE), copil)
    suivi.base.close()
    assert isinstance(resultat, Enregistre)
    return resultat.objet


def test_une_seance_close_se_rouvre_avant_de_changer_ses_decisions(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    copil = find_copil(load(url_suivi))
    base = next(d for d in load(url_suivi).decisions if d.texte == "Relancer le permis de la maison de santé")
    essai = lance_cls(PAGE, seance=str(copil.id), modifier=f"decision-{base.id}")
    find(essai.text_input, "Votre nom", "decision").set_value("Zoé").run()
    find(essai.text_input, "Porteur").set_value("Aménageur")
    assert "est close : rouvrez la séance" in read(click(essai, "Enregistrer"))
    assert load(url_suivi).get(Decision, base.id) == base

    # La suite donnée, elle, se met à jour sans rouvrir.
    find(essai.text_input, "Porteur").set_value(base.porteur)
    find(essai.selectbox, "Suite donnée").set_value(EtatDecision.FAITE)
    essai = click(essai, "Enregistrer")
    assert load(url_suivi).get(Decision, base.id) == replace(base, etat=EtatDecision.FAITE, version=base.version + 1)
    texte = read(essai)
    assert "Séance close : ses décisions restent" in texte
    assert not [t for t in essai.text_area if t.label == "Décision"], "rien à ajouter à une séance close"

    essai = click(essai, "Rouvrir la séance")
    assert "Séance rouverte." in read(essai)
    assert [t for t in essai.text_area if t.label == "Décision"]
    suivi = open_suivi(url_suivi)
    derniere = read_historique(suivi, 1, genre="seance", objet_id=copil.id, auteur=ZOE)[0]
    suivi.base.close()
    assert (derniere.qui, derniere.motif, (derniere.apres or {})["etat"]) == ("Zoé", "Séance rouverte", "ouverte")
    click(essai, "Clore la séance")
    assert find_copil(load(url_suivi)).etat is EtatSeance.CLOSE


def test_la_page_dit_ce_qui_reste_a_faire(lance_cls: Callable[..., AppTest]) -> None:
    texte = read(lance_cls(PAGE))
    assert "6 séances consignées, la dernière tenue le 15/10/2026." in texte
    assert "2 décisions à faire, dont 1 à l’échéance dépassée." in texte
    assert "Étendre la médiation" not in texte
    assert "Étendre la médiation aux quatre quartiers" in read(lance_cls(PAGE, etat="faite"))


def test_une_seance_se_consigne_avec_ses_presents_et_va_au_journal(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    essai = lance_cls(PAGE)
    find(essai.text_input, "Votre nom", "seance").set_value("Zoé Martin").run()
    find(essai.selectbox, "Type", "seance").set_value(TypeSeance.COTECH)
    find(essai.date_input, "Date", "seance").set_value(date(2026, 11, 20))
    find(essai.text_input, "Lieu", "seance").set_value("CCAS")
    find(essai.multiselect, "Présents", "seance").set_value(["ARS (fictive)", "Préfecture (fictive)"])
    essai = click(essai, "Enregistrer")
    assert "Séance consignée." in read(essai)
    plan = load(url_suivi)
    neuve = next(s for s in plan.seances if s.date == date(2026, 11, 20))
    assert (neuve.type, neuve.lieu, neuve.etat) == (TypeSeance.COTECH, "CCAS", EtatSeance.OUVERTE)
    assert neuve.presents == ("ARS (fictive)", "Préfecture (fictive)")
    assert neuve.version_donnees.startswith("obs_"), "la version servie ce jour-là est figée"
    assert "COTECH du 20/11/2026" in read(lance_cls(PAGE))
    suivi = open_suivi(url_suivi)
    (ligne,) = read_historique(suivi, 1, genre="seance", objet_id=neuve.id, auteur=ZOE)
    assert (ligne.qui, ligne.avant) == ("Zoé Martin", None)
    suivi.base.close()


def test_une_decision_se_consigne_dans_sa_seance_avec_sa_fiche_et_sa_vue(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    copil, action = reopen_copil(url_suivi), load(url_suivi).actions[0]
    essai = lance_cls(PAGE, seance=str(copil.id))
    find(essai.text_input, "Votre nom", "decision").set_value("Zoé").run()
    find(essai.text_area, "Décision").set_value("Ouvrir une antenne")
    find(essai.text_input, "Porteur").set_value("CPAM")
    find(essai.date_input, "Échéance").set_value(date(2027, 3, 31))
    find(essai.selectbox, "Fiche liée").set_value(action.id)
    lien = "Vue à l’appui (lien copié d’une page de l’observatoire)"
    find(essai.text_input, lien).set_value("http://127.0.0.1:8501/carte?indicateur=part_c2s")
    essai = click(essai, "Enregistrer")
    texte = read(essai)
    assert "Décision consignée." in texte
    neuve = next(d for d in load(url_suivi).decisions if d.texte == "Ouvrir une antenne")
    assert (neuve.seance_id, neuve.action_id, neuve.date) == (copil.id, action.id, copil.date)
    assert (neuve.porteur, neuve.echeance, neuve.vue) == ("CPAM", date(2027, 3, 31), "carte?indicateur=part_c2s")
    assert '<a href="carte?indicateur=part_c2s" target="_self">Revoir la vue</a>' in texte


def test_une_decision_sans_texte_ou_sans_nom_est_refusee(lance_cls: Callable[..., AppTest], url_suivi: str) -> None:
    avant = load(url_suivi).decisions
    essai = lance_cls(PAGE, seance=str(reopen_copil(url_suivi).id))
    find(essai.text_area, "Décision").set_value("Sans nom")
    essai = click(essai, "Enregistrer")
    assert "Indiquez votre nom" in read(essai)
    find(essai.text_input, "Votre nom", "decision").set_value("Zoé").run()
    find(essai.text_area, "Décision").set_value("   ")
    assert "Le champ « texte » est vide" in read(click(essai, "Enregistrer"))
    assert load(url_suivi).decisions == avant


def test_une_decision_modifiee_par_deux_personnes_montre_le_conflit(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    copil, plan = reopen_copil(url_suivi), load(url_suivi)
    base = next(d for d in plan.decisions if d.texte == "Relancer le permis de la maison de santé")
    essai = lance_cls(PAGE, seance=str(copil.id), modifier=f"decision-{base.id}")
    find(essai.text_input, "Votre nom", "decision").set_value("Zoé Martin").run()
    find(essai.text_input, "Porteur").set_value("Aménageur")
    find(essai.selectbox, "Suite donnée").set_value(EtatDecision.FAITE)

    suivi = open_suivi(url_suivi)
    save_objet(suivi, Auteur("Ali"), replace(base, porteur="Préfecture", echeance=date(2027, 1, 31)), base)
    suivi.base.close()

    essai = click(essai, "Enregistrer")
    texte = read(essai)
    assert "Ali a enregistré cette décision pendant votre saisie" in texte
    assert "Aménageur" in texte
    assert "Préfecture" in texte
    (choix,) = essai.radio
    choix.set_value("mine")
    essai = click(essai, "Enregistrer ces choix")
    assert not essai.exception
    finale = next(d for d in load(url_suivi).decisions if d.id == base.id)
    assert (finale.porteur, finale.etat, finale.echeance) == ("Aménageur", EtatDecision.FAITE, date(2027, 1, 31))


def test_supprimer_une_seance_se_confirme_et_garde_ses_decisions(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    copil = find_copil(load(url_suivi))
    siennes = {d.id for d in load(url_suivi).decisions if d.seance_id == copil.id}
    essai = lance_cls(PAGE, seance=str(copil.id), modifier="seance")
    find(essai.text_input, "Votre nom", "seance").set_value("Zoé").run()
    essai = click(essai, "Supprimer…")
    assert load(url_suivi).get(Seance, copil.id), "rien n'est supprimé au premier clic"
    essai = click(essai, "Confirmer : supprimer la séance, garder ses décisions")
    plan = load(url_suivi)
    assert plan.get(Seance, copil.id) is None
    assert len(siennes) == 2
    assert all((d := plan.get(Decision, i)) is not None and d.seance_id is None for i in siennes)
    assert "Supprimé. Le journal en garde tout." in read(essai)


def test_ce_qui_a_change_mene_a_la_seance_et_a_la_fiche(lance_cls: Callable[..., AppTest], url_suivi: str) -> None:
    texte = read(lance_cls("cls/changements.py", depuis="2026-06-18"))
    copil = find_copil(load(url_suivi))
    assert f'href="seances?contrat=1&seance={copil.id}"' in texte
    assert "Depuis une séance :" in texte
    assert "COPIL de bilan" not in texte, "une séance à venir n'est pas un point de départ"


@pytest.mark.parametrize("codes", [{"seance": "999"}, {"modifier": "decision-999"}, {"etat": "perdue"}])
def test_une_adresse_inconnue_est_signalee(lance_cls: Callable[..., AppTest], codes: dict[str, str]) -> None:
    assert "Le lien demande" in read(lance_cls(PAGE, **codes))
