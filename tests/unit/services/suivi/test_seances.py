"""Séances et décisions : noms, ordre, phrase, et liens collés."""

from dataclasses import replace
from datetime import date

import pytest

from observatoire.domain.cls.objets import Contrat, Decision, Objet, Seance
from observatoire.domain.cls.plan import Plan, build_plan
from observatoire.domain.cls.vocabulaire import EtatDecision, TypeSeance
from observatoire.services.suivi.changements import list_changements
from observatoire.services.suivi.seances import (
    describe_etat,
    describe_seances,
    find_derniere_seance,
    list_decisions,
    list_seances,
    name_seance,
    parse_vue,
)

AU = date(2026, 11, 22)
COPIL, COTECH = TypeSeance.COPIL, TypeSeance.COTECH


def build(*objets: Objet) -> Plan:
    plan = build_plan([Contrat(id=1, titre="CLS"), *objets])
    assert plan is not None
    return plan


def decide(n: int, echeance: date | None, etat: EtatDecision = EtatDecision.A_FAIRE) -> Decision:
    return Decision(id=n, seance_id=1, date=date(2026, 6, 18), texte=f"D{n}", echeance=echeance, etat=etat)


def test_une_seance_sans_titre_se_nomme_par_son_type_et_sa_date() -> None:
    assert name_seance(Seance(date=date(2026, 6, 8), type=COTECH)) == "COTECH du 08/06/2026"
    assert name_seance(Seance(date=date(2026, 6, 8), titre="Plénière")) == "Plénière"


def test_le_dernier_copil_passe_avant_une_seance_plus_recente_d_une_autre_sorte() -> None:
    plan = build(
        Seance(id=1, date=date(2025, 6, 1), type=COPIL),
        Seance(id=2, date=date(2026, 6, 18), type=COPIL),
        Seance(id=3, date=date(2026, 10, 1), type=COTECH),
        Seance(id=4, date=AU, type=COPIL),
    )
    trouvee = find_derniere_seance(plan, AU)
    assert trouvee is not None
    assert trouvee.id == 2, "celle du jour même ne compte pas encore"
    seule = find_derniere_seance(build(Seance(id=3, date=date(2026, 10, 1), type=COTECH)), AU)
    assert seule is not None
    assert seule.id == 3
    assert find_derniere_seance(build(), AU) is None


def test_la_plus_pressee_d_abord_et_sans_echeance_en_dernier() -> None:
    plan = build(decide(1, None), decide(2, date(2027, 1, 1)), decide(3, date(2026, 1, 1)), decide(4, AU))
    assert [d.id for d in list_decisions(plan)] == [3, 4, 2, 1]
    assert [describe_etat(d, AU) for d in list_decisions(plan)] == [
        "échéance dépassée", "à faire", "à faire", "à faire",
    ]  # fmt: skip
    faite = decide(5, date(2026, 1, 1), EtatDecision.FAITE)
    assert [d.id for d in list_decisions(build(faite, decide(6, None)), EtatDecision.FAITE)] == [5]
    assert describe_etat(faite, AU) == "faite"


def test_la_phrase_compte_les_seances_et_les_decisions() -> None:
    def describe(*objets: Objet) -> str:
        plan = build(*objets)
        return describe_seances(list_seances(plan), plan.decisions, AU).replace("\xa0", " ")

    tenue, prevue = Seance(id=1, date=date(2026, 6, 18)), Seance(id=2, date=date(2026, 12, 10))
    assert describe() == "Aucune séance n'est encore consignée."
    assert describe(tenue, prevue, decide(1, date(2026, 9, 30)), decide(2, None)) == (
        "2 séances consignées, la dernière tenue le 18/06/2026. 2 décisions à faire, dont 1 à l'échéance dépassée."
    )
    assert describe(prevue) == "1 séance consignée. Aucune décision n'est en attente."
    assert describe(tenue, decide(1, AU)).endswith("1 décision à faire.")


def test_chaque_seance_a_ses_decisions() -> None:
    plan = build(
        Seance(id=1, date=date(2025, 1, 1)),
        Seance(id=2, date=date(2026, 1, 1)),
        decide(1, AU),
        decide(2, None, EtatDecision.FAITE),
        replace(decide(3, AU), seance_id=None),
    )
    assert [(x.seance.id, [d.id for d in x.decisions], x.a_faire) for x in list_seances(plan)] == [
        (2, [], 0), (1, [1, 2], 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("saisie", "attendue"),
    [
        ("http://127.0.0.1:8501/carte?indicateur=c2s&periode=2024", "carte?indicateur=c2s&periode=2024"),
        ("/portrait?territoire=Q01", "portrait?territoire=Q01"),
        ("carte", "carte"),
        ("https://exemple.fr/obs/carte?x=1", "carte?x=1"),
        ("javascript:alert(1)", None),
        ("javascript:carte", None),
        ("data:text/html,carte", None),
        ("https://exemple.fr/ailleurs", None),
        ("", None),
        ("http://[", None),
    ],
)
def test_un_lien_colle_ne_mene_que_dans_l_observatoire(saisie: str, attendue: str | None) -> None:
    assert parse_vue(saisie, ["", "carte", "portrait"]) == attendue


def test_une_decision_ancienne_faite_depuis_est_un_changement() -> None:
    vieille = Decision(id=1, date=date(2025, 1, 1), texte="Relancer")
    faite = Decision(id=1, date=date(2025, 1, 1), texte="Relancer", etat=EtatDecision.FAITE)
    ignoree = Decision(id=2, date=date(2024, 1, 1), texte="Close depuis longtemps", etat=EtatDecision.FAITE)
    changes = list_changements(build(vieille, ignoree), build(faite, ignoree), depuis=date(2026, 6, 18), jusqua=AU)
    assert [(d.decision.id, d.nouvelle, d.avant, d.etat) for d in changes.decisions] == [(1, False, "à faire", "faite")]
