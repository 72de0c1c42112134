"""Besoin de soins d'un habitant selon son âge : poids de référence, ramenés à 1 en moyenne dans la ville."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from observatoire.domain.classe_age import AGE_MAXIMAL, choose_partition, parse_tranche
from observatoire.errors import ErreurObservatoire
from observatoire.settings import REFERENCE

FICHIER = REFERENCE / "besoins_de_soins.toml"
_AGE_MAX = 94
"""Une classe ouverte (75 ans ou plus) se moyenne jusqu'à cet âge."""
_HABITANTS = """
SELECT h.territoire, h.sexe, h.classe_age, h.effectif
FROM habitants AS h INNER JOIN territoire_publie AS t ON t.code = h.territoire AND t.maille = 'iris'
WHERE h.effectif IS NOT NULL AND h.classe_age <> 'tous'
QUALIFY h.periode = max(h.periode) OVER (PARTITION BY h.territoire)
ORDER BY h.territoire, h.sexe, h.classe_age
"""


@dataclass(frozen=True, slots=True)
class Besoin:
    """Poids d'un métier, par âge de début. `sexe` vaut `ensemble` si tous comptent."""

    metier: str
    sexe: str
    poids: Mapping[int, float]

    def get_poids(self, age: int) -> float:
        """Poids d'un âge : celui de la dernière borne atteinte."""
        return self.poids[max(borne for borne in self.poids if borne <= age)]

    def average(self, classe: str) -> float:
        """Poids moyen d'une classe d'âge, chaque année y comptant autant."""
        bornes = parse_tranche(classe)
        if bornes is None:
            raise ValueError(f"« {classe} » n'est pas une classe d'âge.")
        debut, fin = bornes
        ages = range(debut, max(min(fin, _AGE_MAX + 1), debut + 1))
        return sum(self.get_poids(a) for a in ages) / len(ages)


@cache
def load_besoins(chemin: Path = FICHIER) -> tuple[Besoin, ...]:
    """Lit les poids de référence.

    Raises:
        ErreurObservatoire: fichier illisible, poids négatif, ou âge 0 sans poids.
    """
    contenu = _read_toml(chemin)
    try:
        besoins = tuple(
            Besoin(m["code"], m.get("sexe", "ensemble"), {int(a): float(p) for a, p in m["poids"].items()})
            for m in contenu["metier"]
        )
    except (KeyError, ValueError) as erreur:
        raise ErreurObservatoire(f"Le fichier {chemin.name} ne se lit pas : {erreur}.") from erreur
    for besoin in besoins:
        if 0 not in besoin.poids or min(besoin.poids.values()) < 0:
            raise ErreurObservatoire(
                f"{chemin.name}, « {besoin.metier} » : attendu un poids à 0 an, et aucun poids négatif."
            )
    return besoins


def read_verification(chemin: Path = FICHIER) -> str:
    """Jour où les poids ont été vérifiés (2026-11-22) ; vide tant qu'ils ne sont que des ordres de grandeur.

    Raises:
        ErreurObservatoire: vérifiés, mais sans date lisible.
    """
    contenu = _read_toml(chemin)
    if not contenu.get("verifie"):
        return ""
    try:
        return date.fromisoformat(str(contenu.get("verifie_le", ""))).isoformat()
    except ValueError as erreur:
        raise ErreurObservatoire(
            f"{chemin.name} se dit vérifié : attendu un jour dans « verifie_le », comme 2026-11-22."
        ) from erreur


def _read_toml(chemin: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(chemin.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as erreur:
        raise ErreurObservatoire(f"Le fichier {chemin.name} ne se lit pas : {erreur}.") from erreur


def compute_poids(connexion: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Besoin moyen d'un habitant de chaque IRIS, par métier, la ville valant 1.

    Un IRIS dont on ne connaît pas les âges n'a pas de ligne : ses habitants valent la moyenne.
    """
    habitants = connexion.execute(_HABITANTS).df()
    lignes: list[tuple[str, str, float]] = []
    for besoin in load_besoins():
        besoins, effectifs = _sum_besoins(habitants, besoin)
        total = sum(effectifs.values())
        moyenne = sum(besoins.values()) / total if total else 0.0
        if moyenne:
            lignes += [
                (code, besoin.metier, besoins[code] / effectifs[code] / moyenne)
                for code in effectifs
                if effectifs[code]
            ]
    return pd.DataFrame(lignes, columns=["territoire", "metier", "poids"])


def _sum_besoins(habitants: pd.DataFrame, besoin: Besoin) -> tuple[dict[str, float], dict[str, float]]:
    besoins: dict[str, float] = {}
    effectifs: dict[str, float] = {}
    for code, table in habitants.groupby("territoire"):
        de_tous = _read_partition(table, "ensemble")
        concernes = _read_partition(table, besoin.sexe)
        if de_tous and concernes:
            effectifs[str(code)] = sum(de_tous.values())
            besoins[str(code)] = sum(n * besoin.average(classe) for classe, n in concernes.items())
    return besoins, effectifs


def _read_partition(table: pd.DataFrame, sexe: str) -> dict[str, float]:
    lignes = table[table["sexe"] == sexe]
    effectifs = dict(zip(lignes["classe_age"].astype(str), lignes["effectif"].astype(float), strict=True))
    return {classe: effectifs[classe] for classe in choose_partition(effectifs, 0, AGE_MAXIMAL)}
