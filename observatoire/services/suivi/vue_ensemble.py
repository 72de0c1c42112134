"""La vue d'ensemble d'un contrat à une date : axes, alertes, budget, résultats, et la phrase qui les résume."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from observatoire.domain.cls.avancement import Avancement, measure_avancement, shift_mois
from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Axe, IndicateurCls
from observatoire.domain.cls.plan import SANS_AXE, Plan
from observatoire.domain.cls.resultats import (
    AMELIORATIONS,
    DEGRADATIONS,
    ResultatIndicateur,
    VerdictResultat,
)
from observatoire.domain.cls.vocabulaire import TYPES_DE_RESULTAT
from observatoire.domain.francais import format_pluriel, join_mots
from observatoire.services.suivi.acces import Suivi, rebuild_plans_at
from observatoire.services.suivi.resultats import SourceIndicateurs, build_resultat


@dataclass(frozen=True)
class LigneAxe:
    """Un axe (ou « Sans axe »), sa profondeur dans l'arbre, son bilan et ses indicateurs."""

    axe: Axe
    profondeur: int
    avancement: Avancement
    resultats: tuple[ResultatIndicateur, ...]
    activites: tuple[ResultatIndicateur, ...]


@dataclass(frozen=True)
class VueEnsemble:
    """Le plan à une date, prêt à montrer ; chaque indicateur du plan y est une fois, avec ou sans axe."""

    plan: Plan
    au: date
    total: Avancement
    axes: tuple[LigneAxe, ...]
    resultats: tuple[ResultatIndicateur, ...]
    activites: tuple[ResultatIndicateur, ...]

    @property
    def phrase(self) -> str:
        """Une ou deux phrases : où en sont les actions, où en sont les résultats."""
        return " ".join(p for p in (describe_actions(self.total), describe_resultats(self.resultats)) if p)


@dataclass(frozen=True)
class PointAvancement:
    """L'avancement d'un axe (ou du plan, `axe_id` nul) à une date."""

    jour: date
    axe_id: int
    realisees: int
    n: int


def build_vue_ensemble(plan: Plan, au: date, source: SourceIndicateurs | None = None) -> VueEnsemble:
    """Assemble la vue d'ensemble d'un plan à une date."""
    tous = {i.id: build_resultat(plan, i, au, source) for i in plan.list_objets(IndicateurCls)}
    axes = list(plan.axes)
    if axes and plan.list_actions_axe(SANS_AXE):
        # Sans cette ligne, leurs montants et leurs retards manqueraient aux tableaux, qui ne tomberaient plus juste.
        axes.append(Axe(id=SANS_AXE, contrat_id=plan.contrat.id, numero="–", titre="Sans axe"))
    lignes = tuple(_build_ligne(plan, axe, au, tous) for axe in axes)
    return VueEnsemble(
        plan=plan,
        au=au,
        total=measure_avancement(plan, au),
        axes=lignes,
        resultats=tuple(r for r in tous.values() if r.indicateur.type in TYPES_DE_RESULTAT),
        activites=tuple(r for r in tous.values() if r.indicateur.type not in TYPES_DE_RESULTAT),
    )


def _build_ligne(plan: Plan, axe: Axe, au: date, tous: dict[int, ResultatIndicateur]) -> LigneAxe:
    siens = [tous[i.id] for i in plan.list_indicateurs(axe_id=axe.id)]
    return LigneAxe(
        axe=axe,
        profondeur=plan.get_profondeur(axe),
        avancement=measure_avancement(plan, au, axe),
        resultats=tuple(r for r in siens if r.indicateur.type in TYPES_DE_RESULTAT),
        activites=tuple(r for r in siens if r.indicateur.type not in TYPES_DE_RESULTAT),
    )


def describe_actions(total: Avancement) -> str:
    """Écrit « 12 actions sur 28 sont réalisées, 4 sont en retard et 2 bloquées. »."""
    if not total.n:
        return "Aucune action n'est encore inscrite au plan."
    if total.realisees:
        verbe = "est réalisée" if total.realisees == 1 else "sont réalisées"
        debut = f"{format_pluriel(total.realisees, 'action')} sur {total.n} {verbe}"
    else:
        debut = f"Aucune action sur {total.n} n'est réalisée"
    suites: list[str] = []
    if total.en_retard:
        suites.append(f"{total.en_retard} {'est' if total.en_retard == 1 else 'sont'} en retard")
    if total.bloquees:
        verbe = "" if suites else ("est " if total.bloquees == 1 else "sont ")
        suites.append(f"{total.bloquees} {verbe}{'bloquée' if total.bloquees == 1 else 'bloquées'}")
    return f"{', '.join([debut, join_mots(suites)])}." if suites else f"{debut}."


def describe_resultats(resultats: Sequence[ResultatIndicateur]) -> str:
    """Écrit « Sur 4 indicateurs de résultat, 1 s'améliore, 1 se dégrade… », sans les mêler aux actions."""
    if not resultats:
        return "Aucun indicateur de résultat n'est suivi."
    groupes = Counter(_group_verdict(r.verdict) for r in resultats)
    verbes = {
        "amelioration": ("s'améliore", "s'améliorent"),
        "degradation": ("se dégrade", "se dégradent"),
        "autre": ("évolue sans qu'un sens soit favorable", "évoluent sans qu'un sens soit favorable"),
        "aucun": ("ne montre pas de changement établi", "ne montrent pas de changement établi"),
        "non_mesurable": ("n'est pas mesurable", "ne sont pas mesurables"),
    }
    morceaux = [
        f"{groupes[cle]} {singulier if groupes[cle] == 1 else pluriel}"
        for cle, (singulier, pluriel) in verbes.items()
        if groupes[cle]
    ]
    return f"Sur {format_pluriel(len(resultats), 'indicateur')} de résultat, {join_mots(morceaux)}."


def _group_verdict(verdict: VerdictResultat | None) -> str:
    if verdict in AMELIORATIONS:
        return "amelioration"
    if verdict in DEGRADATIONS:
        return "degradation"
    if verdict is VerdictResultat.PAS_DE_CHANGEMENT:
        return "aucun"
    return "non_mesurable" if verdict is VerdictResultat.NON_MESURABLE else "autre"


def build_courbes(
    suivi: Suivi, contrat_id: int, auteur: Auteur, *, debut: date, fin: date
) -> tuple[PointAvancement, ...]:
    """Rend l'avancement de chaque axe de premier rang, et du plan, mois après mois."""
    jours = [debut]
    while (suivant := shift_mois(debut, len(jours))) < fin:
        jours.append(suivant)
    jours.append(fin)
    points: list[PointAvancement] = []
    for jour, plan in zip(jours, rebuild_plans_at(suivi, contrat_id, jours, auteur), strict=True):
        if plan is None:
            continue
        for axe in (None, *(a for a in plan.axes if a.parent_id is None)):
            bilan = measure_avancement(plan, jour, axe)
            points.append(PointAvancement(jour, axe.id if axe else 0, bilan.realisees, bilan.n))
    return tuple(points)
