"""La seule porte du secret statistique : rien ne s'écrit dans une version sans passer par ici."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from observatoire.domain.indicateur import Indicateur
from observatoire.ingest.publication.appartenances import Appartenance
from observatoire.ingest.secret import apply_plan, protect
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
) -> Masquage:
    """Ajoute les chiffres standardisés, puis masque ce qui est secret et ce qui permettrait de le retrouver.

    `reference` est le territoire auquel se rapportent les indices standardisés (la ville).
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
    plan = protect(tout, appartenances=hierarchie, indicateurs=fiches, liens=standardises.liens)
    return Masquage(apply_plan(tout, plan), plan.resume, plan.groupe_entier, plan.alertes)
