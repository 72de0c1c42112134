"""Passage d'un objet du suivi à un dictionnaire JSON et retour, d'après le type de ses champs."""

import types
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from observatoire.domain.cls.objets import GENRES, Objet


@cache
def champs_types(classe: type[Objet]) -> dict[str, tuple[Any, bool]]:
    """Rend, pour chaque champ, son type sans `None` et s'il admet l'absence."""
    types_par_champ: dict[str, tuple[Any, bool]] = {}
    for nom, annotation in get_type_hints(classe).items():
        if get_origin(annotation) in {types.UnionType, Union}:
            (utile,) = [t for t in get_args(annotation) if t is not type(None)]
            types_par_champ[nom] = (utile, True)
        else:
            types_par_champ[nom] = (annotation, False)
    return types_par_champ


def encode_valeur(valeur: object) -> Any:
    """Rend une valeur écrivable en JSON."""
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, StrEnum):
        return valeur.value
    if isinstance(valeur, tuple):
        return list(cast("tuple[object, ...]", valeur))
    return valeur


def decode_valeur(type_: Any, valeur: object) -> Any:
    """Rend la valeur typée à partir de ce que le JSON ou la base a rendu."""
    if valeur is None:
        return None
    if type_ is date:
        return date.fromisoformat(valeur) if isinstance(valeur, str) else valeur
    if get_origin(type_) is tuple:
        element = get_args(type_)[0]
        return tuple(element(v) for v in cast("Iterable[Any]", valeur))
    return type_(valeur)


def to_json(objet: Objet) -> dict[str, Any]:
    """Rend l'objet en dictionnaire JSON, identité et version comprises."""
    return {nom: encode_valeur(getattr(objet, nom)) for nom in champs_types(type(objet))}


def from_json(genre: str, valeurs: Mapping[str, Any]) -> Objet:
    """Reconstruit un objet ; un champ inconnu (d'une version plus récente) est ignoré."""
    classe = GENRES[genre]
    attendus = champs_types(classe)
    return classe(**{nom: decode_valeur(attendus[nom][0], v) for nom, v in valeurs.items() if nom in attendus})
