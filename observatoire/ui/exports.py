"""Classeur XLSX d'une vue : les mêmes lignes que l'écran et le CSV, et de quoi citer ses chiffres."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from observatoire.domain.indicateur import Source
from observatoire.services.resultats import Comparateur, Ligne
from observatoire.services.telechargements import ENTETES, flatten_ligne


def build_xlsx(
    lignes: Sequence[Ligne], comparateur: Comparateur, version: str, definitions: Sequence[Sequence[object]]
) -> bytes:
    """Classeur à deux feuilles : les données, puis les définitions. Aucun texte n'y devient une formule."""
    tampon = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    classeur = xlsxwriter.Workbook(tampon, options)
    gras = classeur.add_format({"bold": True})
    feuille = classeur.add_worksheet("Données")
    _write_ligne(feuille, 0, ENTETES, gras)
    for rang, ligne in enumerate(lignes, start=1):
        _write_ligne(feuille, rang, flatten_ligne(ligne, comparateur, version))
    feuille.freeze_panes(1, 0)
    feuille.autofilter(0, 0, len(lignes), len(ENTETES) - 1)
    feuille.set_column(0, len(ENTETES) - 1, 16)
    fiches = classeur.add_worksheet("Définitions")
    for rang, cellules in enumerate(definitions):
        _write_ligne(fiches, rang, cellules)
    fiches.set_column(0, 0, 26, gras)
    fiches.set_column(1, 7, 60)
    classeur.close()
    return tampon.getvalue()


def list_definitions(lignes: Sequence[Ligne], sources: dict[str, Source]) -> list[list[str]]:
    """Une ligne par indicateur : ce qu'il faut savoir pour citer ses chiffres."""
    tableau = [["indicateur", "libelle", "unite", "definition", "limites", "source", "adresse", "licence"]]
    for f in {ligne.indicateur.code: ligne.indicateur for ligne in lignes}.values():
        s = sources[f.source]
        tableau.append([f.code, f.libelle, f.unite, f.definition, f.limites, s.libelle, s.url, s.licence])
    return tableau


def _write_ligne(feuille: Any, rang: int, cellules: Sequence[object], style: Any = None) -> None:
    """Écrit du texte comme du texte : un nom qui commence par « = » n'est jamais une formule."""
    for colonne, cellule in enumerate(cellules):
        if isinstance(cellule, int | float):
            feuille.write_number(rang, colonne, cellule, style)
        elif cellule is not None:
            feuille.write_string(rang, colonne, str(cellule), style)
