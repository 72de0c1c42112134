"""Toute liste de lieux de soins avec longitude et latitude : extrait de FINESS, fichier d'un service de la ville."""

import numpy as np
import pandas as pd

from observatoire.domain.territoire import Maille, get_departement
from observatoire.ingest.formats.commun import find_commune, repair_codes
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.offre import professions
from observatoire.ingest.formats.offre.commun import (
    build_lot_points,
    find_date,
    hash_id,
    mark_departements,
    repair_mojibake,
)
from observatoire.ingest.lecture.nombres import parse_nombres
from observatoire.ingest.lecture.tableau import Tableau, normalize_label
from observatoire.ingest.lot import LotLu

_NOMS = {
    "lon": ("longitude", "lon", "long", "lng"),
    "lat": ("latitude", "lat"),
    "nom": ("nom", "rs", "raison_sociale", "enseigne", "denomination", "libelle"),
    "id": ("id", "identifiant", "nofinesset", "numero_finess", "siret"),
    "type": ("profession", "libcategetab", "categorie", "type"),
    "code_type": ("categetab",),
    "specialite": ("specialite",),
    "commune": ("code_insee", "code_commune", "depcom", "insee_com", "commune"),
    "iris": ("code_iris", "dciris", "iris"),
    "date": ("date", "millesime", "annee"),
    "adresse": ("adresse",),
}
_HEBERGEMENT = "Hébergement de personnes âgées"


def is_liste(entete: list[str]) -> bool:
    """Reconnaît l'en-tête : longitude, latitude, un nom, et de quoi dire ce qu'est le lieu."""
    colonnes = _match(entete)
    return {"lon", "lat", "nom"} <= colonnes.keys() and bool({"type", "code_type"} & colonnes.keys())


def _match(entete: list[str]) -> dict[str, str]:
    """Colonne du fichier qui joue chaque rôle ; le premier nom reconnu l'emporte."""
    connus = {normalize_label(c): c for c in reversed(entete)}
    return {role: connus[n] for role, noms in _NOMS.items() for n in reversed(noms) if n in connus}


def read_liste(tableau: Tableau, demande: Demande) -> LotLu:
    """Lieux vérifiés ; ceux des départements suivis, ou sans commune dite, sont gardés."""
    colonnes = _match([str(c) for c in tableau.donnees.columns])
    textes = {r: tableau.donnees[colonnes[r]] if r in colonnes else _build_vide(tableau) for r in _NOMS}
    lon = _read_degres(tableau, colonnes["lon"], 180)
    lat = _read_degres(tableau, colonnes["lat"], 90)
    tableau.reject(
        (textes["nom"] == "").to_numpy(), colonnes["nom"], attendu="un nom", conseil="Cette case est obligatoire."
    )
    if "id" in colonnes:
        tableau.reject(
            (textes["id"].duplicated() & (textes["id"] != "")).to_numpy(),
            colonnes["id"],
            attendu="un identifiant différent par ligne",
            conseil="Cet identifiant est déjà pris plus haut.",
        )
    iris, messages = repair_codes(textes["iris"], Maille.IRIS)
    communes, repares = repair_codes(textes["commune"], Maille.COMMUNE)
    communes = communes.where(communes != "", iris.str[:5])
    departements = communes.map({c: get_departement(c) for c in communes.unique()})
    gardees = (mark_departements(departements, demande.contexte) | (communes == "").to_numpy()) & ~tableau.mauvaises
    lignes = [
        _build_point(
            {r: str(t.iloc[i]) for r, t in textes.items()},
            lon=float(lon[i]),
            lat=float(lat[i]),
            iris=str(iris.iloc[i]),
            commune=str(communes.iloc[i]),
            demande=demande,
        )
        | {"ligne": int(tableau.lignes[i])}
        for i in np.flatnonzero(gardees)
    ]
    return build_lot_points(
        pd.DataFrame(lignes).drop_duplicates("id") if lignes else pd.DataFrame(lignes),
        demande,
        format_="liste",
        libelle="Lieux de soins",
        source="finess" if "nofinesset" in colonnes.values() or "categetab" in colonnes.values() else "annuaire_sante",
        lignes_lues=tableau.lignes_lues,
        rejets=tableau.list_rejets(),
        messages=messages + repares,
    )


def _build_vide(tableau: Tableau) -> pd.Series:
    return pd.Series("", index=tableau.donnees.index, dtype="str")


def _build_point(
    textes: dict[str, str], *, lon: float, lat: float, iris: str, commune: str, demande: Demande
) -> dict[str, object]:
    profession = _name_profession(textes)
    specialite = repair_mojibake(textes["specialite"])
    nom = repair_mojibake(textes["nom"])
    identifiant = hash_id("liste", textes["id"] or f"{nom}|{lon}|{lat}", profession)
    personnes = profession == "Médecin" or profession in professions.RPPS.values()
    categorie = professions.get_categorie(profession, specialite)
    return {
        "id": identifiant,
        "categorie": categorie if personnes or profession == "Pharmacie" else professions.ETABLISSEMENT,
        "profession": profession,
        "specialite": specialite,
        "nom": nom,
        "lon": lon,
        "lat": lat,
        "iris": iris,
        "date": find_date(textes["date"], demande.fichier),
        "personne": identifiant,
        "activite": 1.0,
        "commune": find_commune(commune, demande.contexte),
        "adresse": repair_mojibake(textes["adresse"]),
    }


def _name_profession(textes: dict[str, str]) -> str:
    if textes["code_type"] in professions.FINESS:
        return professions.FINESS[textes["code_type"]]
    if textes["type"].startswith("4401") and textes["nom"].upper().startswith("EHPAD"):
        return "EHPAD"
    return _HEBERGEMENT if textes["type"].startswith("4401") else repair_mojibake(textes["type"])


def _read_degres(tableau: Tableau, colonne: str, borne: float) -> np.ndarray:
    lu = parse_nombres(tableau.donnees[colonne])
    tableau.reject(
        lu.invalides | (np.abs(lu.valeurs) > borne),
        colonne,
        attendu="des degrés, en EPSG:4326",
        conseil="Des coordonnées en mètres (Lambert-93) doivent d'abord être converties.",
    )
    return lu.valeurs
