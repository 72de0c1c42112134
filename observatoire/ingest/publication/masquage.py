"""La seule porte du secret statistique : rien ne s'écrit dans une version sans passer par ici."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from observatoire.domain.francais import format_pluriel
from observatoire.domain.indicateur import Indicateur
from observatoire.errors import ErreurObservatoire
from observatoire.ingest.publication.appartenances import Appartenance
from observatoire.ingest.secret import PlanSecret, apply_plan, attack_cellules, protect
from observatoire.ingest.secret.anciennes import Anciennes, join_appartenances
from observatoire.ingest.secret.version import rebuild_liens
from observatoire.ingest.standardisation import build_standardises


@dataclass(frozen=True)
class Masquage:
    """Cellules publiables, résumé pour la table `plan_secret`, alertes pour qui publie.

    `groupe_entier` : nombre de cellules que tairait la règle la plus simple.
    """

    publiables: pd.DataFrame
    resume: pd.DataFrame
    groupe_entier: int
    alertes: tuple[str, ...]


def mask(
    cellules: pd.DataFrame,
    indicateurs: Mapping[str, Indicateur],
    *,
    appartenances: Sequence[Appartenance],
    population: pd.DataFrame,
    reference: str,
    anciennes: Anciennes | None = None,
) -> Masquage:
    """Ajoute les chiffres standardisés, puis masque ce qui est secret et ce qui permettrait de le retrouver.

    `reference` est le territoire auquel se rapportent les indices standardisés (la ville) ; `anciennes`, ce que
    disent les versions encore consultables.

    Raises:
        ErreurObservatoire: une cellule masquée se laisserait retrouver, toutes versions réunies.
    """
    fiches = dict(indicateurs)
    standardises = build_standardises(cellules, population, fiches, reference=reference)
    tout = cellules
    if not standardises.cellules.empty:
        tout = pd.concat([cellules, standardises.cellules], ignore_index=True)
    hierarchie = pd.DataFrame(
        [(a.enfant, a.parent, a.part_population, a.part_surface) for a in appartenances],
        columns=["enfant", "parent", "part_population", "part_surface"],
    )
    plan = protect(
        tout, appartenances=hierarchie, indicateurs=fiches, liens=standardises.liens, population=population,
        anciennes=anciennes,
    )  # fmt: skip
    _check(plan, join_appartenances(hierarchie, anciennes), fiches, population)
    illisibles = anciennes.illisibles if anciennes else ()
    alertes = tuple(f"La version {nom} ne se lit pas : le secret n'a pas pu en tenir compte." for nom in illisibles)
    return Masquage(apply_plan(tout, plan), plan.resume, plan.groupe_entier, (*plan.alertes, *alertes))


def _check(plan: PlanSecret, hierarchie: pd.DataFrame, fiches: dict[str, Indicateur], population: pd.DataFrame) -> None:
    """Attaque ce qui va paraître, réuni à ce qui a déjà paru ; refuse plutôt que de publier une faille."""
    rapport = attack_cellules(
        plan.reunion,
        appartenances=hierarchie,
        indicateurs=fiches,
        population=population,
        liens=rebuild_liens(plan.reunion, fiches),
    )
    en_cause = [faille.cle for faille in rapport.failles] or list(plan.impossibles)
    if not en_cause:
        return
    code, territoire, periode, sexe, age = en_cause[0]
    nombre = format_pluriel(len(en_cause), "chiffre masqué reste trop facile", "chiffres masqués restent trop faciles")
    raise ErreurObservatoire(
        f"Rien n'est publié : {nombre} à retrouver, par exemple « {fiches[code].libelle_court} » ({code}) pour "
        f"{territoire}, {periode}, {sexe}, {age}. Retirez de cet indicateur la maille la plus fine, ou la plus "
        "récente des livraisons qui le portent (python -m observatoire lots, puis retirer), et publiez de nouveau."
    )
