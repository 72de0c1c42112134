"""Classe d'âge d'un professionnel, telle que l'écrivent les listes : « 55-59 ans », « 65 ans ou plus »."""

import re

_NOMBRE = re.compile(r"\d+")
_PLUS_JEUNE = 25
"""Âge où commence « moins de 40 ans »."""
_OUVERTE_JUSQU_A, _OUVERTE_LARGEUR = 70, 5
"""« 55 ans ou plus » va jusqu'à 70 ans ; une classe qui commence après compte cinq ans."""
_AGE_MAX = 110


def parse_classe_age(texte: str) -> tuple[int, int] | None:
    """Bornes d'une classe, la seconde exclue : « 55-59 ans » donne (55, 60). Rien si le texte n'en est pas une."""
    ages = [int(n) for n in _NOMBRE.findall(texte)]
    plat = texte.casefold()
    if not ages or max(ages) > _AGE_MAX:
        return None
    if len(ages) == 2 and ages[0] <= ages[1]:
        return ages[0], ages[1] + 1
    if len(ages) > 1:
        return None
    (age,) = ages
    if "moins" in plat or "<" in plat:
        return (_PLUS_JEUNE, age) if age > _PLUS_JEUNE else None
    if "plus" in plat or "+" in plat or ">" in plat:
        return age, max(_OUVERTE_JUSQU_A, age + _OUVERTE_LARGEUR)
    return age, age + 1
