"""Quelle version est servie : un fichier pointeur nomme la version courante, les anciennes restent."""

import re
from pathlib import Path

from observatoire.errors import DonneesAbsentes

POINTEUR = "COURANT"
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
