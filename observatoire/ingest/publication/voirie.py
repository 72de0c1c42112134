"""Réseau de rues d'une version : le dernier importé, autour de la ville, d'un seul tenant."""

import duckdb
import numpy as np
import pandas as pd
import shapely

from observatoire.domain.territoire import Maille
from observatoire.ingest.formats.voirie import find_tenant, measure_longueurs, number_noeuds
from observatoire.ingest.publication.ecriture import insert_frame
from observatoire.ingest.publication.territoires import Lieux
from observatoire.stats.proximity import METRES_PER_DEGREE

ABORDS_M = 5_000.0
"""Un trajet peut sortir de la ville et y revenir."""
_DERNIER = """
SELECT t.lon1, t.lat1, t.lon2, t.lat2, t.vitesse_kmh, t.pieton, t.sens
FROM lot_troncon AS t
WHERE t.lot = (SELECT arg_max(l.id, l.rang) FROM lot AS l WHERE l.format = 'voirie')
    AND least(t.lon1, t.lon2) <= $est AND greatest(t.lon1, t.lon2) >= $ouest
    AND least(t.lat1, t.lat2) <= $nord AND greatest(t.lat1, t.lat2) >= $sud
ORDER BY ALL
"""


def write_voirie(connexion: duckdb.DuckDBPyConnection, base: str, lieux: Lieux) -> tuple[str, ...]:
    """Écrit les carrefours et les tronçons ; rien sans réseau importé.

    Returns:
        Les alertes à montrer à qui publie.
    """
    importes = connexion.execute("SELECT count(*) FROM lot WHERE format = 'voirie'").fetchone()
    ville = [lieu.contour for lieu in lieux.values() if lieu.maille is Maille.IRIS and lieu.contour is not None]
    if importes == (0,) or not ville:
        return ()
    ouest, sud, est, nord = shapely.total_bounds(ville).tolist()
    haut = ABORDS_M / METRES_PER_DEGREE
    large = haut / np.cos(np.radians((sud + nord) / 2))
    bornes = {"ouest": ouest - large, "est": est + large, "sud": sud - haut, "nord": nord + haut}
    troncons = connexion.execute(_DERNIER, bornes).df()
    if troncons.empty:
        return ("Le réseau de rues importé ne passe pas dans la ville : les isochrones seront des cercles.",)
    troncons = troncons[find_tenant(troncons)].reset_index(drop=True)
    noeuds, depart, arrivee = number_noeuds(troncons)
    insert_frame(
        connexion,
        f"{base}.reseau_noeud",
        pd.DataFrame({"noeud": np.arange(len(noeuds)), "lon": noeuds[:, 0], "lat": noeuds[:, 1]}),
    )
    insert_frame(
        connexion,
        f"{base}.reseau_troncon",
        pd.DataFrame(
            {
                "depart": depart,
                "arrivee": arrivee,
                "longueur_m": measure_longueurs(troncons).round(2),
                "vitesse_kmh": troncons["vitesse_kmh"],
                "pieton": troncons["pieton"] == "oui",
                "sens": troncons["sens"],
            }
        ),
    )
    return ()
