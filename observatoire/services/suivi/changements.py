"""Ce qui a changé entre deux états du plan : actions, étapes, indicateurs, décisions."""

from dataclasses import dataclass
from datetime import date

from observatoire.domain.cls.objets import Action, Decision, IndicateurCls, list_champs
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.resultats import ResultatIndicateur
from observatoire.domain.cls.saisie import get_nom_champ
from observatoire.domain.cls.vocabulaire import EtatDecision
from observatoire.domain.francais import format_date
from observatoire.services.suivi.resultats import SourceIndicateurs, build_resultat
from observatoire.services.suivi.seances import describe_etat

#: Champs dont le changement se lit déjà dans un autre.
_MUETS = frozenset({"statut", "statut_depuis", "motif"})


@dataclass(frozen=True)
class ChangementAction:
    """Une action nouvelle, retirée ou changée. `details` dit le reste en quelques mots."""

    action: Action
    avant: str
    apres: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class ChangementIndicateur:
    """Un indicateur dont le verdict a changé, ou qui a de nouveaux points."""

    resultat: ResultatIndicateur
    avant: str
    apres: str
    nouveaux_points: int


@dataclass(frozen=True)
class DecisionSuivie:
    """Une décision et où elle en est. `avant` est son état de départ, quand il a changé."""

    decision: Decision
    nouvelle: bool
    etat: str
    avant: str = ""


@dataclass(frozen=True)
class Changements:
    """Tout ce qui a changé depuis une date."""

    depuis: date
    jusqua: date
    apres: Plan
    actions: tuple[ChangementAction, ...]
    indicateurs: tuple[ChangementIndicateur, ...]
    decisions: tuple[DecisionSuivie, ...]

    @property
    def is_vide(self) -> bool:
        """Vrai si rien n'a changé."""
        return not (self.actions or self.indicateurs or self.decisions)


def list_changements(
    avant: Plan | None,
    apres: Plan,
    *,
    depuis: date,
    jusqua: date,
    source: SourceIndicateurs | None = None,
) -> Changements:
    """Compare deux états du plan.

    Args:
        avant: l'état à la date de départ ; `None` si le contrat n'y était pas encore.
        apres: l'état à la date d'arrivée.
        depuis: date de départ.
        jusqua: date d'arrivée.
        source: l'observatoire, pour les indicateurs qui y sont suivis.
    """
    return Changements(
        depuis=depuis,
        jusqua=jusqua,
        apres=apres,
        actions=_compare_actions(avant, apres),
        indicateurs=_compare_indicateurs(avant, apres, depuis, jusqua, source),
        decisions=_list_decisions(avant, apres, depuis, jusqua),
    )


def _compare_actions(avant: Plan | None, apres: Plan) -> tuple[ChangementAction, ...]:
    changements: list[ChangementAction] = []
    for action in apres.actions:
        ancienne = avant.get(Action, action.id) if avant else None
        if ancienne is None or avant is None:
            changements.append(ChangementAction(action, "", f"nouvelle action, {action.statut.libelle}", ()))
            continue
        details = _describe_etapes(avant, apres, action) + _describe_champs(ancienne, action)
        if ancienne.statut is not action.statut:
            motif = f" : {action.motif}" if action.motif else ""
            arrivee = action.statut.libelle + motif
            changements.append(ChangementAction(action, ancienne.statut.libelle, arrivee, details))
        elif details:
            changements.append(ChangementAction(action, "", "", details))
    retirees = [a for a in (avant.actions if avant else ()) if apres.get(Action, a.id) is None]
    changements += [ChangementAction(a, a.statut.libelle, "retirée du plan", ()) for a in retirees]
    return tuple(changements)


def _describe_etapes(avant: Plan, apres: Plan, action: Action) -> tuple[str, ...]:
    deja = {e.id for e in avant.list_etapes(action.id) if e.realisee_le}
    faites = [e for e in apres.list_etapes(action.id) if e.realisee_le and e.id not in deja]
    lignes = [f"étape réalisée : {e.libelle}" for e in faites]
    connues = {n.id for n in avant.list_notes(action.id)}
    nouvelles = [n for n in reversed(apres.list_notes(action.id)) if n.id not in connues]
    return (*lignes, *(f"{n.type.libelle.lower()} du {format_date(n.date)} : {n.texte}" for n in nouvelles))


def _describe_champs(ancienne: Action, action: Action) -> tuple[str, ...]:
    changes = [
        champ
        for champ in list_champs(Action)
        if champ not in _MUETS and getattr(ancienne, champ) != getattr(action, champ)
    ]
    lignes: list[str] = []
    for champ in changes:
        vieux, neuf = getattr(ancienne, champ), getattr(action, champ)
        if isinstance(vieux, date) and isinstance(neuf, date):
            lignes.append(f"{get_nom_champ(champ)} : {format_date(vieux)} → {format_date(neuf)}")
        else:
            lignes.append(f"{get_nom_champ(champ)} : modifié")
    return tuple(lignes)


def _compare_indicateurs(
    avant: Plan | None, apres: Plan, depuis: date, jusqua: date, source: SourceIndicateurs | None
) -> tuple[ChangementIndicateur, ...]:
    changements: list[ChangementIndicateur] = []
    for indicateur in apres.list_objets(IndicateurCls):
        ancien = avant.get(IndicateurCls, indicateur.id) if avant else None
        resultat = build_resultat(apres, indicateur, jusqua, source)
        if avant is None or ancien is None:
            changements.append(ChangementIndicateur(resultat, "", "nouvel indicateur", len(resultat.points)))
            continue
        passe = build_resultat(avant, ancien, depuis, source)
        verdicts = [r.verdict.libelle if r.verdict else "" for r in (passe, resultat)]
        nouveaux = len(resultat.points) - len(passe.points)
        if verdicts[0] != verdicts[1] or nouveaux:
            changements.append(ChangementIndicateur(resultat, verdicts[0], verdicts[1], nouveaux))
    return tuple(changements)


def _list_decisions(avant: Plan | None, apres: Plan, depuis: date, jusqua: date) -> tuple[DecisionSuivie, ...]:
    """Les décisions prises depuis (ce jour compris), celles dont l'état a changé, celles encore à faire."""
    suivies: list[DecisionSuivie] = []
    for decision in apres.decisions:
        nouvelle = depuis <= decision.date <= jusqua
        ancienne = avant.get(Decision, decision.id) if avant else None
        change = ancienne is not None and ancienne.etat is not decision.etat
        if nouvelle or change or decision.etat is EtatDecision.A_FAIRE:
            passe = ancienne.etat.libelle.lower() if ancienne and change else ""
            suivies.append(DecisionSuivie(decision, nouvelle, describe_etat(decision, jusqua), passe))
    return tuple(suivies)
