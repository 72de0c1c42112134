"""Servir le tableau de bord."""

import os
from typing import Annotated

import typer

from observatoire.cli.console import OptionDonnees


def servir(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port d'écoute, sur 127.0.0.1.")] = 8501,
    donnees: OptionDonnees = None,
) -> int:
    """Ouvre le tableau de bord sur cette machine."""
    if donnees is not None:
        # Les pages lisent leurs réglages dans l'environnement, à chaque visite.
        os.environ["OBSERVATOIRE_DONNEES"] = str(donnees.expanduser().resolve())
    # Streamlit met une seconde à se charger : les autres commandes n'ont pas à l'attendre.
    from observatoire.server import check_adresse, serve

    check_adresse()
    typer.echo(f"Tableau de bord : http://127.0.0.1:{port} (Ctrl+C pour arrêter)")
    return serve(port)
