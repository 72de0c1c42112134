"""La liste et le journal emportés : une rangée par fiche, une par champ changé ; aucun texte n'y est une formule."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl

from observatoire.domain.cls.objets import Action, Axe, Contrat, Financement, Objet
from observatoire.domain.cls.plan import Plan, build_plan
from observatoire.domain.cls.rejeu import LigneJournal
from observatoire.domain.cls.vocabulaire import StatutAction
from observatoire.domain.tableur import write_csv
from observatoire.services.suivi.criteres import describe_fiches
from observatoire.ui.suivi.exports import (
    ENTETES_FICHES,
    ENTETES_JOURNAL,
    build_classeur,
    flatten_fiche,
    flatten_journal,
)

AU = date(2026, 11, 22)


def build(*objets: Objet) -> Plan:
    plan = build_plan([Contrat(id=1, titre="CLS"), *objets])
    assert plan is not None
    return plan


PLAN = build(
    Axe(id=1, numero="1", titre="Accès"),
    Action(
        id=1, numero="1.1", titre="=Somme(A1)", axes=(1,), statut=StatutAction.BLOQUE, motif="-Local",
        fin=date(2026, 6, 30), territoires=("QN001", "Autre"), publics=("Jeunes", "Aînés"),
    ),
    Action(id=2, numero="1.1.1", titre="Sous", parent_id=1, confidentiel=True),
    Financement(id=1, action_id=1, prevu=1000.5),
    Financement(id=2, action_id=2, prevu=500.0, realise=200.0),
)  # fmt: skip


def test_une_fiche_a_plat_dit_ses_champs_et_ce_qui_s_en_deduit() -> None:
    (fiche,) = describe_fiches(PLAN, AU, {"QN001": "Les Tilleuls"})
    dit = dict(zip(ENTETES_FICHES, flatten_fiche(fiche), strict=True))
    assert (dit["axes"], dit["territoires"], dit["publics"]) == ("1 Accès", "Les Tilleuls, Autre", "Jeunes, Aînés")
    assert (dit["statut"], dit["en_retard"], dit["fin"]) == ("Bloqué", True, date(2026, 6, 30))
    assert (dit["prevu_euros"], dit["realise_euros"], dit["prevu_etp"]) == (1500.5, 200.0, None)
    contenu = write_csv(ENTETES_FICHES, [flatten_fiche(fiche)]).decode("utf-8-sig")
    lue = next(csv.DictReader(io.StringIO(contenu), delimiter=";"))
    assert (lue["titre"], lue["motif"], lue["prevu_euros"]) == ("'=Somme(A1)", "'-Local", "1500,5")
    feuille = openpyxl.load_workbook(io.BytesIO(build_classeur(ENTETES_FICHES, [flatten_fiche(fiche)]))).active
    assert feuille is not None
    cellules = {e: feuille.cell(2, c + 1) for c, e in enumerate(ENTETES_FICHES)}
    assert (cellules["titre"].value, cellules["titre"].data_type) == ("=Somme(A1)", "s")
    assert (cellules["numero"].value, cellules["prevu_euros"].value) == ("1.1", 1500.5)
    assert cellules["fin"].value == datetime(2026, 6, 30)


def ligne(avant: dict[str, object] | None, apres: dict[str, object] | None) -> LigneJournal:
    quand = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    return LigneJournal(7, quand, "Zoé", "coordination", 1, "action", 1, avant, apres, "Réunion")


def test_le_journal_a_plat_donne_une_rangee_par_champ_change() -> None:
    avant = {"id": 1, "version": 1, "titre": "A", "statut": "en_cours", "fin": None, "publics": ["Jeunes"]}
    apres = {"id": 1, "version": 2, "titre": "A", "statut": "bloque", "fin": "2026-12-31", "publics": ["Jeunes"]}
    rangees = flatten_journal(PLAN, ligne(avant, apres))
    assert [dict(zip(ENTETES_JOURNAL, r, strict=True)) for r in rangees] == [
        {
            "quand": "2026-11-22 10:30:00", "qui": "Zoé", "role": "coordination", "fiche": "1.1 =Somme(A1)",
            "objet": "Fiche", "geste": "modification", "champ": champ, "avant": vieux, "apres": neuf,
            "motif": "Réunion",
        }
        for champ, vieux, neuf in (("statut", "En cours", "Bloqué"), ("date de fin", "", "31/12/2026"))
    ]  # fmt: skip


def test_une_creation_et_une_suppression_disent_chaque_champ_rempli() -> None:
    etat: dict[str, object] = {"id": 1, "version": 1, "titre": "A", "contexte": "", "fin": None}
    (creee,) = flatten_journal(PLAN, ligne(None, etat))
    assert creee[5:9] == ("création", "titre", "", "A")
    (retiree,) = flatten_journal(PLAN, ligne(etat, None))
    assert retiree[5:9] == ("suppression", "titre", "A", "")
