"""Remettre dans le plan un objet qu'un autre a supprimé, sans ce qui a disparu avec lui."""

from dataclasses import replace
from typing import Any, TypeVar

from observatoire.domain.cls.codage import champs_types
from observatoire.domain.cls.objets import Action, Axe, Objet, genre_of, reference_of
from observatoire.domain.cls.plan import Plan

T = TypeVar("T", bound=Objet)


def keep_presents(plan: Plan, objet: T) -> T:
    """Rend l'objet sans les liens facultatifs vers ce que le plan n'a plus : un axe, une séance, une action mère."""
    genre, change = genre_of(objet), dict[str, Any]()
    for champ, (_, optionnel) in champs_types(type(objet)).items():
        vise = reference_of(genre, champ)
        if vise and optionnel and getattr(objet, champ) not in plan.tables.get(vise, {}):
            change[champ] = None
    if isinstance(objet, Action):
        change["axes"] = tuple(a for a in objet.axes if plan.get(Axe, a))
    return replace(objet, **change)
