"""Décider, pour chaque cellule, si elle paraît."""

import pandas as pd

from observatoire.domain.indicateur import Indicateur
from observatoire.ingest.secret.plan import PlanSecret


def protect(
    cellules: pd.DataFrame,
    *,
    appartenances: pd.DataFrame,
    indicateurs: dict[str, Indicateur],
    liens: pd.DataFrame | None = None,
) -> PlanSecret:
    """Applique le secret primaire puis complémentaire à tout ce qui va paraître.

    Une seule appel pour toute la version : une relation peut lier deux mailles, deux sexes, deux périodes ou
    deux indicateurs.

    Args:
        cellules: une ligne par (indicateur, territoire, maille, periode, sexe, age) avec `valeur`, `numerateur`,
            `denominateur`, `statut` (colonnes de `COLONNES_VALEUR`, index unique). Comprend toutes les mailles
            publiées, chiffres dérivés et standardisés compris.
        appartenances: `enfant`, `parent`, et si elles sont connues `part_population`, `part_surface`.
        indicateurs: le catalogue, par code.
        liens: équations des taux standardisés (`Standardises.liens`).

    Returns:
        Le statut et la cause de chaque cellule, le résumé à publier, les alertes.
    """
    raise NotImplementedError
