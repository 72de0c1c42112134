"""Combien d'adresses d'un métier la version a pu placer : pourquoi un chiffre par quartier manque."""

from observatoire.domain.placement import Placement
from observatoire.services.offre.points import build_metier
from observatoire.services.version import open_version


def find_placement(*, version: str, metier: str) -> Placement | None:
    """Adresses du métier dans la ville, et combien sont placées ; rien si la version ne le dit pas ou n'en a aucune.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    entrepot = open_version(version)
    comptes = [
        (adresses, placees, situees)
        for profession, specialite, adresses, placees, situees in (
            entrepot.read("placements_offre") if "placement_offre" in entrepot.tables else []
        )
        if build_metier(profession, specialite) == metier
    ]
    if not comptes:
        return None
    adresses, placees, situees = (sum(c) for c in zip(*comptes, strict=True))
    return Placement(adresses, placees, situees)
