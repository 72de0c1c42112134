"""L'avancement d'un plan à une date : réalisées, en retard, bloquées, sans nouvelle, budget."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from observatoire.domain.cls.objets import Action, Axe, Financement
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.vocabulaire import STATUTS_CLOS, StatutAction, UniteFinancement

MOIS_DE_SILENCE = 12


@dataclass(frozen=True)
class Budget:
    """Sommes prévues et réalisées. `chiffrees` compte les actions qui disent un montant."""

    prevu: float
    realise: float
    chiffrees: int

    @property
    def part(self) -> float | None:
        """Part du prévu qui est dépensée, en pour cent ; `None` si rien n'est prévu."""
        return 100 * self.realise / self.prevu if self.prevu else None


@dataclass(frozen=True)
class EtatAction:
    """Une action et ce qui s'en déduit à une date."""

    action: Action
    retard: bool
    silence: bool
    derniere_nouvelle: date | None


@dataclass(frozen=True)
class Avancement:
    """Le bilan d'un axe, ou du plan entier quand `axe` est `None`. Sous-actions non comptées."""

    axe: Axe | None
    actions: tuple[EtatAction, ...]
    par_statut: dict[StatutAction, int]
    budget: Budget
    etp: Budget
    par_financeur: dict[str, Budget]

    @property
    def n(self) -> int:
        """Nombre d'actions."""
        return len(self.actions)

    @property
    def realisees(self) -> int:
        """Nombre d'actions réalisées."""
        return self.par_statut.get(StatutAction.REALISE, 0)

    @property
    def bloquees(self) -> int:
        """Nombre d'actions bloquées."""
        return self.par_statut.get(StatutAction.BLOQUE, 0)

    @property
    def en_retard(self) -> int:
        """Nombre d'actions dont la fin est passée sans qu'elles soient closes."""
        return sum(e.retard for e in self.actions)

    @property
    def sans_nouvelle(self) -> int:
        """Nombre d'actions sans nouvelle depuis douze mois."""
        return sum(e.silence for e in self.actions)

    @property
    def part_realisee(self) -> float | None:
        """Part d'actions réalisées, en pour cent ; `None` sans action."""
        return 100 * self.realisees / self.n if self.n else None


def is_en_retard(action: Action, au: date) -> bool:
    """Vrai si la fin est passée et que l'action n'est ni réalisée ni abandonnée."""
    return action.fin is not None and action.fin < au and action.statut not in STATUTS_CLOS


def find_derniere_nouvelle(plan: Plan, action: Action, au: date) -> date | None:
    """Rend la date de la dernière nouvelle d'une action ou de ses sous-actions.

    Une nouvelle est une note, une étape réalisée, une mesure d'un de ses indicateurs ou un changement
    de statut ; corriger une faute de frappe n'en est pas une.
    """
    dates: list[date | None] = [action.statut_depuis]
    dates += [n.date for n in plan.list_notes(action.id)]
    dates += [e.realisee_le for e in plan.list_etapes(action.id)]
    for indicateur in plan.list_indicateurs(action_id=action.id):
        dates += [m.date for m in plan.list_mesures(indicateur.id)]
    dates += [find_derniere_nouvelle(plan, s, au) for s in plan.list_sous_actions(action.id)]
    return max((d for d in dates if d is not None and d <= au), default=None)


def is_silencieuse(plan: Plan, action: Action, au: date) -> bool:
    """Vrai si une action non close, déjà commencée, n'a donné aucune nouvelle depuis douze mois."""
    if action.statut in STATUTS_CLOS or (action.debut is not None and action.debut > au):
        return False
    reference = find_derniere_nouvelle(plan, action, au) or action.debut or plan.contrat.signature
    return reference is not None and reference <= shift_mois(au, -MOIS_DE_SILENCE)


def shift_mois(jour: date, mois: int) -> date:
    """Décale une date d'un nombre de mois ; le 31 devient le dernier jour d'un mois plus court."""
    total = jour.year * 12 + jour.month - 1 + mois
    annee, rang = divmod(total, 12)
    for dernier in (jour.day, 30, 29, 28):
        try:
            return date(annee, rang + 1, dernier)
        except ValueError:
            continue
    raise ValueError(f"date impossible : {jour} décalée de {mois} mois")


def measure_budget(financements: Iterable[Financement], unite: UniteFinancement) -> Budget:
    """Additionne les moyens d'une unité (les euros et les ETP ne se mêlent jamais)."""
    retenus = [f for f in financements if f.unite is unite]
    chiffrees = {f.action_id for f in retenus if f.prevu is not None or f.realise is not None}
    return Budget(
        prevu=sum(f.prevu or 0 for f in retenus),
        realise=sum(f.realise or 0 for f in retenus),
        chiffrees=len(chiffrees),
    )


def measure_avancement(plan: Plan, au: date, axe: Axe | None = None) -> Avancement:
    """Fait le bilan d'un axe (sous-axes compris) ou, sans axe, du plan entier."""
    principales = plan.list_actions_axe(axe.id) if axe else tuple(a for a in plan.actions if not a.parent_id)
    etats = tuple(_describe(plan, action, au) for action in principales)
    moyens = [f for action in principales for f in list_moyens(plan, action)]
    financeurs = sorted({f.financeur for f in moyens if f.unite is UniteFinancement.EURO})
    return Avancement(
        axe=axe,
        actions=etats,
        par_statut=dict(Counter(a.statut for a in principales)),
        budget=measure_budget(moyens, UniteFinancement.EURO),
        etp=measure_budget(moyens, UniteFinancement.ETP),
        par_financeur={
            nom or "Non précisé": measure_budget((f for f in moyens if f.financeur == nom), UniteFinancement.EURO)
            for nom in financeurs
        },
    )


def _describe(plan: Plan, action: Action, au: date) -> EtatAction:
    return EtatAction(
        action=action,
        retard=is_en_retard(action, au),
        silence=is_silencieuse(plan, action, au),
        derniere_nouvelle=find_derniere_nouvelle(plan, action, au),
    )


def list_moyens(plan: Plan, action: Action) -> list[Financement]:
    """Rend les moyens d'une action et de ses sous-actions, à toute profondeur."""
    moyens = list(plan.list_financements(action.id))
    for sous_action in plan.list_sous_actions(action.id):
        moyens += list_moyens(plan, sous_action)
    return moyens
