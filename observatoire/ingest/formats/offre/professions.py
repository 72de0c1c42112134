"""Un même mot pour une même profession, quel que soit l'annuaire qui la nomme."""

from dataclasses import dataclass

from observatoire.domain.lieux_de_soins import is_lieu
from observatoire.ingest.formats.offre.synonymes import (
    GENERALISTE,
    MEDECIN,
    find_lieu,
    find_metier,
    find_specialite,
)

PREMIER, SECOND, OFFICINE, ETABLISSEMENT = "premier recours", "second recours", "officine", "établissement"
NON_RECONNUE = "profession non reconnue"
"""Ni métier ni lieu connus : peut-être une personne. Son nom n'est jamais tenu pour celui d'un lieu."""
_PREMIER_RECOURS = frozenset(
    {
        "Infirmier", "Chirurgien-dentiste", "Masseur-kinésithérapeute", "Sage-femme", "Orthophoniste",
        "Pharmacien", "Pédicure-podologue",
    }
)  # fmt: skip

RPPS = {
    "10": "Médecin", "21": "Pharmacien", "26": "Audioprothésiste", "28": "Opticien-lunetier",
    "40": "Chirurgien-dentiste", "50": "Sage-femme", "60": "Infirmier", "70": "Masseur-kinésithérapeute",
    "80": "Pédicure-podologue", "91": "Orthophoniste", "92": "Orthoptiste", "93": "Psychologue",
    "94": "Ergothérapeute", "95": "Diététicien", "96": "Psychomotricien",
}  # fmt: skip
"""Code profession du RPPS ; un code absent garde le libellé du fichier."""
RPPS_GENERALISTES = frozenset({"SM26", "SM53", "SM54"})

CABINET, CENTRE_DE_SANTE, AUTRE_SECTEUR = "cabinet", "centre de santé", "autre"
_SECTEURS_RPPS = {"SA05": CENTRE_DE_SANTE, "SA07": CABINET, "SA08": CABINET, "SA09": CABINET}
"""Cabinet individuel, de groupe, ou exercice en société ; les autres codes sont des hôpitaux, des services…"""

AMELI_GENERALISTES = frozenset({"01", "22", "23"})
AMELI = {
    "19": "Chirurgien-dentiste", "53": "Chirurgien-dentiste", "54": "Chirurgien-dentiste", "21": "Sage-femme",
    "24": "Infirmier", "26": "Masseur-kinésithérapeute", "27": "Pédicure-podologue", "28": "Orthophoniste",
    "29": "Orthoptiste",
}  # fmt: skip
"""Code spécialité de l'annuaire santé ; les autres sont des médecins, ou gardent leur libellé."""

FINESS = {
    "101": "Centre hospitalier régional", "106": "Centre hospitalier", "355": "Centre hospitalier",
    "292": "Centre hospitalier spécialisé en psychiatrie", "109": "Soins de suite et de réadaptation",
    "124": "Centre de santé", "603": "Maison de santé pluriprofessionnelle", "620": "Pharmacie",
    "610": "Laboratoire d’analyses médicales", "611": "Laboratoire d’analyses médicales", "500": "EHPAD",
    "202": "Résidence autonomie", "354": "Service de soins infirmiers à domicile",
    "156": "Centre médico-psychologique", "425": "Centre d’accueil thérapeutique à temps partiel",
    "182": "Service d’éducation spéciale et de soins à domicile", "183": "Institut médico-éducatif",
    "192": "Institut d’éducation motrice", "246": "Établissement et service d’aide par le travail",
    "286": "Club de prévention", "300": "École sanitaire", "330": "École sociale",
    "379": "Établissement expérimental pour adultes handicapés", "437": "Foyer d’accueil médicalisé",
    "445": "Service d’accompagnement médico-social", "446": "Service d’accompagnement à la vie sociale",
}  # fmt: skip
"""Catégorie d'établissement FINESS ; une catégorie absente garde le libellé du fichier."""


def get_categorie(profession: str, specialite: str) -> str:
    """Famille de l'offre : premier recours, second recours ou officine."""
    if profession == "Pharmacie":
        return OFFICINE
    return PREMIER if profession in _PREMIER_RECOURS or specialite == GENERALISTE else SECOND


def find_secteur_rpps(code: str) -> str:
    """Secteur d'activité du RPPS, réduit à ce qui compte pour la ville : cabinet, centre de santé, autre."""
    return _SECTEURS_RPPS.get(code, AUTRE_SECTEUR) if code else ""


CATEGORIES = frozenset({PREMIER, SECOND, OFFICINE, ETABLISSEMENT})


@dataclass(frozen=True, slots=True)
class Nomme:
    """Ce qu'est un point, dans les mots de l'observatoire."""

    profession: str
    specialite: str
    categorie: str


def name_metier(profession: str, specialite: str = "") -> Nomme:
    """Nom commun d'un intitulé d'annuaire : métier, lieu, ou `NON_RECONNUE` avec l'intitulé tel quel."""
    if metier := find_metier(profession):
        nom, trouvee = metier
        precise = find_specialite(specialite) if nom == MEDECIN else ""
        finale = precise or specialite or trouvee
        return Nomme(nom, finale, get_categorie(nom, finale))
    if lieu := find_lieu(profession) or (profession if is_lieu(profession) else ""):
        return Nomme(lieu, specialite, OFFICINE if lieu == "Pharmacie" else ETABLISSEMENT)
    return Nomme(profession, specialite, NON_RECONNUE)


def name_etablissement(nom: str) -> Nomme:
    """Établissement ou officine, quand le répertoire garantit que c'en est un."""
    lieu = find_lieu(nom) or nom
    return Nomme(lieu, "", OFFICINE if lieu == "Pharmacie" else ETABLISSEMENT)
