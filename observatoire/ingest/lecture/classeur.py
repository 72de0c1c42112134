"""Classeurs .xlsx : toutes les feuilles, valeurs calculées, cases fusionnées, formules jamais calculées."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
import pandas as pd
from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from observatoire.ingest.lecture import limites
from observatoire.ingest.lecture.archive import open_archive
from observatoire.ingest.lecture.refus import build_refus
from observatoire.ingest.lecture.tableau import Feuille
from observatoire.ingest.rejets import Rejet

_FUSION = re.compile(rb'<mergeCell ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_FORMULE = re.compile(rb"<f[ >/]")
_BLOC_OCTETS = 4 * 1024 * 1024
_CHEVAUCHEMENT_OCTETS = 64


def read_classeur(chemin: Path) -> list[Feuille]:
    """Lit toutes les feuilles non vides, cases en texte.

    Raises:
        FichierRefuse: classeur tronqué, trop gros, case démesurée ou aucune feuille remplie.
    """
    try:
        with open_archive(chemin) as archive:
            fusions, a_formules = _scan_feuilles(archive)
        brutes = {nom: list(lignes) for nom, lignes in _iter_feuilles(chemin, data_only=True)}
        formules = _list_formules(chemin) if a_formules else {}
    except (
        zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException, KeyError, ValueError, TypeError,
        AttributeError, IndexError, EOFError, OSError,
    ) as erreur:  # fmt: skip
        raise build_refus(
            chemin.name,
            trouve="un classeur abîmé ou incomplet",
            attendu="un classeur .xlsx lisible",
            conseil="Ouvrez-le dans un tableur, enregistrez-le sous un autre nom et recommencez.",
        ) from erreur
    feuilles = [
        _build_feuille(chemin.name, nom, brutes[nom], fusions[i] if i < len(fusions) else (), formules)
        for i, nom in enumerate(brutes)
        if brutes[nom]
    ]
    if not feuilles:
        raise build_refus(
            chemin.name,
            trouve="un classeur sans aucune case remplie",
            attendu="au moins une feuille avec un tableau",
            conseil="Vérifiez que vous avez enregistré le bon classeur.",
        )
    return feuilles


def _iter_feuilles(chemin: Path, *, data_only: bool) -> Iterator[tuple[str, Iterator[tuple[int, list[Any]]]]]:
    with chemin.open("rb") as flux:  # un flux : openpyxl refuse un chemin dont l'extension n'est pas .xlsx
        classeur = load_workbook(flux, read_only=True, data_only=data_only)
        for nom in classeur.sheetnames:
            feuille: Any = classeur[nom]
            if not hasattr(feuille, "iter_rows"):  # feuille de graphique
                continue
            feuille.reset_dimensions()
            yield nom, _iter_lignes(feuille)


def _iter_lignes(feuille: Any) -> Iterator[tuple[int, list[Any]]]:
    """Numéro et cases des lignes non vides : une case oubliée en bas de feuille ne coûte rien."""
    for numero, cases in enumerate(feuille.iter_rows(values_only=True), start=1):
        if any(c is not None for c in cases):
            yield numero, list(cases)


def _build_feuille(
    fichier: str,
    nom: str,
    brutes: list[tuple[int, list[Any]]],
    fusions: tuple[tuple[int, int, int, int], ...],
    formules: dict[str, set[tuple[int, int]]],
) -> Feuille:
    largeur = max(max((i + 1 for i, c in enumerate(r) if c is not None), default=0) for _, r in brutes)
    if largeur > limites.COLONNES_MAX:
        raise build_refus(
            fichier,
            feuille=nom,
            trouve=f"une case remplie dans la colonne {get_column_letter(largeur)}",
            attendu=f"au plus {limites.COLONNES_MAX} colonnes",
            conseil="Supprimez les cases oubliées à droite du tableau.",
        )
    numeros = np.array([n for n, _ in brutes])
    textes = [[_to_texte(c) for c in r[:largeur]] + [""] * (largeur - len(r)) for _, r in brutes]
    _check_cellules(fichier, nom, numeros, textes)
    rejets, gardees = _split_formules(fichier, nom, brutes, formules.get(nom, set()))
    cellules = pd.DataFrame([textes[i] for i in gardees], dtype="str", columns=range(largeur))
    lignes = numeros[gardees]
    return Feuille(fichier, nom, cellules, lignes, tuple(rejets), _place_fusions(fusions, lignes, largeur))


def _to_texte(valeur: Any) -> str:
    """Texte d'une case ; un nombre entier perd le « .0 » que le tableur lui ajoute, sans perdre de précision."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "VRAI" if valeur else "FAUX"
    if isinstance(valeur, float):
        return str(int(valeur)) if valeur.is_integer() and abs(valeur) < 1e15 else repr(valeur)
    if isinstance(valeur, datetime) and valeur.time() == time():
        return valeur.date().isoformat()
    if isinstance(valeur, date | datetime | time):
        return valeur.isoformat()
    return str(valeur).strip()


def _check_cellules(fichier: str, nom: str, numeros: np.ndarray, textes: list[list[str]]) -> None:
    for numero, cases in zip(numeros, textes, strict=True):
        for position, texte in enumerate(cases):
            if len(texte) > limites.TAILLE_CELLULE_MAX_CARACTERES:
                raise build_refus(
                    fichier,
                    feuille=nom,
                    ligne=int(numero),
                    colonne=get_column_letter(position + 1),
                    trouve=f"une case de {len(texte)} caractères",
                    attendu=f"au plus {limites.TAILLE_CELLULE_MAX_CARACTERES} caractères",
                    conseil="Raccourcissez ce texte ou supprimez cette colonne.",
                )


def _list_formules(chemin: Path) -> dict[str, set[tuple[int, int]]]:
    """Cases à formule, par feuille, en (ligne, position de colonne)."""
    return {
        nom: {
            (numero, position)
            for numero, cases in lignes
            for position, valeur in enumerate(cases)
            if (isinstance(valeur, str) and valeur.startswith("=")) or hasattr(valeur, "text")
        }
        for nom, lignes in _iter_feuilles(chemin, data_only=False)
    }


def _split_formules(
    fichier: str, nom: str, brutes: list[tuple[int, list[Any]]], formules: set[tuple[int, int]]
) -> tuple[list[Rejet], list[int]]:
    rejets: list[Rejet] = []
    gardees: list[int] = []
    presentes = dict(brutes)
    sans_valeur: dict[int, int] = {}
    for numero, position in sorted(formules, reverse=True):
        cases = presentes.get(numero, [])
        if position >= len(cases) or cases[position] is None:
            sans_valeur[numero] = position
    for rang, (numero, _) in enumerate(brutes):
        if numero not in sans_valeur:
            gardees.append(rang)
    for numero, position in sorted(sans_valeur.items()):
        case = f"{get_column_letter(position + 1)}{numero}"
        rejets.append(
            Rejet(
                fichier,
                numero,
                get_column_letter(position + 1),
                f"formule jamais calculée en {case}",
                "une valeur",
                "Ouvrez le classeur dans un tableur, laissez-le calculer, enregistrez, puis recommencez.",
                nom,
            )
        )
    return rejets, gardees


def _place_fusions(
    fusions: tuple[tuple[int, int, int, int], ...], lignes: np.ndarray, largeur: int
) -> tuple[tuple[int, int, int, int], ...]:
    """Fusions ramenées aux positions des lignes gardées, et bornées au tableau."""
    sortie: list[tuple[int, int, int, int]] = []
    for haut, gauche, bas, droite in fusions:
        dedans = np.flatnonzero((lignes >= haut) & (lignes <= bas))
        if len(dedans) and gauche <= largeur:
            sortie.append((int(dedans[0]), gauche - 1, int(dedans[-1]), min(droite, largeur) - 1))
    return tuple(sortie)


def _scan_feuilles(archive: zipfile.ZipFile) -> tuple[list[tuple[tuple[int, int, int, int], ...]], bool]:
    """Fusions de chaque feuille, dans l'ordre du classeur, et présence d'au moins une formule.

    Lu dans le XML : openpyxl, en lecture économe, ne rend ni les fusions ni ce qui distingue une formule.
    """
    fusions: list[tuple[tuple[int, int, int, int], ...]] = []
    a_formules = False
    for chemin in _list_chemins(archive):
        trouvees: list[tuple[int, int, int, int]] = []
        reste = b""
        with archive.open(chemin) as flux:
            while bloc := flux.read(_BLOC_OCTETS):
                texte = reste + bloc
                a_formules = a_formules or _FORMULE.search(texte) is not None
                dernier = 0
                for trouve in _FUSION.finditer(texte):
                    gauche, haut, droite, bas = range_boundaries(trouve[1].decode())
                    trouvees.append((int(haut or 1), int(gauche or 1), int(bas or 1), int(droite or 1)))
                    dernier = trouve.end()
                reste = texte[max(dernier, len(texte) - _CHEVAUCHEMENT_OCTETS) :]
        fusions.append(tuple(trouvees))
    return fusions, a_formules


def _list_chemins(archive: zipfile.ZipFile) -> list[str]:
    """Fichiers XML des feuilles, dans l'ordre des onglets."""
    noms = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= noms:
        return []
    liens = {
        _read_attribut(lien, "Id"): _read_attribut(lien, "Target")
        for lien in re.findall(r"<Relationship\b[^>]*>", archive.read("xl/_rels/workbook.xml.rels").decode())
    }
    onglets = re.findall(r"<(?:\w+:)?sheet\b[^>]*>", archive.read("xl/workbook.xml").decode())
    cibles = [liens.get(_read_attribut(o, "r:id"), "") for o in onglets]
    chemins = [c.lstrip("/") if c.startswith("/") else f"xl/{c}" for c in cibles]
    return [c for c in chemins if c in noms]


def _read_attribut(balise: str, nom: str) -> str:
    trouve = re.search(rf'\b{re.escape(nom)}="([^"]*)"', balise)
    return trouve[1] if trouve else ""
