"""Ce qui a changé entre deux états du plan : le plan, ses actions, ses indicateurs, ses décisions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from observatoire.domain.cls.objets import Action, Decision, IndicateurCls, list_champs
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.resultats import ResultatIndicateur, format_cible
from observatoire.domain.cls.saisie import get_nom_champ
from observatoire.domain.cls.vocabulaire import EtatDecision
from observatoire.domain.francais import format_date, format_valeur, join_mots
from observatoire.services.suivi.changements_plan import compare_objets, describe_fiche, describe_plan
from observatoire.services.suivi.resultats import SourceIndicateurs, build_resultat
from observatoire.services.suivi.seances import describe_etat

RETIRE = "retiré du plan"


@dataclass(frozen=True)
class ChangementAction:
    """Une action nouvelle, retirée ou changée. `details` dit le reste en quelques mots."""

    action: Action
    avant: str
    apres: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class ChangementIndicateur:
    """Un indicateur nouveau, retiré ou redéfini, ou dont le verdict, les cibles ou les points ont changé."""

    resultat: ResultatIndicateur
    avant: str
    apres: str
    nouveaux_points: int
    details: tuple[str, ...] = ()


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
    plan: tuple[str, ...] = ()
    version_avant: str = ""

    @property
    def is_vide(self) -> bool:
        """Vrai si rien n'a changé."""
        return not (self.actions or self.indicateurs or self.decisions or self.plan)


def list_changements(
    avant: Plan | None,
    apres: Plan,
    *,
    depuis: date,
    jusqua: date,
    source: SourceIndicateurs | None = None,
    source_avant: SourceIndicateurs | None = None,
    version_avant: str = "",
) -> Changements:
    """Compare deux états du plan.

    Args:
        avant: l'état à la date de départ ; `None` si le contrat n'y était pas encore.
        apres: l'état à la date d'arrivée.
        depuis: date de départ.
        jusqua: date d'arrivée.
        source: l'observatoire, pour les indicateurs qui y sont suivis.
        source_avant: la version publiée qu'on lisait alors ; sans elle, l'avant se lit dans celle d'aujourd'hui, arrêté
            aux périodes achevées à la date de départ.
        version_avant: le nom de cette version, à dire à l'écran.
    """
    return Changements(
        depuis=depuis,
        jusqua=jusqua,
        apres=apres,
        actions=_compare_actions(avant, apres),
        indicateurs=_compare_indicateurs(
            avant,
            apres,
            lambda plan, i: build_resultat(plan, i, depuis, source_avant or source),
            lambda i: build_resultat(apres, i, jusqua, source),
        ),
        decisions=_list_decisions(avant, apres, depuis, jusqua),
        plan=describe_plan(avant, apres),
        version_avant=version_avant,
    )


def _compare_actions(avant: Plan | None, apres: Plan) -> tuple[ChangementAction, ...]:
    changements: list[ChangementAction] = []
    for action in apres.actions:
        ancienne = avant.get(Action, action.id) if avant else None
        if ancienne is None or avant is None:
            changements.append(ChangementAction(action, "", f"nouvelle action, {action.statut.libelle}", ()))
            continue
        details = describe_fiche(avant, apres, ancienne, action)
        if ancienne.statut is not action.statut:
            motif = f" : {action.motif}" if action.motif else ""
            arrivee = action.statut.libelle + motif
            changements.append(ChangementAction(action, ancienne.statut.libelle, arrivee, details))
        elif details:
            changements.append(ChangementAction(action, "", "", details))
    retirees = [a for a in (avant.actions if avant else ()) if apres.get(Action, a.id) is None]
    changements += [ChangementAction(a, a.statut.libelle, "retirée du plan", ()) for a in retirees]
    return tuple(changements)


def _compare_indicateurs(
    avant: Plan | None,
    apres: Plan,
    read_avant: Callable[[Plan, IndicateurCls], ResultatIndicateur],
    read_apres: Callable[[IndicateurCls], ResultatIndicateur],
) -> tuple[ChangementIndicateur, ...]:
    changements: list[ChangementIndicateur] = []
    for indicateur in apres.list_objets(IndicateurCls):
        ancien = avant.get(IndicateurCls, indicateur.id) if avant else None
        resultat = read_apres(indicateur)
        if avant is None or ancien is None:
            changements.append(ChangementIndicateur(resultat, "", "nouvel indicateur", len(resultat.points)))
            continue
        passe = read_avant(avant, ancien)
        verdicts = [r.verdict.libelle if r.verdict else "" for r in (passe, resultat)]
        nouveaux = len({p.fin for p in resultat.points} - {p.fin for p in passe.points})
        details = (
            *_describe_points(passe, resultat),
            *_describe_cibles(passe, resultat),
            *_describe_definition(ancien, indicateur),
        )
        if verdicts[0] != verdicts[1] or nouveaux or details:
            changements.append(ChangementIndicateur(resultat, verdicts[0], verdicts[1], nouveaux, details))
    retires = [i for i in (avant.list_objets(IndicateurCls) if avant else ()) if apres.get(IndicateurCls, i.id) is None]
    if avant is not None:
        changements += [ChangementIndicateur(read_avant(avant, i), "", RETIRE, 0) for i in retires]
    return tuple(changements)


def _describe_points(passe: ResultatIndicateur, resultat: ResultatIndicateur) -> tuple[str, ...]:
    """Les points corrigés ou retirés : une valeur publiée puis révisée n'est pas un point nouveau."""
    avant = {p.fin: p.valeur for p in passe.points}
    apres = {p.fin: p.valeur for p in resultat.points}
    revus = [
        f"point du {format_date(j)} révisé : {format_valeur(avant[j], resultat.decimales, resultat.unite)} → "
        f"{format_valeur(v, resultat.decimales, resultat.unite)}"
        for j, v in apres.items()
        if j in avant and round(avant[j], resultat.decimales) != round(v, resultat.decimales)
    ]
    return (*revus, *(f"point du {format_date(j)} retiré" for j in avant if j not in apres))


def _describe_cibles(passe: ResultatIndicateur, resultat: ResultatIndicateur) -> tuple[str, ...]:
    ecarts = compare_objets(passe.cibles, resultat.cibles)
    return (
        *(f"{format_cible(resultat, c)}, ajoutée" for c in ecarts.neufs),
        *(f"{format_cible(passe, a)} → {format_cible(resultat, b)}" for a, b in ecarts.changes),
        *(f"{format_cible(passe, c)}, retirée" for c in ecarts.retires),
    )


def _describe_definition(ancien: IndicateurCls, indicateur: IndicateurCls) -> tuple[str, ...]:
    changes = [c for c in list_champs(IndicateurCls) if getattr(ancien, c) != getattr(indicateur, c)]
    return (f"définition modifiée : {join_mots(get_nom_champ(c) for c in changes)}",) if changes else ()


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
