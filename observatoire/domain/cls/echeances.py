"""Tout ce qui arrive à une date dans un contrat : étapes, fins, cibles, séances, décisions, dates du contrat."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from observatoire.domain.cls.objets import Action, Cible, Contrat, Decision, Etape, IndicateurCls, Objet, Seance
from observatoire.domain.cls.plan import Plan, cle_numero
from observatoire.domain.cls.vocabulaire import (
    STATUTS_CLOS,
    EtatDecision,
    EtatSeance,
    StatutAction,
    Terme,
)


class SorteEcheance(Terme):
    """Ce qui arrive à cette date."""

    CONTRAT = "contrat", "Contrat"
    SEANCE = "seance", "Séance"
    DECISION = "decision", "Décision"
    FIN = "fin", "Fin d'action"
    ETAPE = "etape", "Étape"
    CIBLE = "cible", "Cible"


class EtatEcheance(Terme):
    """Où en est une échéance au jour où l'on regarde."""

    EN_RETARD = "en_retard", "en retard"
    A_VENIR = "a_venir", "à venir"
    FAITE = "faite", "faite"
    PASSEE = "passee", "passée"


@dataclass(frozen=True)
class Echeance:
    """Une date, ce qui y arrive, et l'objet qui la porte. `action` est la fiche qu'elle concerne."""

    jour: date
    sorte: SorteEcheance
    libelle: str
    etat: EtatEcheance
    objet: Objet
    action: Action | None = None


def list_echeances(plan: Plan, au: date) -> tuple[Echeance, ...]:
    """Rend toutes les échéances d'un plan, par date ; leur état est celui du jour `au`.

    Une action abandonnée n'en a plus ; une action close n'attend plus ses étapes non faites.
    """
    toutes = [
        *_list_dates_contrat(plan.contrat, au),
        *(_build_seance(s, au) for s in plan.seances),
        *_list_decisions(plan, au),
        *_list_actions(plan, au),
        *_list_cibles(plan, au),
    ]
    rangs = {sorte: rang for rang, sorte in enumerate(SorteEcheance)}

    def cle(e: Echeance) -> tuple[object, ...]:
        return (e.jour, rangs[e.sorte], cle_numero(e.action.numero if e.action else ""), e.objet.id)

    return tuple(sorted(toutes, key=cle))


def is_decision_depassee(decision: Decision, au: date) -> bool:
    """Vrai si une décision reste à faire alors que son échéance est passée."""
    return decision.etat is EtatDecision.A_FAIRE and decision.echeance is not None and decision.echeance < au


def get_jour_etape(etape: Etape) -> date | None:
    """Rend le jour où placer une étape : celui où elle fut réalisée, sinon son échéance."""
    return etape.realisee_le or etape.echeance


def get_etat_etape(etape: Etape, au: date) -> EtatEcheance:
    """Dit si une étape est faite, à venir ou en retard à une date."""
    if etape.realisee_le:
        return EtatEcheance.FAITE
    return _is_attendue(etape.echeance, au)


def _is_attendue(jour: date | None, au: date) -> EtatEcheance:
    return EtatEcheance.EN_RETARD if jour is not None and jour < au else EtatEcheance.A_VENIR


def _is_passee(jour: date, au: date) -> EtatEcheance:
    return EtatEcheance.PASSEE if jour < au else EtatEcheance.A_VENIR


def _list_dates_contrat(contrat: Contrat, au: date) -> Iterator[Echeance]:
    dates = (("Signature du contrat", contrat.signature), ("Début du contrat", contrat.debut))
    for libelle, jour in (*dates, ("Fin du contrat", contrat.fin)):
        if jour and not (libelle.startswith("Début") and jour == contrat.signature):
            yield Echeance(jour, SorteEcheance.CONTRAT, libelle, _is_passee(jour, au), contrat)


def _build_seance(seance: Seance, au: date) -> Echeance:
    etat = EtatEcheance.FAITE if seance.etat is EtatSeance.CLOSE else _is_passee(seance.date, au)
    return Echeance(seance.date, SorteEcheance.SEANCE, seance.titre or seance.type.libelle, etat, seance)


def _list_decisions(plan: Plan, au: date) -> Iterator[Echeance]:
    for decision in plan.decisions:
        if decision.echeance is None or decision.etat is EtatDecision.ABANDONNEE:
            continue
        faite = decision.etat is EtatDecision.FAITE
        etat = EtatEcheance.FAITE if faite else _is_attendue(decision.echeance, au)
        action = plan.get(Action, decision.action_id)
        yield Echeance(decision.echeance, SorteEcheance.DECISION, decision.texte, etat, decision, action)


def _list_actions(plan: Plan, au: date) -> Iterator[Echeance]:
    for action in plan.actions:
        if action.statut is StatutAction.ABANDONNE:
            continue
        close = action.statut in STATUTS_CLOS
        if action.fin:
            etat = EtatEcheance.FAITE if close else _is_attendue(action.fin, au)
            yield Echeance(action.fin, SorteEcheance.FIN, action.titre, etat, action, action)
        for etape in plan.list_etapes(action.id):
            jour = get_jour_etape(etape)
            if jour and not (close and not etape.realisee_le):
                yield Echeance(jour, SorteEcheance.ETAPE, etape.libelle, get_etat_etape(etape, au), etape, action)


def _list_cibles(plan: Plan, au: date) -> Iterator[Echeance]:
    for cible in plan.list_objets(Cible):
        indicateur = plan.get(IndicateurCls, cible.indicateur_id)
        if indicateur:
            action = plan.get(Action, indicateur.action_id)
            etat = _is_passee(cible.date, au)
            yield Echeance(cible.date, SorteEcheance.CIBLE, indicateur.libelle, etat, cible, action)
