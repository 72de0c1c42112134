"""Ouvrir un classeur reçu, sans danger, et en rendre les cellules."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, cast

import openpyxl
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from observatoire.errors import FichierRefuse
from observatoire.services.suivi.classeur.csv_lu import is_csv, read_csv
from observatoire.services.suivi.classeur.sortes import check_classeur
from observatoire.services.suivi.classeur.valeurs import Brut

LIGNES_MAX, COLONNES_MAX = 5_000, 200


@dataclass(frozen=True)
class Feuille:
    """Une feuille : ses lignes, une cellule fusionnée vers le bas étant recopiée.

    `fusions` donne, pour une cellule d'une fusion (ligne, colonne), la première ligne de celle-ci.
    `formules` liste les cellules dont la formule n'a pas de valeur enregistrée.
    """

    nom: str
    lignes: tuple[tuple[Brut, ...], ...]
    fusions: Mapping[tuple[int, int], int]
    formules: frozenset[tuple[int, int]]


def read_feuilles(contenu: bytes, nom: str) -> tuple[Feuille, ...]:
    """Lit un classeur .xlsx, ou un fichier texte .csv.

    Raises:
        FichierRefuse: ce n'est pas un classeur lisible, ou il est démesuré.
    """
    if is_csv(contenu, nom):
        lignes = _trim(read_csv(contenu, nom))
        _check_taille(len(lignes), max(map(len, lignes)), nom, PurePath(nom).stem)
        return (Feuille(PurePath(nom).stem, lignes, {}, frozenset()),)
    check_classeur(contenu, nom)
    try:
        valeurs = openpyxl.load_workbook(io.BytesIO(contenu), data_only=True)
        formules = openpyxl.load_workbook(io.BytesIO(contenu), data_only=False)
    # openpyxl laisse passer toutes sortes d'erreurs sur un fichier abîmé : XML, clés, types, zip.
    except Exception as erreur:
        raise FichierRefuse(
            f"« {nom} » ne s'ouvre pas : le classeur est abîmé. "
            "Ouvrez-le dans votre tableur, enregistrez-le de nouveau en .xlsx, puis réessayez."
        ) from erreur
    return tuple(
        _read_feuille(feuille, cast("Worksheet", formules[feuille.title]), nom)
        for feuille in valeurs.worksheets
        if feuille.sheet_state == "visible"
    )


def _trim(lignes: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Retire les lignes vides de la fin."""
    fin = next((r for r in range(len(lignes), 0, -1) if any(c.strip() for c in lignes[r - 1])), 1)
    return lignes[:fin]


def _check_taille(lignes: int, colonnes: int, nom: str, feuille: str) -> None:
    if lignes > LIGNES_MAX or colonnes > COLONNES_MAX:
        raise FichierRefuse(
            f"« {nom} », feuille « {feuille} » : {lignes} lignes et {colonnes} colonnes, "
            f"au lieu de {LIGNES_MAX} et {COLONNES_MAX} au plus. Partagez-la en plusieurs feuilles."
        )


def _measure(feuille: Worksheet) -> tuple[int, int]:
    """Rend la dernière ligne et la dernière colonne remplies : une bordure ou un fond n'en font pas une."""
    # openpyxl ne dit que l'étendue mise en forme ; la parcourir créerait une à une ses cellules vides.
    cellules = cast("dict[tuple[int, int], Cell]", feuille._cells)  # pyright: ignore[reportPrivateUsage]
    pleines = [lieu for lieu, cellule in cellules.items() if cellule.value not in (None, "")]
    return max((r for r, _ in pleines), default=1), max((c for _, c in pleines), default=1)


def _read_feuille(feuille: Worksheet, formules: Worksheet, nom: str) -> Feuille:
    hauteur, largeur = _measure(formules)
    _check_taille(hauteur, largeur, nom, feuille.title)
    brutes = feuille.iter_rows(max_row=hauteur, max_col=largeur, values_only=True)
    lignes: list[list[Brut]] = [[_to_brut(c) for c in ligne] for ligne in brutes]
    sans_valeur = frozenset(
        (r, c)
        for r, ligne in enumerate(formules.iter_rows(max_row=hauteur, max_col=largeur))
        for c, cellule in enumerate(ligne)
        if cellule.data_type == "f" and lignes[r][c] is None
    )
    fusions: dict[tuple[int, int], int] = {}
    for plage in feuille.merged_cells.ranges:
        haut, gauche = plage.min_row - 1, plage.min_col - 1
        for r in range(haut, min(plage.max_row, len(lignes)) if gauche < largeur else haut):
            lignes[r][gauche] = lignes[haut][gauche]
            fusions[r, gauche] = haut
    return Feuille(feuille.title, tuple(tuple(x) for x in lignes), fusions, sans_valeur)


def _to_brut(valeur: Any) -> Brut:
    """Une durée, une heure ou une erreur de formule se lisent comme du texte."""
    if valeur is None or isinstance(valeur, str | int | float | bool) or hasattr(valeur, "year"):
        return valeur
    return str(valeur)
