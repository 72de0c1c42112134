"""Numérateur, dénominateur, valeur : lisibles, positifs, cohérents entre eux et avec l'indicateur."""

import numpy as np
import pandas as pd

from observatoire.domain.estimation import Statut
from observatoire.domain.indicateur import TYPES_RAPPORT, Indicateur, TypeIndicateur
from observatoire.ingest.formats.cles import normalize_statut
from observatoire.ingest.lecture.nombres import Nombres, parse_nombres
from observatoire.ingest.lecture.tableau import Tableau

_NOMBRES = ("numerateur", "denominateur", "valeur")
_SANS_DENOMINATEUR = frozenset({"densite_population"})
"""La publication y met la superficie du contour."""


def check_comptes(tableau: Tableau, indicateurs: dict[str, Indicateur]) -> pd.DataFrame:
    """Colonnes `valeur, numerateur, denominateur, statut` ; refuse les lignes incohérentes du tableau."""
    donnees = tableau.donnees
    types = donnees["indicateur"].map({c: f.type.value for c, f in indicateurs.items()}).fillna("")
    # Un indice centré, comme celui de défavorisation, descend sous zéro ; un compte, jamais.
    signe = (types == TypeIndicateur.INDICE.value).to_numpy()
    lus = {c: _read_nombres(tableau, c, signe & (c == "valeur")) for c in _NOMBRES}
    statut = _read_statuts(tableau, lus)
    rapport = types.isin([t.value for t in TYPES_RAPPORT]).to_numpy()
    disponible = statut == Statut.DISPONIBLE.value
    _check_presence(tableau, lus, disponible, rapport, types)
    num, den, val = (np.where(disponible, lus[c].valeurs, np.nan) for c in _NOMBRES)
    _check_coherence(tableau, num, den, types)
    _check_valeur(tableau, (num, den, val), rapport, indicateurs)
    # Les comptes font foi : la valeur arrondie du producteur ne sert plus.
    val = np.where(rapport & np.isfinite(num) & np.isfinite(den), np.nan, val)
    effectif = (types == TypeIndicateur.EFFECTIF.value).to_numpy()
    compte = np.where(np.isnan(num), val, num)
    statut = np.where(disponible & rapport & (num == 0) & (den == 0), Statut.NON_APPLICABLE.value, statut)
    return pd.DataFrame(
        {
            "valeur": np.where(effectif, compte, val),
            "numerateur": np.where(effectif, compte, num),
            "denominateur": den,
            "statut": statut,
        },
        index=donnees.index,
    )


def _read_nombres(tableau: Tableau, colonne: str, signe: np.ndarray) -> Nombres:
    lu = parse_nombres(tableau.donnees[colonne])
    tableau.reject(
        lu.invalides,
        colonne,
        attendu="un nombre (12,4 ou 12.4), ou une marque de secret (s, ns, nd, so)",
        conseil="Retirez l'unité et les commentaires de la case.",
    )
    tableau.reject((lu.valeurs < 0) & ~signe, colonne, attendu="un nombre positif ou nul", conseil="Corrigez le signe.")
    return lu


def _read_statuts(tableau: Tableau, lus: dict[str, Nombres]) -> np.ndarray:
    """Statut écrit dans sa colonne, sinon marque trouvée dans une case de nombre, sinon disponible."""
    ecrits = tableau.donnees["statut"]
    traduits = ecrits.map({t: normalize_statut(t) for t in ecrits.unique()})
    tableau.reject(
        ((ecrits != "") & (traduits == "")).to_numpy(),
        "statut",
        attendu="disponible, secret, non_disponible, non_applicable ou non_mesurable",
        conseil="Laissez la case vide quand le chiffre est disponible.",
    )
    statut = traduits.to_numpy(dtype=object)
    for colonne in ("valeur", "numerateur", "denominateur"):
        statut = np.where(statut == "", lus[colonne].statuts, statut)
    return np.where(statut == "", Statut.DISPONIBLE.value, statut)


def _check_presence(
    tableau: Tableau, lus: dict[str, Nombres], disponible: np.ndarray, rapport: np.ndarray, types: pd.Series
) -> None:
    """Un chiffre disponible a de quoi être calculé, selon le type de l'indicateur."""
    num, den, val = (np.isfinite(lus[c].valeurs) for c in _NOMBRES)
    tableau.reject(
        disponible & ~num & ~val,
        "valeur",
        attendu="une valeur, ou un numérateur et un dénominateur",
        conseil="Remplissez la ligne, ou écrivez « s » (secret) ou « nd » (non disponible).",
    )
    dispense = tableau.donnees["indicateur"].isin(list(_SANS_DENOMINATEUR)).to_numpy()
    tableau.reject(
        disponible & rapport & num & ~den & ~val & ~dispense,
        "denominateur",
        attendu="la population qui va avec le numérateur",
        conseil="Ajoutez le dénominateur, ou donnez la valeur calculée.",
    )
    effectif = (types == TypeIndicateur.EFFECTIF.value).to_numpy()
    tableau.reject(
        disponible & ~rapport & ~effectif & ~val,
        "valeur",
        attendu="la valeur elle-même",
        conseil="Une médiane, une distance ou un taux standardisé ne se recalculent pas de deux comptes.",
    )


def _check_coherence(tableau: Tableau, num: np.ndarray, den: np.ndarray, types: pd.Series) -> None:
    part = (types == TypeIndicateur.PART.value).to_numpy()
    tableau.reject(
        part & (num > den),
        "numerateur",
        attendu="un numérateur inférieur ou égal au dénominateur (c'est une part)",
        conseil="Les deux colonnes sont peut-être inversées.",
    )
    tableau.reject(
        (den == 0) & (num > 0),
        "denominateur",
        attendu="un dénominateur supérieur à zéro",
        conseil="Corrigez la population, ou écrivez « so » si le chiffre est sans objet.",
    )


def _check_valeur(
    tableau: Tableau,
    comptes: tuple[np.ndarray, np.ndarray, np.ndarray],
    rapport: np.ndarray,
    indicateurs: dict[str, Indicateur],
) -> None:
    """La valeur donnée est celle des comptes, à une unité de sa dernière décimale près (arrondi ou troncature)."""
    num, den, val = comptes
    donnees = tableau.donnees
    multiplicateurs = donnees["indicateur"].map({c: f.multiplicateur for c, f in indicateurs.items()})
    with np.errstate(divide="ignore", invalid="ignore"):
        attendue = num / den * multiplicateurs.to_numpy(dtype="float64", na_value=np.nan)
        a_comparer = rapport & np.isfinite(attendue) & np.isfinite(val)
        if not a_comparer.any():
            return
        decimales = donnees["valeur"].str.extract(r"[.,](\d+)")[0].str.len().fillna(0).to_numpy(dtype="float64")
        ecart = np.abs(val - attendue) > 10.0**-decimales + 1e-6 * np.abs(attendue)
    tableau.reject(
        a_comparer & ecart,
        "valeur",
        attendu="numérateur ÷ dénominateur × multiplicateur de l'indicateur",
        conseil="Corrigez l'un des trois nombres, ou laissez la valeur vide : elle sera recalculée.",
    )
