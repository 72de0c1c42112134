"""Annuaire : chercher, filtrer et emporter les professionnels et lieux de soins."""

from observatoire.ui import cache
from observatoire.ui.cadre import show_bas
from observatoire.ui.composants import show_entete, show_vide
from observatoire.ui.offre.annuaire import CHEMIN, show_annuaire

version = cache.read_version()
offre = cache.get_offre(version)
if offre.points:
    show_annuaire(version, cache.get_catalogue(version), offre)
else:
    show_entete(CHEMIN, "Annuaire", "Professionnels et lieux de soins")
    show_vide(
        "L’annuaire est vide",
        "Importez un annuaire (RPPS, annuaire santé, FINESS, BPE) ou une liste de lieux, puis publiez.",
        ("python -m observatoire importer liste-ps.csv", "python -m observatoire publier"),
    )
show_bas()
