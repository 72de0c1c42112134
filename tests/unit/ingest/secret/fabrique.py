"""Fabrique de villes fictives : cellules, appartenances et indicateurs pour éprouver le secret."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from observatoire.domain.indicateur import Indicateur, Sens, Theme, TypeIndicateur

COMMUNE = "99001"


def make_indicateur(code: str, **champs) -> Indicateur:
    """Une fiche d'indicateur dont seuls les champs utiles au secret comptent."""
    base = {
        "libelle": code, "libelle_court": code, "theme": Theme.ETAT_DE_SANTE, "definition": "fictif",
        "unite": "personnes", "type": TypeIndicateur.EFFECTIF, "multiplicateur": 1.0, "sens": Sens.SANS_JUGEMENT,
        "source": "fictive", "seuil_secret": 11, "comparable_dans_le_temps": True, "motif_non_comparable": "",
        "decimales": 0, "agregeable": True, "pourquoi": "", "limites": "", "auteur": "", "verifie_le": "",
    }  # fmt: skip
    return Indicateur(code=code, **(base | champs))


@dataclass
class Ville:
    """Une ville fictive, prête pour `protect`. `sommes` : code → codes qui le composent (indicateurs ou périodes)."""

    cellules: pd.DataFrame
    appartenances: pd.DataFrame
    indicateurs: dict[str, Indicateur] = field(default_factory=dict)
    sommes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    qpv_prorata: bool = False


def make_geographie(quartiers: int, iris_par_quartier: int, qpv: int, rng) -> tuple[pd.DataFrame, dict[str, str]]:
    """Appartenances (parts comprises) et maille de chaque code."""
    lignes, mailles = [], {COMMUNE: "commune"}
    iris = []
    for q in range(quartiers):
        quartier = f"Q{q:02d}"
        mailles[quartier] = "quartier"
        lignes.append((quartier, COMMUNE, 1.0))
        for i in range(iris_par_quartier):
            code = f"{COMMUNE}{q:02d}{i:02d}"
            iris.append(code)
            mailles[code] = "iris"
            lignes += [(code, quartier, 1.0), (code, COMMUNE, 1.0)]
    for k in range(qpv):
        code = f"QN99{k:03d}M"
        mailles[code] = "qpv"
        depart = int(rng.integers(0, max(1, len(iris) - 3)))
        lignes += [(c, code, float(rng.choice([1.0, 1.0, 0.4]))) for c in iris[depart : depart + 3]]
    appartenances = pd.DataFrame(lignes, columns=["enfant", "parent", "part_population"])
    return appartenances.assign(part_surface=appartenances["part_population"]), mailles


def sum_vers_le_haut(
    feuilles: pd.DataFrame, appartenances: pd.DataFrame, mailles: dict[str, str], *, prorata: bool
) -> pd.DataFrame:
    """Ajoute quartiers, commune et QPV : sommes des IRIS qui y sont pour plus de moitié, ou de leur part."""
    cles = ["indicateur", "periode", "sexe", "age"]
    liens = appartenances[appartenances["enfant"].map(mailles) == "iris"]
    jointes = feuilles.merge(liens, left_on="territoire", right_on="enfant")
    for colonne in ("numerateur", "denominateur"):
        part = jointes["part_population"]
        jointes[colonne] = jointes[colonne] * (part if prorata else part > 0.5)
    totaux = jointes.groupby([*cles, "parent"])[["numerateur", "denominateur"]].sum().reset_index()
    tout = pd.concat([feuilles, totaux.rename(columns={"parent": "territoire"})], ignore_index=True)
    return tout.assign(maille=tout["territoire"].map(mailles), statut="disponible")


def _add_somme(feuilles: pd.DataFrame, axe: str, total: str, colonnes: list[str]) -> pd.DataFrame:
    """Ajoute la modalité `total` d'un axe : la somme des `colonnes` sur toutes les autres modalités."""
    cles = [c for c in ("indicateur", "territoire", "periode", "sexe", "age") if c != axe]
    regles = {c: "sum" if c in colonnes else "first" for c in ("numerateur", "denominateur")}
    sommes = feuilles.groupby(cles).agg(regles).reset_index()
    return pd.concat([feuilles, sommes.assign(**{axe: total})], ignore_index=True)


def make_ville(
    *,
    quartiers: int = 3,
    iris_par_quartier: int = 3,
    qpv: int = 1,
    indicateurs: dict[str, float] | None = None,
    sexes: bool = True,
    ages: tuple[str, ...] = (),
    periodes: tuple[str, ...] = ("2023",),
    cumul: str = "",
    famille: bool = False,
    qpv_prorata: bool = False,
    zero_diffusable: bool = True,
    population: float = 400,
    graine: int = 0,
) -> Ville:
    """Ville aléatoire cohérente : tous les totaux sont la somme de leurs parties.

    Args:
        indicateurs: taux moyen de chaque indicateur (des parts d'une population d'IRIS).
        cumul: période qui additionne toutes les autres (l'année de quatre trimestres), s'il y en a une.
        famille: ajoute l'indicateur `total`, somme des autres chez les mêmes habitants.
        qpv_prorata: un QPV compte la part de chaque IRIS qu'il touche, et non ceux qui y sont en majorité.
        population: habitants d'un IRIS, d'un sexe et d'une tranche d'âge.
    """
    rng = np.random.default_rng(graine)
    taux = indicateurs or {"cas": 0.03}
    appartenances, mailles = make_geographie(quartiers, iris_par_quartier, qpv, rng)
    iris = [c for c, m in mailles.items() if m == "iris"]
    index = pd.MultiIndex.from_product(
        [taux, iris, periodes, ["femmes", "hommes"] if sexes else ["ensemble"], ages or ["tous"]],
        names=["indicateur", "territoire", "periode", "sexe", "age"],
    )
    feuilles = index.to_frame(index=False)
    feuilles["denominateur"] = rng.poisson(population, len(feuilles)).astype(float)
    local = dict(zip(iris, rng.gamma(4, 0.25, len(iris)), strict=True))
    p = feuilles["indicateur"].map(taux) * feuilles["territoire"].map(local)
    feuilles["numerateur"] = rng.binomial(feuilles["denominateur"].astype(int), p.clip(0, 0.95)).astype(float)
    sommes: dict[str, tuple[str, ...]] = {}
    if famille:
        habitants = feuilles.groupby(["territoire", "periode", "sexe", "age"])["denominateur"].transform("sum")
        feuilles = _add_somme(feuilles.assign(denominateur=habitants), "indicateur", "total", ["numerateur"])
        sommes["total"] = tuple(taux)
    if cumul:
        feuilles = _add_somme(feuilles, "periode", cumul, ["numerateur", "denominateur"])
        sommes[cumul] = periodes
    for axe, total, utile in (("sexe", "ensemble", sexes), ("age", "tous", bool(ages))):
        if utile:
            feuilles = _add_somme(feuilles, axe, total, ["numerateur", "denominateur"])
    cellules = sum_vers_le_haut(feuilles, appartenances, mailles, prorata=qpv_prorata)
    cellules["valeur"] = 100 * cellules["numerateur"] / cellules["denominateur"].where(cellules["denominateur"] > 0)
    champs = {"type": TypeIndicateur.PART, "multiplicateur": 100.0, "unite": "%", "zero_diffusable": zero_diffusable}
    fiches = {c: make_indicateur(c, **champs, famille="total" if famille else "") for c in taux}
    if famille:
        fiches["total"] = make_indicateur("total", **champs)
    return Ville(cellules, appartenances, fiches, sommes, qpv_prorata)
