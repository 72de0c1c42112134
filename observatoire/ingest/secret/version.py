"""Attaquer une version publiée, sans rien savoir d'autre que ce qu'elle contient."""

from dataclasses import fields
from typing import Any

import duckdb
import pandas as pd

from observatoire.domain.estimation import Statut
from observatoire.domain.indicateur import Indicateur, Sens, Theme, TypeIndicateur
from observatoire.ingest.comptes_par_age import list_comptes
from observatoire.ingest.secret.anciennes import Anciennes, Passe, join_anciennes, join_appartenances
from observatoire.ingest.secret.attaque import RapportAttaque, attack_cellules
from observatoire.ingest.secret.plan import clear_masquees
from observatoire.ingest.standardisation import build_liens_directs

_CELLULES = """
SELECT v.*, t.maille FROM {base}.valeur AS v INNER JOIN {base}.territoire AS t ON t.code = v.territoire
"""
_POPULATION = "SELECT territoire, periode, sexe, classe_age, effectif FROM {base}.population"
_APPARTENANCES = "SELECT enfant, parent, part_population, part_surface FROM {base}.appartenance"
_FICHES = "SELECT * FROM {base}.indicateur AS i INNER JOIN {base}.fiche AS f ON f.indicateur = i.code"


def attack(connexion: duckdb.DuckDBPyConnection, base: str, *, autres: Anciennes | None = None) -> RapportAttaque:
    """Attaque la version ouverte, ou attachée, sous le nom `base` ; avec `autres`, réunie à ce qu'elles publient."""
    cellules = connexion.execute(_CELLULES.format(base=base)).df()
    population = connexion.execute(_POPULATION.format(base=base)).df()
    appartenances = connexion.execute(_APPARTENANCES.format(base=base)).df()
    indicateurs = _read_indicateurs(connexion, base)
    tout = join_anciennes(cellules, autres, indicateurs)
    lisibles = clear_masquees(tout, tout["statut"].mask(tout["passe"] == Passe.PUBLIEE.value, Statut.DISPONIBLE.value))
    return attack_cellules(
        lisibles,
        appartenances=join_appartenances(appartenances, autres),
        indicateurs=indicateurs,
        population=population,
        liens=rebuild_liens(lisibles, indicateurs),
    )


def _read_indicateurs(connexion: duckdb.DuckDBPyConnection, base: str) -> dict[str, Indicateur]:
    lues = connexion.execute(_FICHES.format(base=base))
    noms = [d[0] for d in lues.description or []]
    attendus = {f.name for f in fields(Indicateur)}
    fiches: dict[str, Indicateur] = {}
    for ligne in lues.fetchall():
        champs: dict[str, Any] = {n: v for n, v in zip(noms, ligne, strict=True) if n in attendus}
        enums: dict[str, Any] = {
            "theme": Theme(champs["theme"]),
            "type": TypeIndicateur(champs["type"]),
            "sens": Sens(champs["sens"]),
        }
        fiche = Indicateur(**(champs | enums))
        fiches[fiche.code] = fiche
    return fiches


def rebuild_liens(cellules: pd.DataFrame, indicateurs: dict[str, Indicateur]) -> pd.DataFrame | None:
    """Équations des taux directs publiés dont tous les dénominateurs se lisent encore."""
    lots: list[pd.DataFrame] = []
    sans_population = pd.DataFrame(columns=["territoire", "periode", "sexe", "classe_age", "effectif"])
    for fiche in indicateurs.values():
        if fiche.methode_standardisation != "directe" or fiche.base not in indicateurs:
            continue
        base = _find_denominateurs(cellules[cellules["indicateur"] == fiche.base])
        comptes = list_comptes(base, sans_population)
        if not comptes.empty:
            lots.append(build_liens_directs(fiche, comptes))
    return pd.concat(lots, ignore_index=True) if lots else None


def _find_denominateurs(base: pd.DataFrame) -> pd.DataFrame:
    """Retrouve le dénominateur d'une cellule masquée : celui d'un sexe par l'autre, puis d'un âge par le total.

    Le secret ne protège pas les dénominateurs : l'attaquant est en droit de les soustraire.
    """
    trouves = base.copy()
    for axe, total, parts in (
        ("sexe", "ensemble", 2),
        ("age", "tous", max(0, base["age"].nunique() - 1)),
    ):
        cles = [c for c in ("territoire", "periode", "sexe", "age") if c != axe]
        groupes = trouves.assign(
            part=trouves["denominateur"].where(trouves[axe] != total),
            tout=trouves["denominateur"].where(trouves[axe] == total),
        ).groupby(cles)
        connues, sommes = groupes["part"].transform("count"), groupes["part"].transform("sum")
        reste = (groupes["tout"].transform("max") - sommes).where(connues == parts - 1)
        vide = trouves["denominateur"].isna() & (trouves[axe] != total)
        trouves["denominateur"] = trouves["denominateur"].mask(vide, reste)
    return trouves
