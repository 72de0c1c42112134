"""Équations entre mailles : emboîtées (IRIS, quartier, commune) et croisées (IRIS et QPV)."""

import pandas as pd

from observatoire.domain.territoire import Maille
from observatoire.ingest.secret.termes import Termes, build_termes

_AUTRES_CLES = ["indicateur", "periode", "sexe", "age"]
_ENTIER = 0.999
_MAJORITE = 0.5
_NEGLIGEABLE = 0.001


def _weigh(appartenances: pd.DataFrame) -> pd.DataFrame:
    """Ajoute `part` : celle de la population, sinon de la surface, sinon l'enfant entier."""
    part = pd.Series(float("nan"), index=appartenances.index)
    for colonne in ("part_population", "part_surface"):
        if colonne in appartenances:
            part = part.fillna(pd.to_numeric(appartenances[colonne]).astype("float64"))
    return appartenances[["enfant", "parent"]].assign(part=part.fillna(1.0))


def _join_enfants(cellules: pd.DataFrame, appartenances: pd.DataFrame, mailles: pd.Series) -> pd.DataFrame:
    """Une ligne par cellule enfant et cellule parent de même indicateur, période, sexe et âge."""
    liste = _weigh(appartenances)
    liste = liste.assign(maille_enfant=liste["enfant"].map(mailles), maille_parent=liste["parent"].map(mailles))
    liste = liste[(liste["part"] > _NEGLIGEABLE) & liste["maille_parent"].notna() & liste["maille_enfant"].notna()]
    emboite = liste["maille_parent"] != Maille.QPV.value
    liste = liste[(~emboite | (liste["part"] >= _MAJORITE)) & (liste["maille_enfant"] != Maille.QPV.value)]
    liste = liste.assign(attendus=liste.groupby(["parent", "maille_enfant"])["enfant"].transform("size"))
    cles = [*_AUTRES_CLES, "territoire", "variable"]
    enfants = cellules[cles].merge(liste, left_on="territoire", right_on="enfant").drop(columns="territoire")
    parents = cellules[cles].rename(columns={"territoire": "parent", "variable": "variable_parent"})
    jointes = enfants.merge(parents, on=[*_AUTRES_CLES, "parent"])
    numeros = jointes.groupby([*_AUTRES_CLES, "parent", "maille_enfant"]).ngroup()
    jointes = jointes.assign(equation=numeros, presents=numeros.map(numeros.value_counts()))
    groupe = jointes["indicateur"].astype("object") + "|" + jointes["periode"].astype("object")
    groupe = groupe + "|" + jointes["maille_parent"] + "|" + jointes["maille_enfant"]
    # Un QPV peut être donné par un fichier et le suivant recomposé de ses IRIS : chacun se juge seul.
    qpv = jointes["maille_parent"] == Maille.QPV.value
    return jointes.assign(groupe=groupe.mask(qpv, groupe + "|" + jointes["parent"]))


def _assemble(nature: str, lignes: pd.DataFrame, poids: pd.Series, *, signe: int = 1) -> Termes:
    """Équation signe × (parent − Σ poids × enfant)."""
    enfants = lignes.assign(coefficient=-signe * poids)
    parents = lignes.drop_duplicates("equation").assign(coefficient=float(signe))
    parents = parents.assign(variable=parents["variable_parent"])
    return build_termes(nature, pd.concat([enfants, parents], ignore_index=True))


def build_contours(cellules: pd.DataFrame, appartenances: pd.DataFrame, mailles: pd.Series) -> list[Termes]:
    """Total d'un territoire et somme de ses enfants ; QPV recomposé de ses IRIS, entiers ou au prorata."""
    lignes = _join_enfants(cellules, appartenances, mailles)
    qpv = lignes["maille_parent"] == Maille.QPV.value
    complet = lignes["presents"] == lignes["attendus"]
    entiers = lignes[~qpv & complet]
    partiels = lignes[~qpv & ~complet]
    croises = lignes[qpv & complet]
    majorite = croises[croises["part"] > _MAJORITE]
    return [
        _assemble("contours", entiers, pd.Series(1.0, index=entiers.index)),
        _assemble("contours_partiels", partiels, pd.Series(1.0, index=partiels.index)),
        _assemble("qpv_majorite", majorite, pd.Series(1.0, index=majorite.index)),
        _assemble("qpv_prorata", croises, croises["part"]),
    ]


def build_bornes_qpv(cellules: pd.DataFrame, appartenances: pd.DataFrame, mailles: pd.Series) -> list[Termes]:
    """Un QPV connu directement compte au moins ses IRIS entiers, au plus tous ceux qu'il touche."""
    lignes = _join_enfants(cellules, appartenances, mailles)
    lignes = lignes[lignes["maille_parent"] == Maille.QPV.value]
    dedans = lignes[lignes["part"] >= _ENTIER]
    dehors = lignes[lignes["presents"] == lignes["attendus"]]
    return [
        _assemble("qpv_dedans", dedans, pd.Series(1.0, index=dedans.index)),
        _assemble("qpv_dehors", dehors, pd.Series(1.0, index=dehors.index), signe=-1),
    ]
