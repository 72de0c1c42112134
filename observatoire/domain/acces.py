"""Accès aux soins : les métiers qu'on cherche à atteindre et les réglages du calcul."""

from dataclasses import dataclass
from enum import StrEnum


class UniteTrajet(StrEnum):
    """En quoi se compte un trajet."""

    KM = "km"
    MINUTES = "min"


class Decroissance(StrEnum):
    """Comment l'attrait d'un lieu de soins baisse avec le trajet."""

    CLOCHE = "cloche"
    PALIERS = "paliers"
    AUCUNE = "aucune"


LIBELLES_DECROISSANCE: dict[Decroissance, str] = {
    Decroissance.CLOCHE: "progressive (un dixième au bord)",
    Decroissance.PALIERS: "par tiers de la portée (1, puis 0,68, puis 0,22)",
    Decroissance.AUCUNE: "aucune : tout compte autant jusqu’au bord",
}
PALIERS = (1.0, 0.68, 0.22)
"""Poids des trois tiers de la portée (Luo et Qi 2009)."""
PORTEES: dict[UniteTrajet, tuple[float, ...]] = {
    UniteTrajet.KM: (1.0, 2.0, 3.0, 5.0),
    UniteTrajet.MINUTES: (10.0, 15.0, 20.0, 30.0),
}
"""Portées proposées ; la sensibilité les montre toutes."""
PORTEE_DEFAUT: dict[UniteTrajet, float] = {UniteTrajet.KM: 3.0, UniteTrajet.MINUTES: 15.0}
DETOUR_DEFAUT = 1.3
"""Chemin réel rapporté au vol d'oiseau ; réglage OBSERVATOIRE_DETOUR."""
HABITANTS_PAR = 10_000
PREFIXE_CARREAU = "c-"
"""Début de l'identifiant d'un lieu habité venu d'un carreau de l'INSEE."""


@dataclass(frozen=True, slots=True)
class ParametresAcces:
    """Réglages d'un calcul d'accessibilité locale.

    `portee` est dans l'`unite`, par le chemin et non à vol d'oiseau. `detour` n'a d'effet qu'en kilomètres. Sans
    `besoins`, un habitant en vaut un autre, quel que soit son âge.
    """

    unite: UniteTrajet = UniteTrajet.KM
    portee: float = PORTEE_DEFAUT[UniteTrajet.KM]
    decroissance: Decroissance = Decroissance.CLOCHE
    besoins: bool = True
    detour: float = DETOUR_DEFAUT


@dataclass(frozen=True, slots=True)
class MetierAcces:
    """Un métier ou un lieu de soins : comment ses points se nomment, et les indicateurs publiés pour lui.

    `apl` est celui de la DREES, montré à côté. `loin` : indicateur de la part d'habitants à plus de `loin_m` mètres.
    Un indicateur qui n'existe pas est vide.
    """

    code: str
    profession: str
    specialite: str = ""
    accessibilite: str = ""
    distance: str = ""
    temps: str = ""
    loin: str = ""
    loin_m: float = 1000.0
    nom: str = ""
    pluriel: str = ""
    article: str = ""
    de_un: str = ""
    apl: str = ""


METIERS_ACCES = (
    MetierAcces(
        "medecin-medecine-generale", "Médecin", "Médecine générale", "accessibilite_generalistes",
        "distance_generaliste", "temps_generaliste", "part_loin_generaliste",
        nom="Médecin généraliste", pluriel="médecins généralistes", article="au médecin généraliste",
        de_un="d’un médecin généraliste",
        apl="apl_generalistes",
    ),
    MetierAcces(
        "infirmier", "Infirmier", "", "accessibilite_infirmiers", "distance_infirmier", "temps_infirmier",
        nom="Infirmier", pluriel="infirmiers", article="à l’infirmier", de_un="d’un infirmier",
        apl="apl_infirmiers",
    ),
    MetierAcces(
        "masseur-kinesitherapeute", "Masseur-kinésithérapeute", "", "accessibilite_kinesitherapeutes",
        nom="Masseur-kinésithérapeute", pluriel="masseurs-kinésithérapeutes", article="au masseur-kinésithérapeute",
        apl="apl_kinesitherapeutes",
    ),
    MetierAcces(
        "chirurgien-dentiste", "Chirurgien-dentiste", "", "accessibilite_dentistes",
        nom="Chirurgien-dentiste", pluriel="chirurgiens-dentistes", article="au chirurgien-dentiste",
        apl="apl_dentistes",
    ),
    MetierAcces(
        "sage-femme", "Sage-femme", "", "accessibilite_sages_femmes",
        nom="Sage-femme", pluriel="sages-femmes", article="à la sage-femme",
        apl="apl_sages_femmes",
    ),
    MetierAcces(
        "pharmacie", "Pharmacie", "", "", "distance_pharmacie", "temps_pharmacie", "part_loin_pharmacie", 500.0,
        nom="Pharmacie", pluriel="pharmacies", article="à la pharmacie", de_un="d’une pharmacie",
    ),
    MetierAcces(
        "service-d-urgences", "Service d’urgences", "", "", "distance_urgences", "temps_urgences",
        nom="Urgences", pluriel="services d’urgences", article="au service d’urgences", de_un="d’un service d’urgences",
    ),
)  # fmt: skip
"""Métiers dont l'accès est publié. Le code est celui de l'adresse (`?metier=`)."""


def find_metier(code: str) -> MetierAcces | None:
    """Métier de ce code, s'il a un accès publié."""
    return next((m for m in METIERS_ACCES if m.code == code), None)


SECTEURS_EN_VILLE = frozenset({"cabinet", "centre de santé"})


def is_en_ville(mode_exercice: str, secteur_activite: str) -> bool:
    """Vrai pour qui soigne en ville : libéral, mixte ou inconnu, ou salarié d'un cabinet ou d'un centre de santé.

    Un salarié de l'hôpital n'y est pas : on ne prend pas rendez-vous chez lui comme chez un médecin de quartier.
    """
    return is_liberal(mode_exercice) or secteur_activite in SECTEURS_EN_VILLE


def is_liberal(mode_exercice: str) -> bool:
    """Vrai pour un exercice libéral, mixte ou inconnu : ce que comptent les densités."""
    return mode_exercice in ("", "libéral", "mixte")
