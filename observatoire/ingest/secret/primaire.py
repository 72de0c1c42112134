"""Le secret primaire : les cellules qui ne peuvent pas paraître, et l'incertitude qu'elles demandent.

Sont secrets, pour un seuil `s` : un compte de 1 à `s − 1` ; d'une part, le compte des autres (dénominateur moins
numérateur) de 1 à `s − 1` ; un chiffre assis sur un dénominateur de 1 à `s − 1` personnes. Zéro suit le
catalogue (`zero_diffusable`). La protection demandée est l'intervalle `[bas, haut]` que doit contenir tout ce
qu'un lecteur peut déduire : il ne peut ni exclure 1, ni établir que le compte est sous le seuil.
"""

import numpy as np
import pandas as pd

from observatoire.domain.estimation import Statut
from observatoire.domain.indicateur import Indicateur, TypeIndicateur
from observatoire.ingest.secret.estimes import fill_estimes
from observatoire.ingest.secret.plan import Cause

PRECISION = 1e-6

_SANS_COMPTE = {TypeIndicateur.MOYENNE, TypeIndicateur.MEDIANE, TypeIndicateur.DISTANCE}
"""Leur numérateur est une somme, pas un nombre de personnes."""
_RAPPORTS = {TypeIndicateur.PART, TypeIndicateur.TAUX, TypeIndicateur.DENSITE}


def describe_cellules(
    cellules: pd.DataFrame, indicateurs: dict[str, Indicateur], population: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Ajoute à chaque cellule ce que le secret doit en savoir.

    Returns:
        Une copie avec `n` (compte, retrouvé depuis la valeur s'il manque), `d`, `seuil`, `maximum` (ce que le
        compte ne peut dépasser), `cause`, `bas` et `haut` (protection demandée ; vides sans protection), et `figee`
        (fausse : ce qui a déjà paru se dit ensuite). Un chiffre sans effectif est estimé par la `population`.
    """
    codes = cellules["indicateur"]
    fiches = pd.DataFrame(
        {
            "type": {c: i.type.value for c, i in indicateurs.items()},
            "seuil": {c: float(i.seuil_secret) for c, i in indicateurs.items()},
            "zero": {c: i.zero_diffusable for c, i in indicateurs.items()},
            "multiplicateur": {c: i.multiplicateur for c, i in indicateurs.items()},
        }
    )
    decrites = cellules.join(fiches, on="indicateur")
    if decrites["seuil"].isna().any():
        inconnu = codes[decrites["seuil"].isna()].iloc[0]
        raise ValueError(f"l'indicateur « {inconnu} » n'est pas au catalogue : son seuil de secret est inconnu")
    decrites["d"] = pd.to_numeric(decrites["denominateur"]).astype("float64")
    decrites["n"] = _find_compte(decrites)
    decrites = fill_estimes(decrites, population)
    est_part = decrites["type"] == TypeIndicateur.PART.value
    decrites["maximum"] = decrites["d"].where(est_part).fillna(np.inf)
    # Un dénominateur sous le seuil est lui-même secret : le lecteur n'est pas censé le connaître.
    decrites["maximum"] = decrites["maximum"].clip(lower=decrites["n"].fillna(0)).clip(lower=decrites["seuil"])
    _judge(decrites, est_part)
    return decrites.assign(figee=False)


def _find_compte(decrites: pd.DataFrame) -> pd.Series:
    """Le numérateur ou, s'il manque, ce que la valeur publiée et le dénominateur laissent recalculer."""
    numerateur = pd.to_numeric(decrites["numerateur"]).astype("float64")
    valeur = pd.to_numeric(decrites["valeur"]).astype("float64")
    depuis_rapport = (valeur * decrites["d"] / decrites["multiplicateur"]).where(
        decrites["type"].isin([t.value for t in _RAPPORTS])
    )
    depuis_effectif = valeur.where(decrites["type"] == TypeIndicateur.EFFECTIF.value)
    return numerateur.fillna(depuis_effectif).fillna(depuis_rapport)


def _is_petit(effectif: pd.Series, seuil: pd.Series, zero_diffusable: pd.Series) -> pd.Series:
    nul = effectif.abs() < PRECISION
    return (effectif >= PRECISION) & (effectif < seuil - PRECISION) | (nul & ~zero_diffusable & (seuil > 0))


def _judge(decrites: pd.DataFrame, est_part: pd.Series) -> None:
    n, d, seuil = decrites["n"], decrites["d"], decrites["seuil"]
    zero = decrites["zero"].astype(bool)
    publie = decrites["statut"] == Statut.DISPONIBLE.value
    marque = decrites["statut"] == Statut.SECRET.value
    compte = ~decrites["type"].isin([t.value for t in _SANS_COMPTE])
    petit = publie & compte & _is_petit(n, seuil, zero)
    # Un zéro que la source laisse paraître n'a rien à protéger, même tu parce que sa base est étroite.
    rien_a_cacher = (n.abs() < PRECISION) & zero
    autres = publie & est_part & _is_petit(d - n, seuil, zero)
    # Le dénominateur d'un ICM est un nombre attendu, pas des personnes.
    base_etroite = publie & (decrites["type"] != TypeIndicateur.ICM.value) & (d > 0) & (d < seuil - PRECISION)
    etroit_seul = base_etroite & ~petit & ~autres & ~rien_a_cacher
    cause = pd.Series(Cause.AUCUNE.value, index=decrites.index)
    cause[petit | autres | base_etroite | (publie & decrites["inestimable"])] = Cause.PRIMAIRE.value
    cause[marque] = Cause.PRODUCTEUR.value
    decrites["cause"] = cause
    petit |= marque & n.notna()
    autres &= ~(base_etroite & rien_a_cacher)
    bas = pd.concat(
        [
            n.clip(upper=1).where(petit),
            (d - seuil).clip(lower=0).where(autres),
            (n / 2).where(etroit_seul),
        ],
        axis=1,
    ).min(axis=1)
    haut = pd.concat(
        [
            seuil.where(petit),
            (d - 1).where(autres),
            (1.5 * n).clip(lower=seuil).where(etroit_seul),
        ],
        axis=1,
    ).max(axis=1)
    decrites["bas"] = np.minimum(bas, n)
    decrites["haut"] = np.minimum(np.maximum(haut, n), decrites["maximum"])
