"""Emporter les données : toute la version, une vue en CSV ou GeoJSON, et comment la citer."""

import json
from collections.abc import Sequence
from datetime import date

from observatoire.domain.francais import format_date
from observatoire.domain.tableur import write_csv
from observatoire.services.carte import Carte, Contour
from observatoire.services.resultats import Comparateur, Ligne
from observatoire.services.version import name_version, open_version
from observatoire.store.entrepot.archive import DESCRIPTIONS, build_archive
from observatoire.store.entrepot.metadonnees import Metadonnees

ENTETES = (
    "indicateur", "libelle", "unite", "territoire", "nom", "maille", "periode", "sexe", "age",
    "valeur", "ic_95_bas", "ic_95_haut", "effectif", "population", "statut", "comparateur",
    "valeur_comparateur", "compare", "motif", "evolution", "motif_evolution", "phrase", "source", "version",
)  # fmt: skip


def export_archive(*, version: str, aujourd_hui: date) -> bytes:
    """Archive ZIP de toute la version : CSV, Parquet, dictionnaire, mode d'emploi.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    entrepot = open_version(version)
    return build_archive(entrepot, write_lisez_moi(entrepot.metadonnees, aujourd_hui))


def write_citation(*, version: str, aujourd_hui: date, vue: str = "") -> str:
    """Comment citer la version, ou une vue d'elle."""
    return _cite(open_version(version).metadonnees, aujourd_hui, vue)


def write_lisez_moi(meta: Metadonnees, aujourd_hui: date) -> str:
    """Mode d'emploi joint à l'archive."""
    fictif = "ATTENTION : données fictives de démonstration. Aucun chiffre ne décrit une ville réelle.\n\n"
    tables = "\n".join(f"  {table:<14}{texte}" for table, texte in DESCRIPTIONS.items())
    sources = "\n".join(f"  {s.producteur}, {s.libelle} ({s.licence}) {s.url}" for s in meta.sources.values())
    return (
        f"Observatoire local de santé, {meta.nom}\nVersion des données : {name_version(meta)}\n\n"
        f"{fictif if meta.is_fictif else ''}"
        f"Tables (csv/ et parquet/, mêmes colonnes, décrites dans dictionnaire.csv)\n{tables}\n\n"
        "CSV : UTF-8, séparateur « ; », virgule décimale. Une valeur absente a toujours son statut :\n"
        "secret, non_disponible, non_applicable ou non_mesurable. Intervalles à 95 %.\n\n"
        f"Sources\n{sources}\n\nPour citer\n  {_cite(meta, aujourd_hui, '')}\n"
    )


def export_lignes_csv(*, lignes: Sequence[Ligne], comparateur: Comparateur, version: str) -> bytes:
    """Les lignes d'une vue en CSV : un chiffre secret n'y a que son statut."""
    return write_csv(ENTETES, [flatten_ligne(ligne, comparateur, version) for ligne in lignes])


def flatten_ligne(ligne: Ligne, comparateur: Comparateur, version: str) -> tuple[object, ...]:
    """Une ligne à plat, dans l'ordre d'`ENTETES`."""
    e, c = ligne.estimation, ligne.chiffre
    return (
        c.indicateur.code,
        c.indicateur.libelle,
        c.indicateur.unite,
        c.territoire.code,
        c.territoire.nom,
        c.territoire.maille.value,
        c.periode.libelle,
        c.sexe,
        c.age,
        e.valeur,
        e.ic_bas,
        e.ic_haut,
        e.effectif,
        e.population,
        e.statut.value,
        comparateur.libelle,
        ligne.reference.valeur if ligne.reference else None,
        ligne.libelle_verdict,
        str(ligne.verdict.motif),
        ligne.evolution.libelle,
        ligne.evolution.libelle_motif,
        ligne.phrase_situee.texte,
        e.source,
        version,
    )


def export_geojson(*, carte: Carte, contours: Sequence[Contour]) -> str:
    """La carte en GeoJSON : un polygone par territoire, ses chiffres en propriétés."""
    lignes = {ligne.territoire.code: ligne for ligne in carte.lignes}
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": contour.code,
                    "geometry": contour.geometrie,
                    "properties": _describe(contour, lignes.get(contour.code), carte),
                }
                for contour in contours
            ],
        },
        ensure_ascii=False,
    )


def _describe(contour: Contour, ligne: Ligne | None, carte: Carte) -> dict[str, object]:
    if ligne is None:
        return {"code": contour.code, "nom": contour.nom}
    plates = dict(zip(ENTETES, flatten_ligne(ligne, carte.comparateur, carte.version), strict=True))
    return {"code": contour.code, "classe": carte.rangs_classe.get(contour.code), **plates}


def _cite(meta: Metadonnees, aujourd_hui: date, vue: str) -> str:
    fictif = " (données fictives)" if meta.is_fictif else ""
    quoi = f" {vue}," if vue else ""
    return (
        f"Observatoire local de santé de {meta.nom}{fictif},{quoi} version des données {name_version(meta)}, "
        f"consulté le {format_date(aujourd_hui)}."
    )
