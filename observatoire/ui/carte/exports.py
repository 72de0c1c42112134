"""Téléchargements de la carte : CSV, XLSX, GeoJSON. Mêmes lignes que l'écran, avec source et version."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from observatoire.domain.estimation import LIBELLES_STATUT
from observatoire.services.carte import Carte, Contour
from observatoire.services.resultats import Ligne

COLONNES = (
    "territoire", "nom", "maille", "indicateur", "libelle", "unite", "periode", "sexe", "age", "valeur", "ic_bas",
    "ic_haut", "effectif", "population", "statut", "comparateur", "valeur_comparateur", "ecart", "evolution",
    "source", "version",
)  # fmt: skip
_FORMULE = ("=", "+", "-", "@", "\t", "\r")
Cellule = str | float | None


def list_cellules(carte: Carte, ligne: Ligne) -> list[Cellule]:
    """Une ligne de l'export, dans l'ordre de `COLONNES`. Un chiffre secret n'a que son statut."""
    estimation, evolution = ligne.estimation, ligne.evolution
    montrable = estimation.is_disponible
    return [
        ligne.territoire.code,
        ligne.territoire.nom,
        carte.maille.value,
        carte.indicateur.code,
        carte.indicateur.libelle,
        carte.indicateur.unite,
        carte.periode.code,
        carte.sexe,
        carte.age,
        estimation.valeur if montrable else None,
        estimation.ic_bas if montrable else None,
        estimation.ic_haut if montrable else None,
        estimation.effectif if montrable else None,
        estimation.population if montrable else None,
        LIBELLES_STATUT[estimation.statut],
        carte.comparateur.libelle,
        ligne.reference.valeur if ligne.reference else None,
        ligne.verdict.libelle,
        evolution.libelle if evolution.is_mesurable else f"non mesurable : {evolution.libelle_motif}",
        f"{carte.source.producteur}, {carte.source.libelle}",
        carte.version,
    ]


def build_csv(carte: Carte) -> bytes:
    """CSV pour un tableur français : point-virgule, virgule décimale, UTF-8 avec BOM."""
    tampon = io.StringIO(newline="")
    ecrivain = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow(COLONNES)
    for ligne in carte.lignes:
        ecrivain.writerow([_format_cellule(cellule) for cellule in list_cellules(carte, ligne)])
    return tampon.getvalue().encode("utf-8-sig")


def _format_cellule(cellule: Cellule) -> str:
    """Un texte qui commencerait une formule est précédé d'une apostrophe : il reste du texte."""
    if cellule is None:
        return ""
    if isinstance(cellule, str):
        return f"'{cellule}" if cellule.startswith(_FORMULE) else cellule
    return repr(float(cellule)).removesuffix(".0").replace(".", ",")


def build_xlsx(carte: Carte) -> bytes:
    """Classeur à deux feuilles : les données, puis la définition et la source."""
    tampon = io.BytesIO()
    classeur = xlsxwriter.Workbook(
        tampon, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    gras = classeur.add_format({"bold": True})
    feuille = classeur.add_worksheet("Données")
    _write_ligne(feuille, 0, COLONNES, gras)
    for rang, ligne in enumerate(carte.lignes, start=1):
        _write_ligne(feuille, rang, list_cellules(carte, ligne))
    feuille.freeze_panes(1, 2)
    feuille.autofilter(0, 0, len(carte.lignes), len(COLONNES) - 1)
    feuille.set_column(0, len(COLONNES) - 1, 16)
    fiche = classeur.add_worksheet("Définition")
    fiche.set_column(0, 0, 24, gras)
    fiche.set_column(1, 1, 100)
    for rang, paire in enumerate(list_definition(carte)):
        _write_ligne(fiche, rang, paire)
    classeur.close()
    return tampon.getvalue()


def _write_ligne(feuille: Any, rang: int, cellules: Sequence[Cellule], style: Any = None) -> None:
    for colonne, cellule in enumerate(cellules):
        if isinstance(cellule, str):
            feuille.write_string(rang, colonne, cellule, style)
        elif cellule is not None:
            feuille.write_number(rang, colonne, cellule, style)


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


def build_geojson(carte: Carte, contours: Sequence[Contour]) -> bytes:
    """Contours (longitude, latitude) portant les mêmes colonnes que le CSV."""
    lignes = {ligne.territoire.code: ligne for ligne in carte.lignes}
    traits = [
        {
            "type": "Feature",
            "geometry": contour.geometrie,
            "properties": dict(zip(COLONNES, list_cellules(carte, lignes[contour.code]), strict=True)),
        }
        for contour in contours
        if contour.code in lignes
    ]
    collection = {"type": "FeatureCollection", "name": carte.indicateur.code, "features": traits}
    return json.dumps(collection, ensure_ascii=False).encode("utf-8")
