"""Comptes et populations par tranche d'âge : la matière des taux standardisés."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from observatoire.domain.classe_age import AGE_MAXIMAL, Intervalle, choose_partition, parse_tranche
from observatoire.errors import ErreurObservatoire
from observatoire.settings import REFERENCE

CLES = ["territoire", "periode", "sexe"]


def list_comptes(base: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Une ligne par territoire, période, sexe et tranche d'âge d'un découpage complet.

    Le dénominateur vient de la base ou, à défaut, de la population de la même période, ramenée au total de la base
    (qui ne suit parfois qu'un régime d'assurance maladie).

    Returns:
        `territoire, maille, periode, sexe, age, numerateur, denominateur`, le nombre de `tranches` du découpage
        et le `decoupage` lui-même (tranches jointes par « | »). Sans numérateur, seule la population est connue.
    """
    ages = choose_partition(str(a) for a in base["age"].unique())
    if not ages:
        return pd.DataFrame(columns=[*CLES, "maille", "age", "numerateur", "denominateur", "tranches", "decoupage"])
    donnes = base[base["age"].isin(ages) & base["denominateur"].notna()]
    donnes = donnes[[*CLES, "maille", "age", "numerateur", "denominateur"]]
    totaux = base.loc[base["age"] == "tous", [*CLES, "maille", "denominateur"]]
    autres = _regroup_population(population, ages).merge(totaux.rename(columns={"denominateur": "total"}), on=CLES)
    autres = autres.astype({"total": "float64", "denominateur": "float64"})
    echelle = autres["total"] / autres.groupby(CLES)["denominateur"].transform("sum")
    autres["denominateur"] *= echelle.where(np.isfinite(echelle), 1.0)
    tout = pd.concat([donnes, autres.drop(columns="total").assign(numerateur=np.nan)], ignore_index=True)
    tout = tout.drop_duplicates([*CLES, "age"]).assign(tranches=len(ages), decoupage="|".join(ages))
    return tout[tout.groupby(CLES)["age"].transform("size") == len(ages)].reset_index(drop=True)


def _regroup_population(population: pd.DataFrame, ages: Sequence[str]) -> pd.DataFrame:
    """Population dans les tranches demandées, là où ses propres classes les composent exactement."""
    places = {a: p for a in ages if (p := parse_tranche(a))}
    connues = population[population["effectif"].notna()]
    classes = [str(c) for c in connues["classe_age"].unique()]
    liens = [(classe, age) for age, (debut, fin) in places.items() for classe in choose_partition(classes, debut, fin)]
    table = connues.merge(pd.DataFrame(liens, columns=["classe_age", "age"]), on="classe_age")
    attendues = pd.Series([a for _, a in liens], dtype="object").value_counts()
    sommes = table.groupby([*CLES, "age"]).agg(denominateur=("effectif", "sum"), classes=("effectif", "size"))
    sommes = sommes.reset_index()
    return sommes[sommes["classes"] == sommes["age"].map(attendues)].drop(columns="classes")


@cache
def _load_standard(code: str) -> tuple[tuple[Intervalle, float], ...]:
    chemin = REFERENCE / f"population_standard_{code}.csv"
    if not chemin.is_file():
        raise ErreurObservatoire(
            f"La population standard « {code} » n'existe pas : le fichier {chemin.name} manque dans data/reference."
        )
    lignes = pd.read_csv(chemin, sep=";", dtype={"classe_age": str, "effectif": float})
    places = [parse_tranche(str(c)) for c in lignes["classe_age"]]
    return tuple((p, float(e)) for p, e in zip(places, lignes["effectif"], strict=True) if p is not None)


def load_poids_standard(code: str, ages: list[str]) -> dict[str, float]:
    """Effectif de la population standard dans chaque tranche.

    Raises:
        ErreurObservatoire: population standard inconnue, ou tranche qui coupe une de ses classes.
    """
    poids: dict[str, float] = {}
    for age in ages:
        bornes = parse_tranche(age)
        if bornes is None:
            continue
        debut, fin = bornes
        dedans = [(a, b, e) for (a, b), e in _load_standard(code) if debut <= a and b <= fin]
        if not dedans or dedans[0][0] != debut or (dedans[-1][1] != fin and fin < AGE_MAXIMAL):
            raise ErreurObservatoire(
                f"La tranche d'âge « {age} » ne se compose pas de classes de la population standard « {code} » : "
                "les tranches doivent commencer et finir sur ses bornes (de cinq en cinq ans)."
            )
        poids[age] = sum(e for _, _, e in dedans)
    return poids


def merge_tranches(lignes: pd.DataFrame, seuil: int) -> pd.DataFrame:
    """Réunit des tranches voisines, de la plus jeune à la plus âgée, jusqu'à compter `seuil` cas dans chacune.

    Returns:
        Les lignes reçues avec leur `groupe` et le `taux` du groupe ; un sexe qui n'atteint pas le seuil est écarté.
    """
    ordre = lignes.assign(debut=[(parse_tranche(str(a)) or (0, 0))[0] for a in lignes["age"]])
    groupes: list[pd.DataFrame] = []
    for cle, lot in ordre.sort_values("debut").groupby(CLES):
        numeros, cumul, numero = [], 0.0, 0
        for cas in lot["numerateur"]:
            if cumul >= seuil:
                numero, cumul = numero + 1, 0.0
            cumul += cas
            numeros.append(numero)
        if cumul < seuil:
            if numero == 0:
                continue
            numeros = [min(n, numero - 1) for n in numeros]
        groupes.append(lot.assign(groupe=["|".join([*map(str, cle), str(n)]) for n in numeros]))
    if not groupes:
        return lignes.assign(groupe="", taux=np.nan).iloc[:0]
    tout = pd.concat(groupes, ignore_index=True)
    sommes = tout.groupby("groupe")[["numerateur", "denominateur"]].transform("sum")
    return tout.assign(taux=sommes["numerateur"] / sommes["denominateur"].where(sommes["denominateur"] > 0))
