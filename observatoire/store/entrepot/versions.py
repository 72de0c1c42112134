"""Quelle version est servie : un fichier pointeur nomme la version courante, les anciennes restent."""

import re
import secrets
from pathlib import Path

from observatoire.errors import DonneesAbsentes
from observatoire.store.disque import sync_disque

POINTEUR = "COURANT"
LISIBLE = 0o644
"""Le serveur, sous un autre compte, doit pouvoir lire ce qui est publié."""
_NOM_VERSION = re.compile(r"^obs_[0-9A-Za-z_.-]+\.duckdb$")
_QUE_FAIRE = "Lancez « python -m observatoire demo » pour la ville fictive, ou « importer » puis « publier »."


def read_version_courante(publie: Path) -> str:
    """Nom du fichier de la version courante, lu dans le pointeur.

    Raises:
        DonneesAbsentes: aucun pointeur, pointeur vide ou version disparue.
    """
    try:
        version = (publie / POINTEUR).read_text(encoding="utf-8").strip()
    except FileNotFoundError as erreur:
        raise DonneesAbsentes(f"Aucune version n'est publiée dans « {publie} ». {_QUE_FAIRE}") from erreur
    find_version(publie, version)
    return version


def write_pointeur(publie: Path, fichier: str) -> None:
    """Remplace le pointeur d'un seul geste : un lecteur voit l'ancienne version ou la nouvelle."""
    provisoire = publie / f"{POINTEUR}.{secrets.token_hex(4)}"
    try:
        provisoire.write_text(f"{fichier}\n", encoding="utf-8")
        provisoire.chmod(LISIBLE)
        sync_disque(provisoire)
        provisoire.replace(publie / POINTEUR)
        sync_disque(publie)
    finally:
        provisoire.unlink(missing_ok=True)


def list_versions(publie: Path) -> tuple[str, ...]:
    """Versions présentes, de la plus récente à la plus ancienne."""
    return tuple(sorted((c.name for c in publie.glob("obs_*.duckdb") if _NOM_VERSION.fullmatch(c.name)), reverse=True))


def find_version(publie: Path, version: str) -> Path:
    """Chemin d'une version. Le nom vient parfois d'une adresse : il ne peut désigner rien d'autre.

    Raises:
        DonneesAbsentes: nom mal formé ou fichier absent.
    """
    chemin = publie / version
    if not _NOM_VERSION.fullmatch(version) or not chemin.is_file():
        raise DonneesAbsentes(
            f"La version « {version} » n'est pas dans « {publie} ». La liste : python -m observatoire versions."
        )
    return chemin
