"""Commande de démonstration."""

from observatoire.cli.console import OptionDonnees, advance, show_progress, sortie
from observatoire.cli.versions import show_publication
from observatoire.ingest.demonstration import install_demo
from observatoire.settings import read_reglages
from observatoire.store.catalogue import load_catalogue


def demo(donnees: OptionDonnees = None) -> None:
    """Installe la ville de démonstration, entièrement fictive, et la publie."""
    with show_progress() as progression:
        publication = install_demo(
            read_reglages(donnees), load_catalogue(), annonce=lambda etape: advance(progression, etape)
        )
    sortie.print("Ville de démonstration installée : noms, contours et chiffres sont inventés.")
    show_publication(publication)
