"""De l'autre côté de la limite du département : dire l'offre que les annuaires importés n'y ont pas."""

import duckdb

from observatoire.domain.territoire import get_departement
from observatoire.ingest.chantier.contexte import build_contexte
from observatoire.ingest.formats.offre.commun import get_departement_postal
from observatoire.ingest.formats.offre.voisinage import RAYON_KM, name_departements

_ANNUAIRES = """
SELECT DISTINCT p.commune, regexp_extract(p.adresse, '.*\\b([0-9]{5})\\b', 1)
FROM lot_point AS p
INNER JOIN lot AS l ON l.id = p.lot
WHERE l.format IN ('rpps', 'ameli')
"""


def describe_lisiere(connexion: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Départements proches dont le RPPS et l'annuaire santé importés n'ont personne."""
    lieux = connexion.execute(_ANNUAIRES).fetchall()
    couverts = {get_departement(commune) if commune else get_departement_postal(postal) for commune, postal in lieux}
    oublies = build_contexte(connexion, {}).departements_proches - couverts
    if not lieux or not oublies:
        return ()
    return (
        f"Les professionnels {name_departements(oublies)}, à moins de {RAYON_KM} km de la ville, ne sont dans aucun "
        "annuaire importé : l'accès aux soins des territoires de lisière est sous-estimé. Réimportez l'annuaire avec "
        "OBSERVATOIRE_DEPARTEMENTS_VOISINS.",
    )
