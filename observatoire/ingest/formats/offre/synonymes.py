"""Un même métier, un même lieu, une même spécialité s'écrivent de bien des façons : leur nom dans l'observatoire.

Les intitulés de ce module se comparent sans accent, casse, ponctuation, genre, nombre ni marque inclusive.
"""

import re
from functools import cache

from observatoire.domain.francais import sort_key

GENERALISTE = "Médecine générale"
MEDECIN = "Médecin"

_METIERS: dict[str, tuple[str, ...]] = {
    MEDECIN: ("médecin", "docteur", "doctoresse", "médecin spécialiste", "docteur en médecine"),
    "Infirmier": ("infirmier", "idel", "ide", "infirmier de pratique avancée", "ipa"),
    "Chirurgien-dentiste": (
        "chirurgien-dentiste",
        "dentiste",
        "odontologiste",
        "orthodontiste",
        "docteur en chirurgie dentaire",
    ),
    "Masseur-kinésithérapeute": ("masseur-kinésithérapeute", "kinésithérapeute", "kiné", "masseur-kiné", "mk", "mkde"),
    "Sage-femme": ("sage-femme", "maïeuticien"),
    "Orthophoniste": ("orthophoniste",),
    "Orthoptiste": ("orthoptiste",),
    "Pédicure-podologue": ("pédicure-podologue", "podologue", "pédicure"),
    "Pharmacien": ("pharmacien", "pharmacien d'officine", "docteur en pharmacie"),
    "Psychologue": ("psychologue", "psychologue clinicien", "neuropsychologue"),
    "Ergothérapeute": ("ergothérapeute",),
    "Diététicien": ("diététicien", "diététicien nutritionniste"),
    "Psychomotricien": ("psychomotricien",),
    "Audioprothésiste": ("audioprothésiste", "audio-prothésiste"),
    "Opticien-lunetier": ("opticien-lunetier", "opticien"),
    "Ostéopathe": ("ostéopathe",),
    "Chiropracteur": ("chiropracteur", "chiropraticien"),
    "Psychothérapeute": ("psychothérapeute",),
    "Aide-soignant": ("aide-soignant", "aide-soignante"),
    "Assistant dentaire": ("assistant dentaire", "assistante dentaire"),
    "Assistant de service social": ("assistant social", "assistante sociale", "assistante de service social"),
    "Auxiliaire de puériculture": (),
    "Manipulateur d’électroradiologie médicale": ("manipulateur erm", "manipulateur radio"),
    "Technicien de laboratoire médical": ("technicien de laboratoire",),
    "Préparateur en pharmacie": (),
    "Orthoprothésiste": (),
    "Podo-orthésiste": (),
    "Orthopédiste-orthésiste": (),
    "Physicien médical": (),
    "Professionnel de l’appareillage": (),
    "Ambulancier": (),
}
"""Nom dans l'observatoire, et autres façons de l'écrire. Seuls les premiers ont une densité."""
_GENERALISTES = (
    "médecin généraliste", "généraliste", "omnipraticien", "médecin omnipraticien", "médecine générale",
    "médecin de famille", "médecin traitant", "docteur généraliste", "médecin en médecine générale",
)  # fmt: skip
_LIEUX: dict[str, tuple[str, ...]] = {
    "Pharmacie": ("pharmacie", "officine", "pharmacie d'officine", "pharmacie de ville"),
    "Maison de santé pluriprofessionnelle": (
        "maison de santé", "maison de santé pluriprofessionnelle", "maison de santé pluridisciplinaire", "msp",
    ),
    "Centre de santé": ("centre de santé", "centre municipal de santé", "centre de santé polyvalent"),
    "Service d’urgences": ("urgences", "service d'urgences", "service des urgences"),
    "Laboratoire d’analyses médicales": (
        "laboratoire", "laboratoire d'analyses médicales", "laboratoire de biologie médicale", "lbm",
        "laboratoire d'analyses et de biologie médicale", "laboratoire d'analyses de biologie médicale",
    ),
    "Centre médico-psychologique": ("centre médico-psychologique", "cmp"),
    "EHPAD": ("ehpad", "établissement d'hébergement pour personnes âgées dépendantes"),
}  # fmt: skip
_SPECIALITES: dict[str, tuple[str, ...]] = {
    "Allergologie": ("allergolog",),
    "Anesthésie-réanimation": ("anesthes",),
    "Cardiologie": ("cardiolog", "cardio vascul", "pathologie cardio"),
    "Dermatologie": ("dermatolog",),
    "Endocrinologie": ("endocrinolog",),
    "Gastro-entérologie": ("gastro enterolog", "gastroenterolog", "hepato gastro", "hepatolog"),
    "Gériatrie": ("geriatr", "gerontolog"),
    "Gynécologie": ("gynecolog", "obstetri"),
    "Hématologie": ("hematolog",),
    "Néphrologie": ("nephrolog",),
    "Neurologie": ("neurolog",),
    "Oncologie": ("oncolog", "cancerolog"),
    "Ophtalmologie": ("ophtalmolog", "ophtalmo"),
    "Oto-rhino-laryngologie": ("oto rhino", "otorhino", "orl"),
    "Pédiatrie": ("pediatr",),
    "Pneumologie": ("pneumolog",),
    "Psychiatrie": ("psychiatr", "pedopsychiatr", "pedo psychiatr", "neuropsychiatr", "neuro psychiatr"),
    "Radiologie": ("radiolog", "radio diagnost", "radiodiagnost", "imagerie medicale"),
    "Rhumatologie": ("rhumatolog",),
    "Stomatologie": ("stomatolog",),
    "Urologie": ("urolog",),
}
"""Début d'intitulé, sans accent, de chaque spécialité : « psychiatr » vaut pour le psychiatre et la psychiatrie."""

_INCLUSIF = re.compile(r"\((?:e|s|es|ne|i?ère|i?ere|euse|trice)\)|[·•․](?:e|s|es|ne|i?ère|euse|trice)\b[·.]?s?")
_CREUX = frozenset(
    {
        "d", "e", "de", "des", "du", "la", "le", "les", "l", "en", "et", "a", "au", "aux", "titre", "etat", "diplome",
        "diplomee", "liberal", "liberale", "liberaux", "exercice", "prive", "privee", "conventionne", "conventionnee",
        "remplacant", "remplacante", "salarie", "salariee",
    }
)  # fmt: skip
_FEMININS = (("iere", "ier"), ("ienne", "ien"), ("euse", "eur"), ("trice", "teur"))
_FINS_DE_MEDECIN = ("logue", "logiste", "iatre", "thesiste", "stetricien", "orl", "ophtalmo")


@cache
def simplify(intitule: str) -> str:
    """Intitulé réduit à ses mots pleins, au masculin singulier : « Infirmières libérales D.E. » vaut « infirmier »."""
    texte = sort_key(_INCLUSIF.sub("", intitule.split("/", maxsplit=1)[0]))
    mots = [_simplify_mot(m) for m in re.sub(r"[^a-z0-9]+", " ", texte).split()]
    return " ".join(m for m in mots if m not in _CREUX)


def _simplify_mot(mot: str) -> str:
    seul = mot[:-1] if len(mot) > 3 and mot.endswith(("s", "x")) else mot
    return next((seul[: -len(f)] + m for f, m in _FEMININS if seul.endswith(f)), seul)


def _index(noms: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {simplify(variante): nom for nom, variantes in noms.items() for variante in (nom, *variantes)}


_INDEX_METIERS, _INDEX_LIEUX = _index(_METIERS), _index(_LIEUX)
_INDEX_GENERALISTES = frozenset(simplify(v) for v in _GENERALISTES)


@cache
def find_lieu(intitule: str) -> str:
    """Nom du lieu que cet intitulé désigne, ou rien."""
    return _INDEX_LIEUX.get(simplify(intitule), "")


@cache
def find_specialite(intitule: str) -> str:
    """Spécialité médicale que cet intitulé désigne (« Psychiatre », « Psychiatrie »…), ou rien."""
    plat = _strip_titre(simplify(intitule))
    if plat in _INDEX_GENERALISTES:
        return GENERALISTE
    return next((nom for nom, debuts in _SPECIALITES.items() if plat.startswith(debuts)), "")


@cache
def find_metier(intitule: str) -> tuple[str, str] | None:
    """Profession et spécialité d'une personne, d'après son seul intitulé ; rien s'il n'est pas reconnu."""
    plat = simplify(intitule)
    if plat in _INDEX_GENERALISTES:
        return MEDECIN, GENERALISTE
    # « Infirmier anesthésiste » est un infirmier : les premiers mots suffisent, les plus nombreux l'emportent.
    mots = plat.split()
    metier = next((m for n in range(len(mots), 0, -1) if (m := _INDEX_METIERS.get(" ".join(mots[:n])))), "")
    specialite = find_specialite(intitule)
    if metier == MEDECIN and len(mots) > 1 and not specialite:
        # « Docteur chirurgien-dentiste » est dentiste ; « Docteur Martin » reste un médecin, sans spécialité.
        return None if "veterinaire" in mots else find_metier(" ".join(mots[1:])) or (MEDECIN, "")
    if metier:
        return metier, specialite if metier == MEDECIN else ""
    # « Cardiologue » est quelqu'un ; « Cardiologie » peut être un service.
    if specialite and (mots[0] == "specialiste" or any(m.endswith(_FINS_DE_MEDECIN) for m in mots)):
        return MEDECIN, specialite
    return (MEDECIN, "") if mots and mots[0] == "chirurgien" else None


def _strip_titre(plat: str) -> str:
    """« medecin specialiste psychiatrie » devient « psychiatrie »."""
    mots = plat.split()
    while len(mots) > 1 and mots[0] in ("medecin", "docteur", "specialiste"):
        mots = mots[1:]
    return " ".join(mots)
