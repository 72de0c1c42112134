"""Valeurs rangées : une ligne par chiffre (`indicateur;territoire;periode;sexe;age;numerateur;…`)."""

from observatoire.domain.francais import join_mots
from observatoire.ingest.formats.controle import check_valeurs
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.formats.schemas import rename_colonnes
from observatoire.ingest.lecture.tableau import Tableau, normalize_label
from observatoire.ingest.lot import LotLu

_AUTRES = {"territoire", "periode", "sexe", "age", "numerateur", "denominateur", "valeur"}
_INDICES_MIN = 2


def is_valeurs(entete: list[str]) -> bool:
    """Reconnaît l'en-tête, même incomplet : le lecteur saura dire quelle colonne manque."""
    noms = {normalize_label(c) for c in entete}
    return "indicateur" in noms and len(noms & _AUTRES) >= _INDICES_MIN


def read_valeurs(tableau: Tableau, demande: Demande) -> LotLu:
    """Chiffres vérifiés du fichier.

    Raises:
        FichierRefuse: une colonne obligatoire manque.
    """
    inconnues = rename_colonnes(tableau, "valeurs")
    messages = [f"Colonnes ignorées : {join_mots(inconnues)}."] if inconnues else []
    return check_valeurs(tableau, demande, format_="valeurs", messages=messages)
