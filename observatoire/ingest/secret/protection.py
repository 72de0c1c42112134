"""Décider, pour chaque cellule, si elle paraît."""

import dataclasses

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import eye_array, hstack

from observatoire.domain.estimation import Statut
from observatoire.domain.indicateur import Indicateur
from observatoire.ingest.secret.complementaire import Protection
from observatoire.ingest.secret.groupe import count_groupe_entier
from observatoire.ingest.secret.inconnues import find_groupes, gather_inconnues, number_inconnues
from observatoire.ingest.secret.liens import Liens, number_liens
from observatoire.ingest.secret.plan import Cause, PlanSecret, build_resume
from observatoire.ingest.secret.primaire import describe_cellules
from observatoire.ingest.secret.relations import build_relations
from observatoire.ingest.secret.tableau import Tableau, split_tableaux


def protect(
    cellules: pd.DataFrame,
    *,
    appartenances: pd.DataFrame,
    indicateurs: dict[str, Indicateur],
    liens: pd.DataFrame | None = None,
) -> PlanSecret:
    """Applique le secret primaire puis complémentaire à tout ce qui va paraître.

    Un seul appel pour toute la version : une relation peut lier deux mailles, deux sexes, deux périodes ou
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

    Raises:
        ValueError: une cellule est d'un indicateur absent du catalogue.
    """
    decrites = describe_cellules(cellules, indicateurs)
    groupes = decrites["indicateur"].map(find_groupes(indicateurs))
    concernes = set(groupes[decrites["cause"] != Cause.AUCUNE.value].unique())
    suivies = number_inconnues(decrites[groupes.isin(concernes)], indicateurs)
    causes = decrites["cause"].copy()
    impossibles = 0
    if not suivies.empty:
        mailles = cellules.drop_duplicates("territoire").set_index("territoire")["maille"]
        equations = number_liens(suivies, liens)
        inconnues = pd.concat([gather_inconnues(suivies), equations.inconnues])
        relations = build_relations(suivies, appartenances, mailles, indicateurs, equations.termes, reste_connu=True)
        masquees = inconnues["masquee"].to_numpy(dtype=bool).copy()
        a_proteger = inconnues["masquee"] & (inconnues["haut"].notna() | inconnues["compte"].isna())
        for tableau in split_tableaux(inconnues, relations, a_proteger):
            protection = Protection(_fill(tableau))
            masquees[tableau.variables] = protection.run()
            impossibles += protection.impossibles
        ajout = _find_ajouts(suivies, masquees, equations) & (causes[suivies.index] == Cause.AUCUNE.value)
        causes.loc[ajout[ajout].index] = Cause.COMPLEMENTAIRE.value
    statuts = cellules["statut"].mask(causes != Cause.AUCUNE.value, Statut.SECRET.value)
    alertes = _write_alertes(decrites, impossibles)
    groupe_entier = count_groupe_entier(cellules, causes, appartenances)
    return PlanSecret(statuts, causes, build_resume(cellules, causes), groupe_entier, alertes)


def _find_ajouts(suivies: pd.DataFrame, masquees: np.ndarray, equations: Liens) -> pd.Series:
    """Cellules que le complémentaire masque : leur compte, ou l'une des équations qu'elles publient."""
    par_compte = pd.Series(masquees[suivies["variable"].to_numpy()], index=suivies.index)
    for variable, cellule in equations.porteurs.items():
        if masquees[variable]:
            par_compte.loc[cellule] = True
    return par_compte


def _fill(tableau: Tableau) -> Tableau:
    """Donne un compte plausible à ce qu'a masqué le producteur, et demande qu'il reste incertain."""
    inconnues = np.isnan(tableau.compte)
    if not inconnues.any():
        return tableau
    connus = np.where(inconnues, 0.0, tableau.compte)
    touchees = np.asarray(abs(tableau.matrice[:, inconnues]).sum(axis=1)).ravel() > 0
    partie = tableau.matrice[:, inconnues].tocsr()[touchees]
    cible = (tableau.reste_min - tableau.matrice @ connus)[touchees]
    ecarts = eye_array(len(cible))
    couts = np.concatenate([np.zeros(partie.shape[1]), np.ones(2 * len(cible))])
    compte = connus
    if len(cible):
        trouve = linprog(couts, A_eq=hstack([partie, ecarts, -ecarts]).tocsr(), b_eq=cible, method="highs")
        compte[inconnues] = trouve.x[: partie.shape[1]]
    maximum = np.maximum(tableau.maximum, compte)
    haut = np.where(inconnues, np.minimum(compte + np.maximum(tableau.seuil, 1.0), maximum), tableau.haut)
    bas = np.where(inconnues, compte, tableau.bas)
    return dataclasses.replace(tableau, compte=compte, maximum=maximum, haut=haut, bas=bas)


def _write_alertes(decrites: pd.DataFrame, impossibles: int) -> tuple[str, ...]:
    alertes: list[str] = []
    sans_compte = decrites[
        (decrites["seuil"] > 0)
        & (decrites["statut"] == Statut.DISPONIBLE.value)
        & decrites["n"].isna()
        & decrites["d"].isna()
    ]
    if len(sans_compte):
        codes = ", ".join(sorted(sans_compte["indicateur"].unique())[:5])
        alertes.append(
            f"{len(sans_compte)} chiffres ont été reçus sans effectif ni population : leur secret n'a pas pu être "
            f"vérifié ({codes}). Demandez les effectifs au producteur, ou confirmez qu'il les a contrôlés."
        )
    if impossibles:
        alertes.append(
            f"{impossibles} bornes de protection n'ont pas pu être atteintes, même en masquant tout ce qui pouvait "
            "l'être. Lancez « python -m observatoire verifier » et retirez la maille la plus fine si besoin."
        )
    return tuple(alertes)
