"""Toute liste de lieux de soins, situés par leurs coordonnées ou leur adresse : extrait de FINESS, annuaire local."""

from dataclasses import replace

import numpy as np
import pandas as pd

from observatoire.domain.territoire import Maille, get_departement, is_code_valide
from observatoire.ingest.formats.commun import find_commune, repair_codes
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.offre import professions
from observatoire.ingest.formats.offre.commun import (
    Communes,
    build_lot_points,
    get_departement_postal,
    hash_id,
    repair_mojibake,
)
from observatoire.ingest.formats.offre.dates import date_livraison, find_date
from observatoire.ingest.formats.offre.voisinage import Voisinage
from observatoire.ingest.geocodage.adresses import split_fin
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
    "categorie": ("categorie",),
    "specialite": ("specialite",),
    "commune": ("code_insee", "code_commune", "depcom", "insee_com", "commune"),
    "code_postal": ("code_postal", "cp", "codepostal"),
    "ville": ("ville", "nom_commune", "libelle_commune", "localite", "commune"),
    "iris": ("code_iris", "dciris", "iris"),
    "date": ("date", "millesime", "annee"),
    "adresse": ("adresse", "adresse_complete", "voie", "rue"),
}
_HEBERGEMENT = "Hébergement de personnes âgées"


def is_liste(entete: list[str]) -> bool:
    """Reconnaît l'en-tête : un nom, de quoi dire ce qu'est le lieu, et sa longitude et sa latitude, ou son adresse."""
    colonnes = _match(entete).keys()
    situe = {"lon", "lat"} <= colonnes or ({"adresse"} <= colonnes and bool({"commune", "code_postal"} & colonnes))
    return "nom" in colonnes and bool({"type", "code_type"} & colonnes) and situe


def _match(entete: list[str]) -> dict[str, str]:
    """Colonne du fichier qui joue chaque rôle ; le premier nom reconnu l'emporte."""
    connus = {normalize_label(c): c for c in reversed(entete)}
    return {role: connus[n] for role, noms in _NOMS.items() for n in reversed(noms) if n in connus}


def read_liste(tableau: Tableau, demande: Demande) -> LotLu:
    """Lieux vérifiés ; ceux des départements suivis, ou sans commune dite, sont gardés.

    Un lieu sans coordonnées garde son adresse, à géocoder.
    """
    colonnes = _match([str(c) for c in tableau.donnees.columns])
    textes = {r: tableau.donnees[colonnes[r]] if r in colonnes else _build_vide(tableau) for r in _NOMS}
    lon, lat = (_read_degres(tableau, colonnes.get(axe), borne) for axe, borne in (("lon", 180), ("lat", 90)))
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
    postaux = _find_postaux(textes)
    communes = _find_communes(communes, postaux, demande)
    communes = communes.where(communes != "", iris.str[:5])
    departements = pd.Series(
        [get_departement(c) if c else get_departement_postal(p) for c, (p, _) in zip(communes, postaux, strict=True)],
        index=communes.index,
        dtype="object",
    )
    voisinage = Voisinage(demande.contexte)
    gardees = (voisinage.mark(departements, lon, lat) | (departements == "").to_numpy()) & ~tableau.mauvaises
    sans_date = [not find_date(d) for d in textes["date"]]
    jour, doutes = date_livraison(demande) if any(sans_date) else ("", ())
    lignes = [
        _build_point(
            {r: str(t.iloc[i]) for r, t in textes.items()},
            lon=float(lon[i]),
            lat=float(lat[i]),
            iris=str(iris.iloc[i]),
            commune=str(communes.iloc[i]),
            jour=jour,
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
        source="finess" if "nofinesset" in colonnes.values() or "categetab" in colonnes.values() else "annuaire_local",
        lignes_lues=tableau.lignes_lues,
        rejets=tableau.list_rejets(),
        messages=[*messages, *repares, *doutes, *voisinage.describe(departements[gardees])],
    )


def _build_vide(tableau: Tableau) -> pd.Series:
    return pd.Series("", index=tableau.donnees.index, dtype="str")


def _build_point(
    textes: dict[str, str], *, lon: float, lat: float, iris: str, commune: str, jour: str, demande: Demande
) -> dict[str, object]:
    nomme = _name(textes)
    nom = repair_mojibake(textes["nom"])
    adresse = _write_adresse(textes)
    ou = f"{nom}|{adresse}" if np.isnan(lon) else f"{nom}|{lon}|{lat}"
    identifiant = hash_id("liste", textes["id"] or ou, nomme.profession)
    return {
        "id": identifiant,
        "categorie": nomme.categorie,
        "profession": nomme.profession,
        "specialite": nomme.specialite,
        "nom": nom,
        "lon": lon,
        "lat": lat,
        "iris": iris,
        "date": find_date(textes["date"]) or jour,
        "personne": identifiant,
        "activite": 1.0,
        "commune": find_commune(commune, demande.contexte),
        "adresse": adresse,
    }


def _name(textes: dict[str, str]) -> professions.Nomme:
    """Un code FINESS fait foi ; la catégorie que dit le fichier vaut pour ce que l'intitulé ne fait pas reconnaître."""
    if textes["code_type"] in professions.FINESS:
        return professions.name_etablissement(professions.FINESS[textes["code_type"]])
    if textes["type"].startswith("4401"):
        return professions.name_etablissement("EHPAD" if textes["nom"].upper().startswith("EHPAD") else _HEBERGEMENT)
    specialite = repair_mojibake(textes["specialite"])
    nomme = professions.name_metier(repair_mojibake(textes["type"]), specialite)
    if nomme.categorie == professions.NON_RECONNUE:
        dite = textes["categorie"].strip().lower()
        return replace(nomme, categorie=dite if dite in professions.CATEGORIES else nomme.categorie)
    return nomme


def _write_adresse(textes: dict[str, str]) -> str:
    """Voie, code postal et ville ; l'adresse qui porte déjà son code postal reste telle quelle."""
    voie, postal = repair_mojibake(textes["adresse"]), textes["code_postal"]
    if not voie or not postal or postal in voie:
        return voie
    return f"{voie} {postal.zfill(5)} {repair_mojibake(textes['ville'])}".strip()


def _find_postaux(textes: dict[str, pd.Series]) -> list[tuple[str, str]]:
    """Code postal et ville de chaque ligne, de leurs colonnes ou de la fin de l'adresse."""
    paires: list[tuple[str, str]] = []
    for postal, ville, adresse in zip(textes["code_postal"], textes["ville"], textes["adresse"], strict=True):
        lue_postal, lue_ville = (postal.zfill(5), ville) if postal else split_fin(adresse)
        paires.append((lue_postal, ville or lue_ville))
    return paires


def _find_communes(codes: pd.Series, postaux: list[tuple[str, str]], demande: Demande) -> pd.Series:
    """Code de commune ; à défaut, celle que nomment le code postal et la ville."""
    annuaire = Communes(demande.contexte)
    trouvees = [
        code if is_code_valide(code, Maille.COMMUNE) else annuaire.find(postal, ville) if postal and ville else ""
        for code, (postal, ville) in zip(codes, postaux, strict=True)
    ]
    return pd.Series(trouvees, index=codes.index, dtype="object")


def _read_degres(tableau: Tableau, colonne: str | None, borne: float) -> np.ndarray:
    if colonne is None:
        return np.full(len(tableau.donnees), np.nan)
    lu = parse_nombres(tableau.donnees[colonne])
    tableau.reject(
        lu.invalides | (np.abs(lu.valeurs) > borne),
        colonne,
        attendu="des degrés, en EPSG:4326",
        conseil="Des coordonnées en mètres (Lambert-93) doivent d'abord être converties.",
    )
    return lu.valeurs
