"""Ouvrir le fichier du chantier pour un seul programme à la fois, sans que personne d'autre puisse le lire."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from observatoire.errors import ChantierOccupe, ErreurObservatoire

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


@contextmanager
def open_exclusif(chemin: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """Ouvre (ou crée) la base et la tient jusqu'à la fin du bloc ; les fichiers créés sont privés.

    Raises:
        ChantierOccupe: un autre programme la tient.
        ErreurObservatoire: le fichier est abîmé.
    """
    avant = os.umask(0o077)
    try:
        try:
            connexion = duckdb.connect(str(chemin), config=_CONFIG)
        except duckdb.Error as erreur:
            raise _explain_ouverture(chemin, erreur) from erreur
        try:
            yield connexion
        finally:
            connexion.close()
    finally:
        os.umask(avant)


@contextmanager
def hold_chantier(chemin: Path) -> Generator[None]:
    """Tient le chantier le temps de le copier : tout y est écrit, et rien n'y change.

    Lire le fichier une seule fois : sous Linux, fermer une seconde lecture lâcherait le verrou.

    Raises:
        ChantierOccupe: une autre commande l'utilise.
        ErreurObservatoire: le fichier est abîmé.
    """
    with open_exclusif(chemin) as connexion:
        connexion.execute("CHECKPOINT")
        yield


def _explain_ouverture(chemin: Path, erreur: duckdb.Error) -> ErreurObservatoire:
    if "lock" in str(erreur).lower() or "being used by another process" in str(erreur).lower():
        return ChantierOccupe(
            "Le chantier est déjà utilisé par une autre commande (import ou publication en cours). "
            "Attendez qu'elle finisse, puis recommencez."
        )
    return ErreurObservatoire(
        f"Le fichier {chemin} ne se lit pas comme un chantier : il est abîmé ou d'un autre format. "
        "Restaurez une sauvegarde, ou recréez l'observatoire dans un autre dossier. "
        "Les versions publiées, elles, restent lisibles."
    )
