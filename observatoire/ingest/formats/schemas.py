"""Schémas publiés (`data/schemas`, norme Table Schema) et leur contrôle par frictionless."""

import json
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from frictionless import Detector, Resource, Schema

from observatoire.domain.francais import join_mots
from observatoire.ingest.lecture.refus import build_refus
from observatoire.ingest.lecture.tableau import Tableau, normalize_label
from observatoire.settings import RACINE

SCHEMAS = RACINE / "data" / "schemas"
LIGNES_FRICTIONLESS_MAX = 20_000
"""frictionless vérifie environ 30 000 lignes par seconde ; nos contrôles par colonne, eux, les voient toutes."""


@cache
def _read_descripteur(nom: str) -> dict[str, Any]:
    return json.loads((SCHEMAS / f"{nom}.json").read_text(encoding="utf-8"))


def load_schema(nom: str) -> Schema:
    """Schéma publié, par nom de fichier ; neuf à chaque appel, car frictionless en retire les champs absents."""
    return Schema.from_descriptor(_read_descripteur(nom))


def rename_colonnes(tableau: Tableau, nom: str) -> list[str]:
    """Donne aux colonnes les noms du schéma (accents et casse tolérés), en ajoute de vides pour les facultatives.

    Returns:
        Les colonnes que le schéma ne connaît pas, laissées de côté.

    Raises:
        FichierRefuse: une colonne obligatoire manque.
    """
    champs = load_schema(nom).field_names
    voulus = {c: normalize_label(str(c)) for c in tableau.donnees.columns}
    connus = {c: v for c, v in voulus.items() if v in champs}
    inconnues = [str(c) for c in voulus if c not in connus]
    tableau.donnees = tableau.donnees[list(connus)].rename(columns=connus)
    _check_labels(tableau, nom)
    for champ in champs:
        if champ not in tableau.donnees:
            tableau.donnees[champ] = ""
    return inconnues


def _check_labels(tableau: Tableau, nom: str) -> None:
    entete = [str(c) for c in tableau.donnees.columns]
    rapport = Resource(
        data=[entete, [""] * len(entete)], schema=load_schema(nom), detector=Detector(schema_sync=True)
    ).validate()
    manquantes = [str(n) for type_, n in rapport.flatten(["type", "fieldName"]) if type_ == "missing-label"]
    if manquantes:
        raise build_refus(
            tableau.fichier,
            feuille=tableau.feuille,
            trouve=f"les colonnes {join_mots(entete)}",
            attendu=f"la colonne « {manquantes[0]} »",
            conseil=f"Partez du modèle data/modeles/{nom}.csv.",
        )


def check_lignes(tableau: Tableau, nom: str, propres: pd.DataFrame) -> None:
    """Dernier regard de frictionless sur les premières lignes non refusées, une fois leurs cases normalisées."""
    positions = np.flatnonzero(~tableau.mauvaises)[:LIGNES_FRICTIONLESS_MAX]
    if not len(positions):
        return
    lignes = [list(propres.columns), *propres.iloc[positions].values.tolist()]
    rapport = Resource(data=lignes, schema=load_schema(nom), detector=Detector(schema_sync=True)).validate()
    for rang, champ, note in rapport.flatten(["rowNumber", "fieldName", "note"]):
        if rang is None or champ is None:
            continue
        masque = np.zeros(len(propres), dtype=bool)
        masque[positions[int(rang) - 2]] = True
        tableau.reject(
            masque,
            str(champ),
            attendu=f"ce que demande le schéma ({note})",
            conseil=f"Voyez la description de la colonne dans data/schemas/{nom}.json.",
        )
