"""Reconnaître, à son intitulé, un lieu de soins : ce qui n'en est pas un peut être une personne."""

from observatoire.domain.francais import sort_key

_DEBUTS = (
    "antenne", "centre", "clinique", "club de prevention", "cmp", "cmpp", "csapa", "caarud", "creche", "dispensaire",
    "ecole", "ehpad", "equipe", "etablissement", "foyer", "had", "hebergement", "hopital", "hopitaux", "hospice",
    "institut", "laboratoire", "maison", "maternite", "msp", "officine", "pharmacie", "planning", "pmi", "pole",
    "protection maternelle", "residence", "service", "soins de suite", "ssiad", "unite", "urgences", "usld",
)  # fmt: skip
"""Débuts d'intitulé, sans accent. « pharmacie » ne doit pas prendre « pharmacien » : le mot est entier."""


def is_lieu(profession: str) -> bool:
    """Vrai si l'intitulé nomme un lieu (« Pharmacie », « Centre de santé »), faux pour un métier ou dans le doute."""
    plat = " ".join(sort_key(profession).replace("'", " ").replace("’", " ").split())
    return any(f"{plat} ".startswith((f"{debut} ", f"{debut}s ")) for debut in _DEBUTS)
