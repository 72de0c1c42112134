"""Types d'équipement de santé de la base permanente des équipements, codes d'avant 2022 et d'aujourd'hui.

Entre les deux, l'INSEE a renuméroté les métiers au fil de leur passage d'un répertoire à l'autre : un même métier a
donc plusieurs codes, et un code ne sert jamais à deux métiers.
"""

from observatoire.ingest.formats.offre.synonymes import GENERALISTE, MEDECIN

SANTE = ("D1", "D2", "D3")
"""Établissements de santé, professionnels libéraux, autres lieux de soins."""
PERSONNES = "D2"
HORS_SUJET = frozenset({"D303", "D304", "D305"})
"""Ambulances, transfusion sanguine, établissements thermaux : connus, et laissés de côté."""

TYPES: dict[str, tuple[str, str]] = {
    "D101": ("Établissement de soins de courte durée", ""), "D102": ("Soins de suite et de réadaptation", ""),
    "D103": ("Établissement de soins de longue durée", ""), "D104": ("Établissement psychiatrique", ""),
    "D105": ("Centre de lutte contre le cancer", ""), "D106": ("Service d’urgences", ""), "D107": ("Maternité", ""),
    "D108": ("Centre de santé", ""), "D109": ("Établissement psychiatrique ambulatoire", ""),
    "D110": ("Centre de médecine préventive", ""), "D111": ("Centre de dialyse", ""),
    "D112": ("Service d’hospitalisation à domicile", ""), "D113": ("Maison de santé pluriprofessionnelle", ""),
    "D114": ("Service de prise en charge des addictions", ""), "D115": ("Service de santé maternelle et infantile", ""),
    "D201": (MEDECIN, GENERALISTE), "D265": (MEDECIN, GENERALISTE),
    "D202": (MEDECIN, "Cardiologie"), "D266": (MEDECIN, "Cardiologie"),
    "D203": (MEDECIN, "Dermatologie"), "D267": (MEDECIN, "Dermatologie"),
    "D204": (MEDECIN, "Gynécologie"), "D205": (MEDECIN, "Gynécologie"), "D214": (MEDECIN, "Gynécologie"),
    "D276": (MEDECIN, "Gynécologie"),
    "D206": (MEDECIN, "Gastro-entérologie"), "D268": (MEDECIN, "Gastro-entérologie"),
    "D207": (MEDECIN, "Psychiatrie"), "D269": (MEDECIN, "Psychiatrie"),
    "D208": (MEDECIN, "Ophtalmologie"), "D270": (MEDECIN, "Ophtalmologie"),
    "D209": (MEDECIN, "Oto-rhino-laryngologie"), "D271": (MEDECIN, "Oto-rhino-laryngologie"),
    "D210": (MEDECIN, "Pédiatrie"), "D272": (MEDECIN, "Pédiatrie"),
    "D211": (MEDECIN, "Pneumologie"), "D273": (MEDECIN, "Pneumologie"),
    "D212": (MEDECIN, "Radiologie"), "D274": (MEDECIN, "Radiologie"),
    "D213": (MEDECIN, "Stomatologie"), "D275": (MEDECIN, "Stomatologie"),
    "D251": (MEDECIN, "Allergologie"), "D252": (MEDECIN, "Anesthésie-réanimation"),
    "D253": (MEDECIN, "Chirurgie générale"), "D254": (MEDECIN, "Chirurgie orthopédique et plastique"),
    "D255": (MEDECIN, "Endocrinologie"), "D256": (MEDECIN, "Gériatrie"), "D257": (MEDECIN, "Hématologie"),
    "D258": (MEDECIN, "Médecine physique et de réadaptation"), "D259": (MEDECIN, "Neurologie"),
    "D260": (MEDECIN, "Oncologie et anatomie pathologique"), "D261": (MEDECIN, "Rhumatologie"),
    "D262": (MEDECIN, "Urologie et néphrologie"),
    "D221": ("Chirurgien-dentiste", ""), "D277": ("Chirurgien-dentiste", ""),
    "D231": ("Sage-femme", ""), "D278": ("Sage-femme", ""),
    "D232": ("Infirmier", ""), "D244": ("Infirmier", ""), "D281": ("Infirmier", ""),
    "D233": ("Masseur-kinésithérapeute", ""), "D279": ("Masseur-kinésithérapeute", ""),
    "D235": ("Orthophoniste", ""), "D282": ("Orthophoniste", ""), "D236": ("Orthoptiste", ""),
    "D237": ("Pédicure-podologue", ""), "D280": ("Pédicure-podologue", ""),
    "D238": ("Audioprothésiste", ""), "D245": ("Professionnel de l’appareillage", ""),
    "D239": ("Ergothérapeute", ""), "D247": ("Ergothérapeute", ""),
    "D240": ("Psychomotricien", ""), "D248": ("Psychomotricien", ""),
    "D241": ("Manipulateur d’électroradiologie médicale", ""),
    "D242": ("Diététicien", ""), "D249": ("Diététicien", ""), "D243": ("Psychologue", ""), "D250": ("Psychologue", ""),
    "D301": ("Pharmacie", ""), "D307": ("Pharmacie", ""), "D302": ("Laboratoire d’analyses médicales", ""),
}  # fmt: skip
"""Profession et spécialité de chaque type."""
