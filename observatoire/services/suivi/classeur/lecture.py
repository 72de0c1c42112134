"""Ouvrir un classeur reçu, sans danger, et en rendre les cellules."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from observatoire.errors import FichierRefuse
from observatoire.services.suivi.classeur.valeurs import Brut

TAILLE_MAX_MO = 20
TAILLE_DEPLIEE_MAX_MO = 200
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
    """Lit un classeur .xlsx.

    Raises:
        FichierRefuse: ce n'est pas un classeur lisible, ou il est démesuré.
    """
    _check_archive(contenu, nom)
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


def _check_archive(contenu: bytes, nom: str) -> None:
    if len(contenu) > TAILLE_MAX_MO * 1_000_000:
        raise FichierRefuse(f"« {nom} » dépasse {TAILLE_MAX_MO} Mo : un plan d'actions en fait moins d'un.")
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            deplie = sum(f.file_size for f in archive.infolist())
            noms = set(archive.namelist())
    except zipfile.BadZipFile as erreur:
        raise FichierRefuse(
            f"« {nom} » n'est pas un classeur .xlsx. Dans votre tableur : Enregistrer sous, "
            "type « Classeur Excel (.xlsx) »."
        ) from erreur
    if deplie > TAILLE_DEPLIEE_MAX_MO * 1_000_000:
        raise FichierRefuse(f"« {nom} » se déplie en plus de {TAILLE_DEPLIEE_MAX_MO} Mo : il n'est pas ouvert.")
    if "xl/workbook.xml" not in noms:
        raise FichierRefuse(f"« {nom} » est une archive, pas un classeur .xlsx.")


def _read_feuille(feuille: Worksheet, formules: Worksheet, nom: str) -> Feuille:
    if feuille.max_row > LIGNES_MAX or feuille.max_column > COLONNES_MAX:
        raise FichierRefuse(
            f"« {nom} », feuille « {feuille.title} » : {feuille.max_row} lignes et {feuille.max_column} colonnes, "
            f"au lieu de {LIGNES_MAX} et {COLONNES_MAX} au plus. Supprimez les lignes et colonnes vides de la fin."
        )
    lignes: list[list[Brut]] = [[_to_brut(c) for c in ligne] for ligne in feuille.iter_rows(values_only=True)]
    sans_valeur = frozenset(
        (r, c)
        for r, ligne in enumerate(formules.iter_rows())
        for c, cellule in enumerate(ligne)
        if cellule.data_type == "f" and lignes[r][c] is None
    )
    fusions: dict[tuple[int, int], int] = {}
    for plage in feuille.merged_cells.ranges:
        haut, gauche = plage.min_row - 1, plage.min_col - 1
        for r in range(haut, min(plage.max_row, len(lignes))):
            lignes[r][gauche] = lignes[haut][gauche]
            fusions[r, gauche] = haut
    return Feuille(feuille.title, tuple(tuple(x) for x in lignes), fusions, sans_valeur)


def _to_brut(valeur: Any) -> Brut:
    """Une durée, une heure ou une erreur de formule se lisent comme du texte."""
    if valeur is None or isinstance(valeur, str | int | float | bool) or hasattr(valeur, "year"):
        return valeur
    return str(valeur)
