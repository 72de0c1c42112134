"""Ce que disent déjà les versions encore consultables : le secret se juge sur leur réunion, jamais version par version.

Un chiffre déjà paru ne peut plus servir de couverture ; un chiffre déjà masqué le reste. Un compte révisé depuis est
une autre inconnue : ce que l'ancienne version en disait n'apprend rien du nouveau.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from observatoire.domain.estimation import Statut
from observatoire.domain.indicateur import Indicateur
from observatoire.ingest.secret.plan import CLES_CELLULE
from observatoire.ingest.secret.primaire import describe_cellules

_NOMBRES = ["valeur", "numerateur", "denominateur"]
_LIRE = """
INSERT INTO cellules
SELECT
    v.indicateur, v.territoire, t.maille, v.periode, v.sexe, v.age, v.valeur, v.numerateur, v.denominateur, v.statut,
    i.seuil_secret, f.zero_diffusable
FROM ancienne.valeur AS v
INNER JOIN ancienne.territoire AS t ON t.code = v.territoire
INNER JOIN ancienne.indicateur AS i ON i.code = v.indicateur
INNER JOIN ancienne.fiche AS f ON f.indicateur = v.indicateur
WHERE v.statut IN ('disponible', 'secret')
"""
_TABLES = """
CREATE TABLE cellules (
    indicateur VARCHAR, territoire VARCHAR, maille VARCHAR, periode VARCHAR, sexe VARCHAR, age VARCHAR, valeur DOUBLE,
    numerateur DOUBLE, denominateur DOUBLE, statut VARCHAR, seuil_ancien DOUBLE, zero_ancien BOOLEAN
);
CREATE TABLE appartenances (enfant VARCHAR, parent VARCHAR, part_population DOUBLE, part_surface DOUBLE)
"""


class Passe(StrEnum):
    """Ce que les versions antérieures ont fait d'une cellule."""

    INCONNUE = ""
    PUBLIEE = "publiee"
    MASQUEE = "masquee"
    SEULE = "seule"
    """Une ancienne version la porte, la nouvelle ne dit plus rien d'elle."""


@dataclass(frozen=True)
class Anciennes:
    """Chiffres publiés ou masqués des versions antérieures, et leur hiérarchie. `illisibles` : fichiers abîmés."""

    cellules: pd.DataFrame
    appartenances: pd.DataFrame
    illisibles: tuple[str, ...] = ()


def read_anciennes(versions: Iterable[Path]) -> Anciennes | None:
    """Lit les versions données, sans relire ce qu'elles répètent ; None s'il n'y en a pas."""
    illisibles: list[str] = []
    lues = 0
    with duckdb.connect() as connexion:
        connexion.execute(_TABLES)
        for chemin in versions:
            try:
                _read(connexion, chemin)
            except duckdb.Error:
                illisibles.append(chemin.name)
            lues += 1
        cellules = connexion.execute("SELECT DISTINCT * FROM cellules ORDER BY ALL").to_arrow_table().to_pandas()
        appartenances = connexion.execute("SELECT DISTINCT * FROM appartenances ORDER BY ALL").df()
    return Anciennes(cellules, appartenances, tuple(illisibles)) if lues else None


def _read(connexion: duckdb.DuckDBPyConnection, chemin: Path) -> None:
    texte = str(chemin).replace("'", "''")
    connexion.execute(f"ATTACH '{texte}' AS ancienne (READ_ONLY)")
    try:
        connexion.execute(_LIRE)
        connexion.execute(
            "INSERT INTO appartenances SELECT enfant, parent, part_population, part_surface FROM ancienne.appartenance"
        )
    finally:
        connexion.execute("DETACH ancienne")


def join_anciennes(
    cellules: pd.DataFrame, anciennes: Anciennes | None, indicateurs: dict[str, Indicateur]
) -> pd.DataFrame:
    """Les cellules à juger, avec leur `passe`, puis celles que seules d'anciennes versions portent.

    Une cellule masquée ici dont une ancienne version publie le compte reprend ses nombres : le lecteur les a.
    """
    if anciennes is None or anciennes.cellules.empty:
        return cellules.assign(passe=Passe.INCONNUE.value, valeur_parue=False)
    vieilles = anciennes.cellules[anciennes.cellules["indicateur"].isin(set(indicateurs))].reset_index(drop=True)
    vieilles = vieilles.assign(n=describe_cellules(vieilles, indicateurs)["n"])
    tout = cellules.assign(n=describe_cellules(cellules, indicateurs)["n"], rang=np.arange(len(cellules)))
    vues = tout.loc[tout["statut"].isin([Statut.DISPONIBLE.value, Statut.SECRET.value])]
    ensemble = vieilles.merge(vues[[*CLES_CELLULE, "rang", "n", *_NOMBRES]], on=CLES_CELLULE, suffixes=("", "_ici"))
    parues = _find_parues(ensemble[ensemble["statut"] == Statut.DISPONIBLE.value])
    passe, parue = np.full(len(tout), Passe.INCONNUE.value, dtype=object), np.zeros(len(tout), dtype=bool)
    passe[_find_masquees(ensemble, indicateurs)] = Passe.MASQUEE.value
    passe[parues["rang"]] = Passe.PUBLIEE.value
    parue[parues.loc[_is_meme(parues["valeur"], parues["valeur_ici"]), "rang"]] = True
    tout = tout.assign(passe=passe, valeur_parue=parue)
    muettes = parues[parues["n_ici"].isna()].drop_duplicates("rang")
    for colonne in _NOMBRES:
        nombres = pd.to_numeric(tout[colonne]).to_numpy(dtype=np.float64, copy=True)
        nombres[muettes["rang"].to_numpy(dtype=np.int64)] = muettes[colonne].to_numpy(dtype=np.float64)
        tout[colonne] = nombres
    seules = vieilles.merge(vues[CLES_CELLULE], on=CLES_CELLULE, how="left", indicator=True)
    seules = seules[seules["_merge"] == "left_only"].sort_values("statut", kind="stable").drop_duplicates(CLES_CELLULE)
    seules = seules.assign(passe=Passe.SEULE.value, valeur_parue=seules["statut"] == Statut.DISPONIBLE.value)
    colonnes = [c for c in tout.columns if c in seules.columns]
    seules.index = pd.RangeIndex(len(seules)) + int(tout.index.max() if len(tout) else -1) + 1
    return pd.concat([tout, seules[colonnes]]).drop(columns=["n", "rang"])


def _is_meme(a: pd.Series, b: pd.Series) -> pd.Series:
    return pd.Series(np.isclose(a, b, rtol=1e-9, atol=1e-9, equal_nan=True), index=a.index)


def _find_parues(visibles: pd.DataFrame) -> pd.DataFrame:
    """Lignes anciennes dont le compte est celui d'ici.

    D'une cellule masquée ici, le compte ne se lit pas : il est présumé le même si aucun de ceux qu'on lit deux fois,
    pour le même indicateur et la même période, n'a été révisé.
    """
    meme = _is_meme(visibles["n"], visibles["n_ici"])
    lus = visibles["n_ici"].notna()
    sans_compte = visibles["n"].isna() & ~lus
    meme = meme.mask(sans_compte, _is_meme(visibles["valeur"], visibles["valeur_ici"]))
    revise = (lus & ~meme).groupby([visibles["indicateur"], visibles["periode"]]).transform("max").astype(bool)
    return visibles[meme | (~lus & visibles["valeur_ici"].isna() & ~revise)]


def _find_masquees(ensemble: pd.DataFrame, indicateurs: dict[str, Indicateur]) -> pd.Series:
    """Cellules d'ici qu'une ancienne version masque, sous la même règle : un seuil changé remet tout en jeu."""
    seuils = ensemble["indicateur"].map({c: float(i.seuil_secret) for c, i in indicateurs.items()})
    zeros = ensemble["indicateur"].map({c: i.zero_diffusable for c, i in indicateurs.items()})
    regle = (seuils == ensemble["seuil_ancien"]) & (zeros == ensemble["zero_ancien"])
    return ensemble.loc[(ensemble["statut"] == Statut.SECRET.value) & regle, "rang"]


def join_appartenances(appartenances: pd.DataFrame, anciennes: Anciennes | None) -> pd.DataFrame:
    """La hiérarchie d'ici, et celle des territoires qui n'y sont plus."""
    if anciennes is None:
        return appartenances
    connus = set(appartenances["enfant"]) | set(appartenances["parent"])
    partis = anciennes.appartenances[~anciennes.appartenances["parent"].isin(connus)]
    partis = partis.drop_duplicates(["enfant", "parent"])
    return pd.concat([appartenances, partis], ignore_index=True) if len(partis) else appartenances
