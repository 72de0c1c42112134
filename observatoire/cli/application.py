"""Assemble les commandes, et transforme toute erreur en message français."""

import traceback
from collections.abc import Sequence
from datetime import datetime

import typer
from rich.markup import escape

from observatoire.cli import demo, donnees, geocodage, service, suivi, versions
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
    "Contrat local de santé": (suivi.modele_plan, suivi.importer_plan, suivi.exporter_plan),
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
    """
    try:
        resultat = application(args=list(arguments), prog_name="python -m observatoire", standalone_mode=False)
    except ErreurObservatoire as erreur:
        erreurs.print(f"[bold red]Refusé.[/] {escape(str(erreur))}")
        return REFUS
    except ErreurDeSaisie as erreur:
        return _explain_saisie(erreur)
    except (KeyboardInterrupt, typer.Abort):
        erreurs.print("Interrompu. Rien n'a été publié ; ce qui était déjà importé reste dans le chantier.")
        return INTERROMPU
    except Exception as erreur:
        return _record_imprevu(erreur)
    return resultat if isinstance(resultat, int) else 0


def _explain_saisie(erreur: Exception) -> int:
    message = translate_saisie(str(getattr(erreur, "format_message", lambda: erreur)()))
    if message.strip():
        erreurs.print(f"[bold red]Commande mal écrite :[/] {escape(message)}. Aide : python -m observatoire --help")
    return SAISIE


def _record_imprevu(erreur: Exception) -> int:
    """Garde la trace dans un fichier pour qui corrigera ; l'écran n'en montre que l'essentiel."""
    texte = "".join(traceback.format_exception(erreur))
    try:
        dossier = read_reglages().donnees / "rapports"
        dossier.mkdir(parents=True, exist_ok=True)
        chemin = dossier / f"erreur_{datetime.now():%Y-%m-%d_%H%M%S}.txt"
        chemin.write_text(texte, encoding="utf-8")
        chemin.chmod(0o600)
        suite = f"Le détail est dans {chemin}."
    except (OSError, ValueError):
        suite = "Le détail n'a pas pu être enregistré."
    erreurs.print(f"[bold red]Erreur imprévue.[/] Rien n'a été publié. {escape(suite)}")
    return IMPREVU


_mount()
