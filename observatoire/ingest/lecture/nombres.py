"""Nombres et marques de secret, tels que les producteurs les écrivent."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from observatoire.domain.estimation import Statut

MARQUES: dict[str, Statut] = {
    "s": Statut.SECRET,
    "ns": Statut.SECRET,
    "n.s.": Statut.SECRET,
    "secret": Statut.SECRET,
    "c": Statut.SECRET,
    "*": Statut.SECRET,
    "nd": Statut.NON_DISPONIBLE,
    "n.d.": Statut.NON_DISPONIBLE,
    "n/d": Statut.NON_DISPONIBLE,
    "nan": Statut.NON_DISPONIBLE,
    "so": Statut.NON_APPLICABLE,
    "s.o.": Statut.NON_APPLICABLE,
    "sans objet": Statut.NON_APPLICABLE,
}
"""Marques reconnues dans une case de nombre, sans tenir compte de la casse. « < 11 » est aussi un secret."""

_SEUIL = r"<\s*\d+"
_MILLIERS = r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?"
_NOMBRE = rf"(?:{_MILLIERS}|[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?)(?: ?[%€])?"


@dataclass(frozen=True)
class Nombres:
    """Une colonne lue comme nombres : `valeurs` (NaN si absent), `statuts` d'une marque (vide sinon).

    `vides` : case vide ; `invalides` : ni nombre, ni marque, ni vide.
    """

    valeurs: np.ndarray
    statuts: np.ndarray
    vides: np.ndarray
    invalides: np.ndarray


def parse_nombres(textes: pd.Series) -> Nombres:
    """Lit des nombres à virgule ou à point, avec ou sans espaces de milliers (insécables comprises).

    « 1,234 » vaut un virgule deux trois quatre : en français la virgule est décimale.
    """
    # Les comptes se répètent : chaque texte distinct n'est lu qu'une fois.
    rangs, distincts = pd.factorize(textes)
    lus = _parse_distincts(pd.Series(distincts, dtype="str"))
    return Nombres(lus.valeurs[rangs], lus.statuts[rangs], lus.vides[rangs], lus.invalides[rangs])


def _parse_distincts(textes: pd.Series) -> Nombres:
    texte = textes.str.strip()
    texte = texte.str.replace("\u2212", "-", regex=False)
    texte = texte.str.replace(r"[\u00a0\u202f\u2009]", " ", regex=True)
    vides = (texte == "").to_numpy(dtype=bool)
    est_nombre = texte.str.fullmatch(_NOMBRE).to_numpy(dtype=bool)
    nettoye = texte.where(est_nombre, "").str.replace(r"[ %€]", "", regex=True).str.replace(",", ".", regex=False)
    valeurs = pd.to_numeric(nettoye, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    finis = np.isfinite(valeurs)
    statuts = np.full(len(texte), "", dtype=object)
    reste = ~finis & ~vides
    if reste.any():
        statuts[reste] = _read_marques(texte[reste])
    return Nombres(np.where(finis, valeurs, np.nan), statuts, vides, reste & (statuts == ""))


def _read_marques(texte: pd.Series) -> np.ndarray:
    minuscule = texte.str.lower()
    statuts = minuscule.map({m: s.value for m, s in MARQUES.items()}).fillna("")
    return statuts.mask(minuscule.str.fullmatch(_SEUIL).astype(bool), Statut.SECRET.value).to_numpy(dtype=object)
