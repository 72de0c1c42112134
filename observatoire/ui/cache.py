"""Tous les caches de l'interface. Clé : la version des données et des codes, jamais un tableau.

Les résultats des cas d'usage sont figés : `cache_resource` les partage entre les sessions sans les recopier.
"""

from observatoire.settings import read_reglages
from observatoire.store.entrepot.base import Entrepot, open_entrepot
from observatoire.store.entrepot.metadonnees import Metadonnees
from observatoire.store.entrepot.versions import read_version_courante


def read_version() -> str:
    """Nom de la version servie, relu à chaque exécution : une publication se voit sans redémarrer."""
    return read_version_courante(read_reglages().publie)


def get_entrepot(version: str | None = None) -> Entrepot:
    """Version ouverte, partagée par les sessions."""
    return open_entrepot(version or read_version())


def get_metadonnees(version: str | None = None) -> Metadonnees:
    """Fiches, territoires, périodes et sources de la version."""
    return get_entrepot(version).metadonnees


def format_version(version: str) -> str:
    """Écrit « 2026-11-22 · a1b2c3 » depuis `obs_2026-11-22_a1b2c3.duckdb`."""
    return version.removeprefix("obs_").removesuffix(".duckdb").replace("_", " · ")
