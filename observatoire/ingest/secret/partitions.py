"""Équations à l'intérieur d'un territoire : entre sexes, âges, périodes et composantes d'un total."""

from collections.abc import Callable, Hashable, Mapping

import numpy as np
import pandas as pd

from observatoire.domain.classe_age import Intervalle
from observatoire.domain.indicateur import Indicateur
from observatoire.domain.periode import parse_periode
from observatoire.ingest.secret.cycles import find_cycles, place_ages
from observatoire.ingest.secret.plan import CLES_CELLULE
from observatoire.ingest.secret.termes import COLONNES_TERMES, Termes, build_termes

_SEXES: dict[Hashable, int] = {"ensemble": 1, "femmes": -1, "hommes": -1}


def build_sexes(cellules: pd.DataFrame) -> Termes:
    """Ensemble = femmes + hommes, où les trois sont chiffrés."""
    return _build_par_axe(cellules, "sexes", "sexe", lambda presents: [_SEXES] if len(presents) == 3 else [])


def build_ages(cellules: pd.DataFrame) -> Termes:
    """Égalités entre tranches d'âge."""
    return _build_par_axe(cellules, "ages", "age", lambda presents: find_cycles(place_ages(presents)))


def build_periodes(cellules: pd.DataFrame) -> Termes:
    """Égalités entre trimestres, années et périodes pluriannuelles."""
    dates = {code: _find_dates(code) for code in cellules["periode"].unique()}

    def find(presents: frozenset[str]) -> list[dict[Hashable, int]]:
        return find_cycles({code: dates[code] for code in sorted(presents)})

    return _build_par_axe(cellules, "temps", "periode", find)


def _find_dates(code: str) -> Intervalle:
    periode = parse_periode(code)
    return periode.debut.toordinal(), periode.fin.toordinal() + 1


def _build_par_axe(
    cellules: pd.DataFrame,
    nature: str,
    axe: str,
    find_egalites: Callable[[frozenset[str]], list[dict[Hashable, int]]],
) -> Termes:
    """Cherche les égalités une fois par jeu de modalités présentes, puis les écrit pour chaque ligne du tableau."""
    cles = [c for c in CLES_CELLULE if c != axe]
    tailles = cellules.groupby(cles, observed=True)["variable"].transform("size")
    utiles = cellules[tailles >= 2].drop_duplicates(CLES_CELLULE)
    table = utiles.astype(dict.fromkeys(CLES_CELLULE, "object")).set_index([*cles, axe])["variable"].unstack(axe)
    motifs, lequel = np.unique(table.notna().to_numpy(), axis=0, return_inverse=True)
    morceaux: list[pd.DataFrame] = []
    premiere = 0
    for rang, motif in enumerate(motifs):
        lignes = table[lequel.ravel() == rang]
        for egalite in find_egalites(frozenset(map(str, table.columns[motif]))):
            morceaux.append(_write(lignes, egalite, premiere))
            premiere += len(lignes)
    if not morceaux:
        return Termes(nature, pd.DataFrame(columns=COLONNES_TERMES))
    return build_termes(nature, pd.concat(morceaux, ignore_index=True))


def _write(lignes: pd.DataFrame, egalite: Mapping[Hashable, int], premiere: int) -> pd.DataFrame:
    """Une équation par ligne du tableau, numérotées à partir de `premiere`."""
    modalites, taille = list(egalite), len(lignes)
    groupes = lignes.index.get_level_values("indicateur").to_numpy() + f"|{sorted(map(str, modalites))}"
    return pd.DataFrame(
        {
            "equation": np.repeat(np.arange(taille) + premiere, len(modalites)),
            "variable": lignes[modalites].to_numpy(dtype=np.int64).ravel(),
            "coefficient": np.tile(np.array([egalite[m] for m in modalites], dtype=np.float64), taille),
            "groupe": np.repeat(groupes, len(modalites)),
        }
    )


def build_familles(cellules: pd.DataFrame, indicateurs: dict[str, Indicateur]) -> Termes:
    """Total d'une famille et somme de ses composantes, où toutes sont chiffrées."""
    totaux = {c: i.famille for c, i in indicateurs.items() if i.famille in indicateurs and i.famille != c}
    cles = ["territoire", "periode", "sexe", "age"]
    present = cellules.loc[cellules["indicateur"].isin(set(totaux) | set(totaux.values()))]
    enfants = present[present["indicateur"].isin(totaux)]
    enfants = enfants.assign(total=enfants["indicateur"].map(totaux))
    attendus = pd.Series(totaux).value_counts()
    parents = present.rename(columns={"indicateur": "total", "variable": "variable_parent"})
    parents = parents[[*cles, "total", "variable_parent"]]
    jointes = enfants[[*cles, "variable", "total"]].merge(
        parents[[*cles, "total", "variable_parent"]], on=[*cles, "total"]
    )
    numeros = jointes.groupby([*cles, "total"]).ngroup()
    jointes = jointes.assign(equation=numeros, groupe=jointes["total"] + "|" + jointes["periode"], coefficient=-1.0)
    jointes = jointes[numeros.map(numeros.value_counts()) == jointes["total"].map(attendus)]
    tetes = jointes.drop_duplicates("equation").assign(coefficient=1.0)
    tetes = tetes.assign(variable=tetes["variable_parent"])
    return build_termes("famille", pd.concat([jointes, tetes], ignore_index=True))
