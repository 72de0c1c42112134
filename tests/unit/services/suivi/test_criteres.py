"""Les alertes et les budgets d'une liste de fiches."""

from datetime import date

import pytest

from observatoire.domain.cls.objets import Action, Axe, Contrat, Etape, Financement, Objet
from observatoire.domain.cls.plan import Plan, build_plan
from observatoire.domain.cls.vocabulaire import StatutAction, UniteFinancement
from observatoire.services.suivi.criteres import CRITERES, Fiche, describe_fiches, select_fiches
from observatoire.services.suivi.vue_ensemble import build_vue_ensemble

AU = date(2026, 11, 22)


def build(*objets: Objet) -> Plan:
    plan = build_plan([Contrat(id=1, titre="CLS"), *objets])
    assert plan is not None
    return plan


def describe(*objets: Objet) -> Fiche:
    return describe_fiches(build(*objets), AU, {})[0]


@pytest.mark.parametrize(
    ("statut", "attendu"),
    [(StatutAction.EN_COURS, True), (StatutAction.REALISE, False), (StatutAction.ABANDONNE, False)],
)
def test_une_action_close_n_attend_plus_ses_etapes(statut: StatutAction, attendu: bool) -> None:
    etape = Etape(id=1, action_id=1, libelle="x", echeance=date(2026, 1, 1))
    fiche = describe(Action(id=1, numero="1", titre="a", statut=statut), etape)
    assert ("etape" in CRITERES["alerte"].list_codes(fiche)) is attendu


def test_le_budget_d_une_fiche_compte_ses_sous_actions() -> None:
    objets = (
        Action(id=1, numero="1", titre="a"),
        Action(id=2, numero="1.1", titre="b", parent_id=1),
        Action(id=3, numero="1.1.1", titre="c", parent_id=2),
        Financement(id=1, action_id=1, prevu=8_000.0, financeur="Ville"),
        Financement(id=2, action_id=3, prevu=7_000.0, financeur="ARS"),
        Financement(id=3, action_id=2, prevu=0.5, unite=UniteFinancement.ETP),
    )
    fiche = describe(*objets)
    assert fiche.prevu == 15_000.0
    fiches = describe_fiches(build(*objets), AU, {})
    assert select_fiches(fiches, {"financeur": ["ars"]}) == fiches
    assert select_fiches(fiches, {"budget": ["m50000"]}) == fiches
    assert select_fiches(fiches, {"budget": ["m10000"]}) == ()


def test_la_vue_d_ensemble_tombe_juste_avec_une_action_sans_axe() -> None:
    plan = build(
        Axe(id=1, numero="1", titre="A"),
        Action(id=1, numero="1.1", titre="a", axes=(1,)),
        Action(id=2, numero="x", titre="b"),
        Financement(id=1, action_id=1, prevu=8_000.0, financeur="Ville"),
        Financement(id=2, action_id=2, prevu=2_000.0, financeur="Ville"),
        Financement(id=3, action_id=2, prevu=1.5, realise=0.5, unite=UniteFinancement.ETP),
    )
    vue = build_vue_ensemble(plan, AU)
    assert [x.axe.titre for x in vue.axes] == ["A", "Sans axe"]
    assert sum(x.avancement.n for x in vue.axes) == vue.total.n == 2
    assert sum(x.avancement.budget.prevu for x in vue.axes) == vue.total.budget.prevu == 10_000.0
    assert (vue.total.etp.prevu, vue.total.etp.realise) == (1.5, 0.5)


def test_sans_action_orpheline_pas_de_ligne_sans_axe() -> None:
    plan = build(Axe(id=1, numero="1", titre="A"), Action(id=1, numero="1.1", titre="a", axes=(1,)))
    assert [x.axe.titre for x in build_vue_ensemble(plan, AU).axes] == ["A"]
