"""Ce que l'enregistrement corrige ou refuse : motif périmé, échelle d'un indicateur, mesure contradictoire."""

from dataclasses import replace
from datetime import date

import pytest

from observatoire.domain.cls.objets import Action, IndicateurCls, Mesure
from observatoire.domain.cls.vocabulaire import StatutAction
from observatoire.services.suivi.acces import Suivi, read_plan
from observatoire.services.suivi.edition import Enregistre, SaisieInvalide, create_objet, save_objet
from tests.integration.suivi.fabriques import ZOE, create_petit_plan


def save(suivi: Suivi, mine: Action, base: Action) -> Action:
    resultat = save_objet(suivi, ZOE, mine, base)
    assert isinstance(resultat, Enregistre)
    return resultat.objet


@pytest.fixture
def bloquee(suivi_sqlite: Suivi) -> Action:
    _, _, action = create_petit_plan(suivi_sqlite)
    motive = replace(action, statut=StatutAction.BLOQUE, motif="Pas de local", deblocage="Bail signé")
    return save(suivi_sqlite, motive, action)


def test_un_motif_ne_survit_pas_au_statut_qui_le_demandait(suivi_sqlite: Suivi, bloquee: Action) -> None:
    faite = save(suivi_sqlite, replace(bloquee, statut=StatutAction.REALISE), bloquee)
    assert (faite.motif, faite.deblocage) == ("", "")
    assert read_plan(suivi_sqlite, faite.contrat_id, ZOE).get(Action, faite.id) == faite


def test_un_motif_ecrit_avec_le_nouveau_statut_est_garde(suivi_sqlite: Suivi, bloquee: Action) -> None:
    reprise = replace(bloquee, statut=StatutAction.EN_COURS, motif="Local prêté par la Ville")
    faite = save(suivi_sqlite, reprise, bloquee)
    assert (faite.motif, faite.deblocage) == ("Local prêté par la Ville", "")


def test_un_motif_suit_un_statut_qui_en_demande_encore_un(suivi_sqlite: Suivi, bloquee: Action) -> None:
    arretee = save(suivi_sqlite, replace(bloquee, statut=StatutAction.ABANDONNE), bloquee)
    assert (arretee.motif, arretee.deblocage) == ("Pas de local", "Bail signé")


def test_corriger_une_fiche_bloquee_garde_son_motif(suivi_sqlite: Suivi, bloquee: Action) -> None:
    assert save(suivi_sqlite, replace(bloquee, titre="Permanences"), bloquee).motif == "Pas de local"


def test_une_mesure_contradictoire_est_refusee_et_une_valeur_vide_calculee(suivi_sqlite: Suivi) -> None:
    contrat, _, action = create_petit_plan(suivi_sqlite)
    k = contrat.id
    taux = create_objet(
        suivi_sqlite, ZOE, IndicateurCls(contrat_id=k, action_id=action.id, libelle="Taux", unite="pour 1 000")
    )
    assert taux.multiplicateur == 1000.0, "l'échelle se lit dans l'unité"
    choisie = create_objet(
        suivi_sqlite,
        ZOE,
        IndicateurCls(contrat_id=k, action_id=action.id, libelle="x", unite="jours", multiplicateur=7.0),
    )
    assert choisie.multiplicateur == 7.0, "une échelle choisie reste"
    base = Mesure(
        contrat_id=k, indicateur_id=taux.id, date=date(2025, 1, 1), valeur=42.0, numerateur=42, denominateur=10_000
    )
    with pytest.raises(SaisieInvalide, match="ne va pas avec ses effectifs"):
        create_objet(suivi_sqlite, ZOE, base)
    calculee = create_objet(suivi_sqlite, ZOE, replace(base, valeur=float("nan")))
    assert calculee.valeur == pytest.approx(4.2)
