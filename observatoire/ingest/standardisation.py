"""Taux standardisés et ICM, calculés à la publication depuis les comptes par âge."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from observatoire.domain.estimation import Statut
from observatoire.domain.indicateur import Indicateur
from observatoire.domain.territoire import Maille
from observatoire.ingest.comptes_par_age import CLES, list_comptes, load_poids_standard, merge_tranches
from observatoire.ingest.secret.liens import COLONNES_LIENS
from observatoire.stats.standardisation import FEWEST_EVENTS_FOR_DIRECT_RATE, direct_rate, indirect_ratio

_COMPAREES = [m.value for m in (Maille.IRIS, Maille.QUARTIER, Maille.QPV, Maille.ZONE, Maille.COMMUNE, Maille.EPCI)]
"""Un ICM « ville = 100 » n'a pas de sens pour un territoire qui contient la ville."""
_CHIFFRES = ["valeur", "ic_bas", "ic_haut", "numerateur", "denominateur"]


@dataclass(frozen=True)
class Standardises:
    """Chiffres standardisés et équations qui les relient aux comptes.

    `cellules` a les colonnes de `COLONNES_VALEUR`, plus `ic_bas` et `ic_haut` à 95 % et, si les cellules reçues en
    ont un, `lot` ; `liens` se passe au secret.
    """

    cellules: pd.DataFrame
    liens: pd.DataFrame


def build_standardises(
    cellules: pd.DataFrame,
    population: pd.DataFrame,
    indicateurs: dict[str, Indicateur],
    *,
    reference: str,
) -> Standardises:
    """Calcule les indicateurs du catalogue qui ont une `base` et une `methode_standardisation`.

    Args:
        cellules: toutes les cellules, avant secret (colonnes de `COLONNES_VALEUR`).
        population: `territoire, periode, sexe, classe_age, effectif` ; sert de dénominateur par âge là où la
            base n'en donne pas.
        indicateurs: le catalogue, par code.
        reference: code du territoire dont les taux par âge servent de référence aux ICM (la ville).

    Returns:
        Les cellules à ajouter aux autres avant le secret, et leurs liens.
    """
    lots, liens = [], [pd.DataFrame(columns=COLONNES_LIENS)]
    for fiche in indicateurs.values():
        if fiche.base not in indicateurs or not fiche.methode_standardisation:
            continue
        base = cellules[(cellules["indicateur"] == fiche.base) & (cellules["statut"] == Statut.DISPONIBLE)]
        comptes = list_comptes(base, population)
        totaux = base[(base["age"] == "tous") & base["numerateur"].notna()]
        if comptes.empty or totaux.empty:
            continue
        if fiche.methode_standardisation == "directe":
            lots.append(_build_directs(fiche, comptes, totaux))
            liens.append(build_liens_directs(fiche, comptes))
        else:
            code = reference if fiche.population_standard in {"", "reference"} else fiche.population_standard
            groupes = _list_reference(comptes, code, max(1, fiche.seuil_secret))
            lots.append(_build_indirects(fiche, comptes, totaux, groupes))
            liens.append(_build_liens_reference(fiche, groupes))
    colonnes = [c for c in cellules.columns if c not in {"ic_bas", "ic_haut"}] + ["ic_bas", "ic_haut"]
    tout = pd.concat(lots, ignore_index=True) if lots else pd.DataFrame(columns=colonnes)
    numerotes = pd.concat(
        [lien.assign(equation=f"{rang}|" + lien["equation"].astype(str)) for rang, lien in enumerate(liens)],
        ignore_index=True,
    )
    return Standardises(tout.reindex(columns=colonnes), numerotes)


def _build_directs(fiche: Indicateur, comptes: pd.DataFrame, totaux: pd.DataFrame) -> pd.DataFrame:
    """Taux standardisés directs, là où toutes les tranches d'âge ont leurs comptes."""
    complets = comptes[comptes.groupby(CLES)["numerateur"].transform("count") == comptes["tranches"]]
    poids = load_poids_standard(fiche.population_standard, list(complets["age"].unique()))
    lignes: list[pd.DataFrame] = []
    for ages, lot in complets.groupby("decoupage"):
        colonnes = str(ages).split("|")
        cas = lot.pivot_table(index=CLES, columns="age", values="numerateur")[colonnes]
        personnes = lot.pivot_table(index=CLES, columns="age", values="denominateur")[colonnes].reindex(cas.index)
        # Un compte pondéré peut dépasser une population arrondie : ces lignes ne se standardisent pas.
        sains = (cas.to_numpy() <= personnes.to_numpy()).all(axis=1)
        cas, personnes = cas[sains], personnes[sains]
        taux = direct_rate(
            cas.to_numpy(), personnes.to_numpy(), [poids[a] for a in colonnes], multiplier=fiche.multiplicateur
        )
        lignes.append(
            pd.DataFrame(
                {
                    "valeur": taux.value, "ic_bas": taux.lower, "ic_haut": taux.upper,
                    "numerateur": cas.to_numpy().sum(axis=1), "denominateur": personnes.to_numpy().sum(axis=1),
                },
                index=cas.index,
            ).reset_index()
        )  # fmt: skip
    if not lignes:
        return pd.DataFrame()
    return _finish(fiche, pd.concat(lignes, ignore_index=True), totaux, minimum=FEWEST_EVENTS_FOR_DIRECT_RATE)


def _build_indirects(
    fiche: Indicateur, comptes: pd.DataFrame, totaux: pd.DataFrame, reference: pd.DataFrame
) -> pd.DataFrame:
    """ICM : cas observés en tout, rapportés aux cas attendus avec les taux de la référence."""
    tries = comptes[comptes["maille"].isin(_COMPAREES)]
    attendus = tries.merge(reference[["periode", "sexe", "age", "taux"]], on=["periode", "sexe", "age"])
    attendus["attendu"] = attendus["denominateur"] * attendus["taux"]
    par_sexe = attendus.groupby(CLES).agg(
        attendu=("attendu", "sum"), population=("denominateur", "sum"), presentes=("age", "size"),
        tranches=("tranches", "first"),
    )  # fmt: skip
    par_sexe = par_sexe[par_sexe["presentes"] == par_sexe["tranches"]].reset_index()
    # Les deux sexes ensemble : attendu à chaque âge et pour chaque sexe, quand on les a tous deux.
    deux = par_sexe[par_sexe["sexe"] != "ensemble"].groupby(["territoire", "periode"])[["attendu", "population"]]
    sommes = deux.sum()[deux.size() == 2].reset_index().assign(sexe="ensemble")
    tout = pd.concat([sommes, par_sexe], ignore_index=True).drop_duplicates(CLES)
    observes = totaux[[*CLES, "numerateur"]].merge(tout, on=CLES)
    observes = observes[observes["numerateur"] <= observes["population"]]
    rapport = indirect_ratio(
        observes["numerateur"].to_numpy(),
        observes[["population"]].to_numpy(),
        (observes["attendu"] / observes["population"]).to_numpy()[:, None],
    )
    lignes = observes[[*CLES, "numerateur"]].assign(
        valeur=fiche.multiplicateur * rapport.ratio,
        ic_bas=fiche.multiplicateur * rapport.lower,
        ic_haut=fiche.multiplicateur * rapport.upper,
        denominateur=rapport.expected,
    )
    return _finish(fiche, lignes, totaux, minimum=0)


def _finish(fiche: Indicateur, lignes: pd.DataFrame, totaux: pd.DataFrame, *, minimum: int) -> pd.DataFrame:
    """Donne son statut à chaque ligne. Sous le seuil, les comptes restent : c'est le secret qui les masquera.

    Un taux standardisé ne paraît que si le total de sa base existe : le secret protège l'un par l'autre.
    """
    decrit = [c for c in ("maille", "lot") if c in totaux]
    lignes = lignes.merge(totaux[[*CLES, *decrit]], on=CLES)
    lignes = lignes.assign(indicateur=fiche.code, age="tous", statut=Statut.DISPONIBLE.value)
    secret = (lignes["numerateur"] > 0) & (lignes["numerateur"] < fiche.seuil_secret)
    muettes = (lignes["valeur"].isna() | (lignes["numerateur"] < minimum)) & ~secret
    lignes.loc[muettes, "statut"] = Statut.NON_MESURABLE.value
    lignes.loc[muettes, _CHIFFRES] = np.nan
    return lignes


def build_liens_directs(fiche: Indicateur, comptes: pd.DataFrame) -> pd.DataFrame:
    """Ce qu'un taux direct publié dit des comptes par âge : sa valeur en est une somme, son intervalle une autre.

    Les coefficients sont ramenés à 1 pour le plus grand ; `facteur` est ce par quoi multiplier la valeur publiée.
    """
    poids = load_poids_standard(fiche.population_standard, list(comptes["age"].unique()))
    termes = comptes[comptes["denominateur"] > 0].copy()
    termes = termes[termes.groupby(CLES)["age"].transform("size") == termes["tranches"]]
    standard = termes["age"].map(poids)
    part = standard / termes.assign(standard=standard).groupby(CLES)["standard"].transform("sum")
    lots: list[pd.DataFrame] = []
    for nom, brut in (
        ("valeur", part / termes["denominateur"]),
        ("variance", (part / termes["denominateur"]) ** 2),
    ):
        echelle = termes.assign(brut=brut).groupby(CLES)["brut"].transform("max")
        facteur = 1 / (echelle * fiche.multiplicateur) if nom == "valeur" else np.nan
        numero = f"{fiche.code}|{nom}|" + termes.groupby(CLES).ngroup().astype(str)
        lots.append(
            termes[[*CLES, "age"]].assign(
                indicateur=fiche.base, equation=numero, coefficient=brut / echelle, porteur=fiche.code,
                facteur=facteur,
            )
        )  # fmt: skip
    return pd.concat(lots, ignore_index=True)


def _list_reference(comptes: pd.DataFrame, code: str, seuil: int) -> pd.DataFrame:
    """Taux de référence par période, sexe et âge, sur des tranches réunies jusqu'à compter `seuil` cas.

    Les attendus de vingt quartiers suffiraient à retrouver les cas de la ville, tranche par tranche : chaque
    tranche qui sert de référence doit donc être elle-même diffusable.
    """
    lignes = comptes[(comptes["territoire"] == code) & comptes["numerateur"].notna()]
    # Avec les deux sexes, l'ensemble ne sert pas : le tenir aussi pour connu donnerait un sexe par différence.
    sexes = lignes.groupby("periode")["sexe"].transform("nunique")
    return merge_tranches(lignes[(sexes < 3) | (lignes["sexe"] != "ensemble")], seuil)


def _build_liens_reference(fiche: Indicateur, reference: pd.DataFrame) -> pd.DataFrame:
    """Les cas de la référence, par tranche réunie, sont tenus pour connus."""
    return reference[["territoire", "periode", "sexe", "age"]].assign(
        indicateur=fiche.base, equation=fiche.code + "|" + reference["groupe"].astype(str), coefficient=1.0,
        porteur="", facteur=np.nan,
    )  # fmt: skip
