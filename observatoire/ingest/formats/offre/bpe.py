"""INSEE, base permanente des équipements géolocalisée : colonnes d'avant et d'après 2024."""

import numpy as np
import pandas as pd

from observatoire.domain.territoire import Maille, get_departement, is_code_valide
from observatoire.ingest.formats.commun import find_commune, refuse_hors_perimetre, repair_codes
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.offre import professions
from observatoire.ingest.formats.offre.commun import build_lot_points, convert_degres, mark_departements
from observatoire.ingest.formats.offre.dates import date_livraison
from observatoire.ingest.lecture.nombres import parse_nombres
from observatoire.ingest.lecture.tableau import Tableau
from observatoire.ingest.lot import LotLu

_EPSG_OUTRE_MER = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}
_LAMBERT_93 = 2154
_PERSONNES = "D2"


def is_bpe(entete: list[str]) -> bool:
    """Reconnaît l'en-tête : un type d'équipement et une commune, ligne à ligne."""
    noms = {c.upper() for c in entete}
    return {"TYPEQU", "DEPCOM"} <= noms and bool(noms & {"LAMBERT_X", "LONGITUDE", "DCIRIS"})


def read_bpe(tableau: Tableau, demande: Demande) -> LotLu:
    """Équipements de santé des départements suivis.

    Raises:
        FichierRefuse: aucun équipement de santé du périmètre.
    """
    tableau.donnees.columns = pd.Index([c.upper() for c in tableau.donnees.columns])
    donnees = tableau.donnees
    for colonne in ("AN", "DCIRIS", "LAMBERT_X", "LAMBERT_Y", "LONGITUDE", "LATITUDE", "EPSG", "NOMRS"):
        if colonne not in donnees:
            donnees[colonne] = ""
    communes, messages = repair_codes(donnees["DEPCOM"], Maille.COMMUNE)
    departements = communes.map({c: get_departement(c) for c in communes.unique()})
    sante = donnees["TYPEQU"].isin(professions.BPE).to_numpy()
    gardees = sante & mark_departements(departements, demande.contexte) & ~tableau.mauvaises
    if not gardees.any():
        raise refuse_hors_perimetre(tableau, demande.contexte)
    choisies, communes = donnees[gardees], communes[gardees]
    lon, lat = _place(choisies, departements[gardees])
    types = choisies["TYPEQU"].tolist()
    noms = [professions.BPE[t] for t in types]
    lignes = tableau.lignes[gardees]
    annee = str(choisies["AN"].max())
    jour, doutes = date_livraison(demande, annee)
    messages += doutes
    identifiants = [f"bpe-{annee}-{t}-{n}" for t, n in zip(types, lignes, strict=True)]
    points = pd.DataFrame(
        {
            "id": identifiants,
            "categorie": [_name_categorie(p, s) for p, s in noms],
            "profession": [p for p, _ in noms],
            "specialite": [s for _, s in noms],
            "nom": choisies["NOMRS"].tolist(),
            "lon": lon,
            "lat": lat,
            "iris": [_read_iris(c) for c in choisies["DCIRIS"]],
            "date": jour,
            "personne": identifiants,
            "activite": 1.0,
            "commune": [find_commune(c, demande.contexte) for c in communes],
            "ligne": lignes,
            "mode_exercice": ["libéral" if t.startswith(_PERSONNES) else "" for t in types],
        }
    )
    if any(t.startswith(_PERSONNES) for t in types):
        messages.append(
            "La BPE compte un professionnel une fois par lieu d'exercice : ce sont des lieux, non des têtes."
        )
    return build_lot_points(
        points,
        demande,
        format_="bpe",
        libelle=f"Équipements de santé (BPE) {annee}",
        source="insee_bpe",
        lignes_lues=tableau.lignes_lues,
        rejets=tableau.list_rejets(),
        messages=messages,
    )


def _place(donnees: pd.DataFrame, departements: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Degrés du fichier s'il les donne, sinon conversion des coordonnées projetées."""
    epsg = parse_nombres(donnees["EPSG"]).valeurs
    defaut = departements.map(_EPSG_OUTRE_MER).fillna(_LAMBERT_93).to_numpy(dtype="int64")
    crs = np.where(np.isfinite(epsg), np.nan_to_num(epsg), defaut).astype("int64")
    x, y = parse_nombres(donnees["LAMBERT_X"]).valeurs, parse_nombres(donnees["LAMBERT_Y"]).valeurs
    lon, lat = convert_degres(x, y, crs)
    lue, lue_lat = parse_nombres(donnees["LONGITUDE"]).valeurs, parse_nombres(donnees["LATITUDE"]).valeurs
    donnes = np.isfinite(lue) & np.isfinite(lue_lat)
    return np.where(donnes, lue, lon), np.where(donnes, lue_lat, lat)


def _read_iris(code: str) -> str:
    """Code IRIS sans son tiret bas ; une commune sans IRIS ou un IRIS inconnu ne place rien."""
    net = code.replace("_", "")
    return net if is_code_valide(net, Maille.IRIS) else ""


def _name_categorie(profession: str, specialite: str) -> str:
    lieux = ("Maternité", "Service d’urgences", "Centre de santé", "Maison de santé pluriprofessionnelle")
    etablissement = profession in lieux or profession.startswith("Laboratoire")
    return professions.ETABLISSEMENT if etablissement else professions.get_categorie(profession, specialite)
