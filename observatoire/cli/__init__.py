"""La ligne de commande : `python -m observatoire`."""

from observatoire.cli.application import run

__all__ = ["run"]
