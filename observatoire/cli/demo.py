"""Commande de démonstration."""

from observatoire.cli.console import OptionDonnees, advance, show_progress, sortie
from observatoire.cli.versions import show_publication
from observatoire.ingest.demonstration import install_demo
from observatoire.services.suivi.acces import list_contrats, open_suivi
from observatoire.services.suivi.demonstration import load_demo
from observatoire.settings import read_reglages
from observatoire.store.catalogue import load_catalogue


def demo(donnees: OptionDonnees = None) -> None:
    """Installe la ville et le contrat local de santé de démonstration, entièrement fictifs."""
    reglages = read_reglages(donnees)
    with show_progress() as progression:
        publication = install_demo(reglages, load_catalogue(), annonce=lambda etape: advance(progression, etape))
        advance(progression, "Contrat local de santé fictif")
        installe = _install_contrat(reglages.suivi_url)
    sortie.print("Ville de démonstration installée : noms, contours et chiffres sont inventés.")
    show_publication(publication)
    sortie.print(installe)


def _install_contrat(suivi_url: str) -> str:
    """Écrit le contrat fictif, sauf à côté de contrats réels."""
    suivi = open_suivi(suivi_url)
    if any(not contrat.demonstration for contrat in list_contrats(suivi)):
        return "La base du suivi tient déjà un contrat réel : le contrat fictif n'y a pas été ajouté."
    return f"Contrat fictif installé : {load_demo(suivi).titre}."
