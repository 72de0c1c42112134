"""Retard, silence, budget et complétude, sur des plans écrits à la main."""

from datetime import date

import pytest

from observatoire.domain.cls.avancement import is_en_retard, is_silencieuse, measure_avancement, shift_mois
from observatoire.domain.cls.completude import measure_completude
from observatoire.domain.cls.objets import (
    Action,
    Axe,
    Contrat,
    Etape,
    Financement,
    IndicateurCls,
    Mesure,
    Note,
    Objectif,
    Objet,
)
from observatoire.domain.cls.plan import SANS_AXE, Plan, build_plan, cle_numero
from observatoire.domain.cls.vocabulaire import StatutAction, UniteFinancement

AU = date(2026, 11, 22)


def build(*objets: Objet) -> Plan:
    plan = build_plan([Contrat(id=1, titre="CLS", signature=date(2022, 6, 14)), *objets])
    assert plan is not None
    return plan


@pytest.mark.parametrize(
    ("statut", "fin", "attendu"),
    [
        (StatutAction.EN_COURS, date(2026, 11, 21), True),
        (StatutAction.EN_COURS, AU, False),
        (StatutAction.EN_COURS, None, False),
        (StatutAction.A_VENIR, date(2020, 1, 1), True),
        (StatutAction.BLOQUE, date(2020, 1, 1), True),
        (StatutAction.REALISE, date(2020, 1, 1), False),
        (StatutAction.ABANDONNE, date(2020, 1, 1), False),
    ],
)
def test_le_retard_se_deduit_de_la_fin_et_du_statut(statut: StatutAction, fin: date | None, attendu: bool) -> None:
    assert is_en_retard(Action(numero="1", titre="x", statut=statut, fin=fin), AU) is attendu


def test_douze_mois_jour_pour_jour_sans_nouvelle_c_est_le_silence() -> None:
    def silence(*objets: Objet, statut: StatutAction = StatutAction.EN_COURS) -> bool:
        action = Action(id=1, numero="1", titre="x", statut=statut, statut_depuis=date(2025, 1, 1))
        return is_silencieuse(build(action, *objets), action, AU)

    assert silence()
    assert not silence(statut=StatutAction.REALISE)
    assert silence(Note(id=1, action_id=1, date=date(2025, 11, 22), texte="x"))
    assert not silence(Note(id=1, action_id=1, date=date(2025, 11, 23), texte="x"))
    assert not silence(Etape(id=1, action_id=1, libelle="x", realisee_le=date(2026, 1, 1)))
    assert silence(Etape(id=1, action_id=1, libelle="x", echeance=date(2026, 1, 1)))
    assert silence(Note(id=1, action_id=1, date=date(2027, 1, 1), texte="datée du futur"))
    mesure = Mesure(id=1, indicateur_id=5, date=date(2026, 3, 1), valeur=1.0)
    assert not silence(IndicateurCls(id=5, action_id=1, libelle="x"), mesure)
    sous = Action(id=2, parent_id=1, numero="1.1", titre="y", statut_depuis=date(2026, 5, 1))
    assert not silence(sous)


def test_une_action_pas_encore_commencee_n_est_pas_silencieuse() -> None:
    action = Action(id=1, numero="1", titre="x", debut=date(2026, 10, 1))
    assert not is_silencieuse(build(action), action, AU)


def test_une_action_qui_commence_plus_tard_n_est_pas_silencieuse() -> None:
    """Même décidée il y a deux ans : on n'attend pas de nouvelles avant son début."""
    action = Action(id=1, numero="1", titre="x", debut=date(2027, 1, 1), statut_depuis=date(2024, 11, 1))
    assert not is_silencieuse(build(action), action, AU)
    commencee = Action(id=1, numero="1", titre="x", debut=AU, statut_depuis=date(2024, 11, 1))
    assert is_silencieuse(build(commencee), commencee, AU)


def test_les_actions_sans_axe_ont_leur_ligne() -> None:
    plan = build(
        Axe(id=1, numero="1", titre="A"),
        Action(id=1, numero="1", titre="a", axes=(1,)),
        Action(id=2, numero="2", titre="b"),
        Action(id=3, numero="2.1", titre="sous", parent_id=2),
        Action(id=4, numero="1.1", titre="sous d'une rangée", parent_id=1),
        IndicateurCls(id=1, action_id=2, libelle="de l'action sans axe"),
        IndicateurCls(id=2, action_id=3, libelle="de sa sous-action"),
        IndicateurCls(id=3, action_id=4, libelle="de la sous-action rangée"),
    )
    assert [a.id for a in plan.list_actions_axe(SANS_AXE)] == [2]
    assert [i.id for i in plan.list_indicateurs(axe_id=SANS_AXE)] == [1, 2]
    assert [i.id for i in plan.list_indicateurs(axe_id=1)] == [3]


def test_l_avancement_compte_les_actions_d_un_axe_et_de_ses_sous_axes_une_fois() -> None:
    plan = build(
        Axe(id=1, numero="1", titre="A"),
        Axe(id=2, numero="1.1", titre="B", parent_id=1),
        Axe(id=3, numero="1.1.1", titre="C", parent_id=2),
        Axe(id=4, numero="2", titre="D"),
        Action(id=1, numero="1", titre="a", axes=(1, 3), statut=StatutAction.REALISE),
        Action(id=2, numero="2", titre="b", axes=(3, 4)),
        Action(id=3, numero="2.1", titre="sous", parent_id=2, axes=(3,), statut=StatutAction.REALISE),
    )
    bilans = {a.numero: measure_avancement(plan, AU, a) for a in plan.axes}
    assert {n: (b.realisees, b.n) for n, b in bilans.items()} == {
        "1": (1, 2), "1.1": (1, 2), "1.1.1": (1, 2), "2": (0, 1),
    }  # fmt: skip
    assert (measure_avancement(plan, AU).n, measure_avancement(plan, AU).part_realisee) == (2, 50.0)
    assert measure_avancement(build(), AU).part_realisee is None


def test_les_euros_et_les_etp_ne_se_melent_pas() -> None:
    plan = build(
        Action(id=1, numero="1", titre="a"),
        Action(id=2, numero="1.1", titre="sous", parent_id=1),
        Financement(id=1, action_id=1, financeur="ARS", prevu=100.0, realise=40.0),
        Financement(id=2, action_id=2, financeur="Ville", prevu=50.0),
        Financement(id=3, action_id=1, financeur="Ville", prevu=0.5, unite=UniteFinancement.ETP),
        Financement(id=4, action_id=1, financeur=""),
    )
    bilan = measure_avancement(plan, AU)
    assert (bilan.budget.prevu, bilan.budget.realise, bilan.etp.prevu) == (150.0, 40.0, 0.5)
    assert bilan.budget.part == pytest.approx(100 * 40 / 150)
    assert {n: b.prevu for n, b in bilan.par_financeur.items()} == {"ARS": 100.0, "Ville": 50.0, "Non précisé": 0.0}


def test_la_completude_compte_neuf_rubriques() -> None:
    vide = Action(id=1, numero="1", titre="x")
    assert measure_completude(build(vide), vide, AU).remplies == 0
    pleine = Action(
        id=1,
        numero="1",
        titre="x",
        axes=(1,),
        description="d",
        personne_pilote="p",
        objectifs="o",
        territoires=("QN1",),
        publics=("tous",),
        statut_depuis=date(2026, 6, 1),
    )
    plan = build(
        pleine,
        Axe(id=1, numero="1", titre="A"),
        Objectif(id=1, axe_id=1, texte="t", constat="c"),
        IndicateurCls(id=1, action_id=1, libelle="i"),
        Financement(id=1, action_id=1, prevu=0.0),
    )
    assert measure_completude(plan, pleine, AU).manques == ()
    assert measure_completude(plan, pleine, AU).total == 9
    assert measure_completude(plan, pleine, date(2027, 6, 1)).manques == ("suivi de moins de 12 mois",)


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 11, 22), -12, date(2025, 11, 22)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_un_mois_de_plus_ou_de_moins(jour: date, mois: int, attendu: date) -> None:
    assert shift_mois(jour, mois) == attendu


def test_les_numeros_se_rangent_comme_on_les_lit() -> None:
    melanges = ["2.10", "10", "2.9", "1", "2.9.b", "2.9.a", "A", ""]
    assert sorted(melanges, key=cle_numero) == ["", "1", "2.9", "2.9.a", "2.9.b", "2.10", "10", "A"]
