"""L'attaque : ce qu'un lecteur muni d'un programme linéaire retrouverait des cellules masquées.

Elle ne sait rien d'autre que ce qui est publié : les cellules visibles, la hiérarchie des territoires, les
populations, et le catalogue, qui dit quels indicateurs s'additionnent.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csc_array, eye_array, hstack

from observatoire.domain.estimation import Statut
from observatoire.domain.indicateur import Indicateur, TypeIndicateur
from observatoire.ingest.secret.inconnues import find_groupes, gather_inconnues, number_inconnues
from observatoire.ingest.secret.liens import number_liens
from observatoire.ingest.secret.lineaire import Floats, Mouvements
from observatoire.ingest.secret.plan import CLES_CELLULE
from observatoire.ingest.secret.primaire import describe_cellules
from observatoire.ingest.secret.relations import build_relations
from observatoire.ingest.secret.tableau import Tableau, split_tableaux

_TOLERANCE = 1e-6
_ILLIMITE = 1e7


@dataclass(frozen=True, slots=True)
class Faille:
    """Une cellule masquée qu'on sait cerner de trop près."""

    indicateur: str
    territoire: str
    periode: str
    sexe: str
    age: str
    minimum: float
    maximum: float

    @property
    def cle(self) -> tuple[str, ...]:
        """La cellule : indicateur, territoire, période, sexe, âge."""
        return self.indicateur, self.territoire, self.periode, self.sexe, self.age

    def __str__(self) -> str:
        """La faille en une phrase."""
        return (
            f"{self.indicateur}, {self.territoire}, {self.periode}, {self.sexe}, {self.age} : "
            f"le compte masqué est compris entre {self.minimum:g} et {self.maximum:g}."
        )


@dataclass(frozen=True, slots=True)
class RapportAttaque:
    """Ce que l'attaque a tenté et trouvé."""

    cellules_masquees: int
    failles: tuple[Faille, ...]


def attack_cellules(
    publiees: pd.DataFrame,
    *,
    appartenances: pd.DataFrame,
    indicateurs: dict[str, Indicateur],
    population: pd.DataFrame | None = None,
    liens: pd.DataFrame | None = None,
) -> RapportAttaque:
    """Cherche, pour chaque cellule masquée, le plus petit et le plus grand compte compatibles avec le reste.

    Une cellule est une faille si tous ses comptes possibles sont sous le seuil : le lecteur sait alors qu'elle
    est secrète par elle-même, et de combien. Retrouver un zéro que la source laisse paraître n'en est pas une.
    D'une part, le compte des autres ne doit pas non plus se laisser
    cerner. Un indicateur sans seuil n'est une faille que si son compte est cerné à moins d'une personne.

    Args:
        publiees: les cellules telles qu'elles paraissent (colonnes de `COLONNES_VALEUR`).
        appartenances: hiérarchie des territoires.
        indicateurs: le catalogue publié.
        population: `territoire, periode, sexe, classe_age, effectif` ; aucun compte de personnes ne la dépasse.
        liens: équations des taux standardisés publiés.
    """
    decrites = describe_cellules(publiees, indicateurs, population)
    decrites["maximum"] = _find_maximum(decrites, population)
    masquees = decrites["statut"] == Statut.SECRET.value
    cernees = _attack_comptes(decrites, appartenances, indicateurs, liens)
    nulles = {f.cle for f in cernees if f.maximum < _TOLERANCE and indicateurs[f.indicateur].zero_diffusable}
    # D'une part, on attaque aussi le compte des autres : 104 vaccinés sur 107 en désignent trois.
    parts = decrites[decrites["type"] == TypeIndicateur.PART.value]
    autres = parts.assign(n=(parts["d"] - parts["n"]))
    seules = {c: replace(i, famille="", base="") for c, i in indicateurs.items()}
    cernees += [f for f in _attack_comptes(autres, appartenances, seules, None) if f.minimum > 1 + _TOLERANCE]
    return RapportAttaque(int(masquees.sum()), tuple(f for f in cernees if f.cle not in nulles))


def _attack_comptes(
    decrites: pd.DataFrame,
    appartenances: pd.DataFrame,
    indicateurs: dict[str, Indicateur],
    liens: pd.DataFrame | None,
) -> list[Faille]:
    masquees = decrites["statut"] == Statut.SECRET.value
    groupes = decrites["indicateur"].map(find_groupes(indicateurs))
    suivies = number_inconnues(decrites[groupes.isin(groupes[masquees].unique())], indicateurs)
    if suivies.empty:
        return []
    mailles = decrites.drop_duplicates("territoire").set_index("territoire")["maille"]
    equations = number_liens(suivies, liens)
    inconnues = pd.concat([gather_inconnues(suivies), equations.inconnues])
    relations = build_relations(suivies, appartenances, mailles, indicateurs, equations.termes, reste_connu=False)
    bornes: dict[int, tuple[float, float]] = {}
    for tableau in split_tableaux(inconnues, relations, inconnues["compte"].isna()):
        bornes |= _find_serrees(tableau)
    cachees = suivies[suivies["statut"] == Statut.SECRET.value]
    return [*_find_recopies(cachees, inconnues["compte"]), *_name(cachees, bornes)]


def _find_maximum(decrites: pd.DataFrame, population: pd.DataFrame | None) -> pd.Series:
    """Aucune part ne compte plus de personnes que son dénominateur ou, s'il est masqué, que la population."""
    if population is None or population.empty:
        return decrites["maximum"]
    habitants = population.rename(columns={"classe_age": "age"})[
        ["territoire", "periode", "sexe", "age", "effectif"]
    ].drop_duplicates(["territoire", "periode", "sexe", "age"])
    connus = decrites[["territoire", "periode", "sexe", "age"]].merge(habitants, how="left")
    plafond = pd.Series(connus["effectif"].to_numpy(dtype=np.float64), index=decrites.index)
    return decrites["maximum"].where(decrites["type"] != "part", decrites["maximum"].clip(upper=plafond.fillna(np.inf)))


def _find_recopies(cachees: pd.DataFrame, comptes: pd.Series) -> list[Faille]:
    """Cellules masquées dont un autre indicateur, de mêmes comptes, publie l'effectif."""
    connu = cachees["variable"].map(comptes)
    lues = (connu.notna()) & ((connu < cachees["seuil"]) | (cachees["seuil"] == 0))
    cles = cachees.loc[lues, CLES_CELLULE].astype(str).to_numpy()
    return [
        Faille(**dict(zip(CLES_CELLULE, cle, strict=True)), minimum=n, maximum=n)
        for cle, n in zip(cles, connu[lues].to_numpy(dtype=np.float64), strict=True)
    ]


def _name(cachees: pd.DataFrame, bornes: dict[int, tuple[float, float]]) -> list[Faille]:
    serrees = cachees[cachees["variable"].isin(bornes)]
    cles = serrees[CLES_CELLULE].astype(str).to_numpy()
    variables = serrees["variable"].to_numpy(dtype=np.int64)
    return [
        Faille(**dict(zip(CLES_CELLULE, cle, strict=True)), minimum=bornes[int(v)][0], maximum=bornes[int(v)][1])
        for cle, v in zip(cles, variables, strict=True)
    ]


def _find_serrees(tableau: Tableau) -> dict[int, tuple[float, float]]:
    """Inconnues du tableau que les équations cernent de trop près, avec leurs bornes."""
    inconnues = np.flatnonzero(np.isnan(tableau.compte))
    connus = np.where(np.isnan(tableau.compte), 0.0, tableau.compte)
    deja = tableau.matrice @ connus
    matrice = csc_array(tableau.matrice[:, inconnues])
    plafonds = np.minimum(tableau.maximum[inconnues], _ILLIMITE)
    bas, haut = tableau.reste_min - deja, tableau.reste_max - deja
    programme = _build_programme(matrice, bas, haut, plafonds)
    if programme.solve_libre() is None:
        programme = _build_programme(*_drop_contradictions(matrice, bas, haut, plafonds), plafonds)
    serrees: dict[int, tuple[float, float]] = {}
    seuils = tableau.seuil[inconnues]
    visees = np.minimum(seuils, plafonds)
    atteintes = ~(tableau.masquee[inconnues])
    for rang in range(len(inconnues)):
        if atteintes[rang]:
            continue
        if seuils[rang] > 0:
            programme.set_couts(np.where(atteintes, 0.0, -1.0), np.zeros(len(inconnues)))
            trouve = programme.solve(rang, visees[rang]) if visees[rang] > 0 else np.zeros(len(inconnues))
            if trouve is not None:
                atteintes |= (trouve >= visees - _TOLERANCE) & (seuils > 0)
                continue
        minimum, maximum = _find_bornes(programme, rang, len(inconnues))
        if seuils[rang] > 0 or maximum - minimum < 1 - _TOLERANCE:
            serrees[int(tableau.variables[inconnues[rang]])] = (minimum, maximum)
    return serrees


def _build_programme(matrice: csc_array, bas: Floats, haut: Floats, plafonds: Floats) -> Mouvements:
    taille = len(plafonds)
    return Mouvements(
        matrice, bas, haut, baisse=np.zeros(taille), hausse=plafonds, libre=np.ones(taille, dtype=bool)
    )  # fmt: skip


def _find_bornes(programme: Mouvements, rang: int, taille: int) -> tuple[float, float]:
    """Plus petit et plus grand compte possibles d'une inconnue."""
    trouvees: list[float] = []
    for signe in (1.0, -1.0):
        couts = np.zeros(taille)
        couts[rang] = signe
        programme.set_couts(couts, np.zeros(taille))
        solution = programme.solve_libre()
        trouvees.append(float("nan") if solution is None else round(float(solution[rang]), 6) + 0.0)
    return trouvees[0], trouvees[1]


def _drop_contradictions(
    matrice: csc_array, bas: Floats, haut: Floats, plafonds: Floats
) -> tuple[csc_array, Floats, Floats]:
    """Écarte les équations que les chiffres publiés démentent : elles n'apprennent rien de vrai."""
    lignes = len(bas)
    unite = eye_array(lignes)
    finies = np.isfinite(haut)
    elastique = hstack([matrice, unite, -unite]).tocsr()
    bornes = [(0.0, float(p)) for p in plafonds] + [(0.0, None)] * (2 * lignes)
    couts = np.concatenate([np.zeros(len(plafonds)), np.ones(2 * lignes)])
    trouve = linprog(
        couts,
        A_ub=csc_array(_stack(elastique[finies], -elastique)),
        b_ub=np.concatenate([haut[finies], -bas]),
        bounds=bornes,
        method="highs",
    )
    ecart = trouve.x[len(plafonds) : len(plafonds) + lignes] + trouve.x[len(plafonds) + lignes :]
    tenues = ecart <= _TOLERANCE * (1 + np.abs(bas))
    return csc_array(matrice.tocsr()[tenues]), bas[tenues], haut[tenues]


def _stack(*blocs: csc_array) -> csc_array:
    return csc_array(hstack([b.T for b in blocs]).T)
