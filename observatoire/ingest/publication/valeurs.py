"""Les chiffres : le plus récent l'emporte, les sommes se refont des comptes, rien n'est encore masqué."""

from collections.abc import Mapping
from typing import cast

import duckdb
import numpy as np
import pandas as pd

from observatoire.domain.indicateur import TYPES_RAPPORT, Indicateur, TypeIndicateur, get_methode
from observatoire.errors import ErreurObservatoire
from observatoire.ingest.publication.appartenances import ETAGES
from observatoire.ingest.publication.territoires import run_sql
from observatoire.stats.estimates import rate_interval

_RECALCULE_AILLEURS = frozenset({"densite_population"})
"""Sa valeur dans un quartier se refait de la population et de la superficie, pas d'une somme."""
NIVEAU = 0.95

_CELLULES = """
SELECT
    c.indicateur, c.territoire, t.maille, c.periode, c.sexe, c.age,
    c.valeur, NULL::DOUBLE AS ic_bas, NULL::DOUBLE AS ic_haut, c.numerateur, c.denominateur, c.statut, c.lot
FROM chiffre AS c INNER JOIN territoire_publie AS t ON t.code = c.territoire
"""
_POPULATION = """
SELECT h.territoire, t.maille, h.periode, h.sexe, h.classe_age, h.effectif
FROM habitants AS h INNER JOIN territoire_publie AS t ON t.code = h.territoire
"""


def compute_cellules(
    connexion: duckdb.DuckDBPyConnection,
    *,
    territoires: pd.DataFrame,
    liens_calcul: pd.DataFrame,
    indicateurs: Mapping[str, Indicateur],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Toutes les cellules à publier, avant secret et intervalles, et la population par sexe et âge.

    `territoires` a les colonnes `code, maille, superficie_km2`. La colonne `lot` d'un chiffre recomposé est le
    plus récent des lots dont il est fait.

    Raises:
        ErreurObservatoire: un lot porte un indicateur que le catalogue ne connaît pas.
    """
    _check_catalogue(connexion, indicateurs)
    _load_table(connexion, "territoire_publie", territoires[["code", "maille", "superficie_km2"]])
    _load_table(connexion, "lien_calcul", liens_calcul)
    _load_table(connexion, "fiche_calcul", _tabulate_fiches(indicateurs))
    run_sql(connexion, "chiffres")
    run_sql(connexion, "ensemble")
    run_sql(connexion, "population")
    for etage in ETAGES:
        run_sql(connexion, "agregation", etage=etage)
        run_sql(connexion, "population_agregation", etage=etage)
    run_sql(connexion, "densite_population")
    run_sql(connexion, "manquants")
    return connexion.execute(_CELLULES).df(), connexion.execute(_POPULATION).df()


def _check_catalogue(connexion: duckdb.DuckDBPyConnection, indicateurs: Mapping[str, Indicateur]) -> None:
    lignes = connexion.execute(
        "SELECT v.indicateur, any_value(l.fichier) FROM lot_valeur AS v JOIN lot AS l ON l.id = v.lot "
        "GROUP BY v.indicateur ORDER BY v.indicateur"
    ).fetchall()
    inconnus = [f"« {code} » ({fichier})" for code, fichier in lignes if code not in indicateurs]
    if inconnus:
        raise ErreurObservatoire(
            f"Le catalogue ne décrit pas : {', '.join(inconnus)}. Ajoutez leur fiche dans data/catalogue, "
            "ou retirez ces lots."
        )


def _tabulate_fiches(indicateurs: Mapping[str, Indicateur]) -> pd.DataFrame:
    lignes = [
        {
            "code": fiche.code,
            "multiplicateur": fiche.multiplicateur,
            "rapport": fiche.type in TYPES_RAPPORT,
            "effectif": fiche.type is TypeIndicateur.EFFECTIF,
            "sommable": fiche.agregeable
            and fiche.code not in _RECALCULE_AILLEURS
            and (fiche.type in TYPES_RAPPORT or fiche.type is TypeIndicateur.EFFECTIF),
        }
        for fiche in indicateurs.values()
    ]
    return pd.DataFrame(lignes, columns=["code", "multiplicateur", "rapport", "effectif", "sommable"])


def _load_table(connexion: duckdb.DuckDBPyConnection, nom: str, cadre: pd.DataFrame) -> None:
    connexion.register("cadre_a_charger", pd.DataFrame(cadre).reset_index(drop=True))
    try:
        connexion.execute(f"CREATE OR REPLACE TEMP TABLE {nom} AS SELECT * FROM cadre_a_charger")
    finally:
        connexion.unregister("cadre_a_charger")


def fill_intervals(cellules: pd.DataFrame, indicateurs: Mapping[str, Indicateur]) -> pd.DataFrame:
    """Ajoute l'intervalle à 95 % des cellules disponibles qui ont leurs comptes et n'en portent pas déjà un."""
    methodes = {c: get_methode(c, f.type) for c, f in indicateurs.items()}
    methode = cellules["indicateur"].map(methodes).fillna("")
    multiplicateur = cellules["indicateur"].map({c: f.multiplicateur for c, f in indicateurs.items()})
    a_calculer = (
        (cellules["statut"] == "disponible")
        & cellules["numerateur"].notna()
        & cellules["denominateur"].notna()
        & cellules["ic_bas"].isna()
    )
    remplies = cellules.copy()
    for nom in sorted(set(methodes.values()) - {""}):
        lignes = np.flatnonzero((a_calculer & (methode == nom)).to_numpy())
        if not lignes.size:
            continue
        choisies = cellules.iloc[lignes]
        facteurs = cast(np.ndarray, multiplicateur.iloc[lignes].to_numpy(dtype="float64"))
        bas, haut = rate_interval(nom, choisies["numerateur"], choisies["denominateur"], level=NIVEAU)
        remplies.iloc[lignes, remplies.columns.get_indexer(["ic_bas", "ic_haut"])] = np.column_stack(
            [bas * facteurs, haut * facteurs]
        )
    return remplies
