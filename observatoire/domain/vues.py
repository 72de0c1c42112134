"""Une vue enregistrée : un nom donné à une adresse, pour la retrouver sans garder le lien."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MAX_NOM_VUE = 80
MAX_REQUETE = 4_000


class GenreVue(StrEnum):
    """Ce que la vue contient ; la valeur sert aussi de genre au journal."""

    ZONE = "zone"
    SCENARIO = "scenario"


@dataclass(frozen=True, slots=True)
class VueEnregistree:
    """Une vue gardée sur le serveur.

    `requete` est la suite de codes de l'adresse (`iris=…&comparateur=…`), `version_donnees` la version publiée sur
    laquelle elle a été enregistrée, `version` le compte des modifications, pour le verrouillage optimiste.
    """

    id: int
    version: int
    genre: GenreVue
    nom: str
    requete: str
    version_donnees: str
    auteur: str
    modifiee_le: datetime
