"""Reconnaître, parmi les lots de points, les livraisons successives d'un même annuaire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

ANNUAIRES = {
    "rpps": "RPPS",
    "ameli": "Annuaire santé de l’Assurance maladie",
    "finess": "FINESS",
    "liste": "Liste de lieux de soins",
    "points": "Liste de professionnels",
}
"""Formats dont chaque ligne nomme une personne ou un lieu. La BPE et les comptes par IRIS n'en nomment pas."""
PART_COMMUNE_MIN = 0.5
"""Deux fichiers qui partagent moins de la moitié de leurs personnes ne sont pas deux livraisons du même annuaire."""
_LOTS = """
SELECT p.lot, l.format, max(p.date), l.rang, count(DISTINCT p.personne)
FROM lot_point AS p
INNER JOIN lot AS l ON l.id = p.lot
WHERE p.personne <> '' AND l.format IN (SELECT unnest($formats))
GROUP BY p.lot, l.format, l.rang
"""
_COMMUNES = """
WITH present AS (SELECT DISTINCT lot, personne FROM lot_point WHERE personne <> '')
SELECT a.lot, b.lot, count(*)
FROM present AS a
INNER JOIN present AS b ON b.personne = a.personne AND b.lot < a.lot
GROUP BY a.lot, b.lot
"""


@dataclass(frozen=True, slots=True)
class Livraison:
    """Un lot de points : sa date est celle de ses points les plus récents."""

    lot: str
    format: str
    date: str
    rang: int
    personnes: int


Serie = tuple[Livraison, ...]
"""Livraisons d'un même annuaire, de la plus récente à la plus ancienne."""


def list_series(connexion: duckdb.DuckDBPyConnection) -> list[Serie]:
    """Toutes les séries du chantier ; un fichier seul en fait une à lui seul."""
    livraisons = [Livraison(*ligne) for ligne in connexion.execute(_LOTS, {"formats": list(ANNUAIRES)}).fetchall()]
    partagees = {frozenset((a, b)): int(n) for a, b, n in connexion.execute(_COMMUNES).fetchall()}
    return group_livraisons(livraisons, partagees)


def group_livraisons(livraisons: Sequence[Livraison], partagees: Mapping[frozenset[str], int]) -> list[Serie]:
    """Range les livraisons en séries ; `partagees` : personnes communes à deux lots.

    Deux fichiers de même date ne se suivent pas : l'un corrige ou complète l'autre.
    """
    series: list[list[Livraison]] = []
    for livraison in sorted(livraisons, key=lambda v: (v.date, v.rang), reverse=True):
        suivie = next((s for s in series if _follows(s[-1], livraison, partagees)), None)
        if suivie is None:
            series.append([livraison])
        else:
            suivie.append(livraison)
    return [tuple(serie) for serie in series]


def _follows(recente: Livraison, ancienne: Livraison, partagees: Mapping[frozenset[str], int]) -> bool:
    if recente.format != ancienne.format or recente.date <= ancienne.date:
        return False
    communes = partagees.get(frozenset((recente.lot, ancienne.lot)), 0)
    return communes >= PART_COMMUNE_MIN * max(recente.personnes, ancienne.personnes)


def mark_remplaces(connexion: duckdb.DuckDBPyConnection, series: Sequence[Serie]) -> None:
    """Prépare `lot_remplace` : les livraisons qu'une plus récente remplace, où que soit leur rang d'import."""
    connexion.execute("CREATE OR REPLACE TEMP TABLE lot_remplace (lot VARCHAR)")
    remplaces = [[livraison.lot] for serie in series for livraison in serie[1:]]
    if remplaces:
        connexion.executemany("INSERT INTO lot_remplace VALUES (?)", remplaces)


def list_incomparables(series: Sequence[Serie]) -> tuple[str, ...]:
    """Annuaires officiels dont deux dates sont là sans pouvoir se comparer, à dire à qui publie."""
    alertes: list[str] = []
    for format_ in ("rpps", "ameli", "finess"):
        dates = sorted({s[0].date for s in series if s[0].format == format_})
        if len(dates) > 1:
            alertes.append(
                f"{ANNUAIRES[format_]} : les fichiers datés {dates[0]} et {dates[-1]} ont moins de la moitié de leurs "
                "personnes en commun ; arrivées et départs ne sont pas comptés entre eux."
            )
    return tuple(alertes)
