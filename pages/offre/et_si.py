"""Et si ? : des changements supposés de l'offre de soins, et leur effet par quartier."""

from observatoire.ui import cache
from observatoire.ui.cadre import show_bas
from observatoire.ui.composants import show_entete, show_vide
from observatoire.ui.offre.etsi import CHEMIN, show_et_si

version = cache.read_version()
offre = cache.get_offre(version)
if offre.points and cache.get_contours(version, "iris"):
    show_et_si(version, offre)
else:
    show_entete(CHEMIN, "Et si ?", "Supposer un changement de l’offre de soins")
    show_vide(
        "Pas encore d’offre de soins à changer",
        "Importez les contours des IRIS et un annuaire (RPPS, annuaire santé) ou une liste de lieux avec leurs "
        "coordonnées, puis publiez.",
        ("python -m observatoire importer liste-ps.csv", "python -m observatoire publier"),
    )
show_bas()
