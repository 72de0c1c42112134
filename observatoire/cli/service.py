"""Servir le tableau de bord."""

from typing import Annotated

import typer


def servir(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port d'écoute, sur 127.0.0.1.")] = 8501,
) -> int:
    """Ouvre le tableau de bord sur cette machine."""
    # Streamlit met une seconde à se charger : les autres commandes n'ont pas à l'attendre.
    from observatoire.server import check_adresse, serve

    check_adresse()
    typer.echo(f"Tableau de bord : http://127.0.0.1:{port} (Ctrl+C pour arrêter)")
    return serve(port)
