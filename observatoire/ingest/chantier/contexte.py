"""Ce que les lecteurs de formats doivent savoir du chantier."""

from collections.abc import Collection
from dataclasses import replace

import duckdb
import shapely

from observatoire.domain.indicateur import Indicateur
from observatoire.ingest.chantier.base import read_identite
from observatoire.ingest.formats.offre.voisinage import find_proches
from observatoire.ingest.lot import ContexteImport

_CONNUS = """
SELECT t.code, arg_max(t.maille, l.rang), arg_max(t.nom, l.rang) FILTER (WHERE t.nom <> '')
FROM lot_territoire AS t JOIN lot AS l ON l.id = t.lot
GROUP BY t.code
"""

_CONTOURS = """
SELECT geometrie FROM lot_territoire
WHERE geometrie IS NOT NULL AND maille IN ('iris', 'commune')
    AND CASE WHEN maille = 'commune' THEN code ELSE commune END IN (SELECT code FROM commune)
"""
_SITUES = """
SELECT commune, lon, lat FROM lot_point WHERE lon IS NOT NULL AND lat IS NOT NULL AND commune <> ''
UNION ALL
SELECT commune, lon, lat FROM lot_carreau WHERE commune <> ''
"""


def build_contexte(
    connexion: duckdb.DuckDBPyConnection,
    indicateurs: dict[str, Indicateur],
    departements_voisins: Collection[str] = (),
) -> ContexteImport:
    """Périmètre, territoires déjà connus (le lot le plus récent les nomme), voisinage, catalogue."""
    identite = read_identite(connexion)
    mailles = dict.fromkeys(identite.communes, "commune")
    noms = {identite.communes[0]: identite.nom} if len(identite.communes) == 1 else {}
    for code, maille, nom in connexion.execute(_CONNUS).fetchall():
        mailles[code] = maille
        if nom:
            noms[code] = nom
    contours = [shapely.from_wkb(bytes(wkb)) for (wkb,) in connexion.execute(_CONTOURS).fetchall()]
    contexte = ContexteImport(
        communes=frozenset(identite.communes),
        territoires_connus=mailles,
        indicateurs=indicateurs,
        noms=noms,
        emprise=shapely.union_all(contours) if contours else None,
        departements_voisins=frozenset(departements_voisins),
    )
    return replace(contexte, departements_proches=find_proches(contexte, connexion.execute(_SITUES).df()))
