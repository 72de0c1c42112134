"""Un chiffre reçu sans effectif ni population se juge comme un lecteur l'estimerait : par la population publiée."""

import numpy as np
import pandas as pd

from observatoire.domain.indicateur import TypeIndicateur
from observatoire.domain.periode import parse_periode

_TAUX = (TypeIndicateur.PART, TypeIndicateur.TAUX, TypeIndicateur.DENSITE, TypeIndicateur.TAUX_STANDARDISE)
"""Leur compte s'estime : valeur × population / multiplicateur."""
_ASSISES = (TypeIndicateur.MOYENNE, TypeIndicateur.MEDIANE, TypeIndicateur.DISTANCE)
"""Sans compte par nature : il suffit que la population d'où ils sont tirés ne soit pas sous le seuil."""


def fill_estimes(decrites: pd.DataFrame, population: pd.DataFrame | None) -> pd.DataFrame:
    """Complète `n` et `d` des chiffres qui n'ont ni l'un ni l'autre ; `inestimable` dit ceux qui restent sans juge.

    La population est celle de la même période ou, à défaut, de la plus proche.
    """
    a_estimer = (decrites["seuil"] > 0) & decrites["valeur"].notna() & decrites["n"].isna() & decrites["d"].isna()
    decrites = decrites.assign(inestimable=a_estimer)
    if population is None or population.empty or not a_estimer.any():
        return decrites
    seules = decrites[a_estimer]
    habitants = _find_habitants(seules, population)
    types = seules["type"]
    n = pd.to_numeric(seules["valeur"]) * habitants / seules["multiplicateur"]
    n = n.where(types.isin([t.value for t in _TAUX]))
    decrites.loc[seules.index, "n"] = n
    decrites.loc[seules.index, "d"] = habitants
    juges = n.notna() | (types.isin([t.value for t in _ASSISES]) & habitants.notna())
    decrites.loc[seules.index, "inestimable"] = ~juges
    return decrites


def _find_habitants(cellules: pd.DataFrame, population: pd.DataFrame) -> pd.Series:
    """Habitants du même territoire, sexe et âge, à la période la plus proche."""
    connus = population.rename(columns={"classe_age": "age", "periode": "autre"})
    connus = connus.loc[connus["effectif"].notna(), ["territoire", "autre", "sexe", "age", "effectif"]]
    dates = {p: parse_periode(str(p)) for p in {*cellules["periode"].unique(), *connus["autre"].unique()}}
    milieux = {code: (p.debut.toordinal() + p.fin.toordinal()) / 2 for code, p in dates.items()}
    rangees = cellules.reset_index(names="ligne")[["ligne", "territoire", "periode", "sexe", "age"]]
    rangees = rangees.astype(dict.fromkeys(("territoire", "periode", "sexe", "age"), "object"))
    couples = rangees.merge(connus, on=["territoire", "sexe", "age"])
    ecart = (couples["periode"].map(milieux) - couples["autre"].map(milieux)).abs()
    proches = couples.assign(ecart=ecart).sort_values("ecart", kind="stable").drop_duplicates("ligne")
    return proches.set_index("ligne")["effectif"].astype(np.float64).reindex(cellules.index)
