"""Vues de « Densités et accès » : une ligne chacune, seul le corps de la vue ouverte s'exécute."""

from collections.abc import Callable
from dataclasses import dataclass

from observatoire.services.catalogue import Catalogue
from observatoire.services.offre.points import Offre
from observatoire.ui import etat_url
from observatoire.ui.offre.acces import show_acces
from observatoire.ui.offre.densites import show_densites
from observatoire.ui.offre.isochrones import show_isochrones
from observatoire.ui.offre.projections import show_projections
from observatoire.ui.offre.tete import Contexte


@dataclass(frozen=True, slots=True)
class Vue:
    """Une vue : son code dans l'adresse, son nom à l'écran, la fonction qui la dessine."""

    code: str
    libelle: str
    show: Callable[[Contexte], None]


VUES = (
    Vue("densites", "Densités", show_densites),
    Vue("acces", "Accès", show_acces),
    Vue("isochrones", "Isochrones", show_isochrones),
    Vue("projections", "Projections", show_projections),
)
"""Dans l'ordre de l'écran ; la première s'ouvre par défaut."""


def show_vue(version: str, catalogue: Catalogue, offre: Offre) -> None:
    """Dessine la vue que demande l'adresse."""
    vues = {v.code: v for v in VUES}
    code = etat_url.read_code("vue", vues, VUES[0].code, "la vue")
    vues[code].show(Contexte(version, catalogue, offre, code, {v.code: v.libelle for v in VUES}))
