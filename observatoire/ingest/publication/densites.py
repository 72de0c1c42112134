"""Densités, parts d'âge et de secteur, habitants par généraliste : comptés sur les points placés."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass

import duckdb
import pandas as pd

from observatoire.domain.classe_age import parse_classe_age
from observatoire.domain.densites import (
    GENERALISTES,
    HABITANTS_PAR_GENERALISTE,
    METIERS_COMPTES,
    PART_55_ANS,
    PART_60_ANS,
    PART_CONNUE_MIN,
    PART_SECTEUR_1,
    MetierCompte,
)
from observatoire.domain.indicateur import Indicateur
from observatoire.domain.placement import PART_NON_PLACEE_MAX
from observatoire.ingest.formats.commun import COMMUNES_POUR_UN_DEPARTEMENT_MIN
from observatoire.ingest.publication.offre import load_textes
from observatoire.ingest.publication.territoires import run_sql


@dataclass(frozen=True, slots=True)
class _Regle:
    """Ce qu'un indicateur compte : `mesure` est `tetes`, `activite`, `habitants` (par tête) ou une part."""

    indicateur: str
    profession: str
    specialite: str
    mesure: str
    is_personne: bool


def _build(metier: MetierCompte, indicateur: str, mesure: str) -> _Regle:
    return _Regle(indicateur, metier.profession, metier.specialite, mesure, metier.is_personne)


_REGLES = (
    *(_build(m, m.densite, "tetes") for m in METIERS_COMPTES),
    *(_build(m, m.activite, "activite") for m in METIERS_COMPTES if m.activite),
    _build(GENERALISTES, PART_55_ANS, "age_55"),
    _build(GENERALISTES, PART_60_ANS, "age_60"),
    _build(GENERALISTES, PART_SECTEUR_1, "secteur_1"),
    _build(GENERALISTES, HABITANTS_PAR_GENERALISTE, "habitants"),
)


def compute_densites(connexion: duckdb.DuckDBPyConnection, indicateurs: Mapping[str, Indicateur]) -> None:
    """Ajoute aux chiffres les densités, les parts d'âge et de secteur et les habitants par généraliste.

    S'appelle une fois la population de chaque territoire connue. Prépare `age_personne`.
    """
    read_ages(connexion)
    connues = [r for r in _REGLES if r.indicateur in indicateurs]
    colonnes = ["indicateur", "profession", "specialite", "mesure", "is_personne"]
    load_textes(connexion, "regle_offre", pd.DataFrame([astuple(r) for r in connues], columns=colonnes, dtype="object"))
    run_sql(
        connexion,
        "densites_offre",
        part_connue_min=str(PART_CONNUE_MIN),
        part_non_placee_max=str(PART_NON_PLACEE_MAX),
        communes_min=str(COMMUNES_POUR_UN_DEPARTEMENT_MIN),
    )


def read_ages(connexion: duckdb.DuckDBPyConnection) -> None:
    """Prépare `age_personne` : bornes d'âge de chaque personne dont un lieu au moins dit la classe."""
    textes = connexion.execute("SELECT DISTINCT age_classe FROM point_place WHERE age_classe <> ''").fetchall()
    bornes = [(texte, *classe) for (texte,) in textes if (classe := parse_classe_age(texte))]
    connexion.execute("CREATE OR REPLACE TEMP TABLE classe_age (texte VARCHAR, bas INTEGER, haut INTEGER)")
    if bornes:
        connexion.executemany("INSERT INTO classe_age VALUES (?, ?, ?)", [list(b) for b in bornes])
    connexion.execute(
        """
        CREATE OR REPLACE TEMP TABLE age_personne AS
        SELECT p.personne, arg_min(c.bas, p.id) AS bas, arg_min(c.haut, p.id) AS haut
        FROM point_place AS p INNER JOIN classe_age AS c ON c.texte = p.age_classe
        WHERE p.personne <> ''
        GROUP BY p.personne
        """
    )
