"""FINESS : stock avec en-tête, ou sans (avec son bloc de géolocalisation), coordonnées projetées."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from observatoire.domain.francais import format_nombre
from observatoire.domain.territoire import get_departement
from observatoire.ingest.formats.commun import find_commune
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.offre import professions
from observatoire.ingest.formats.offre.commun import (
    build_lot_points,
    convert_degres,
    repair_mojibake,
)
from observatoire.ingest.formats.offre.dates import date_livraison
from observatoire.ingest.formats.offre.flux import iter_lignes
from observatoire.ingest.formats.offre.voisinage import Voisinage
from observatoire.ingest.lecture.nombres import parse_nombres
from observatoire.ingest.lecture.refus import build_refus
from observatoire.ingest.lecture.tableau import Tableau
from observatoire.ingest.lot import LotLu
from observatoire.ingest.rejets import Rejet

_COLONNES_STOCK = [
    "structureet", "nofinesset", "nofinessej", "rs", "rslongue", "complrs", "compldistrib", "numvoie", "typvoie",
    "voie", "compvoie", "lieuditbp", "commune", "departement", "libdepartement", "ligneacheminement", "telephone",
    "telecopie", "categetab", "libcategetab", "categagretab", "libcategagretab", "siret", "codeape", "codemft",
    "libmft", "codesph", "libsph", "dateouv", "dateautor", "maj", "numuai",
]  # fmt: skip
_CASES_GEO = 6
"""geolocalisation;nofinesset;coordxet;coordyet;sourcecoordet;datemaj"""
_SANS_NUMUAI = len(_COLONNES_STOCK) - 1
_EPSG = {"LAMBERT_93": 2154, "UTM_N20": 5490, "UTM_N21": 4467, "UTM_N22": 2972, "UTM_S38": 4471, "UTM_S40": 2975}
_OUTRE_MER = {"9A": "971", "9B": "972", "9C": "973", "9D": "974", "9E": "975", "9F": "976"}
_NOFINESS = re.compile(r"\d{9}|2[AB]\d{7}")
_UTILES = (
    "nofinesset", "rs", "rslongue", "numvoie", "compvoie", "typvoie", "voie", "commune", "departement",
    "ligneacheminement", "categetab", "libcategetab", "x", "y", "source",
)  # fmt: skip
_ADRESSE = ("numvoie", "compvoie", "typvoie", "voie", "ligneacheminement")


def is_finess_stock(premiere_ligne: str) -> bool:
    """Reconnaît le stock sans en-tête : « finess;etalab;93;2026-11-04 »."""
    return premiere_ligne.lower().startswith("finess;etalab")


def is_finess(entete: list[str]) -> bool:
    """Reconnaît le stock avec en-tête, géolocalisé."""
    return {"nofinesset", "rs", "categetab", "coordx", "coordy", "sourcegeocod"} <= {c.lower() for c in entete}


def read_finess_stock(chemin: Path, demande: Demande) -> LotLu:
    """Établissements des départements suivis, du fichier sans en-tête.

    Raises:
        FichierRefuse: le fichier ne porte aucun établissement.
    """
    suite = iter_lignes(chemin, ";", guillemets=False)
    _, annonce = next(suite)
    structures: list[dict[str, str]] = []
    numeros: list[int] = []
    places: dict[str, list[str]] = {}
    rejets: list[Rejet] = []
    for numero, cases in suite:
        nature = cases[0]
        if nature == "structureet" and len(cases) in (_SANS_NUMUAI, len(_COLONNES_STOCK)):
            structures.append(dict(zip(_COLONNES_STOCK, cases, strict=False)))
            numeros.append(numero)
        elif nature == "geolocalisation" and len(cases) == _CASES_GEO:
            places[cases[1]] = cases
        elif any(cases):
            rejets.append(_build_rejet(demande, numero, cases))
    if not structures:
        raise build_refus(
            demande.fichier,
            trouve="aucune ligne « structureet »",
            attendu="un établissement par ligne",
            conseil="Vérifiez que le téléchargement est complet.",
        )
    donnees = pd.DataFrame(structures)
    for colonne, rang in (("x", 2), ("y", 3), ("source", 4)):
        valeurs = {no: place[rang] for no, place in places.items()}
        donnees[colonne] = donnees["nofinesset"].map(valeurs).fillna("")
    tableau = Tableau(demande.fichier, "", donnees, np.array(numeros), tuple(rejets))
    return _read(tableau, demande, ";".join(annonce[-1:]))


def read_finess(tableau: Tableau, demande: Demande) -> LotLu:
    """Établissements des départements suivis, du fichier avec en-tête."""
    noms = {"coordx": "x", "coordy": "y", "sourcegeocod": "source", "cog": "commune"}
    tableau.donnees.columns = pd.Index([noms.get(c.lower(), c.lower()) for c in tableau.donnees.columns])
    mises_a_jour = tableau.donnees.get("dategeocod")
    recente = "" if mises_a_jour is None else str(mises_a_jour.max())
    return _read(tableau, demande, demande.fichier, recente)


def _read(tableau: Tableau, demande: Demande, *ecrites: str) -> LotLu:
    donnees = tableau.donnees
    for colonne in _UTILES:
        if colonne not in donnees:
            donnees[colonne] = ""
    tableau.reject(
        ~donnees["nofinesset"].str.fullmatch(_NOFINESS).to_numpy(dtype=bool),
        "nofinesset",
        attendu="un numéro FINESS de neuf caractères",
        conseil="Un tableur a pu lui ôter son zéro de tête.",
    )
    tableau.reject(
        donnees["nofinesset"].duplicated().to_numpy(),
        "nofinesset",
        attendu="un établissement par ligne",
        conseil="Ce numéro est déjà plus haut.",
    )
    communes = build_communes(donnees["departement"], donnees["commune"])
    departements = communes.map({c: get_departement(c) for c in communes.unique()})
    voisinage = Voisinage(demande.contexte)
    lon, lat, crs = _place(donnees)
    gardees = voisinage.mark(departements, lon, lat) & ~tableau.mauvaises
    choisies, communes, lon, lat = donnees[gardees], communes[gardees], lon[gardees], lat[gardees]
    jour, doutes = date_livraison(demande, *ecrites)
    messages = [*_describe_places(choisies, lon, crs[gardees]), *voisinage.describe(departements[gardees])]
    nommes = [_name(c, lib) for c, lib in zip(choisies["categetab"], choisies["libcategetab"], strict=True)]
    noms = [repair_mojibake(long or court) for long, court in zip(choisies["rslongue"], choisies["rs"], strict=True)]
    voies = zip(*(choisies[c] for c in _ADRESSE), strict=True)
    points = pd.DataFrame(
        {
            "id": ("finess-" + choisies["nofinesset"]).tolist(),
            "categorie": [n.categorie for n in nommes],
            "profession": [n.profession for n in nommes],
            "nom": noms,
            "lon": lon,
            "lat": lat,
            "date": jour,
            "personne": ("finess-" + choisies["nofinesset"]).tolist(),
            "activite": 1.0,
            "commune": [find_commune(c, demande.contexte) for c in communes],
            "adresse": [repair_mojibake(" ".join(filter(None, v))) for v in voies],
            "ligne": tableau.lignes[gardees],
        }
    )
    return build_lot_points(
        points,
        demande,
        format_="finess",
        libelle=f"Établissements (FINESS) au {jour}",
        source="finess",
        lignes_lues=tableau.lignes_lues,
        rejets=tableau.list_rejets(),
        messages=[*messages, *doutes],
    )


def build_communes(departements: pd.Series, communes: pd.Series) -> pd.Series:
    """Code INSEE : la commune de trois chiffres suit le département, et 9A devient 971."""
    paires = zip(departements, communes, strict=True)
    return pd.Series([_build_commune(d.strip(), c.strip()) for d, c in paires], index=communes.index, dtype="object")


def _build_commune(departement: str, commune: str) -> str:
    outre_mer = _OUTRE_MER.get(departement.upper()) or (departement if departement.startswith("97") else "")
    if len(commune) == 5:
        vrai = _OUTRE_MER.get(commune[:2].upper())
        return f"{vrai}{commune[3:]}" if vrai else commune
    if not commune.isdigit():
        return ""
    return f"{outre_mer}{commune[-2:]}" if outre_mer else f"{departement.zfill(2)}{commune.zfill(3)}"


def _place(donnees: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Coordonnées en degrés, et système lu (0 : inconnu), dernier mot de la colonne source."""
    crs = _read_systemes(donnees).map(_EPSG).fillna(0).to_numpy(dtype="int64")
    x, y = parse_nombres(donnees["x"]).valeurs, parse_nombres(donnees["y"]).valeurs
    return *convert_degres(x, y, crs), crs


def _read_systemes(donnees: pd.DataFrame) -> "pd.Series[str]":
    return donnees["source"].str.split(",").str[-1].str.strip().str.upper()


def _describe_places(choisies: pd.DataFrame, lon: np.ndarray, crs: np.ndarray) -> list[str]:
    inconnus = sorted({s for s, c in zip(_read_systemes(choisies), crs, strict=True) if s and not c})
    messages = [f"Projection inconnue, points non placés : {', '.join(inconnus)}."] if inconnus else []
    places = format_nombre(int(np.isfinite(lon).sum()))
    return [*messages, f"{places} établissement(s) géolocalisé(s) sur {format_nombre(len(choisies))}."]


def _name(categorie: str, libelle: str) -> professions.Nomme:
    return professions.name_etablissement(
        professions.FINESS.get(categorie.strip(), repair_mojibake(libelle) or "Établissement")
    )


def _build_rejet(demande: Demande, numero: int, cases: list[str]) -> Rejet:
    return Rejet(
        demande.fichier,
        numero,
        "",
        f"{len(cases)} case(s) commençant par {cases[0][:40]}",
        f"« structureet » et {len(_COLONNES_STOCK)} cases, ou « geolocalisation » et {_CASES_GEO}",
        "Un point-virgule manque ou est en trop.",
    )
