"""Attaquer une version publiée, sans rien savoir d'autre que ce qu'elle contient."""

from dataclasses import fields

import duckdb
import pandas as pd

from observatoire.domain.indicateur import Indicateur, Sens, Theme, TypeIndicateur
from observatoire.ingest.comptes_par_age import list_comptes
from observatoire.ingest.secret.attaque import RapportAttaque, attack_cellules
from observatoire.ingest.standardisation import build_liens_directs

_CELLULES = """
SELECT v.*, t.maille FROM {base}.valeur AS v INNER JOIN {base}.territoire AS t ON t.code = v.territoire
"""
_POPULATION = "SELECT territoire, periode, sexe, classe_age, effectif FROM {base}.population"
_APPARTENANCES = "SELECT enfant, parent, part_population, part_surface FROM {base}.appartenance"
_FICHES = "SELECT * FROM {base}.indicateur AS i INNER JOIN {base}.fiche AS f ON f.indicateur = i.code"


def attack(connexion: duckdb.DuckDBPyConnection, base: str) -> RapportAttaque:
    """Attaque la version ouverte, ou attachée, sous le nom `base`."""
    cellules = connexion.execute(_CELLULES.format(base=base)).df()
    population = connexion.execute(_POPULATION.format(base=base)).df()
    appartenances = connexion.execute(_APPARTENANCES.format(base=base)).df()
    indicateurs = _read_indicateurs(connexion, base)
    return attack_cellules(
        cellules,
        appartenances=appartenances,
        indicateurs=indicateurs,
        population=population,
        liens=_rebuild_liens(cellules, population, indicateurs),
    )


def _read_indicateurs(connexion: duckdb.DuckDBPyConnection, base: str) -> dict[str, Indicateur]:
    lues = connexion.execute(_FICHES.format(base=base))
    noms = [d[0] for d in lues.description or []]
    attendus = {f.name for f in fields(Indicateur)}
    fiches: dict[str, Indicateur] = {}
    for ligne in lues.fetchall():
        champs = {n: v for n, v in zip(noms, ligne, strict=True) if n in attendus}
        enums = {"theme": Theme(champs["theme"]), "type": TypeIndicateur(champs["type"]), "sens": Sens(champs["sens"])}
        fiche = Indicateur(**(champs | enums))
        fiches[fiche.code] = fiche
    return fiches


def _rebuild_liens(
    cellules: pd.DataFrame, population: pd.DataFrame, indicateurs: dict[str, Indicateur]
) -> pd.DataFrame | None:
    """Équations des taux directs publiés, avec les seuls dénominateurs qu'on lit encore."""
    lots: list[pd.DataFrame] = []
    for fiche in indicateurs.values():
        if fiche.methode_standardisation != "directe" or fiche.base not in indicateurs:
            continue
        comptes = list_comptes(cellules[cellules["indicateur"] == fiche.base], population)
        if not comptes.empty:
            lots.append(build_liens_directs(fiche, comptes))
    return pd.concat(lots, ignore_index=True) if lots else None
