"""L'accès aux soins d'une version : calcule les chiffres, écrit les tables que relit l'écran."""

from collections.abc import Mapping

import duckdb
import numpy as np
import pandas as pd

from observatoire.domain.indicateur import Indicateur
from observatoire.ingest.acces.besoins import compute_poids
from observatoire.ingest.acces.calcul import Ville, compute_lignes
from observatoire.ingest.acces.habitat import Habitat
from observatoire.ingest.publication.ecriture import insert_frame

_POPULATION = """
SELECT c.territoire, arg_max(c.numerateur, c.periode) AS habitants
FROM chiffre AS c INNER JOIN territoire_publie AS t ON t.code = c.territoire AND t.maille = 'iris'
WHERE c.indicateur = 'population' AND c.sexe = 'ensemble' AND c.age = 'tous' AND c.statut = 'disponible'
GROUP BY c.territoire
"""
_PARENTS = """
SELECT l.enfant, l.parent FROM lien_calcul AS l WHERE l.etage IN ('iris_quartier', 'iris_commune')
UNION
SELECT l.enfant, z.parent FROM lien_calcul AS l
INNER JOIN lien_calcul AS z ON z.enfant = l.parent AND z.etage = 'commune_zone'
WHERE l.etage = 'iris_commune'
"""
_TRAJETS = """
SELECT origine, destination, cout, unite, mode
FROM lot_trajet SEMI JOIN (
    SELECT l.id AS lot FROM lot AS l WHERE l.id IN (SELECT lot FROM lot_trajet) ORDER BY l.rang DESC LIMIT 1
) AS dernier USING (lot)
"""
_COLONNES_LIEU = ["id", "iris", "commune", "lon", "lat", "habitants"]
_COLONNES_CHIFFRE = [
    "indicateur", "territoire", "periode", "sexe", "age",
    "valeur", "numerateur", "denominateur", "statut", "lot", "rang",
]  # fmt: skip


def publish_acces(
    connexion: duckdb.DuckDBPyConnection,
    base: str,
    habitat: Habitat,
    indicateurs: Mapping[str, Indicateur],
    *,
    detour: float,
) -> None:
    """Ajoute aux chiffres les distances et l'accessibilité de chaque territoire, et écrit les tables de l'accès.

    S'appelle une fois la population de chaque IRIS connue. Un fichier qui donne déjà un chiffre l'emporte.
    """
    lieux = _count_habitants(connexion, habitat.lieux)
    poids = compute_poids(connexion)
    trajets = connexion.execute(_TRAJETS).df()
    communes = {c for (c,) in connexion.execute("SELECT code FROM commune").fetchall()}
    ville = Ville(
        lieux=lieux,
        territoires=_index_territoires(connexion, lieux, habitat.qpv),
        poids={(str(t), str(m)): float(p) for t, m, p in poids.itertuples(index=False)},
        trajets=trajets,
        communes=frozenset(communes),
        detour=detour,
    )
    if len(lieux):
        _insert(connexion, pd.DataFrame(compute_lignes(connexion, ville, indicateurs), columns=_COLONNES_CHIFFRE))
    qpv = habitat.qpv[habitat.qpv["lieu"].isin(set(lieux["id"]))]
    insert_frame(connexion, f"{base}.lieu_habite", lieux[_COLONNES_LIEU], ordre="id")
    insert_frame(connexion, f"{base}.lieu_qpv", qpv, ordre="lieu, qpv")
    insert_frame(connexion, f"{base}.besoin", poids, ordre="territoire, metier")
    insert_frame(connexion, f"{base}.trajet", trajets, ordre="origine, destination")


def _count_habitants(connexion: duckdb.DuckDBPyConnection, lieux: pd.DataFrame) -> pd.DataFrame:
    """Habitants de chaque lieu ; un IRIS vide ou de population inconnue n'en a pas."""
    population: dict[str, float] = dict(connexion.execute(_POPULATION).fetchall())
    ici = lieux["iris"].map(population).to_numpy(dtype=np.float64) * lieux["part"].to_numpy(dtype=np.float64)
    habitants = np.where(lieux["iris"] == "", lieux["individus"].to_numpy(dtype=np.float64), ici)
    table = lieux.assign(habitants=habitants)
    return table[table["habitants"] > 0].sort_values("id").reset_index(drop=True)


def _index_territoires(
    connexion: duckdb.DuckDBPyConnection, lieux: pd.DataFrame, qpv: pd.DataFrame
) -> dict[str, np.ndarray]:
    parents: dict[str, list[str]] = {}
    for enfant, parent in connexion.execute(_PARENTS).fetchall():
        parents.setdefault(enfant, []).append(parent)
    rangs: dict[str, list[int]] = {}
    for rang, iris in enumerate(lieux["iris"]):
        for code in [iris, *parents.get(iris, [])] if iris else []:
            rangs.setdefault(code, []).append(rang)
    positions = {lieu: rang for rang, lieu in enumerate(lieux["id"])}
    for lieu, code in qpv.itertuples(index=False):
        if lieu in positions:
            rangs.setdefault(str(code), []).append(positions[lieu])
    return {code: np.array(rangs[code], dtype=np.intp) for code in sorted(rangs)}


def _insert(connexion: duckdb.DuckDBPyConnection, lignes: pd.DataFrame) -> None:
    if lignes.empty:
        return
    nombres = ["valeur", "numerateur", "denominateur"]
    connexion.register("lignes_acces", lignes.astype(dict.fromkeys(nombres, "float64")))
    try:
        connexion.execute(
            "INSERT INTO chiffre BY NAME SELECT n.* FROM lignes_acces AS n "
            "ANTI JOIN chiffre AS c USING (indicateur, territoire, periode, sexe, age)"
        )
    finally:
        connexion.unregister("lignes_acces")
