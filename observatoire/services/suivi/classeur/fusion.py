"""Comparer un classeur lu au plan enregistré : ce qu'il faut créer, ce qu'il faut modifier."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from observatoire.domain.cls.objets import GENRES, Action, Objet, list_champs, reference_of
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.saisie import clean_objet
from observatoire.domain.cls.vocabulaire import STATUTS_A_MOTIVER
from observatoire.services.suivi.classeur.cles import index_plan
from observatoire.services.suivi.classeur.contenu import Cle, Contenu, Rangee

MOTIF_ABSENT = "Motif non précisé dans le classeur importé."


@dataclass(frozen=True)
class Operation:
    """Une écriture à faire : créer (`ancien` est `None`) ou modifier. Un identifiant négatif est provisoire."""

    genre: str
    voulu: Objet
    ancien: Objet | None

    @property
    def champs_changes(self) -> tuple[str, ...]:
        """Les champs qui changent."""
        if self.ancien is None:
            return ()
        ancien, voulu = self.ancien, self.voulu
        return tuple(c for c in list_champs(type(voulu)) if getattr(ancien, c) != getattr(voulu, c))


def merge_contenu(plan: Plan, contenu: Contenu, *, jour: date, effacer_vides: bool = False) -> tuple[Operation, ...]:
    """Rend les écritures qui amènent le plan à ce que dit le classeur. Rien n'est jamais supprimé.

    Args:
        plan: le plan enregistré (un contrat vide pour un premier import).
        contenu: le classeur lu.
        jour: date donnée aux notes qui n'en ont pas.
        effacer_vides: vrai si une cellule vide d'une feuille de plan efface ce qui était enregistré.
    """
    index = index_plan(plan)
    ids: dict[tuple[str, Cle], int] = {cle: objet.id for cle, objet in index.par_cle.items()}
    for rang, rangee in enumerate(contenu.rangees, start=1):
        ids.setdefault((rangee.genre, rangee.cle), -rang)
    operations: list[Operation] = []
    ordre = list(GENRES)
    for rangee in sorted(contenu.rangees, key=lambda r: ordre.index(r.genre)):
        ancien = index.par_cle.get((rangee.genre, rangee.cle))
        valeurs = _resolve(rangee, ids, keep_vides=ancien is not None and not effacer_vides)
        if rangee.genre == "note" and ancien is None:
            valeurs.setdefault("date", jour)
        voulu = _build_voulu(rangee, ancien, valeurs, ids[rangee.genre, rangee.cle], plan.contrat.id)
        if ancien is None or voulu != ancien:
            operations.append(Operation(rangee.genre, voulu, ancien))
    return _sort_parents(operations)


def _resolve(rangee: Rangee, ids: Mapping[tuple[str, Cle], int], *, keep_vides: bool) -> dict[str, Any]:
    garde = rangee.partielle and keep_vides
    valeurs = {c: v for c, v in rangee.champs.items() if not (garde and v in ("", (), None))}
    for champ, cle in rangee.refs.items():
        vise = reference_of(rangee.genre, champ)
        valeurs[champ] = ids.get((vise or "", cle)) if cle is not None else None
    if rangee.axes is not None:
        axes = tuple(ids["axe", cle] for cle in rangee.axes if ("axe", cle) in ids)
        if axes or not garde:
            valeurs["axes"] = axes
    return valeurs


def _build_voulu(
    rangee: Rangee, ancien: Objet | None, valeurs: dict[str, Any], identifiant: int, contrat_id: int
) -> Objet:
    if ancien is not None:
        return _motivate(clean_objet(replace(ancien, **valeurs)))
    classe = GENRES[rangee.genre]
    connus = {f.name for f in fields(classe)}
    utiles = {c: v for c, v in valeurs.items() if c in connus and v is not None}
    return _motivate(clean_objet(classe(id=identifiant, contrat_id=contrat_id, **utiles)))


def _motivate(objet: Objet) -> Objet:
    """Un statut qui demande un motif en reçoit un provisoire : le classeur n'en donne pas toujours."""
    if isinstance(objet, Action) and objet.statut in STATUTS_A_MOTIVER and not objet.motif:
        return replace(objet, motif=MOTIF_ABSENT)
    return objet


def _sort_parents(operations: list[Operation]) -> tuple[Operation, ...]:
    """Place un axe ou une action nouvelle après celui sous lequel elle se range."""
    rangs = {op.voulu.id: rang for rang, op in enumerate(operations) if op.voulu.id < 0}
    parents = {op.voulu.id: getattr(op.voulu, "parent_id", None) for op in operations}

    def depth(identifiant: int | None) -> int:
        return 1 + depth(parents.get(identifiant)) if identifiant in rangs else 0

    ordre = list(GENRES)
    return tuple(
        sorted(operations, key=lambda op: (ordre.index(op.genre), depth(getattr(op.voulu, "parent_id", None))))
    )


def relink(objet: Objet, ids: Mapping[int, int]) -> Objet:
    """Remplace les identifiants provisoires d'un objet par ceux que la base a donnés."""
    change: dict[str, Any] = {}
    for champ in list_champs(type(objet)):
        valeur = getattr(objet, champ)
        if champ.endswith("_id") and isinstance(valeur, int) and valeur < 0:
            change[champ] = ids[valeur]
    if isinstance(objet, Action):
        change["axes"] = tuple(ids.get(a, a) for a in objet.axes)
    return replace(objet, **change)
