"""Téléchargements d'une vue : CSV et XLSX, mêmes lignes que l'écran, avec source, comparateur et version."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from observatoire.domain.estimation import LIBELLES_STATUT
from observatoire.domain.indicateur import Source
from observatoire.services.resultats import Comparateur, Ligne

COLONNES = (
    "territoire", "nom", "maille", "indicateur", "libelle", "unite", "periode", "sexe", "age", "valeur",
    "ic_bas", "ic_haut", "effectif", "population", "statut", "comparateur", "valeur_comparateur", "ecart",
    "evolution", "source", "version",
)  # fmt: skip
_FORMULE = ("=", "+", "-", "@", "\t", "\r")
Cellule = str | float | None


def list_cellules(ligne: Ligne, source: Source, comparateur: Comparateur, version: str) -> list[Cellule]:
    """Une ligne de l'export, dans l'ordre de `COLONNES`. Un chiffre secret n'a que son statut."""
    estimation, evolution, chiffre = ligne.estimation, ligne.evolution, ligne.chiffre
    montrable = estimation.is_disponible
    return [
        ligne.territoire.code,
        ligne.territoire.nom,
        ligne.territoire.maille.value,
        ligne.indicateur.code,
        ligne.indicateur.libelle,
        ligne.indicateur.unite,
        chiffre.periode.code,
        chiffre.sexe,
        chiffre.age,
        estimation.valeur if montrable else None,
        estimation.ic_bas if montrable else None,
        estimation.ic_haut if montrable else None,
        estimation.effectif if montrable else None,
        estimation.population if montrable else None,
        LIBELLES_STATUT[estimation.statut],
        comparateur.libelle,
        ligne.reference.valeur if ligne.reference else None,
        ligne.verdict.libelle,
        evolution.libelle if evolution.is_mesurable else f"non mesurable : {evolution.libelle_motif}",
        f"{source.producteur}, {source.libelle}",
        version,
    ]


def list_definitions(lignes: Sequence[Ligne], sources: dict[str, Source]) -> list[list[Cellule]]:
    """Une ligne par indicateur : ce qu'il faut savoir pour citer ses chiffres."""
    fiches = {ligne.indicateur.code: ligne.indicateur for ligne in lignes}
    lignes_fiches: list[list[Cellule]] = [
        ["indicateur", "libelle", "unite", "definition", "limites", "source", "adresse", "licence"]
    ]
    for f in fiches.values():
        s = sources[f.source]
        lignes_fiches.append([f.code, f.libelle, f.unite, f.definition, f.limites, s.libelle, s.url, s.licence])
    return lignes_fiches


def build_csv(rangees: Sequence[Sequence[Cellule]]) -> bytes:
    """CSV pour un tableur français : point-virgule, virgule décimale, UTF-8 avec BOM."""
    tampon = io.StringIO(newline="")
    ecrivain = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow(COLONNES)
    ecrivain.writerows([_format_cellule(cellule) for cellule in rangee] for rangee in rangees)
    return tampon.getvalue().encode("utf-8-sig")


def _format_cellule(cellule: Cellule) -> str:
    """Un texte qui commencerait une formule est précédé d'une apostrophe : il reste du texte."""
    if cellule is None:
        return ""
    if isinstance(cellule, str):
        return f"'{cellule}" if cellule.startswith(_FORMULE) else cellule
    return repr(float(cellule)).removesuffix(".0").replace(".", ",")


def build_xlsx(rangees: Sequence[Sequence[Cellule]], definitions: Sequence[Sequence[Cellule]]) -> bytes:
    """Classeur à deux feuilles : les données, puis les définitions. Aucun texte n'y devient une formule."""
    tampon = io.BytesIO()
    classeur = xlsxwriter.Workbook(tampon, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    gras = classeur.add_format({"bold": True})
    feuille = classeur.add_worksheet("Données")
    _write_lignes(feuille, [list(COLONNES), *rangees], gras)
    feuille.freeze_panes(1, 2)
    feuille.autofilter(0, 0, len(rangees), len(COLONNES) - 1)
    feuille.set_column(0, len(COLONNES) - 1, 16)
    fiches = classeur.add_worksheet("Définitions")
    _write_lignes(fiches, definitions, gras)
    fiches.set_column(0, 7, 32)
    classeur.close()
    return tampon.getvalue()


def _write_lignes(feuille: Any, lignes: Sequence[Sequence[Cellule]], gras: Any) -> None:
    for rang, cellules in enumerate(lignes):
        for colonne, cellule in enumerate(cellules):
            if isinstance(cellule, str):
                feuille.write_string(rang, colonne, cellule, gras if rang == 0 else None)
            elif cellule is not None:
                feuille.write_number(rang, colonne, cellule)
