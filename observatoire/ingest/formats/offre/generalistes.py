"""Généralistes par IRIS (annuaire de l'Assurance maladie géocodé) : un compte pondéré par IRIS, pas des personnes."""

import pandas as pd

from observatoire.domain.francais import format_nombre
from observatoire.domain.territoire import Maille, get_departement
from observatoire.ingest.formats.commun import find_commune, repair_codes
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.offre import professions
from observatoire.ingest.formats.offre.commun import build_lot_points
from observatoire.ingest.formats.offre.dates import date_livraison
from observatoire.ingest.formats.offre.voisinage import Voisinage
from observatoire.ingest.lecture.nombres import parse_nombres
from observatoire.ingest.lecture.tableau import Tableau
from observatoire.ingest.lot import LotLu

_COMPTE = "nb_generalistes_pondere"


def is_generalistes(entete: list[str]) -> bool:
    """Reconnaît l'en-tête."""
    return {"code_iris", _COMPTE} <= {c.lower() for c in entete}


def read_generalistes(tableau: Tableau, demande: Demande) -> LotLu:
    """Un point par IRIS, dont l'activité est le compte pondéré : un médecin de deux lieux y compte deux demis."""
    tableau.donnees.columns = pd.Index([c.lower() for c in tableau.donnees.columns])
    donnees = tableau.donnees
    iris, messages = repair_codes(donnees["code_iris"], Maille.IRIS)
    comptes = parse_nombres(donnees[_COMPTE])
    tableau.reject(
        comptes.invalides | comptes.vides | (comptes.valeurs < 0),
        _COMPTE,
        attendu="un nombre de médecins",
        conseil="Corrigez la case, ou retirez la ligne.",
    )
    tableau.reject(
        iris.duplicated().to_numpy(), "code_iris", attendu="une ligne par IRIS", conseil="Cet IRIS est déjà plus haut."
    )
    saines = ~tableau.mauvaises
    departements = iris.map({c: get_departement(c) for c in iris.unique()})
    lon, lat = (_read_degres(donnees, f"{axe}_un_cabinet") for axe in ("longitude", "latitude"))
    gardees = saines & Voisinage(demande.contexte).mark(departements, lon.to_numpy(), lat.to_numpy())
    communes = pd.Series([find_commune(c, demande.contexte) for c in iris], index=iris.index)
    dedans = gardees & communes.isin(demande.contexte.communes).to_numpy()
    messages.append(
        f"{_format(comptes.valeurs[saines].sum())} généralistes pondérés dans le fichier, "
        f"dont {_format(comptes.valeurs[dedans].sum())} dans les communes suivies."
    )
    annee, doutes = date_livraison(demande)
    points = pd.DataFrame(
        {
            "id": ("generalistes-" + iris[gardees]).tolist(),
            "categorie": professions.PREMIER,
            "profession": "Médecin",
            "specialite": professions.GENERALISTE,
            "nom": "Généralistes de l’IRIS",
            "lon": lon[gardees],
            "lat": lat[gardees],
            "iris": iris[gardees].tolist(),
            "date": annee,
            "personne": "",
            "activite": comptes.valeurs[gardees],
            "commune": communes[gardees].tolist(),
            "mode_exercice": "libéral",
            "ligne": tableau.lignes[gardees],
        }
    )
    return build_lot_points(
        points,
        demande,
        format_="generalistes",
        libelle=f"Généralistes par IRIS {annee}",
        source="cnam_annuaire",
        lignes_lues=tableau.lignes_lues,
        rejets=tableau.list_rejets(),
        messages=[*messages, *doutes],
    )


def _read_degres(donnees: pd.DataFrame, colonne: str) -> "pd.Series[float]":
    if colonne not in donnees:
        return pd.Series(float("nan"), index=donnees.index)
    return pd.Series(parse_nombres(donnees[colonne]).valeurs, index=donnees.index)


def _format(nombre: float) -> str:
    return format_nombre(float(nombre), 2)
