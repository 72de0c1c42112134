"""Qui est dans qui : IRIS, quartiers, QPV, commune, comparateurs, avec la part de surface."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from observatoire.domain.territoire import CODE_FRANCE, Maille, get_departement
from observatoire.ingest.publication.geometrie import project
from observatoire.ingest.publication.territoires import CODE_PERIMETRE

ETAGES = ("iris_quartier", "iris_qpv", "iris_commune", "quartier_commune", "commune_zone")
"""Ordre du calcul : un étage ne remplace pas ce qu'un étage plus fin a donné."""
ETAGE_MAL_COUVERT = "qpv_mal_couvert"
"""Jamais calculé : ces QPV disent « non disponible » pour ce que leurs IRIS portent."""
PART_MIN = 0.01
"""Sous 1 % de l'IRIS et du QPV, un recouvrement n'est qu'un défaut de tracé."""
_PRESQUE_TOUT = 0.999
_MAJORITE = 0.5
COLONNES = ["enfant", "parent", "part_population", "part_surface"]
Ligne = tuple[str, str, float | None, float]


@dataclass(frozen=True)
class Appartenances:
    """`table` a les colonnes de la table publiée ; `couverture_qpv` : part de la surface du QPV que tiennent les
    IRIS majoritairement dedans, ceux dont on additionne les comptes pour l'approcher.
    """

    table: pd.DataFrame
    couverture_qpv: dict[str, float]


def build_appartenances(territoires: gpd.GeoDataFrame, liens: pd.DataFrame) -> Appartenances:
    """Calcule toutes les appartenances entre territoires publiés.

    Un IRIS va dans un seul quartier : celui que le fichier nomme, sinon celui qui en couvre la plus grande part
    (à condition qu'elle dépasse la part laissée hors de tout quartier). Un IRIS touche autant de QPV qu'il en
    recouvre ; la part de sa population qui y vit n'est connue (100 %) que s'il y est tout entier.
    """
    codes = _list_par_maille(territoires)
    declares = _group_liens(territoires, liens)
    iris_qpv = _overlay(territoires, codes[Maille.IRIS], codes[Maille.QPV])
    lignes: dict[tuple[str, str], Ligne] = {}
    for ligne in [
        *[_whole(e, p) for e, p in declares],
        *_assign_quartiers(territoires, codes, declares),
        *_nest_communes(territoires, codes),
        *_nest_comparateurs(territoires, codes),
        *[_partial(e, p, part) for e, p, part, _ in iris_qpv],
    ]:
        lignes[ligne[:2]] = ligne
    couverture: dict[str, float] = dict.fromkeys(codes[Maille.QPV], 0.0)
    for _, qpv, part_iris, part_qpv in iris_qpv:
        if part_iris > _MAJORITE:
            couverture[qpv] += part_qpv
    for enfant, parent in declares:
        if parent in couverture and territoires.geometry[parent] is None and enfant in codes[Maille.IRIS]:
            couverture[parent] = 1.0
    table = pd.DataFrame(sorted(lignes.values(), key=lambda ligne: ligne[:2]), columns=COLONNES)
    table["part_population"] = table["part_population"].astype("float64")
    return Appartenances(table, {q: min(c, 1.0) for q, c in couverture.items()})


def _list_par_maille(territoires: gpd.GeoDataFrame) -> dict[Maille, list[str]]:
    return {m: [str(c) for c in territoires.index[territoires["maille"] == m]] for m in Maille}


def _group_liens(territoires: gpd.GeoDataFrame, liens: pd.DataFrame) -> list[tuple[str, str]]:
    connus = set(territoires.index)
    paires = zip(liens["enfant"], liens["parent"], strict=True)
    return [(e, p) for e, p in paires if e in connus and p in connus and e != p]


def _whole(enfant: str, parent: str) -> Ligne:
    return enfant, parent, 1.0, 1.0


def _partial(enfant: str, parent: str, part: float) -> Ligne:
    entier = part >= _PRESQUE_TOUT
    return enfant, parent, 1.0 if entier else None, 1.0 if entier else round(part, 6)


def _overlay(
    territoires: gpd.GeoDataFrame, enfants: list[str], parents: list[str]
) -> list[tuple[str, str, float, float]]:
    """Recouvrements (enfant, parent, part de l'enfant, part du parent), mesurés en mètres."""
    metres = project(territoires).geometry
    hauts = metres.loc[parents].dropna()
    bas = metres.loc[enfants].dropna()
    if hauts.empty or bas.empty:
        return []
    indices_haut, indices_bas = bas.sindex.query(hauts.values, predicate="intersects")
    trouves: list[tuple[str, str, float, float]] = []
    for h, b in zip(indices_haut, indices_bas, strict=True):
        commun = float(shapely.area(shapely.intersection(bas.iloc[b], hauts.iloc[h])))
        part_enfant, part_parent = commun / bas.iloc[b].area, commun / hauts.iloc[h].area
        if max(part_enfant, part_parent) >= PART_MIN:
            trouves.append((str(bas.index[b]), str(hauts.index[h]), part_enfant, part_parent))
    return trouves


def _assign_quartiers(
    territoires: gpd.GeoDataFrame, codes: dict[Maille, list[str]], declares: list[tuple[str, str]]
) -> list[Ligne]:
    quartiers = set(codes[Maille.QUARTIER])
    places = {e for e, p in declares if p in quartiers}
    libres = [c for c in codes[Maille.IRIS] if c not in places]
    parts: dict[str, dict[str, float]] = {}
    for enfant, parent, part, _ in _overlay(territoires, libres, codes[Maille.QUARTIER]):
        parts.setdefault(enfant, {})[parent] = part
    lignes: list[Ligne] = []
    for enfant, candidats in parts.items():
        choisi = max(candidats, key=lambda q: candidats[q])
        if candidats[choisi] > 1 - sum(candidats.values()):
            lignes.append(_partial(enfant, choisi, candidats[choisi]))
    return lignes


def _nest_communes(territoires: gpd.GeoDataFrame, codes: dict[Maille, list[str]]) -> list[Ligne]:
    communes = set(codes[Maille.COMMUNE])
    lignes: list[Ligne] = []
    qpv = {(e, p): part for e, p, part, _ in _overlay(territoires, codes[Maille.QPV], codes[Maille.COMMUNE])}
    for maille in (Maille.IRIS, Maille.QUARTIER, Maille.QPV):
        for code in codes[maille]:
            commune = str(territoires.at[code, "commune"])
            if commune in communes:
                lignes.append(_partial(code, commune, qpv.get((code, commune), 1.0)))
    return lignes


def _nest_comparateurs(territoires: gpd.GeoDataFrame, codes: dict[Maille, list[str]]) -> list[Ligne]:
    connus = set(territoires.index)
    lignes: list[Ligne] = []
    for commune in codes[Maille.COMMUNE]:
        parents = [CODE_PERIMETRE, get_departement(commune), CODE_FRANCE]
        lignes += [_whole(commune, p) for p in parents if p in connus and p != commune]
    if CODE_FRANCE in connus:
        lignes += [_whole(d, CODE_FRANCE) for d in [*codes[Maille.DEPARTEMENT], *codes[Maille.REGION]]]
    return lignes


def build_liens_calcul(
    territoires: gpd.GeoDataFrame, appartenances: Appartenances, *, couverture_qpv_min: float
) -> pd.DataFrame:
    """Étages du calcul (`etage`, `enfant`, `parent`) : de quels enfants entiers un parent se recompose.

    Un QPV se recompose des IRIS dont la majorité (de la population si elle est connue, sinon de la surface) est
    dedans, et seulement si ces IRIS couvrent assez de sa surface. Une commune se recompose de ses IRIS, à défaut
    de ses quartiers s'ils tiennent tous ses IRIS.
    """
    mailles = territoires["maille"].to_dict()
    lignes: list[tuple[str, str, str]] = []
    for enfant, parent, part_population, part_surface in appartenances.table.itertuples(index=False):
        paire = (mailles[enfant], mailles[parent])
        part = part_surface if pd.isna(part_population) else part_population
        if paire == ("iris", "qpv"):
            if appartenances.couverture_qpv[parent] < couverture_qpv_min:
                lignes.append((ETAGE_MAL_COUVERT, enfant, parent))
            elif part > _MAJORITE:
                lignes.append(("iris_qpv", enfant, parent))
        elif paire in (("iris", "quartier"), ("iris", "commune"), ("commune", "zone")):
            lignes.append((f"{paire[0]}_{paire[1]}", enfant, parent))
    lignes += _list_quartiers_entiers(territoires, lignes)
    return pd.DataFrame(lignes, columns=["etage", "enfant", "parent"])


def _list_quartiers_entiers(
    territoires: gpd.GeoDataFrame, lignes: list[tuple[str, str, str]]
) -> list[tuple[str, str, str]]:
    """Quartiers d'une commune, si ensemble ils tiennent tous ses IRIS."""
    iris_par_commune: dict[str, set[str]] = {}
    places: set[str] = set()
    for etage, enfant, parent in lignes:
        if etage == "iris_commune":
            iris_par_commune.setdefault(parent, set()).add(enfant)
        elif etage == "iris_quartier":
            places.add(enfant)
    quartiers = territoires[territoires["maille"] == Maille.QUARTIER]
    return [
        ("quartier_commune", str(code), str(commune))
        for code, commune in quartiers["commune"].items()
        if str(commune) in iris_par_commune and iris_par_commune[str(commune)] <= places
    ]
