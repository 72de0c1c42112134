"""Une version ouverte : configuration verrouillée, un curseur par appel, requêtes lues dans `store/sql`."""

import threading
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import duckdb

from observatoire.errors import DonneesAbsentes, ErreurObservatoire
from observatoire.settings import Reglages, read_reglages
from observatoire.store.entrepot.metadonnees import Metadonnees, load_metadonnees
from observatoire.store.entrepot.versions import find_version

DUREE_MAX_S = 20.0
_SQL = Path(__file__).resolve().parent.parent / "sql"

Parametre = str | int | float | bool | list[str] | None


class Entrepot:
    """Une version publiée, partagée par toutes les sessions. Rien n'y est modifiable."""

    def __init__(self, chemin: Path, memoire_mo: int) -> None:
        self.version = chemin.name
        try:
            self._base = duckdb.connect(
                str(chemin),
                read_only=True,
                config={
                    "enable_external_access": "false",
                    "autoinstall_known_extensions": "false",
                    "autoload_known_extensions": "false",
                    "memory_limit": f"{memoire_mo}MB",
                    "threads": "2",
                    "lock_configuration": "true",
                },
            )
        except duckdb.Error as erreur:
            raise DonneesAbsentes(
                f"La version « {chemin.name} » ne s'ouvre pas. Revenez à une autre version "
                "(« python -m observatoire versions », puis « revenir »)."
            ) from erreur

    def read(self, requete: str, **parametres: Parametre) -> list[tuple[Any, ...]]:
        """Exécute `store/sql/<requete>.sql` avec ses paramètres liés ; rend les lignes.

        Raises:
            ErreurObservatoire: la requête dépasse sa durée permise.
            DonneesAbsentes: la version n'a pas les tables ou les colonnes que ce programme attend.
        """
        curseur = self._base.cursor()
        minuteur = threading.Timer(DUREE_MAX_S, curseur.interrupt)
        minuteur.start()
        try:
            return curseur.execute(read_sql(requete), parametres).fetchall()
        except duckdb.InterruptException as erreur:
            raise ErreurObservatoire(
                "La lecture des données a pris trop de temps. Réduisez la sélection et recommencez."
            ) from erreur
        except (duckdb.BinderException, duckdb.CatalogException) as erreur:
            raise DonneesAbsentes(
                "Cette version des données a été écrite par un autre programme que celui-ci : elle ne se lit plus. "
                "Publiez-en une nouvelle, ou revenez au programme d'alors."
            ) from erreur
        finally:
            minuteur.cancel()
            curseur.close()

    @cached_property
    def metadonnees(self) -> Metadonnees:
        """Indicateurs, territoires, périodes, sources : lus une fois par version."""
        return load_metadonnees(self.read)

    @cached_property
    def tables(self) -> frozenset[str]:
        """Tables de cette version : une plus ancienne n'a pas toutes celles d'aujourd'hui."""
        return frozenset(ligne[0] for ligne in self.read("dictionnaire"))

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Curseur neuf, pour les exports de tables entières."""
        return self._base.cursor()


@lru_cache(maxsize=64)
def read_sql(requete: str) -> str:
    """Texte d'une requête de lecture."""
    return (_SQL / f"{requete}.sql").read_text(encoding="utf-8")


def open_entrepot(version: str, reglages: Reglages | None = None) -> Entrepot:
    """Ouvre une version, ou rend celle déjà ouverte par ce processus.

    Raises:
        DonneesAbsentes: version inconnue ou illisible.
    """
    choisis = reglages or read_reglages()
    return _open(find_version(choisis.publie, version), choisis.memoire_mo)


@lru_cache(maxsize=4)
def _open(chemin: Path, memoire_mo: int) -> Entrepot:
    return Entrepot(chemin, memoire_mo)
