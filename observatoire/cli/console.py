"""Ce que les commandes partagent : sorties, progression, réglages, catalogue."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from observatoire.domain.francais import format_nombre

sortie = Console(highlight=False, soft_wrap=True)
erreurs = Console(stderr=True, highlight=False, soft_wrap=True)

OptionDonnees = Annotated[
    Path | None,
    typer.Option(
        "--donnees",
        metavar="DOSSIER",
        help="Dossier des données. Par défaut celui de OBSERVATOIRE_DONNEES, sinon data.",
        file_okay=False,
    ),
]


@contextmanager
def show_progress(total: int | None = None) -> Generator[Progress]:
    """Barre de progression, effacée à la fin. Sans terminal, rien n'est dessiné."""
    colonnes = [SpinnerColumn(), TextColumn("{task.description}")]
    if total:
        colonnes += [BarColumn(), MofNCompleteColumn()]
    muet = not erreurs.is_terminal
    with Progress(*colonnes, TimeElapsedColumn(), console=erreurs, transient=True, disable=muet) as progression:
        progression.add_task("…", total=total)
        yield progression


def advance(progression: Progress, etape: str) -> None:
    """Nomme l'étape en cours et avance d'un cran."""
    tache = progression.tasks[0]
    progression.update(tache.id, description=etape, advance=0 if tache.description == "…" else 1)


def build_table(titre: str, *colonnes: str, nombres: tuple[str, ...] = ()) -> Table:
    """Tableau dont les colonnes de nombres sont alignées à droite.

    Sans cadre et sans couper la première colonne : un identifiant se copie d'un geste, même à 80 colonnes.
    """
    table = Table(title=titre, title_justify="left", title_style="bold", header_style="bold", box=SIMPLE_HEAD)
    for rang, colonne in enumerate(colonnes):
        justification = "right" if colonne in nombres else "left"
        table.add_column(colonne, justify=justification, overflow="fold", no_wrap=rang == 0)
    return table


def nombre(valeur: int) -> str:
    """Entier à la française, un tiret pour zéro : l'œil ne voit que ce qui change."""
    return format_nombre(valeur) if valeur else "–"
