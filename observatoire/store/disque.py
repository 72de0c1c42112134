"""Écrire sur le disque : fichiers que leur seul propriétaire peut lire, et données poussées jusqu'au support."""

import os
from pathlib import Path


def make_dossier_prive(dossier: Path) -> None:
    """Crée un dossier que seul son propriétaire peut ouvrir."""
    dossier.mkdir(parents=True, exist_ok=True)
    dossier.chmod(0o700)


def open_prive(chemin: str, drapeaux: int) -> int:
    """Ouvre un fichier que seul son propriétaire peut lire, dès sa création.

    S'emploie ainsi : `open(chemin, "w", opener=open_prive)`.
    """
    descripteur = os.open(chemin, drapeaux, 0o600)
    # Un fichier qui existait déjà garderait ses droits.
    Path(chemin).chmod(0o600)
    return descripteur


def sync_disque(chemin: Path) -> None:
    """Pousse un fichier (ou les noms d'un dossier) jusqu'au disque. Windows ne sait pas ouvrir un dossier."""
    if chemin.is_dir() and os.name == "nt":
        return
    descripteur = os.open(chemin, os.O_RDONLY if chemin.is_dir() else os.O_RDWR)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)
