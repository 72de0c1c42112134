"""Un plan complet à un instant : le contrat et tout ce qui s'y rattache."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from observatoire.domain.cls.objets import (
    GENRE_DE,
    GENRES,
    Action,
    Axe,
    Cible,
    Contrat,
    Decision,
    Etape,
    Financement,
    IndicateurCls,
    LienActions,
    Mesure,
    Note,
    Objectif,
    Objet,
    ReferenceAxes,
    Seance,
    Signataire,
    genre_of,
)

T = TypeVar("T", bound=Objet)
SANS_AXE = 0
"""Numéro qui tient lieu d'axe aux actions qui n'en ont pas."""


@dataclass(frozen=True)
class Plan:
    """L'état d'un plan. `tables` donne, par genre, les objets par identifiant."""

    contrat: Contrat
    tables: Mapping[str, Mapping[int, Objet]] = field(default_factory=dict[str, Mapping[int, Objet]])

    def list_objets(self, classe: type[T]) -> tuple[T, ...]:
        """Rend tous les objets d'une classe, dans l'ordre des identifiants."""
        table = self.tables.get(GENRE_DE[classe], {})
        return tuple(o for _, o in sorted(table.items()) if isinstance(o, classe))

    def _list_enfants(self, classe: type[T], champ: str, parent: int) -> tuple[T, ...]:
        """Rend les objets d'une classe dont `champ` vaut `parent` ; le rangement est gardé."""
        index = self._index.get((classe, champ))
        if index is None:
            index = {}
            for objet in self.list_objets(classe):
                index.setdefault(getattr(objet, champ), []).append(objet)
            self._index[classe, champ] = index
        return tuple(o for o in index.get(parent, ()) if isinstance(o, classe))

    @cached_property
    def _index(self) -> dict[tuple[type[Objet], str], dict[int | None, list[Objet]]]:
        return {}

    def get(self, classe: type[T], identifiant: int | None) -> T | None:
        """Rend un objet par son identifiant, ou `None`."""
        objet = self.tables.get(GENRE_DE[classe], {}).get(identifiant or 0)
        return objet if isinstance(objet, classe) else None

    @cached_property
    def axes(self) -> tuple[Axe, ...]:
        """Les axes, dans l'ordre où on les lit : chaque axe suivi de ses sous-axes."""
        enfants: dict[int | None, list[Axe]] = {}
        for axe in self.list_objets(Axe):
            enfants.setdefault(axe.parent_id, []).append(axe)

        def walk(parent: int | None) -> Iterator[Axe]:
            for axe in sorted(enfants.get(parent, ()), key=lambda a: (a.ordre, cle_numero(a.numero), a.id)):
                yield axe
                yield from walk(axe.id)

        return tuple(walk(None))

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """Les actions et sous-actions, par numéro."""
        return tuple(sorted(self.list_objets(Action), key=lambda a: (cle_numero(a.numero), a.id)))

    def get_profondeur(self, axe: Axe) -> int:
        """Rend le rang d'un axe dans l'arbre : 0 pour un axe, 1 pour un sous-axe…"""
        parent = self.get(Axe, axe.parent_id)
        return 0 if parent is None else 1 + self.get_profondeur(parent)

    def list_descendance(self, axe_id: int) -> frozenset[int]:
        """Rend l'axe et tous ses sous-axes, par identifiant."""
        trouves = {axe_id}
        for axe in self.axes:
            if axe.parent_id in trouves:
                trouves.add(axe.id)
        return frozenset(trouves)

    def list_actions_axe(self, axe_id: int) -> tuple[Action, ...]:
        """Rend les actions, sans les sous-actions, d'un axe et de ses sous-axes ; pour `SANS_AXE`, de nul axe."""
        axes = self.list_descendance(axe_id)
        return tuple(a for a in self.actions if a.parent_id is None and _is_dans(axes, a.axes))

    def list_axes_de(self, action: Action) -> frozenset[int]:
        """Rend les axes d'une action et ceux des actions qui la contiennent."""
        axes, vues = set(action.axes), {action.id}
        while (parent := self.get(Action, action.parent_id)) is not None and parent.id not in vues:
            action = parent
            vues.add(action.id)
            axes.update(action.axes)
        return frozenset(axes)

    def list_sous_actions(self, action_id: int) -> tuple[Action, ...]:
        """Rend les sous-actions directes d'une action."""
        return tuple(a for a in self.actions if a.parent_id == action_id)

    def list_etapes(self, action_id: int) -> tuple[Etape, ...]:
        """Rend les étapes d'une action, dans leur ordre."""
        etapes = self._list_enfants(Etape, "action_id", action_id)
        return tuple(sorted(etapes, key=lambda e: (e.ordre, e.id)))

    def list_notes(self, action_id: int) -> tuple[Note, ...]:
        """Rend les notes d'une action, la plus récente d'abord."""
        notes = self._list_enfants(Note, "action_id", action_id)
        return tuple(sorted(notes, key=lambda n: (n.date, n.id), reverse=True))

    def list_financements(self, action_id: int) -> tuple[Financement, ...]:
        """Rend les moyens d'une action, par année."""
        moyens = self._list_enfants(Financement, "action_id", action_id)
        return tuple(sorted(moyens, key=lambda f: (f.annee or 0, f.id)))

    def list_liens(self, action_id: int) -> tuple[LienActions, ...]:
        """Rend les liens qui partent d'une action ou y arrivent."""
        return tuple(x for x in self.list_objets(LienActions) if action_id in {x.action_id, x.cible_id})

    def list_objectifs(self, axe_id: int) -> tuple[Objectif, ...]:
        """Rend les objectifs d'un axe, dans leur ordre."""
        objectifs = self._list_enfants(Objectif, "axe_id", axe_id)
        return tuple(sorted(objectifs, key=lambda o: (o.ordre, o.id)))

    def list_indicateurs(self, *, action_id: int = 0, axe_id: int = 0) -> tuple[IndicateurCls, ...]:
        """Rend les indicateurs d'une action, ou ceux d'un axe (objectifs et actions), ou ceux des actions sans axe."""
        if action_id:
            return self._list_enfants(IndicateurCls, "action_id", action_id)
        axes = self.list_descendance(axe_id)
        objectifs = {o.id for o in self.list_objets(Objectif) if o.axe_id in axes}
        actions = {a.id for a in self.actions if _is_dans(axes, self.list_axes_de(a))}
        return tuple(i for i in self.list_objets(IndicateurCls) if i.objectif_id in objectifs or i.action_id in actions)

    def list_mesures(self, indicateur_id: int) -> tuple[Mesure, ...]:
        """Rend les mesures d'un indicateur, de la plus ancienne à la plus récente."""
        mesures = self._list_enfants(Mesure, "indicateur_id", indicateur_id)
        return tuple(sorted(mesures, key=lambda m: (m.date, m.id)))

    def list_cibles(self, indicateur_id: int) -> tuple[Cible, ...]:
        """Rend les cibles d'un indicateur, par date."""
        cibles = self._list_enfants(Cible, "indicateur_id", indicateur_id)
        return tuple(sorted(cibles, key=lambda c: (c.date, c.id)))

    @cached_property
    def signataires(self) -> tuple[Signataire, ...]:
        """Les signataires, dans l'ordre de saisie."""
        return self.list_objets(Signataire)

    @cached_property
    def references(self) -> tuple[ReferenceAxes, ...]:
        """Les renvois d'un axe à un autre."""
        return self.list_objets(ReferenceAxes)

    @cached_property
    def seances(self) -> tuple[Seance, ...]:
        """Les séances, par date."""
        return tuple(sorted(self.list_objets(Seance), key=lambda s: (s.date, s.id)))

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """Les décisions, par date."""
        return tuple(sorted(self.list_objets(Decision), key=lambda d: (d.date, d.id)))


def _is_dans(axes: frozenset[int], siens: Collection[int]) -> bool:
    """Vrai si une action est dans un de ces axes ; pour `SANS_AXE`, si elle n'en a aucun."""
    return bool(axes.intersection(siens)) or (not siens and SANS_AXE in axes)


def build_plan(objets: Iterable[Objet]) -> Plan | None:
    """Range des objets en un plan ; `None` si le contrat n'y est pas."""
    tables: dict[str, dict[int, Objet]] = {genre: {} for genre in GENRES}
    for objet in objets:
        tables[genre_of(objet)][objet.id] = objet
    contrat = next(iter(tables["contrat"].values()), None)
    return Plan(contrat, tables) if isinstance(contrat, Contrat) else None


def cle_numero(numero: str) -> tuple[tuple[int, int, str], ...]:
    """Rend une clé de tri où « 2.10 » vient après « 2.9 » et « 3.b » après « 3.a »."""
    morceaux = numero.replace("-", ".").replace(" ", ".").split(".")
    return tuple((0, int(m), "") if m.isdecimal() else (1, 0, m.casefold()) for m in morceaux if m)
