"""La seule porte du secret statistique : rien ne s'écrit dans une version sans passer par ici."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from observatoire.domain.estimation import Statut
from observatoire.domain.indicateur import Indicateur
from observatoire.ingest.secret.plan import Cause, PlanSecret, apply_plan, build_resume


@dataclass(frozen=True)
class Masquage:
    """Cellules publiables, résumé pour la table `plan_secret`, alertes pour qui publie."""

    publiables: pd.DataFrame
    resume: pd.DataFrame
    alertes: tuple[str, ...]


def mask(cellules: pd.DataFrame, indicateurs: Mapping[str, Indicateur]) -> Masquage:
    """Masque les effectifs sous le seuil de leur indicateur."""
    seuil = cellules["indicateur"].map({c: f.seuil_secret for c, f in indicateurs.items()})
    zero = cellules["indicateur"].map({c: f.zero_diffusable for c, f in indicateurs.items()})
    comptes = cellules["numerateur"]
    primaire = (cellules["statut"] == Statut.DISPONIBLE) & (
        ((comptes > 0) & (comptes < seuil)) | ((comptes == 0) & ~zero.astype(bool))
    )
    causes = pd.Series(Cause.AUCUNE.value, index=cellules.index, dtype="object")
    causes[cellules["statut"] == Statut.SECRET] = Cause.PRODUCTEUR.value
    causes[primaire] = Cause.PRIMAIRE.value
    statuts = cellules["statut"].mask(primaire, Statut.SECRET.value)
    plan = PlanSecret(statuts=statuts, causes=causes, resume=build_resume(cellules, causes))
    return Masquage(apply_plan(cellules, plan), plan.resume, plan.alertes)
