"""Professionnels et lieux de soins déjà géolocalisés (schéma `points`)."""

import numpy as np
import pandas as pd

from observatoire.domain.francais import format_nombre, join_mots
from observatoire.domain.territoire import Maille
from observatoire.ingest.formats.commun import repair_codes
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.offre.commun import A_GEOCODER, list_non_reconnues
from observatoire.ingest.formats.offre.professions import NON_RECONNUE, name_metier
from observatoire.ingest.formats.schemas import check_lignes, rename_colonnes
from observatoire.ingest.lecture.nombres import parse_nombres
from observatoire.ingest.lecture.tableau import Tableau, normalize_label
from observatoire.ingest.lot import COLONNES_POINT, LotLu

_OBLIGATOIRES = ("id", "categorie", "profession")
_BORNES = {"lon": 180.0, "lat": 90.0}


def is_points(entete: list[str]) -> bool:
    """Reconnaît l'en-tête : un identifiant, une catégorie, une profession, et des coordonnées ou une adresse."""
    noms = {normalize_label(c) for c in entete}
    if "nom" in noms and "id" not in noms:
        return False  # une liste locale, qui n'a pas suivi le modèle
    return {"categorie", "profession"} <= noms and ({"lon", "lat"} <= noms or {"id", "adresse"} <= noms)


def read_points(tableau: Tableau, demande: Demande) -> LotLu:
    """Points d'offre vérifiés. Un point sans coordonnées reste, s'il dit son IRIS ou son adresse.

    Raises:
        FichierRefuse: une colonne obligatoire manque.
    """
    inconnues = rename_colonnes(tableau, "points")
    messages = [f"Colonnes ignorées : {join_mots(inconnues)}."] if inconnues else []
    for colonne in _OBLIGATOIRES:
        tableau.reject(
            (tableau.donnees[colonne] == "").to_numpy(),
            colonne,
            attendu="un texte",
            conseil="Cette case est obligatoire.",
        )
    tableau.reject(
        tableau.donnees["id"].duplicated().to_numpy(),
        "id",
        attendu="un identifiant différent par ligne",
        conseil="Cet identifiant est déjà pris plus haut.",
    )
    propres = tableau.donnees.copy()
    propres["iris"], repares = repair_codes(propres["iris"], Maille.IRIS)
    for colonne, borne in _BORNES.items():
        propres[colonne] = _read_coordonnee(tableau, colonne, borne)
    propres["activite"] = _read_activite(tableau)
    propres["personne"] = propres["personne"].where(propres["personne"] != "", propres["id"])
    propres["commune"], communes = repair_codes(propres["commune"], Maille.COMMUNE)
    repares += communes
    seuls = propres["lon"].isna() | propres["lat"].isna()
    tableau.reject(
        (seuls & (propres["iris"] == "") & (propres["adresse"] == "")).to_numpy(),
        "lon",
        attendu="une longitude et une latitude, un code IRIS ou une adresse",
        conseil="Indiquez l'adresse (avec code postal et ville), ou l'IRIS.",
    )
    check_lignes(tableau, "points", propres.astype("object").where(propres.notna(), ""))
    messages += _name_metiers(propres)
    propres["date"] = propres["date"].where(propres["date"] != "", demande.date)
    propres["ligne"], propres["doute_fichier"] = tableau.lignes, ""
    gardees = ~tableau.mauvaises
    messages += repares
    par_iris, par_adresse = (int((seuls & gardees & m).sum()) for m in (propres["iris"] != "", propres["iris"] == ""))
    if par_iris:
        messages.append(f"{format_nombre(par_iris)} point(s) sans coordonnées, connus par leur IRIS.")
    if par_adresse:
        messages.append(f"{format_nombre(par_adresse)} point(s) connus par leur seule adresse. {A_GEOCODER}")
    return LotLu(
        format="points",
        libelle="Professionnels et lieux de soins",
        source=demande.correspondance.source or "annuaire_local",
        lignes_lues=tableau.lignes_lues,
        lignes_retenues=int(gardees.sum()),
        points=propres.loc[gardees, COLONNES_POINT].reset_index(drop=True),
        rejets=tableau.list_rejets(),
        messages=tuple(messages),
    )


def _name_metiers(propres: pd.DataFrame) -> list[str]:
    """Donne aux professions et spécialités leur nom commun ; la catégorie reste celle du fichier."""
    paires = list(zip(propres["profession"], propres["specialite"], strict=True))
    noms = {paire: name_metier(*paire) for paire in dict.fromkeys(paires)}
    propres["profession"] = [noms[p].profession for p in paires]
    propres["specialite"] = [noms[p].specialite for p in paires]
    return list_non_reconnues(propres.loc[[noms[p].categorie == NON_RECONNUE for p in paires], "profession"])


def _read_coordonnee(tableau: Tableau, colonne: str, borne: float) -> pd.Series:
    lu = parse_nombres(tableau.donnees[colonne])
    tableau.reject(
        lu.invalides | (np.abs(lu.valeurs) > borne),
        colonne,
        attendu="des degrés, en EPSG:4326",
        conseil="Des coordonnées en mètres (Lambert-93) doivent d'abord être converties.",
    )
    return pd.Series(lu.valeurs, index=tableau.donnees.index)


def _read_activite(tableau: Tableau) -> pd.Series:
    lu = parse_nombres(tableau.donnees["activite"])
    tableau.reject(
        lu.invalides | (lu.valeurs < 0),
        "activite",
        attendu="une part d'activité positive",
        conseil="Écrivez 1 pour un temps plein dans ce lieu, 0,5 pour une moitié.",
    )
    return pd.Series(np.where(np.isnan(lu.valeurs), 1.0, lu.valeurs), index=tableau.donnees.index)
