"""Les chiffres : le plus récent l'emporte, les sommes se refont des comptes, rien n'est encore masqué."""

from collections.abc import Callable, Mapping, Sequence

import duckdb
import numpy as np
import pandas as pd

from observatoire.domain.indicateur import TYPES_RAPPORT, Indicateur, TypeIndicateur, get_methode
from observatoire.errors import ErreurObservatoire
from observatoire.ingest.publication.appartenances import ETAGES
from observatoire.ingest.publication.densites import compute_densites
from observatoire.ingest.publication.territoires import run_sql
from observatoire.stats.estimates import rate_interval

_RECALCULE_AILLEURS = frozenset({"densite_population"})
"""Sa valeur dans un quartier se refait de la population et de la superficie, pas d'une somme."""
_PAR_HABITANT = _RECALCULE_AILLEURS | {"habitants_par_generaliste"}
"""Ils divisent par la population d'un territoire sans être des densités au catalogue."""
NIVEAU = 0.95
_COLONNES_FICHE = ["code", "multiplicateur", "rapport", "effectif", "sommable", "densite"]
_TYPES = {
    "superficie_km2": "DOUBLE", "multiplicateur": "DOUBLE",
    "rapport": "BOOLEAN", "effectif": "BOOLEAN", "sommable": "BOOLEAN", "densite": "BOOLEAN",
}  # fmt: skip

_CELLULES = """
SELECT
    c.indicateur, c.territoire, t.maille, c.periode, c.sexe, c.age,
    c.valeur, NULL::DOUBLE AS ic_bas, NULL::DOUBLE AS ic_haut, c.numerateur, c.denominateur, c.statut, c.lot
FROM chiffre AS c INNER JOIN territoire_publie AS t ON t.code = c.territoire
ORDER BY c.indicateur, c.periode, c.territoire, c.sexe, c.age
"""
_POPULATION = """
SELECT h.territoire, t.maille, h.periode, h.sexe, h.classe_age, h.effectif
FROM habitants AS h INNER JOIN territoire_publie AS t ON t.code = h.territoire
ORDER BY h.territoire, h.periode, h.sexe, h.classe_age
"""
# L'ordre est imposé : le secret choisit ses cellules dans l'ordre reçu, et doit refaire demain le même choix.


def compute_cellules(
    connexion: duckdb.DuckDBPyConnection,
    *,
    superficies: Mapping[str, tuple[str, float | None]],
    liens_calcul: list[tuple[str, str, str]],
    indicateurs: Mapping[str, Indicateur],
    complete: Callable[[], None] = lambda: None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Toutes les cellules à publier, avant secret et intervalles, et la population par sexe et âge.

    `superficies` donne la maille et la superficie (km²) de chaque territoire publié. La colonne `lot`
    d'un chiffre recomposé est le plus récent des lots dont il est fait. `complete` ajoute ses chiffres une fois la
    population de chaque territoire connue.

    Raises:
        ErreurObservatoire: un lot porte un indicateur que le catalogue ne connaît pas.
    """
    _check_catalogue(connexion, indicateurs)
    publies = [(code, maille, surface) for code, (maille, surface) in superficies.items()]
    _load_table(connexion, "territoire_publie", ["code", "maille", "superficie_km2"], publies)
    _load_table(connexion, "lien_calcul", ["etage", "enfant", "parent"], liens_calcul)
    _load_table(connexion, "fiche_calcul", _COLONNES_FICHE, _tabulate_fiches(indicateurs))
    run_sql(connexion, "chiffres")
    run_sql(connexion, "ensemble")
    run_sql(connexion, "population")
    run_sql(connexion, "qpv_donnes")
    for etage in (e for e in ETAGES if any(e == present for present, _, _ in liens_calcul)):
        run_sql(connexion, "agregation", etage=etage)
        run_sql(connexion, "population_agregation", etage=etage)
    run_sql(connexion, "densite_population")
    compute_densites(connexion, indicateurs)
    run_sql(connexion, "qpv_approches")
    complete()
    run_sql(connexion, "manquants")
    return _fetch(connexion, _CELLULES), _fetch(connexion, _POPULATION)


def _fetch(connexion: duckdb.DuckDBPyConnection, requete: str) -> pd.DataFrame:
    """Par Arrow : les textes ne sont pas recopiés un à un."""
    return connexion.execute(requete).to_arrow_table().to_pandas()


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


def _tabulate_fiches(indicateurs: Mapping[str, Indicateur]) -> list[tuple[str, float, bool, bool, bool, bool]]:
    lignes: list[tuple[str, float, bool, bool, bool, bool]] = []
    for fiche in indicateurs.values():
        rapport, effectif = fiche.type in TYPES_RAPPORT, fiche.type is TypeIndicateur.EFFECTIF
        sommable = fiche.agregeable and (rapport or effectif) and fiche.code not in _RECALCULE_AILLEURS
        densite = fiche.type is TypeIndicateur.DENSITE or fiche.code in _PAR_HABITANT
        lignes.append((fiche.code, fiche.multiplicateur, rapport, effectif, sommable, densite))
    return lignes


def _load_table(
    connexion: duckdb.DuckDBPyConnection, nom: str, colonnes: list[str], lignes: Sequence[tuple[object, ...]]
) -> None:
    types = ", ".join(f"{c} {_TYPES.get(c, 'VARCHAR')}" for c in colonnes)
    connexion.execute(f"CREATE OR REPLACE TEMP TABLE {nom} ({types})")
    cadre = pd.DataFrame(lignes, columns=pd.Index(colonnes))
    connexion.register("cadre_a_charger", cadre)
    try:
        connexion.execute(f"INSERT INTO {nom} SELECT * FROM cadre_a_charger")
    finally:
        connexion.unregister("cadre_a_charger")


def fill_intervals(cellules: pd.DataFrame, indicateurs: Mapping[str, Indicateur]) -> pd.DataFrame:
    """Ajoute l'intervalle à 95 % des cellules disponibles qui ont leurs comptes et n'en portent pas déjà un."""
    methodes = {c: get_methode(c, f.type) for c, f in indicateurs.items()}
    codes = [str(c) for c in cellules["indicateur"]]
    methode = np.array([methodes[c] for c in codes], dtype=object)
    multiplicateur = np.array([indicateurs[c].multiplicateur for c in codes], dtype="float64")
    a_calculer = (
        (cellules["statut"] == "disponible")
        & cellules["numerateur"].notna()
        & cellules["denominateur"].notna()
        & cellules["ic_bas"].isna()
    )
    remplies = cellules.copy()
    for nom in sorted(set(methodes.values()) - {""}):
        lignes = np.flatnonzero(a_calculer.to_numpy() & (methode == nom))
        if not lignes.size:
            continue
        choisies = cellules.iloc[lignes]
        bas, haut = rate_interval(nom, choisies["numerateur"], choisies["denominateur"], level=NIVEAU)
        for colonne, borne in (("ic_bas", bas), ("ic_haut", haut)):
            bornes = remplies[colonne].to_numpy(dtype="float64", copy=True)
            bornes[lignes] = borne * multiplicateur[lignes]
            remplies[colonne] = bornes
    return remplies
