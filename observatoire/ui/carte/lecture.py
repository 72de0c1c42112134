"""Résultats de la vue choisie, pris dans le cache."""

from observatoire.services.carte import Animation, Carte
from observatoire.ui import cache
from observatoire.ui.carte.choix import Choix


def read_carte(choix: Choix, indicateur: str, periode: str) -> Carte:
    """Carte d'un indicateur et d'une période, avec les autres choix de la page."""
    return cache.get_carte(
        version=choix.version,
        indicateur=indicateur,
        periode=periode,
        maille=choix.maille.value,
        comparateur=choix.comparateur,
        sexe=choix.sexe,
        age=choix.age,
        classes=choix.decoupe,
    )


def read_animation(choix: Choix, indicateur: str) -> Animation:
    """Toutes les périodes d'un indicateur, aux mêmes classes."""
    return cache.get_animation(
        version=choix.version,
        indicateur=indicateur,
        maille=choix.maille.value,
        sexe=choix.sexe,
        age=choix.age,
        classes=choix.decoupe,
    )
