"""Besoins × actions : là où les chiffres signalent un besoin, une action est-elle menée ?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from observatoire.domain.cls.objets import Action, IndicateurCls
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.vocabulaire import STATUTS_CLOS, StatutAction, Terme
from observatoire.domain.francais import sort_key
from observatoire.domain.verdict import Jugement


class LigneVerdict(Protocol):
    """Le verdict d'un indicateur pour un territoire, d'où qu'il vienne."""

    @property
    def territoire(self) -> str: ...

    @property
    def indicateur(self) -> str: ...

    @property
    def libelle(self) -> str: ...

    @property
    def theme(self) -> str: ...

    @property
    def jugement(self) -> Jugement: ...


class NiveauBesoin(Terme):
    """Le besoin d'un territoire dans un thème."""

    FORT = "fort", "besoin fort"
    ETABLI = "etabli", "besoin établi"
    NON_ETABLI = "non_etabli", "pas de besoin établi"
    INCONNU = "inconnu", "non mesuré"


_DEFAVORABLES = frozenset({Jugement.DEFAVORABLE, Jugement.NETTEMENT_DEFAVORABLE})
_CONCLUANTS = _DEFAVORABLES | {Jugement.SANS_ECART, Jugement.FAVORABLE, Jugement.NETTEMENT_FAVORABLE}
_MENEES = frozenset(StatutAction) - {StatutAction.ABANDONNE}


@dataclass(frozen=True)
class CaseBesoin:
    """Un territoire × un thème : le besoin, ce qui le fonde, et les actions qui le visent."""

    territoire: str
    theme: str
    niveau: NiveauBesoin
    nets: tuple[str, ...]
    etablis: tuple[str, ...]
    indicateurs: int
    actions: tuple[Action, ...]

    @property
    def en_cours(self) -> int:
        """Nombre d'actions non closes qui visent cette case."""
        return sum(a.statut not in STATUTS_CLOS for a in self.actions)

    @property
    def is_sans_reponse(self) -> bool:
        """Vrai si le besoin est fort et qu'aucune action ne le vise."""
        return self.niveau is NiveauBesoin.FORT and not self.actions


def cross_besoins(
    plan: Plan,
    verdicts: Iterable[LigneVerdict],
    *,
    territoires: Sequence[str],
    themes: Mapping[str, str],
    contenants: Mapping[str, Iterable[str]] | None = None,
) -> tuple[CaseBesoin, ...]:
    """Croise les besoins et les actions.

    Args:
        plan: le plan suivi.
        verdicts: un verdict par territoire et indicateur.
        territoires: codes des territoires, dans l'ordre voulu.
        themes: code du thème → libellé, dans l'ordre voulu.
        contenants: territoire → territoires qui le contiennent ou le recouvrent (la ville, ses QPV) :
            une action qui vise la ville vise chaque quartier.

    Returns:
        Une case par territoire et thème. Le besoin est fort si un indicateur au moins y est nettement
        défavorable (99,8 %), établi s'il est défavorable (95 %), inconnu si aucun ne conclut.
    """
    par_case: dict[tuple[str, str], list[LigneVerdict]] = {}
    for ligne in verdicts:
        par_case.setdefault((ligne.territoire, ligne.theme), []).append(ligne)
    cases: list[CaseBesoin] = []
    for territoire in territoires:
        places = {territoire, *(contenants or {}).get(territoire, ())}
        for theme, libelle in themes.items():
            lignes = par_case.get((territoire, theme), [])
            codes = {x.indicateur for x in lignes}
            actions = list_actions_visant(plan, places, mots={theme, libelle}, indicateurs=codes)
            cases.append(_build_case(territoire, theme, lignes, actions))
    return tuple(cases)


def _build_case(territoire: str, theme: str, lignes: Sequence[LigneVerdict], actions: tuple[Action, ...]) -> CaseBesoin:
    nets = tuple(x.libelle for x in lignes if x.jugement is Jugement.NETTEMENT_DEFAVORABLE)
    etablis = tuple(x.libelle for x in lignes if x.jugement is Jugement.DEFAVORABLE)
    concluants = [x for x in lignes if x.jugement in _CONCLUANTS]
    if nets:
        niveau = NiveauBesoin.FORT
    elif etablis:
        niveau = NiveauBesoin.ETABLI
    else:
        niveau = NiveauBesoin.NON_ETABLI if concluants else NiveauBesoin.INCONNU
    return CaseBesoin(territoire, theme, niveau, nets, etablis, len(lignes), actions)


def list_actions_visant(
    plan: Plan, territoires: Iterable[str], *, mots: Iterable[str] = (), indicateurs: Iterable[str] = ()
) -> tuple[Action, ...]:
    """Rend les actions (non abandonnées) qui visent un de ces territoires, et ce thème ou cet indicateur.

    Une action qui ne nomme aucun territoire vise tout le périmètre du contrat. Un thème se reconnaît à
    son code ou à son libellé, sans accent ni casse ; un indicateur, à celui que l'action suit dans
    l'observatoire.
    """
    places = {sort_key(t) for t in territoires}
    themes = {sort_key(m) for m in mots}
    codes = set(indicateurs)
    suivis = {i.action_id for i in plan.list_objets(IndicateurCls) if i.observatoire in codes}
    retenues: list[Action] = []
    for action in plan.actions:
        if action.statut not in _MENEES or action.parent_id is not None:
            continue
        vise_lieu = not action.territoires or places.intersection(sort_key(t) for t in action.territoires)
        vise_theme = themes.intersection(sort_key(t) for t in action.thematiques) or action.id in suivis
        if vise_lieu and vise_theme:
            retenues.append(action)
    return tuple(retenues)
