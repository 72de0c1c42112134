"""Ce que les lecteurs de formats doivent savoir du chantier."""

import duckdb

from observatoire.domain.indicateur import Indicateur
from observatoire.ingest.chantier.base import read_identite
from observatoire.ingest.lot import ContexteImport

_CONNUS = """
SELECT t.code, arg_max(t.maille, l.rang), arg_max(t.nom, l.rang) FILTER (WHERE t.nom <> '')
FROM lot_territoire AS t JOIN lot AS l ON l.id = t.lot
GROUP BY t.code
"""


def build_contexte(connexion: duckdb.DuckDBPyConnection, indicateurs: dict[str, Indicateur]) -> ContexteImport:
    """Périmètre, territoires déjà connus (le lot le plus récent les nomme), catalogue."""
    identite = read_identite(connexion)
    mailles = dict.fromkeys(identite.communes, "commune")
    noms = {identite.communes[0]: identite.nom} if len(identite.communes) == 1 else {}
    for code, maille, nom in connexion.execute(_CONNUS).fetchall():
        mailles[code] = maille
        if nom:
            noms[code] = nom
    return ContexteImport(
        communes=frozenset(identite.communes),
        territoires_connus=mailles,
        indicateurs=indicateurs,
        noms=noms,
    )
