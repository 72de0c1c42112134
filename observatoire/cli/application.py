"""Assemble les commandes, et transforme toute erreur en message français."""

import traceback
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import typer
from rich.markup import escape

from observatoire.cli import contrat, demo, donnees, geocodage, service, suivi, versions
from observatoire.cli.console import erreurs
from observatoire.cli.francais import (
    CommandeFrancaise,
    ErreurDeSaisie,
    GroupeFrancais,
    install_titres,
    translate_saisie,
)
from observatoire.errors import ErreurObservatoire
from observatoire.settings import read_reglages
from observatoire.store.disque import make_dossier_prive, open_prive
from observatoire.store.entrepot.versions import POINTEUR

REFUS, SAISIE, IMPREVU, INTERROMPU = 1, 2, 70, 130

application = typer.Typer(
    cls=GroupeFrancais,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode="rich",
    subcommand_metavar="COMMANDE …",
    help="Importer des données officielles, les vérifier, les publier ; suivre le contrat local de santé.",
)


_COMMANDES = {
    "Importer": (donnees.initialiser, donnees.importer, donnees.lots, donnees.retirer),
    "Placer les adresses": (geocodage.geocoder, geocodage.positions, geocodage.corriger_positions),
    "Publier": (versions.apercu, versions.publier, versions.versions, versions.revenir, versions.verifier),
    "Contrat local de santé": (
        suivi.modele_plan,
        suivi.importer_plan,
        suivi.exporter_plan,
        contrat.supprimer_contrat,
    ),
    "Faire vivre": (demo.demo, service.servir, suivi.sauvegarder, suivi.restaurer),
}


def _mount() -> None:
    install_titres()
    for groupe, commandes in _COMMANDES.items():
        for commande in commandes:
            application.command(cls=CommandeFrancaise, rich_help_panel=groupe)(commande)


def run(arguments: Sequence[str]) -> int:
    """Exécute une commande et rend son code de sortie.

    0 : fait. 1 : refusé, le message dit pourquoi. 2 : commande mal écrite. 70 : erreur imprévue, consignée.
    130 : interrompu.
    """
    donnees = _find_donnees(arguments)
    servie = _read_servie(donnees)
    try:
        resultat = application(args=list(arguments), prog_name="python -m observatoire", standalone_mode=False)
    except ErreurObservatoire as erreur:
        erreurs.print(f"[bold red]Refusé.[/] {escape(str(erreur))}")
        return REFUS
    except ErreurDeSaisie as erreur:
        return _explain_saisie(erreur)
    except (KeyboardInterrupt, typer.Abort):
        resultat = INTERROMPU
    except Exception as erreur:
        suite = _record_imprevu(erreur, donnees)
        erreurs.print(f"[bold red]Erreur imprévue.[/] {_say_servie(donnees, servie)} {escape(suite)}")
        return IMPREVU
    # typer rend lui-même ce code quand on l'interrompt : il n'y a pas toujours d'exception.
    if resultat == INTERROMPU:
        erreurs.print(f"Interrompu. {_say_servie(donnees, servie)} Ce qui était déjà importé reste dans le chantier.")
    return resultat if isinstance(resultat, int) else 0


def _explain_saisie(erreur: Exception) -> int:
    message = translate_saisie(str(getattr(erreur, "format_message", lambda: erreur)()))
    if message.strip():
        erreurs.print(f"[bold red]Commande mal écrite :[/] {escape(message)}. Aide : python -m observatoire --help")
    return SAISIE


def _find_donnees(arguments: Sequence[str]) -> Path | None:
    """Dossier que la ligne de commande demande, sans attendre qu'elle soit comprise."""
    for rang, argument in enumerate(arguments):
        if argument.startswith("--donnees="):
            return Path(argument.removeprefix("--donnees="))
        if argument == "--donnees" and rang + 1 < len(arguments):
            return Path(arguments[rang + 1])
    return None


def _read_servie(donnees: Path | None) -> str:
    """Ce que dit le pointeur ; vide s'il ne se lit pas : expliquer une erreur ne doit pas échouer à son tour."""
    try:
        return (read_reglages(donnees).publie / POINTEUR).read_text(encoding="utf-8")
    except Exception:
        return ""


def _say_servie(donnees: Path | None, avant: str) -> str:
    if _read_servie(donnees) == avant:
        return "La version servie n'a pas changé."
    return "La version servie avait déjà changé : python -m observatoire versions la montre."


def _record_imprevu(erreur: Exception, donnees: Path | None) -> str:
    """Garde la trace dans un fichier pour qui corrigera ; rend ce qu'il faut en dire à l'écran."""
    try:
        dossier = read_reglages(donnees).donnees / "rapports"
        make_dossier_prive(dossier)
        chemin = dossier / f"erreur_{datetime.now():%Y-%m-%d_%H%M%S}.txt"
        with open(chemin, "w", encoding="utf-8", opener=open_prive) as flux:
            flux.write("".join(traceback.format_exception(erreur)))
    # Un réglage faux, un disque plein, un dossier interdit : aucune panne d'ici ne doit cacher la première.
    except Exception:
        return "Le détail n'a pas pu être enregistré."
    return f"Le détail est dans {chemin}."


_mount()
