"""Table de trajets (`origine;destination;minutes` ou `metres`), d'un IRIS à un IRIS ou à une commune voisine."""

import numpy as np
import pandas as pd

from observatoire.domain.francais import format_nombre
from observatoire.domain.territoire import Maille, is_code_valide, repair_code
from observatoire.ingest.formats.commun import find_commune, refuse_hors_perimetre
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.lecture.nombres import parse_nombres
from observatoire.ingest.lecture.refus import build_refus
from observatoire.ingest.lecture.tableau import Tableau, normalize_label
from observatoire.ingest.lot import COLONNES_TRAJET, LotLu

_UNITES = {"minutes": "min", "metres": "m"}


def is_trajets(entete: list[str]) -> bool:
    """Reconnaît l'en-tête : une origine, une destination, et des minutes ou des mètres."""
    noms = {normalize_label(c) for c in entete}
    return {"origine", "destination"} <= noms and bool(noms & set(_UNITES))


def read_trajets(tableau: Tableau, demande: Demande) -> LotLu:
    """Trajets dont l'origine est un IRIS de la ville.

    Raises:
        FichierRefuse: minutes et mètres à la fois, ou aucune origine dans la ville.
    """
    tableau.donnees.columns = pd.Index([normalize_label(c) for c in tableau.donnees.columns])
    donnees = tableau.donnees
    mesures = [c for c in _UNITES if c in donnees]
    if len(mesures) > 1:
        raise build_refus(
            tableau.fichier,
            feuille=tableau.feuille,
            trouve="des minutes et des mètres",
            attendu="une seule mesure par fichier",
            conseil="Faites deux fichiers : le dernier importé sert au calcul.",
        )
    mesure = mesures[0]
    couts = parse_nombres(donnees[mesure])
    origines = donnees["origine"].map(lambda t: repair_code(str(t), Maille.IRIS))
    destinations = donnees["destination"].map(_repair_destination)
    _check(tableau, mesure, couts.valeurs, origines, destinations)
    dedans = origines.map(lambda c: find_commune(str(c), demande.contexte) in demande.contexte.communes).to_numpy(bool)
    gardees = dedans & ~tableau.mauvaises
    if not gardees.any() and not tableau.mauvaises.any():
        raise refuse_hors_perimetre(tableau, demande.contexte)
    trajets = pd.DataFrame(
        {
            "origine": origines[gardees],
            "destination": destinations[gardees],
            "cout": couts.valeurs[gardees],
            "unite": _UNITES[mesure],
            "mode": donnees["mode"][gardees] if "mode" in donnees else "",
        },
        columns=COLONNES_TRAJET,
    ).reset_index(drop=True)
    ailleurs = int((~dedans & ~tableau.mauvaises).sum())
    return LotLu(
        format="trajets",
        libelle=f"Trajets en {'minutes' if mesure == 'minutes' else 'mètres'}",
        source=demande.correspondance.source or "trajets_locaux",
        lignes_lues=tableau.lignes_lues,
        lignes_retenues=len(trajets),
        trajets=trajets,
        rejets=tableau.list_rejets(),
        messages=(
            f"{format_nombre(trajets['origine'].nunique())} IRIS de départ, "
            f"{format_nombre(trajets['destination'].nunique())} destinations.",
            *([f"{format_nombre(ailleurs)} trajet(s) partant d'ailleurs, sans usage ici."] if ailleurs else []),
        ),
    )


def _repair_destination(texte: str) -> str:
    """Code d'IRIS, sinon de commune, son zéro de tête rendu."""
    iris = repair_code(str(texte), Maille.IRIS)
    return iris if is_code_valide(iris, Maille.IRIS) else repair_code(str(texte), Maille.COMMUNE)


def _check(tableau: Tableau, mesure: str, couts: np.ndarray, origines: pd.Series, destinations: pd.Series) -> None:
    tableau.reject(
        ~origines.map(lambda c: is_code_valide(str(c), Maille.IRIS)).to_numpy(bool),
        "origine",
        attendu="un code IRIS de 9 caractères",
        conseil="Donnez un trajet par IRIS de départ.",
    )
    tableau.reject(
        ~destinations.map(
            lambda c: is_code_valide(str(c), Maille.IRIS) or is_code_valide(str(c), Maille.COMMUNE)
        ).to_numpy(bool),
        "destination",
        attendu="un code IRIS de 9 caractères, ou de commune de 5 caractères",
        conseil="Une commune voisine peut n'avoir qu'une ligne par IRIS de départ.",
    )
    tableau.reject(
        ~(np.isfinite(couts) & (couts >= 0)),
        mesure,
        attendu="un nombre positif ou nul",
        conseil="Un trajet impossible se retire du fichier.",
    )
    tableau.reject(
        (origines + ">" + destinations).duplicated().to_numpy(bool),
        "destination",
        attendu="un seul trajet par origine et destination",
        conseil="Ce trajet est déjà plus haut : gardez le plus court.",
    )
