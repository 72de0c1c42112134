"""Contrôle des chiffres, rangés ou tirés d'un tableau large : colonne par colonne, toutes les lignes d'un coup."""

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from observatoire.domain.francais import format_nombre, join_mots
from observatoire.domain.indicateur import Indicateur
from observatoire.domain.territoire import CODE_FRANCE, LIBELLES_MAILLE, Maille
from observatoire.ingest.formats.cles import (
    ResolveurTerritoires,
    normalize_age,
    normalize_periode,
    normalize_sexe,
)
from observatoire.ingest.formats.commun import build_comparateurs, build_territoires
from observatoire.ingest.formats.comptes import check_comptes
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.schemas import check_lignes
from observatoire.ingest.lecture.tableau import Tableau
from observatoire.ingest.lot import COLONNES_VALEUR, ContexteImport, LotLu

_CLE = ["indicateur", "territoire", "periode", "sexe", "age"]
_EXEMPLES_MAX = 5


@dataclass
class _Cles:
    """Clés normalisées, et masque des lignes bien formées mais hors du périmètre."""

    table: pd.DataFrame
    hors: np.ndarray


def check_valeurs(tableau: Tableau, demande: Demande, *, format_: str, messages: list[str]) -> LotLu:
    """Vérifie un tableau aux colonnes du schéma `valeurs` et en fait un lot.

    Args:
        tableau: cases en texte, colonnes du schéma toutes présentes.
        demande: contexte et maille demandée.
        format_: nom du format d'origine.
        messages: remarques déjà faites.
    """
    contexte = demande.contexte
    _check_indicateurs(tableau, contexte)
    cles = _read_cles(tableau, demande)
    comptes = check_comptes(tableau, contexte.indicateurs)
    _check_doublons(tableau, cles)
    valeurs = pd.concat([cles.table, comptes], axis=1)
    check_lignes(tableau, "valeurs", _to_schema(valeurs))
    gardees = ~tableau.mauvaises & ~cles.hors
    valeurs = valeurs[gardees].reset_index(drop=True)[COLONNES_VALEUR]
    if cles.hors.any():
        codes = sorted(set(cles.table["territoire"][cles.hors]))
        exemples = join_mots(codes[:_EXEMPLES_MAX]) + (", …" if len(codes) > _EXEMPLES_MAX else "")
        messages.append(f"{format_nombre(int(cles.hors.sum()))} ligne(s) hors du périmètre ignorée(s) ({exemples}).")
    return LotLu(
        format=format_,
        libelle=_describe(valeurs, contexte.indicateurs),
        source=_find_source(valeurs, contexte.indicateurs, demande.correspondance.source),
        lignes_lues=tableau.lignes_lues,
        lignes_retenues=int(gardees.sum()),
        territoires=_build_comparateurs(valeurs, contexte),
        valeurs=valeurs,
        rejets=tableau.list_rejets(),
        messages=tuple(messages),
    )


def _check_indicateurs(tableau: Tableau, contexte: ContexteImport) -> None:
    tableau.donnees["indicateur"] = tableau.donnees["indicateur"].str.lower()
    tableau.reject(
        ~tableau.donnees["indicateur"].isin(list(contexte.indicateurs)).to_numpy(),
        "indicateur",
        attendu="un code d'indicateur du catalogue",
        conseil="Corrigez le code, ou ajoutez sa fiche dans data/catalogue.",
    )


def _read_cles(tableau: Tableau, demande: Demande) -> _Cles:
    donnees = tableau.donnees
    resolveur = ResolveurTerritoires(demande.contexte, demande.maille)
    reponses = {t: resolveur.resolve(t) for t in donnees["territoire"].unique()}
    territoires = donnees["territoire"].map({t: r.code for t, r in reponses.items()})
    tableau.reject(
        (territoires == "").to_numpy(),
        "territoire",
        attendu="un territoire connu (code, ou nom exact d'un quartier)",
        conseil=donnees["territoire"].map({t: r.conseil for t, r in reponses.items()}),
    )
    table = pd.DataFrame(
        {
            "indicateur": donnees["indicateur"],
            "territoire": territoires,
            "maille": donnees["territoire"].map({t: r.maille for t, r in reponses.items()}),
            "periode": _normalize(tableau, "periode", normalize_periode, "une période : 2024, 2025-T2 ou 2018-2022"),
            "sexe": _normalize(tableau, "sexe", normalize_sexe, "ensemble, femmes ou hommes (ou E, F, H)"),
            "age": _normalize(tableau, "age", normalize_age, "tous, 0-14 ou 75+"),
        }
    )
    hors = donnees["territoire"].map({t: r.hors for t, r in reponses.items()}).to_numpy(dtype=bool)
    return _Cles(table, hors & ~tableau.mauvaises)


def _normalize(tableau: Tableau, colonne: str, lit: Callable[[str], str], attendu: str) -> pd.Series:
    textes = tableau.donnees[colonne]
    normales = textes.map({t: lit(t) for t in textes.unique()})
    tableau.reject(
        (normales == "").to_numpy(),
        colonne,
        attendu=attendu,
        conseil="Écrivez-la comme dans le modèle à remplir.",
    )
    return normales


def _check_doublons(tableau: Tableau, cles: _Cles) -> None:
    """Refuse la seconde de deux lignes de même clé, en nommant les deux."""
    saines = ~tableau.mauvaises & ~cles.hors
    table = cles.table.loc[saines, _CLE]
    double = table.duplicated().to_numpy()
    if not double.any():
        return
    rangs = np.flatnonzero(saines)
    premieres = pd.Series(tableau.lignes[rangs], index=table.index)
    premiere = premieres.groupby([table[c] for c in _CLE], sort=False).transform("first")
    # Un masque par ligne serait lent sur un gros fichier tout entier répété : on groupe par première ligne.
    textes = pd.Series("", index=tableau.donnees.index)
    textes.iloc[rangs] = table.agg(" ; ".join, axis=1) + " (déjà ligne " + premiere.astype("str") + ")"
    masque = np.zeros(len(tableau.donnees), dtype=bool)
    masque[rangs[double]] = True
    tableau.reject(
        masque,
        "territoire",
        attendu="une seule ligne par indicateur, territoire, période, sexe et âge",
        conseil="Supprimez l'une des deux lignes.",
        trouve=textes,
    )


def _to_schema(valeurs: pd.DataFrame) -> pd.DataFrame:
    """Lignes telles que le schéma publié les décrit : textes, cases vides."""
    nombres = ["numerateur", "denominateur", "valeur"]
    textes = valeurs[[*_CLE, *nombres, "statut"]].astype("object")
    return textes.where(textes.notna(), "")


def _describe(valeurs: pd.DataFrame, indicateurs: dict[str, Indicateur]) -> str:
    codes = sorted(valeurs["indicateur"].unique())
    if len(codes) == 1:
        return indicateurs[codes[0]].libelle
    return f"{len(codes)} indicateurs"


def _find_source(valeurs: pd.DataFrame, indicateurs: dict[str, Indicateur], voulue: str) -> str:
    """Source la plus fréquente parmi les indicateurs du fichier."""
    if voulue or valeurs.empty:
        return voulue or "fichier_local"
    par_indicateur = valeurs["indicateur"].value_counts(sort=False)
    sources = par_indicateur.groupby([indicateurs[str(c)].source for c in par_indicateur.index]).sum()
    return str(sources.idxmax())


def _build_comparateurs(valeurs: pd.DataFrame, contexte: ContexteImport) -> gpd.GeoDataFrame:
    """Territoires au-dessus ou à côté du périmètre, cités par le fichier et encore inconnus."""
    vus = valeurs[["territoire", "maille"]].drop_duplicates()
    vus = vus[~vus["territoire"].isin(list(contexte.territoires_connus))]
    dessus = vus[vus["maille"].isin([Maille.DEPARTEMENT.value, Maille.FRANCE.value])]["territoire"].tolist()
    autres = vus[vus["maille"].isin([Maille.COMMUNE.value, Maille.REGION.value, Maille.EPCI.value])]
    if CODE_FRANCE in dessus:
        dessus = [*(c for c in dessus if c != CODE_FRANCE), CODE_FRANCE]
    lignes: list[dict[str, object]] = [
        {
            "code": code,
            "maille": maille,
            "nom": contexte.noms.get(code, f"{LIBELLES_MAILLE[Maille(maille)][0].capitalize()} {code}"),
            "commune": code if maille == Maille.COMMUNE else "",
            "millesime": "",
            "geometry": None,
        }
        for code, maille in autres.itertuples(index=False)
    ]
    lus = build_comparateurs(dessus)
    return lus if not lignes else pd.concat([lus, build_territoires(lignes)], ignore_index=True)
