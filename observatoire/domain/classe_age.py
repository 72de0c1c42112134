"""Classes d'âge : celles d'une population (« 0-14 », « 75+ ») et celles que les listes donnent d'un professionnel."""

import re
from collections.abc import Iterable

Intervalle = tuple[int, int]
"""Premier âge, et premier âge au-delà."""
AGE_MAXIMAL = 200
"""Fin d'une tranche ouverte : plus qu'aucun âge."""
_TRANCHE = re.compile(r"([0-9]{1,3})(?:-([0-9]{1,3})|\+)")

_NOMBRE = re.compile(r"\d+")
_PLUS_JEUNE = 25
"""Âge où commence « moins de 40 ans »."""
_OUVERTE_JUSQU_A, _OUVERTE_LARGEUR = 70, 5
"""« 55 ans ou plus » va jusqu'à 70 ans ; une classe qui commence après compte cinq ans."""
_AGE_MAX = 110


def parse_tranche(age: str) -> Intervalle | None:
    """Bornes d'une tranche d'âge, la seconde exclue ; None pour « tous » ou une forme inconnue."""
    trouve = _TRANCHE.fullmatch(age)
    if trouve is None:
        return None
    debut, fin = int(trouve[1]), int(trouve[2]) + 1 if trouve[2] else AGE_MAXIMAL
    return (debut, fin) if debut < fin else None


def choose_partition(ages: Iterable[str], debut: int | None = None, fin: int | None = None) -> tuple[str, ...]:
    """Les tranches, le plus possible, qui se suivent de `debut` à `fin` sans trou ni recouvrement ; vide sinon.

    Les fichiers du recensement donnent plusieurs découpages qui se recouvrent (0-14 et 0-2, 3-5…) : en additionner
    deux compterait des habitants deux fois. À nombre égal, les premières tranches sont les plus étroites. Sans
    bornes, toute l'étendue des tranches reçues doit être couverte.
    """
    places = {a: p for a in sorted(set(ages)) if (p := parse_tranche(a))}
    if not places:
        return ()
    depart = min(a for a, _ in places.values()) if debut is None else debut
    arrivee = max(b for _, b in places.values()) if fin is None else fin
    meilleures: dict[int, tuple[str, ...]] = {arrivee: ()}
    # De la fin vers le début : la meilleure suite depuis une borne ne dépend que de celles qui commencent après.
    for borne in sorted({a for a, _ in places.values()}, reverse=True):
        suites = [(b, (a, *meilleures[b])) for a, (d, b) in places.items() if d == borne and b in meilleures]
        if suites:
            meilleures[borne] = max(suites, key=lambda s: (len(s[1]), -s[0]))[1]
    return meilleures.get(depart, ())


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
