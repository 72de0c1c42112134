"""Les échéances d'un contrat écrit à la main : leur jour, leur sorte, leur état."""

from datetime import date

from observatoire.domain.cls.echeances import Echeance, list_echeances
from observatoire.domain.cls.objets import (
    Action,
    Cible,
    Contrat,
    Decision,
    Etape,
    IndicateurCls,
    Objet,
    Seance,
)
from observatoire.domain.cls.plan import build_plan
from observatoire.domain.cls.vocabulaire import EtatDecision, EtatSeance, StatutAction

AU = date(2026, 11, 22)


def list_tout(*objets: Objet) -> tuple[Echeance, ...]:
    contrat = Contrat(id=1, titre="CLS", signature=date(2022, 6, 14), debut=date(2022, 6, 14), fin=date(2026, 12, 31))
    plan = build_plan([contrat, *objets])
    assert plan is not None
    return list_echeances(plan, AU)


def describe(*objets: Objet) -> list[tuple[str, str, str, str]]:
    dites = [(e.jour.isoformat(), e.sorte.value, e.libelle, e.etat.libelle) for e in list_tout(*objets)]
    return [d for d in dites if d[1] != "contrat"]


def test_les_dates_du_contrat_ne_disent_pas_deux_fois_le_meme_jour() -> None:
    assert [(e.jour, e.libelle, e.etat.libelle) for e in list_tout()] == [
        (date(2022, 6, 14), "Signature du contrat", "passée"),
        (date(2026, 12, 31), "Fin du contrat", "à venir"),
    ]


def test_une_etape_faite_se_place_le_jour_ou_elle_le_fut() -> None:
    action = Action(id=1, numero="1", titre="Bus", statut=StatutAction.EN_COURS, fin=date(2026, 11, 22))
    assert describe(
        action,
        Etape(id=1, action_id=1, libelle="Acheter", echeance=date(2026, 1, 31), realisee_le=date(2026, 2, 3)),
        Etape(id=2, action_id=1, libelle="Rouler", echeance=date(2026, 11, 21)),
        Etape(id=3, action_id=1, libelle="Compter", echeance=date(2027, 1, 15)),
        Etape(id=4, action_id=1, libelle="Sans date"),
    ) == [
        ("2026-02-03", "etape", "Acheter", "faite"),
        ("2026-11-21", "etape", "Rouler", "en retard"),
        ("2026-11-22", "fin", "Bus", "à venir"),
        ("2027-01-15", "etape", "Compter", "à venir"),
    ]


def test_une_action_close_n_attend_plus_rien() -> None:
    passe = date(2024, 5, 1)
    faite = Action(id=1, numero="1", titre="Faite", statut=StatutAction.REALISE, fin=passe)
    quittee = Action(id=2, numero="2", titre="Quittée", statut=StatutAction.ABANDONNE, fin=passe)
    etapes = [Etape(id=i, action_id=i, libelle="Reste", echeance=passe) for i in (1, 2)]
    assert describe(faite, quittee, *etapes) == [("2024-05-01", "fin", "Faite", "faite")]


def test_seances_decisions_et_cibles() -> None:
    assert describe(
        Action(id=1, numero="1", titre="Bus"),
        Seance(id=1, date=date(2026, 6, 18), titre="COPIL de juin", etat=EtatSeance.CLOSE),
        Seance(id=2, date=date(2026, 12, 10), etat=EtatSeance.PREPARATION),
        Seance(id=3, date=date(2026, 3, 1), titre="Jamais close", etat=EtatSeance.PREPARATION),
        Decision(id=1, date=date(2026, 6, 18), texte="Relancer", echeance=date(2026, 9, 30), action_id=1),
        Decision(id=2, date=date(2026, 6, 18), texte="Ouvrir", echeance=date(2026, 12, 31)),
        Decision(id=3, date=date(2026, 6, 18), texte="Sans échéance"),
        Decision(id=4, date=AU, texte="Quittée", echeance=date(2026, 1, 1), etat=EtatDecision.ABANDONNEE),
        Decision(id=5, date=AU, texte="Tenue", echeance=date(2026, 1, 1), etat=EtatDecision.FAITE),
        IndicateurCls(id=1, action_id=1, libelle="Patients"),
        Cible(id=1, indicateur_id=1, date=date(2026, 12, 31), valeur=3.0),
    ) == [
        ("2026-01-01", "decision", "Tenue", "faite"),
        ("2026-03-01", "seance", "Jamais close", "passée"),
        ("2026-06-18", "seance", "COPIL de juin", "faite"),
        ("2026-09-30", "decision", "Relancer", "en retard"),
        ("2026-12-10", "seance", "COPIL", "à venir"),
        ("2026-12-31", "decision", "Ouvrir", "à venir"),
        ("2026-12-31", "cible", "Patients", "à venir"),
    ]


def test_une_decision_garde_la_fiche_qu_elle_vise() -> None:
    decision = Decision(id=1, date=AU, texte="Relancer", echeance=AU, action_id=1)
    (relance,) = [e for e in list_tout(Action(id=1, numero="1", titre="Bus"), decision) if e.objet == decision]
    assert relance.action is not None
    assert (relance.action.titre, relance.etat.libelle) == ("Bus", "à venir")
