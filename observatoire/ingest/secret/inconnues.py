"""Donner un numéro à chaque compte : une cellule, ou plusieurs quand deux indicateurs ont les mêmes comptes."""

import numpy as np
import pandas as pd

from observatoire.domain.estimation import Statut
from observatoire.domain.indicateur import Indicateur
from observatoire.domain.territoire import Maille
from observatoire.ingest.secret.plan import CLES_CELLULE

_POIDS_MAILLE = {
    Maille.IRIS.value: 1.0,
    Maille.QUARTIER.value: 4.0,
    Maille.QPV.value: 6.0,
    Maille.ZONE.value: 40.0,
    Maille.COMMUNE.value: 400.0,
    Maille.EPCI.value: 400.0,
    Maille.DEPARTEMENT.value: 2000.0,
    Maille.REGION.value: 5000.0,
    Maille.FRANCE.value: 10000.0,
}
_POIDS_ENSEMBLE = 3.0
_POIDS_TOUS = 3.0


def find_groupes(indicateurs: dict[str, Indicateur]) -> dict[str, str]:
    """Groupe de chaque indicateur : ceux que relient une famille ou une base se protègent ensemble."""
    groupes = {code: code for code in indicateurs}

    def find(code: str) -> str:
        while groupes[code] != code:
            code = groupes[code]
        return code

    for code, fiche in indicateurs.items():
        for lie in (fiche.famille, fiche.base):
            if lie in groupes:
                groupes[find(code)] = find(lie)
    return {code: find(code) for code in groupes}


def number_inconnues(decrites: pd.DataFrame, indicateurs: dict[str, Indicateur]) -> pd.DataFrame:
    """Garde les cellules dont le compte est connu ou masqué, et numérote leur `variable`.

    Un indicateur standardisé partage la variable de la cellule de même clé de sa base. Un indicateur qui a une
    base sans être standardisé en est une tranche (la mortalité prématurée de la mortalité générale) : il n'en
    partage que les cellules par âge.
    """
    masque = decrites["statut"] == Statut.SECRET.value
    chiffres = set(decrites.loc[decrites["n"].notna(), "indicateur"].unique())
    comptable = decrites["indicateur"].isin(chiffres | {i.code for i in indicateurs.values() if i.base})
    gardees = decrites[decrites["n"].notna() | (masque & comptable)].copy()
    bases = {c: i.base for c, i in indicateurs.items() if i.base in indicateurs}
    standardises = {c for c in bases if indicateurs[c].methode_standardisation}
    partage = gardees["indicateur"].isin(standardises) | (gardees["age"] != "tous")
    porteur = gardees["indicateur"].map(bases).where(partage).fillna(gardees["indicateur"])
    cles = [porteur, *(gardees[c] for c in CLES_CELLULE[1:])]
    gardees["variable"] = gardees.groupby(cles, sort=False, observed=True).ngroup()
    return gardees


def weigh_cellules(cellules: pd.DataFrame) -> pd.Series:
    """Information perdue à masquer une cellule : sa maille, sa portée, et un peu son effectif."""
    poids = cellules["maille"].map(_POIDS_MAILLE).fillna(_POIDS_MAILLE["commune"])
    poids = poids * np.where(cellules["sexe"] == "ensemble", _POIDS_ENSEMBLE, 1.0)
    poids = poids * np.where(cellules["age"] == "tous", _POIDS_TOUS, 1.0)
    return poids * (1 + np.log10(1 + cellules["n"].fillna(0)))


def gather_inconnues(cellules: pd.DataFrame) -> pd.DataFrame:
    """Une ligne par variable, dans l'ordre de leurs numéros."""
    par_variable = cellules.assign(
        poids=weigh_cellules(cellules),
        masquee=cellules["cause"] != "",
    ).groupby("variable", sort=True)
    inconnues = par_variable.agg(
        compte=("n", "first"),
        maximum=("maximum", "min"),
        bas=("bas", "min"),
        haut=("haut", "max"),
        seuil=("seuil", "max"),
        poids=("poids", "sum"),
        masquee=("masquee", "any"),
        figee=("figee", "any"),
    )
    # Ce qu'une ancienne version publie est connu : ni à protéger, ni bon à couvrir autre chose.
    figee = inconnues["figee"]
    return inconnues.assign(
        masquee=inconnues["masquee"] & ~figee, bas=inconnues["bas"].mask(figee), haut=inconnues["haut"].mask(figee)
    )
