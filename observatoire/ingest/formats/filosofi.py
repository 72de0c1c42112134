"""INSEE, Filosofi (revenu disponible) par IRIS, QPV, commune ou département, tout millésime."""

import re

import numpy as np
import pandas as pd

from observatoire.domain.estimation import Statut
from observatoire.domain.francais import format_nombre
from observatoire.domain.territoire import Maille, is_code_valide, repair_code
from observatoire.ingest.formats.commun import (
    build_comparateurs,
    build_valeurs,
    get_communes,
    list_departements_perimetre,
    refuse_hors_perimetre,
    reject_codes_inconnus,
)
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.lecture.nombres import Nombres, parse_nombres
from observatoire.ingest.lecture.refus import build_refus
from observatoire.ingest.lecture.tableau import Tableau
from observatoire.ingest.lot import ContexteImport, LotLu

_COLONNE = re.compile(r"^(?:DISP_)?(MED|TP60|RD|PPSOC|PPMINI)_?A?(\d{2})$")
_DECLARE = re.compile(r"^DEC_(?:MED|Q1|D1)\d{2}$")
_INDICATEURS = {
    "MED": "revenu_median",
    "TP60": "taux_pauvrete_60",
    "RD": "rapport_interdecile",
    "PPSOC": "part_prestations_sociales",
    "PPMINI": "part_minima_sociaux",
}
_MAILLES = (Maille.IRIS, Maille.QPV, Maille.COMMUNE, Maille.DEPARTEMENT)


def is_filosofi(entete: list[str]) -> bool:
    """Reconnaît l'en-tête : IRIS ou CODGEO, et un revenu médian ou un taux de pauvreté (déclaré compris)."""
    noms = {c.upper() for c in entete}
    revenus = any((m := _COLONNE.match(n)) and m[1] in ("MED", "TP60") for n in noms)
    return bool(noms & {"IRIS", "CODGEO"}) and (revenus or any(_DECLARE.match(n) for n in noms))


def read_filosofi(tableau: Tableau, demande: Demande) -> LotLu:
    """Revenus et pauvreté des territoires du périmètre. Une médiane ne s'agrège pas : pas de comparateur calculé.

    Raises:
        FichierRefuse: fichier des revenus déclarés, plusieurs millésimes, ou aucune ligne du périmètre.
    """
    contexte = demande.contexte
    tableau.donnees.columns = pd.Index([c.upper() for c in tableau.donnees.columns])
    annee, colonnes = _read_colonnes(tableau)
    cle = "IRIS" if "IRIS" in tableau.donnees else "CODGEO"
    codes, mailles, messages = _read_codes(tableau, cle)
    dedans = _mark_perimetre(codes, mailles, contexte)
    lignes_iris = dedans & (mailles == Maille.IRIS).to_numpy(dtype=bool)
    reject_codes_inconnus(tableau, cle, codes, dedans=lignes_iris, maille=Maille.IRIS, contexte=contexte)
    lus = _read_nombres(tableau, colonnes, dedans, contexte)
    gardees = dedans & ~tableau.mauvaises
    if (mailles == Maille.QPV).any() and Maille.QPV not in contexte.territoires_connus.values():
        raise build_refus(
            tableau.fichier,
            feuille=tableau.feuille,
            colonne=cle,
            trouve="des codes de QPV, mais aucun contour de QPV importé",
            attendu="les contours des QPV avant leurs revenus",
            conseil="Importez d'abord le fichier des contours des QPV, puis celui-ci.",
        )
    if not gardees.any() and not tableau.mauvaises.any():
        raise refuse_hors_perimetre(tableau, contexte)
    comparateurs = sorted(codes[gardees & (mailles == Maille.DEPARTEMENT).to_numpy()].unique())
    if not dedans.all():
        messages.append(f"{format_nombre(int((~dedans).sum()))} ligne(s) hors du périmètre, sans usage ici.")
    return LotLu(
        format="filosofi",
        libelle=f"Revenus et pauvreté (Filosofi) {annee}",
        source="insee_filosofi",
        lignes_lues=tableau.lignes_lues,
        lignes_retenues=int(gardees.sum()),
        territoires=build_comparateurs(comparateurs),
        valeurs=_build_valeurs(lus, codes[gardees], mailles[gardees], gardees, annee),
        rejets=tableau.list_rejets(),
        messages=tuple(messages),
    )


def _read_colonnes(tableau: Tableau) -> tuple[str, dict[str, str]]:
    trouves = [(m[1], m[2], str(c)) for c in tableau.donnees.columns if (m := _COLONNE.match(str(c)))]
    if not trouves:
        raise build_refus(
            tableau.fichier,
            feuille=tableau.feuille,
            trouve="des revenus déclarés (colonnes DEC_…)",
            attendu="le fichier du revenu disponible (colonnes DISP_…)",
            conseil="Sur la même page de l'INSEE, prenez le fichier dont le nom contient « DISP ».",
        )
    annees = {a for _, a, _ in trouves}
    if len(annees) > 1:
        raise build_refus(
            tableau.fichier,
            feuille=tableau.feuille,
            trouve=f"des colonnes de plusieurs millésimes ({', '.join(sorted(annees))})",
            attendu="un seul millésime par fichier",
            conseil="Importez un fichier par année.",
        )
    return f"20{annees.pop()}", {_INDICATEURS[s]: c for s, _, c in trouves}


def _read_codes(tableau: Tableau, cle: str) -> tuple[pd.Series, pd.Series, list[str]]:
    """Code réparé et maille de chaque ligne, la maille étant lue à la forme du code."""
    bruts = tableau.donnees[cle]
    formes: dict[str, tuple[str, str]] = {}
    for brut in bruts.unique():
        formes[brut] = next(
            ((code, m.value) for m in _MAILLES if is_code_valide(code := repair_code(brut, m), m)), (brut, "")
        )
    codes = bruts.map({b: c for b, (c, _) in formes.items()})
    mailles = bruts.map({b: m for b, (_, m) in formes.items()})
    tableau.reject(
        (mailles == "").to_numpy(dtype=bool),
        cle,
        attendu="un code IRIS (9 caractères), QPV, commune (5) ou département",
        conseil="Corrigez le code, ou retirez la ligne si c'est une note ou un total.",
    )
    tableau.reject(
        codes.duplicated().to_numpy(),
        cle,
        attendu="un territoire par ligne",
        conseil="Ce territoire est déjà décrit plus haut : supprimez l'une des deux lignes.",
    )
    restaures = int((codes != bruts).sum())
    return codes, mailles, [f"{restaures} code(s) ont retrouvé leur zéro de tête."] if restaures else []


def _mark_perimetre(codes: pd.Series, mailles: pd.Series, contexte: ContexteImport) -> np.ndarray:
    """Lignes du périmètre. Le code d'un QPV ne dit pas sa commune : seuls comptent les QPV déjà importés."""
    departements = list_departements_perimetre(contexte)
    qpv_connus = {c for c, m in contexte.territoires_connus.items() if m == Maille.QPV}
    communes = mailles.isin([Maille.IRIS.value, Maille.COMMUNE.value]) & get_communes(codes, contexte).isin(
        contexte.communes
    )
    qpv = (mailles == Maille.QPV) & codes.isin(qpv_connus)
    return (communes | qpv | ((mailles == Maille.DEPARTEMENT) & codes.isin(departements))).to_numpy(dtype=bool)


def _read_nombres(
    tableau: Tableau, colonnes: dict[str, str], dedans: np.ndarray, contexte: ContexteImport
) -> dict[str, Nombres]:
    lus = {i: parse_nombres(tableau.donnees[c]) for i, c in colonnes.items() if i in contexte.indicateurs}
    for indicateur, lu in lus.items():
        tableau.reject(
            dedans & (lu.invalides | (lu.valeurs < 0)),
            colonnes[indicateur],
            attendu="un nombre positif, ou une marque de secret (vide, s, ns, nd, so)",
            conseil="Reprenez la valeur du fichier de l'INSEE.",
        )
    return lus


def _build_valeurs(
    lus: dict[str, Nombres], codes: pd.Series, mailles: pd.Series, gardees: np.ndarray, annee: str
) -> pd.DataFrame:
    parts: list[pd.DataFrame] = []
    for indicateur, lu in lus.items():
        # L'INSEE laisse la case vide quand le secret statistique s'applique.
        statut = np.where(lu.vides, Statut.SECRET.value, lu.statuts)
        statut = np.where(np.isnan(lu.valeurs), statut, Statut.DISPONIBLE.value)
        valeur, statut = lu.valeurs[gardees], statut[gardees]
        parts.append(build_valeurs(indicateur, codes, mailles, annee, valeur=valeur, statut=statut))
    return pd.concat(parts, ignore_index=True) if parts else LotLu("", "", "", 0, 0).valeurs
