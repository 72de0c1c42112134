"""Décider, pour chaque cellule, si elle paraît."""

import dataclasses

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import eye_array, hstack

from observatoire.domain.estimation import Statut
from observatoire.domain.francais import format_pluriel
from observatoire.domain.indicateur import Indicateur
from observatoire.ingest.secret.anciennes import Anciennes, Passe, join_anciennes, join_appartenances
from observatoire.ingest.secret.complementaire import Protection
from observatoire.ingest.secret.groupe import count_groupe_entier
from observatoire.ingest.secret.inconnues import find_groupes, gather_inconnues, number_inconnues
from observatoire.ingest.secret.liens import Liens, number_liens
from observatoire.ingest.secret.plan import CLES_CELLULE, Cause, PlanSecret, build_resume, clear_masquees
from observatoire.ingest.secret.primaire import describe_cellules
from observatoire.ingest.secret.relations import Relations, build_relations
from observatoire.ingest.secret.tableau import Tableau, split_tableaux


def protect(
    cellules: pd.DataFrame,
    *,
    appartenances: pd.DataFrame,
    indicateurs: dict[str, Indicateur],
    liens: pd.DataFrame | None = None,
    population: pd.DataFrame | None = None,
    anciennes: Anciennes | None = None,
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
        population: habitants publiés, qui laissent estimer le compte d'un taux reçu seul.
        anciennes: ce que disent les versions encore consultables.

    Returns:
        Le statut et la cause de chaque cellule, le résumé à publier, les alertes.

    Raises:
        ValueError: une cellule est d'un indicateur absent du catalogue.
    """
    tout = join_anciennes(cellules, anciennes, indicateurs)
    hierarchie = join_appartenances(appartenances, anciennes)
    decrites = _remember(describe_cellules(tout, indicateurs, population))
    groupes = decrites["indicateur"].map(find_groupes(indicateurs))
    concernes = set(groupes[decrites["cause"] != Cause.AUCUNE.value].unique())
    suivies = number_inconnues(decrites[groupes.isin(concernes)], indicateurs)
    causes = decrites["cause"].copy()
    impossibles = suivies.iloc[:0]
    if not suivies.empty:
        mailles = tout.drop_duplicates("territoire").set_index("territoire")["maille"]
        equations = number_liens(suivies, liens)
        relations = build_relations(suivies, hierarchie, mailles, indicateurs, equations.termes, reste_connu=True)
        ajout, impossibles = _hide(suivies, equations, relations)
        ajout &= causes[suivies.index] == Cause.AUCUNE.value
        causes.loc[ajout[ajout].index] = Cause.COMPLEMENTAIRE.value
    statuts = tout["statut"].mask(causes != Cause.AUCUNE.value, Statut.SECRET.value)
    lisibles = statuts.mask(tout["passe"] == Passe.PUBLIEE.value, Statut.DISPONIBLE.value)
    ici = causes.loc[cellules.index]
    return PlanSecret(
        statuts.loc[cellules.index],
        ici,
        build_resume(cellules, ici),
        count_groupe_entier(cellules, ici, appartenances),
        _write_alertes(decrites.loc[cellules.index]),
        tuple(impossibles[CLES_CELLULE].astype(str).itertuples(index=False, name=None)),
        clear_masquees(tout, lisibles),
    )


def _remember(decrites: pd.DataFrame) -> pd.DataFrame:
    """Ce qui a déjà paru est connu, ce qui était masqué le reste."""
    passe = decrites["passe"]
    visible = decrites["valeur"].notna()
    figee = (passe == Passe.PUBLIEE.value) | ((passe == Passe.SEULE.value) & visible)
    reste_masquee = (passe == Passe.MASQUEE.value) & (decrites["cause"] == Cause.AUCUNE.value)
    cause = decrites["cause"].mask(reste_masquee, Cause.COMPLEMENTAIRE.value)
    # Ce que seule une ancienne version porte est connu d'elle : rien de plus à masquer ici.
    return decrites.assign(figee=figee, cause=cause.mask((passe == Passe.SEULE.value) & visible, Cause.AUCUNE.value))


def _hide(suivies: pd.DataFrame, liens: Liens, relations: Relations) -> tuple[pd.Series, pd.DataFrame]:
    """Cellules suivies que le complémentaire masque, et celles qu'il ne sait pas protéger autant que demandé."""
    inconnues = pd.concat([gather_inconnues(suivies), liens.inconnues])
    masquees = inconnues["masquee"].to_numpy(dtype=bool).copy()
    a_proteger = inconnues["masquee"] & (inconnues["haut"].notna() | inconnues["compte"].isna())
    hors_d_atteinte: set[int] = set()
    for tableau in split_tableaux(inconnues, relations, a_proteger):
        protection = Protection(_fill(tableau))
        masquees[tableau.variables] = protection.run()
        hors_d_atteinte |= {int(tableau.variables[c]) for c in protection.impossibles}
    impossibles = suivies[suivies["variable"].isin(hors_d_atteinte) & (suivies["cause"] == Cause.PRIMAIRE.value)]
    return _find_ajouts(suivies, masquees, liens), impossibles


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


def _write_alertes(decrites: pd.DataFrame) -> tuple[str, ...]:
    alertes: list[str] = []
    publies = decrites["statut"] == Statut.DISPONIBLE.value
    inestimables = decrites[publies & decrites["inestimable"]]
    if len(inestimables):
        alertes.append(
            f"Masqué faute de pouvoir juger : {format_pluriel(len(inestimables), 'chiffre reçu', 'chiffres reçus')} "
            f"sans effectif ni population ({_cite(inestimables)}). Demandez les effectifs au producteur ; s'il a déjà "
            "appliqué le secret, écrivez seuil_secret = 0 sur la fiche."
        )
    devoiles = decrites[publies & (decrites["cause"] == Cause.PRIMAIRE.value) & decrites["figee"]]
    if len(devoiles):
        alertes.append(
            f"Masqué ici, lisible dans une version antérieure : {format_pluriel(len(devoiles), 'chiffre')} "
            f"({_cite(devoiles)}). Pour le retirer vraiment, supprimez cette version du dossier des versions publiées."
        )
    return tuple(alertes)


def _cite(cellules: pd.DataFrame) -> str:
    return ", ".join(sorted(cellules["indicateur"].astype(str).unique())[:5])
