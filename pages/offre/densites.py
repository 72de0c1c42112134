"""Densités et accès : où sont les professionnels, qui peut les atteindre ; une vue à la fois."""

from observatoire.ui import cache
from observatoire.ui.cadre import show_bas
from observatoire.ui.composants import show_entete, show_vide
from observatoire.ui.offre.tete import CHEMIN
from observatoire.ui.offre.vues import show_vue

version = cache.read_version()
offre = cache.get_offre(version)
if offre.points:
    show_vue(version, cache.get_catalogue(version), offre)
else:
    show_entete(CHEMIN, "Densités et accès", "Professionnels et lieux de soins")
    show_vide(
        "Aucun professionnel ni lieu de soins dans cette version",
        "Importez un annuaire (RPPS, annuaire santé, FINESS, BPE) ou une liste de lieux avec leurs coordonnées, puis "
        "publiez.",
        ("python -m observatoire importer PS_LibreAcces_Personne_activite.txt", "python -m observatoire publier"),
    )
show_bas()
