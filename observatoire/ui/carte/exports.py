"""Classeur XLSX de la carte : les mêmes lignes que l'écran et le CSV, et leur définition."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from observatoire.services.carte import Carte
from observatoire.services.telechargements import ENTETES, flatten_ligne


def build_xlsx(carte: Carte) -> bytes:
    """Classeur à deux feuilles : les données, puis la définition et la source."""
    tampon = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    classeur = xlsxwriter.Workbook(tampon, options)
    gras = classeur.add_format({"bold": True})
    feuille = classeur.add_worksheet("Données")
    _write_ligne(feuille, 0, ENTETES, gras)
    for rang, ligne in enumerate(carte.lignes, start=1):
        _write_ligne(feuille, rang, flatten_ligne(ligne, carte.comparateur, carte.version))
    feuille.freeze_panes(1, 0)
    feuille.autofilter(0, 0, len(carte.lignes), len(ENTETES) - 1)
    feuille.set_column(0, len(ENTETES) - 1, 16)
    fiche = classeur.add_worksheet("Définition")
    fiche.set_column(0, 0, 24)
    fiche.set_column(1, 1, 100)
    for rang, paire in enumerate(list_definition(carte)):
        _write_ligne(fiche, rang, paire)
    classeur.close()
    return tampon.getvalue()


def _write_ligne(feuille: Any, rang: int, cellules: Sequence[object], style: Any = None) -> None:
    """Écrit du texte comme du texte : un nom qui commence par « = » n'est jamais une formule."""
    for colonne, cellule in enumerate(cellules):
        if isinstance(cellule, int | float):
            feuille.write_number(rang, colonne, cellule, style)
        elif cellule is not None:
            feuille.write_string(rang, colonne, str(cellule), style)


def list_definition(carte: Carte) -> list[tuple[str, str]]:
    """Ce qu'il faut savoir pour citer le chiffre."""
    fiche, source = carte.indicateur, carte.source
    return [
        ("Indicateur", fiche.libelle),
        ("Définition", fiche.definition),
        ("Limites", fiche.limites),
        ("Unité", fiche.unite),
        ("Période", carte.periode.libelle),
        ("Comparateur", carte.comparateur.libelle),
        ("Lecture", carte.phrase.texte),
        ("Certitude", carte.phrase.certitude),
        ("Source", f"{source.producteur}, {source.libelle}"),
        ("Adresse de la source", source.url),
        ("Licence", source.licence),
        ("Version des données", carte.version),
    ]
