"""Les jours et les mois s'écrivent en français, et une échéance mène à ce qui la porte."""

from datetime import date

import pytest

from observatoire.domain.cls.echeances import Echeance, EtatEcheance, SorteEcheance
from observatoire.domain.cls.objets import Action, Cible, Contrat, Decision, Etape, Objet, Seance
from observatoire.ui.suivi.frise import Piste, describe_etat
from observatoire.ui.suivi.mois import build_adresse, name_etat, name_jour, name_mois

JOUR = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2026, 11, 1), "dimanche 1er novembre"),
        (date(2026, 11, 22), "dimanche 22 novembre"),
        (date(2024, 2, 29), "jeudi 29 février"),
        (date(2026, 12, 31), "jeudi 31 décembre"),
    ],
)
def test_un_jour_se_dit_en_francais(jour: date, attendu: str) -> None:
    assert name_jour(jour) == attendu


def test_un_mois_se_dit_avec_son_annee() -> None:
    assert [name_mois(date(2026, m, 1)) for m in (1, 8, 12)] == ["janvier 2026", "août 2026", "décembre 2026"]


ACTION = Action(id=7, contrat_id=2, numero="1", titre="Bus")


@pytest.mark.parametrize(
    ("objet", "action", "attendue"),
    [
        (Etape(id=1, contrat_id=2, action_id=7, libelle="x"), ACTION, "fiches?contrat=2&amp;action=7"),
        (ACTION, ACTION, "fiches?contrat=2&amp;action=7"),
        (Seance(id=3, contrat_id=2, date=JOUR), None, "seances?contrat=2&amp;seance=3"),
        (Decision(id=4, contrat_id=2, seance_id=3, date=JOUR, texte="x"), ACTION, "seances?contrat=2&amp;seance=3"),
        (Decision(id=4, contrat_id=2, date=JOUR, texte="x"), None, "seances?contrat=2"),
        (Cible(id=5, contrat_id=2, indicateur_id=1, date=JOUR, valeur=1.0), None, "resultats?contrat=2"),
        (Contrat(id=2, contrat_id=2, titre="CLS"), None, "cls?contrat=2"),
    ],
)
def test_une_echeance_mene_a_ce_qui_la_porte(objet: Objet, action: Action | None, attendue: str) -> None:
    echeance = Echeance(JOUR, SorteEcheance.ETAPE, "x", EtatEcheance.A_VENIR, objet, action)
    assert build_adresse(echeance) == attendue


def test_une_seance_est_tenue_une_etape_est_faite() -> None:
    seance, etape = Seance(date=JOUR), Etape(action_id=1, libelle="x")
    assert name_etat(Echeance(JOUR, SorteEcheance.SEANCE, "x", EtatEcheance.FAITE, seance)) == "tenue"
    assert name_etat(Echeance(JOUR, SorteEcheance.ETAPE, "x", EtatEcheance.FAITE, etape)) == "faite"


def test_la_frise_va_du_1er_janvier_au_31_decembre() -> None:
    piste = Piste([date(2023, 5, 1), date(2024, 7, 1)])
    assert list(piste.annees) == [2023, 2024]
    assert (piste.place(date(2023, 1, 1)), piste.place(date(2024, 12, 31))) == (0, 100)
    # 365 jours de 2023, puis 182 de 2024, sur les 730 qui séparent les deux bouts.
    assert piste.place(date(2024, 7, 1)) == pytest.approx(100 * 547 / 730)


def test_un_retard_se_dit_en_mois() -> None:
    action = Action(numero="1", titre="Bus", fin=date(2026, 7, 22))
    assert describe_etat(action, date(2026, 11, 22)) == "À discuter, en retard de 4 mois"
    assert describe_etat(action, date(2026, 7, 23)) == "À discuter, en retard de 1 mois"
    assert describe_etat(action, date(2026, 7, 22)) == "À discuter"
