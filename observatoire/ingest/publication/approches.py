"""Écrire comment chaque QPV s'approche, et lesquels de ses chiffres sont ceux d'IRIS entiers."""

from collections.abc import Mapping

import duckdb
import pandas as pd

from observatoire.domain.indicateur import Indicateur
from observatoire.ingest.publication.couverture import Couverture
from observatoire.ingest.publication.ecriture import insert_frame

_POPULATION = "SELECT DISTINCT territoire FROM habitants ANTI JOIN qpv_habitants_donnes USING (territoire)"


def write_approches(
    connexion: duckdb.DuckDBPyConnection,
    base: str,
    couvertures: Mapping[str, Couverture],
    indicateurs: Mapping[str, Indicateur],
) -> None:
    """Écrit les tables `approche_qpv` et `chiffre_approche` ; un taux standardisé est approché si sa base l'est."""
    recomposees = {code for (code,) in connexion.execute(_POPULATION).fetchall()}
    lignes = [
        (qpv, len(c.iris), round(c.part, 6), c.base, qpv in recomposees) for qpv, c in sorted(couvertures.items())
    ]  # fmt: skip
    colonnes = ["qpv", "nb_iris", "part_couverte", "mesuree_sur", "population_approchee"]
    insert_frame(connexion, f"{base}.approche_qpv", pd.DataFrame(lignes, columns=pd.Index(colonnes)))
    approches = connexion.execute("SELECT * FROM qpv_approche").df()
    derives = [
        approches[approches["indicateur"] == fiche.base].assign(indicateur=code)
        for code, fiche in indicateurs.items()
        if fiche.base and fiche.methode_standardisation
    ]
    tout = pd.concat([approches, *derives], ignore_index=True).drop_duplicates()
    insert_frame(connexion, f"{base}.chiffre_approche", tout, ordre="indicateur, territoire, periode")
