"""INSEE, recensement par IRIS (`base-ic-evol-struct-pop-*`), tout millésime : les colonnes sont lues au suffixe."""

import re
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from observatoire.domain.estimation import Statut
from observatoire.domain.francais import format_nombre
from observatoire.domain.territoire import CODE_FRANCE, Maille
from observatoire.ingest.formats.commun import (
    COMMUNES_POUR_UN_DEPARTEMENT_MIN,
    DEPARTEMENTS_POUR_LA_FRANCE_MIN,
    build_comparateurs,
    build_valeurs,
    get_communes,
    get_departements,
    is_valide,
    list_departements_perimetre,
    refuse_hors_perimetre,
    reject_codes_inconnus,
    repair_codes,
)
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.lecture.nombres import parse_nombres
from observatoire.ingest.lecture.refus import build_refus
from observatoire.ingest.lecture.tableau import Tableau
from observatoire.ingest.lot import COLONNES_POPULATION, ContexteImport, LotLu

_COLONNE = re.compile(r"^([PC])(\d{2})_(.+)$")
_TRANCHES = {
    "0014": "0-14", "1529": "15-29", "3044": "30-44", "4559": "45-59", "6074": "60-74", "75P": "75+",
}  # fmt: skip
_TRANCHES_FINES = {
    "0002": "0-2", "0305": "3-5", "0610": "6-10", "1117": "11-17", "1824": "18-24", "2539": "25-39",
    "4054": "40-54", "5564": "55-64", "6579": "65-79", "80P": "80+",
}  # fmt: skip
_SEXES = {"POP": "ensemble", "H": "hommes", "F": "femmes"}


@dataclass(frozen=True)
class _Derive:
    """Un indicateur tiré du recensement : suffixes admis du numérateur, suffixe du dénominateur."""

    code: str
    numerateur: tuple[str, ...]
    denominateur: str


_DERIVES = (
    _Derive("population", ("POP",), ""),
    _Derive("densite_population", ("POP",), ""),
    _Derive("part_0_14_ans", ("POP0014",), "POP"),
    _Derive("part_65_ans_et_plus", ("POP65P",), "POP"),
    _Derive("part_75_ans_et_plus", ("POP75P",), "POP"),
    _Derive("indice_vieillissement", ("POP65P",), "POP0019"),
    _Derive("part_etrangers", ("POP_ETR",), "POP"),
    # La nomenclature des catégories a changé de nom de colonne au millésime 2022.
    _Derive("part_ouvriers", ("POP15P_CS6", "POP15P_STAT_GSEC16_26"), "POP15P"),
    _Derive("part_cadres", ("POP15P_CS3", "POP15P_STAT_GSEC13_23"), "POP15P"),
)


def is_base_ic(entete: list[str]) -> bool:
    """Reconnaît l'en-tête : une colonne IRIS et une colonne de population `P<aa>_POP`."""
    noms = {c.upper() for c in entete}
    return "IRIS" in noms and any(re.fullmatch(r"P\d{2}_POP", n) for n in noms)


def read_base_ic(tableau: Tableau, demande: Demande) -> LotLu:
    """Population et indicateurs du recensement des IRIS du périmètre, et des comparateurs qu'il permet.

    Raises:
        FichierRefuse: plusieurs millésimes mêlés, ou aucune ligne du périmètre.
    """
    contexte = demande.contexte
    tableau.donnees.columns = pd.Index([c.upper() for c in tableau.donnees.columns])
    annee, suffixes = _read_suffixes(tableau)
    codes, messages = repair_codes(tableau.donnees["IRIS"], Maille.IRIS)
    dedans = _check_codes(tableau, codes, contexte)
    nombres = _read_nombres(tableau, suffixes)
    saines = ~tableau.mauvaises
    iris = nombres[saines & dedans].assign(territoire=codes[saines & dedans], maille=Maille.IRIS.value)
    if iris.empty and not tableau.mauvaises.any():
        raise refuse_hors_perimetre(tableau, contexte)
    comparateurs = _aggregate_comparateurs(codes[saines], nombres[saines], contexte)
    tout = pd.concat([iris, comparateurs], ignore_index=True)
    valeurs, absents = _derive_valeurs(tout, annee, contexte)
    territoires = build_comparateurs(comparateurs["territoire"].tolist())
    messages += _describe(territoires, int((~dedans).sum()), absents)
    return LotLu(
        format="base_ic",
        libelle=f"Recensement de la population {annee} par IRIS",
        source="insee_rp",
        lignes_lues=tableau.lignes_lues,
        lignes_retenues=len(iris),
        territoires=territoires,
        valeurs=valeurs,
        population=_build_population(tout, annee),
        rejets=tableau.list_rejets(),
        messages=tuple(messages),
    )


def _read_suffixes(tableau: Tableau) -> tuple[str, dict[str, str]]:
    suffixes: dict[str, str] = {}
    annees: set[str] = set()
    for colonne in tableau.donnees.columns:
        if trouve := _COLONNE.match(str(colonne)):
            suffixes[trouve[3]] = str(colonne)
            annees.add(trouve[2])
    if len(annees) > 1:
        raise build_refus(
            tableau.fichier,
            feuille=tableau.feuille,
            trouve=f"des colonnes de plusieurs millésimes ({', '.join(sorted(annees))})",
            attendu="un seul millésime du recensement par fichier",
            conseil="Importez un fichier par année.",
        )
    return f"20{annees.pop()}", suffixes


def _check_codes(tableau: Tableau, codes: pd.Series, contexte: ContexteImport) -> np.ndarray:
    """Refuse les codes mal formés, en double ou inconnus ; rend le masque des lignes du périmètre."""
    tableau.reject(
        ~is_valide(codes, Maille.IRIS),
        "IRIS",
        attendu="un code IRIS de 9 caractères",
        conseil="Corrigez le code, ou retirez la ligne si c'est une note ou un total.",
    )
    if "COM" in tableau.donnees:
        communes, _ = repair_codes(tableau.donnees["COM"], Maille.COMMUNE)
        tableau.reject(
            ((communes != codes.str[:5]) & (communes != get_communes(codes, contexte))).to_numpy(dtype=bool),
            "COM",
            attendu="les cinq premiers caractères du code IRIS",
            conseil="Les colonnes ont peut-être été décalées.",
        )
    tableau.reject(
        codes.duplicated().to_numpy(),
        "IRIS",
        attendu="un IRIS par ligne",
        conseil="Cet IRIS est déjà décrit plus haut : supprimez l'une des deux lignes.",
    )
    dedans = get_communes(codes, contexte).isin(contexte.communes).to_numpy()
    reject_codes_inconnus(tableau, "IRIS", codes, dedans=dedans, maille=Maille.IRIS, contexte=contexte)
    return dedans


def _read_nombres(tableau: Tableau, suffixes: dict[str, str]) -> pd.DataFrame:
    utiles = {s for d in _DERIVES for s in (*d.numerateur, d.denominateur)}
    utiles |= {s for s, _, _ in _list_colonnes_population()}
    nombres: dict[str, np.ndarray] = {}
    for suffixe in sorted(utiles & set(suffixes)):
        colonne = suffixes[suffixe]
        lu = parse_nombres(tableau.donnees[colonne])
        tableau.reject(
            lu.invalides | (lu.valeurs < 0),
            colonne,
            attendu="un nombre d'habitants, positif ou nul",
            conseil="Reprenez la valeur du fichier de l'INSEE.",
        )
        nombres[suffixe] = lu.valeurs
    return pd.DataFrame(nombres, index=tableau.donnees.index)


def _aggregate_comparateurs(codes: pd.Series, nombres: pd.DataFrame, contexte: ContexteImport) -> pd.DataFrame:
    """Sommes par département du périmètre (s'il est assez couvert) et pour la France."""
    communes, departements = get_communes(codes, contexte), get_departements(codes)
    dehors = ~communes.isin(contexte.communes)
    couverts = communes[dehors].groupby(departements[dehors]).nunique()
    retenus = sorted(
        d for d in list_departements_perimetre(contexte) if couverts.get(d, 0) >= COMMUNES_POUR_UN_DEPARTEMENT_MIN
    )
    parts = [
        nombres[departements == d].sum(min_count=1).to_frame().T.assign(territoire=d, maille="departement")
        for d in retenus
    ]
    if departements.nunique() >= DEPARTEMENTS_POUR_LA_FRANCE_MIN:
        france = nombres.sum(min_count=1).to_frame().T
        parts.append(france.assign(territoire=CODE_FRANCE, maille=Maille.FRANCE.value))
    if not parts:
        return pd.DataFrame({c: [] for c in [*nombres.columns, "territoire", "maille"]})
    return pd.concat(parts, ignore_index=True)


def _derive_valeurs(tout: pd.DataFrame, annee: str, contexte: ContexteImport) -> tuple[pd.DataFrame, list[str]]:
    parts: list[pd.DataFrame] = []
    absents: list[str] = []
    for derive in _DERIVES:
        suffixe = next((s for s in derive.numerateur if s in tout), "")
        if not suffixe or (derive.denominateur and derive.denominateur not in tout):
            continue
        if derive.code not in contexte.indicateurs:
            absents.append(derive.code)
            continue
        parts.append(_build_indicateur(tout, derive, suffixe, annee))
    return (pd.concat(parts, ignore_index=True) if parts else LotLu("", "", "", 0, 0).valeurs), absents


def _build_indicateur(tout: pd.DataFrame, derive: _Derive, suffixe: str, annee: str) -> pd.DataFrame:
    numerateur = tout[suffixe].to_numpy(dtype="float64")
    denominateur = tout[derive.denominateur].to_numpy(dtype="float64") if derive.denominateur else None
    manque = np.isnan(numerateur)
    statut = np.full(len(tout), Statut.DISPONIBLE.value, dtype=object)
    if denominateur is not None:
        manque |= np.isnan(denominateur)
        statut[denominateur == 0] = Statut.NON_APPLICABLE.value
    statut[manque] = Statut.NON_DISPONIBLE.value
    return build_valeurs(
        derive.code,
        tout["territoire"],
        tout["maille"],
        annee,
        valeur=numerateur if derive.code == "population" else None,
        numerateur=np.where(manque, np.nan, numerateur),
        denominateur=None if denominateur is None else np.where(manque, np.nan, denominateur),
        statut=statut,
    )


def _list_colonnes_population() -> list[tuple[str, str, str]]:
    """(suffixe, sexe, classe d'âge) de toutes les colonnes d'effectifs."""
    totaux = [("POP", "ensemble", "tous"), ("POPH", "hommes", "tous"), ("POPF", "femmes", "tous")]
    croises = [(f"{p}{s}", sexe, age) for p, sexe in _SEXES.items() for s, age in _TRANCHES.items()]
    fins = [(f"POP{s}", "ensemble", age) for s, age in _TRANCHES_FINES.items()]
    return totaux + croises + fins


def _build_population(tout: pd.DataFrame, annee: str) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "territoire": tout["territoire"],
                "maille": tout["maille"],
                "periode": annee,
                "sexe": sexe,
                "classe_age": age,
                "effectif": tout[suffixe].astype("float64"),
            },
            columns=COLONNES_POPULATION,
        )
        for suffixe, sexe, age in _list_colonnes_population()
        if suffixe in tout
    ]
    return pd.concat(parts, ignore_index=True).dropna(subset=["effectif"]).reset_index(drop=True)


def _describe(territoires: gpd.GeoDataFrame, dehors: int, absents: list[str]) -> list[str]:
    messages: list[str] = []
    if dehors:
        emploi = f" ; elles servent de comparateur ({', '.join(territoires['nom'])})" if len(territoires) else ""
        messages.append(f"{format_nombre(dehors)} ligne(s) hors du périmètre{emploi}.")
    if absents:
        messages.append(f"Indicateurs absents du catalogue, non repris : {', '.join(absents)}.")
    return messages
