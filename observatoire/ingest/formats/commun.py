"""Ce que tous les lecteurs partagent : codes à réparer, périmètre, comparateurs, lignes de valeurs."""

import re
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd

from observatoire.domain.estimation import Statut
from observatoire.domain.francais import format_nombre, sort_key
from observatoire.domain.territoire import CODE_FRANCE, Maille, get_departement, is_code_valide, repair_code
from observatoire.ingest.lecture.refus import build_refus
from observatoire.ingest.lecture.tableau import Tableau
from observatoire.ingest.lot import COLONNES_TERRITOIRE, COLONNES_VALEUR, ContexteImport
from observatoire.settings import REFERENCE

COMMUNES_POUR_UN_DEPARTEMENT_MIN = 20
DEPARTEMENTS_POUR_LA_FRANCE_MIN = 90
_ARRONDISSEMENTS = {"75056": ("75101", "75120"), "69123": ("69381", "69389"), "13055": ("13201", "13216")}


def repair_codes(textes: pd.Series, maille: Maille) -> tuple[pd.Series, list[str]]:
    """Codes réparés (chaque code distinct une fois), et un message si des zéros de tête ont été rendus."""
    distincts = {c: repair_code(c, maille) for c in textes.unique()}
    codes = textes.map(distincts)
    # « 97101.0 » perd sa décimale sans gagner de zéro : ce n'est pas un code réparé.
    touches = int(textes.isin([c for c, r in distincts.items() if len(r) > len(c.removesuffix(".0"))]).sum())
    message = f"{format_nombre(touches)} code(s) ont retrouvé leur zéro de tête."
    return codes, [message] if touches else []


def is_valide(codes: pd.Series, maille: Maille) -> np.ndarray:
    """Masque des codes de la bonne forme."""
    formes = {c: is_code_valide(c, maille) for c in codes.unique()}
    return codes.map(formes).to_numpy(dtype=bool)


def get_communes(codes: pd.Series, contexte: ContexteImport) -> pd.Series:
    """Commune de chaque code IRIS ou commune ; celle de la ville pour un arrondissement d'une ville suivie."""
    return codes.map({c: find_commune(c, contexte) for c in codes.unique()})


def find_commune(code: str, contexte: ContexteImport) -> str:
    """Commune d'un code IRIS ou commune. Le périmètre peut citer Paris (75056) ou ses arrondissements (75118)."""
    ville = find_ville(code[:5])
    return ville if ville in contexte.communes else code[:5]


def find_ville(commune: str) -> str:
    """Paris, Lyon ou Marseille si le code est celui d'un de leurs arrondissements, sinon rien."""
    return next((ville for ville, (bas, haut) in _ARRONDISSEMENTS.items() if bas <= commune <= haut), "")


def get_departements(codes: pd.Series) -> pd.Series:
    """Département de chaque code IRIS ou commune."""
    return codes.map({c: get_departement(c) for c in codes.unique()})


def list_departements_perimetre(contexte: ContexteImport) -> set[str]:
    """Départements des communes suivies."""
    return {get_departement(c) for c in contexte.communes}


def reject_codes_inconnus(
    tableau: Tableau,
    colonne: str,
    codes: pd.Series,
    *,
    dedans: np.ndarray,
    maille: Maille,
    contexte: ContexteImport,
) -> None:
    """Refuse, dans le périmètre, les codes sans contour quand les contours de cette maille sont déjà importés."""
    connus = {c for c, m in contexte.territoires_connus.items() if m == maille}
    if not connus:
        return
    tableau.reject(
        dedans & ~codes.isin(connus).to_numpy(),
        colonne,
        attendu="un code présent dans les contours importés",
        conseil="Importez les contours de chaque commune suivie, du même millésime que ce fichier.",
        trouve=codes,
    )


def refuse_hors_perimetre(tableau: Tableau, contexte: ContexteImport) -> Exception:
    """Refus d'un fichier lisible qui ne parle d'aucun territoire suivi."""
    return build_refus(
        tableau.fichier,
        feuille=tableau.feuille,
        trouve="aucune ligne du périmètre",
        attendu=f"des lignes de {', '.join(sorted(contexte.communes))}",
        conseil="Vérifiez que c'est le fichier du bon département, ou le périmètre donné à « initialiser ».",
    )


def build_valeurs(
    indicateur: str,
    territoires: pd.Series,
    maille: str | pd.Series,
    periode: str,
    *,
    valeur: np.ndarray | None = None,
    numerateur: np.ndarray | None = None,
    denominateur: np.ndarray | None = None,
    statut: np.ndarray | None = None,
) -> pd.DataFrame:
    """Lignes de la table des valeurs pour un indicateur, tous sexes et âges."""
    taille = len(territoires)
    vide = np.full(taille, np.nan)
    return pd.DataFrame(
        {
            "indicateur": indicateur,
            "territoire": territoires.to_numpy(),
            "maille": maille if isinstance(maille, str) else maille.to_numpy(),
            "periode": periode,
            "sexe": "ensemble",
            "age": "tous",
            "valeur": vide if valeur is None else valeur,
            "numerateur": vide if numerateur is None else numerateur,
            "denominateur": vide if denominateur is None else denominateur,
            "statut": np.full(taille, Statut.DISPONIBLE.value) if statut is None else statut,
        },
        columns=COLONNES_VALEUR,
    )


@cache
def load_departements() -> dict[str, str]:
    """Nom des départements, par code."""
    table = pd.read_csv(REFERENCE / "departements.csv", sep=";", dtype="str", encoding="utf-8")
    return dict(zip(table["code"], table["nom"], strict=True))


def build_territoires(lignes: list[dict[str, object]]) -> gpd.GeoDataFrame:
    """Table des territoires, contours compris (EPSG:4326) ou absents."""
    table = pd.DataFrame(lignes, columns=COLONNES_TERRITOIRE)
    return gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:4326")


def build_comparateurs(codes: list[str]) -> gpd.GeoDataFrame:
    """Départements et France, sans contour."""
    noms = load_departements()
    return build_territoires(
        [
            {
                "code": c,
                "maille": Maille.FRANCE.value if c == CODE_FRANCE else Maille.DEPARTEMENT.value,
                "nom": "France" if c == CODE_FRANCE else noms.get(c, f"Département {c}"),
                "commune": "",
                "millesime": "",
                "geometry": None,
            }
            for c in codes
        ]
    )


def find_millesime(fichier: str) -> str:
    """Année écrite dans le nom du fichier, ou rien."""
    annees = re.findall(r"(?<!\d)(20[0-3]\d|19[89]\d)(?!\d)", fichier)
    return annees[0] if len(set(annees)) == 1 else ""


def slugify(nom: str) -> str:
    """Nom réduit à des lettres sans accent, chiffres et tirets : stable d'un fichier à l'autre."""
    return re.sub(r"[^a-z0-9]+", "-", sort_key(nom)).strip("-")


def build_code_quartier(commune: str, numero: str, nom: str) -> str:
    """Code d'un quartier : `35238-Q01` s'il est numéroté, sinon `35238-cleunay`."""
    propre = numero.strip().removesuffix(".0")
    if propre.isdigit() and len(propre) <= 3:
        return f"{commune}-Q{int(propre):02d}"
    if propre:
        return propre if propre.startswith(commune) else f"{commune}-{slugify(propre)}"
    return f"{commune}-{slugify(nom)}"
