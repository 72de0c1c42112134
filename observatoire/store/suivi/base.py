"""Ouverture de la base du suivi, et transactions de lecture ou d'écriture."""

import threading
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, exc

from observatoire.errors import ErreurObservatoire

Connexion = sa.Connection
"""Une transaction ouverte, pour qui doit la passer sans connaître SQLAlchemy."""
MIGRATIONS = Path(__file__).parent / "migrations"
ATTENTE_VERROU_MS = 30_000
_VERROU_MIGRATION = 20_260_614


class EcritureRefusee(ErreurObservatoire):
    """La base a refusé une écriture qui l'aurait rendue incohérente. Rien n'est écrit."""


class BaseSuivi:
    """Une base du suivi ouverte. À partager entre les fils d'exécution."""

    def __init__(self, moteur: sa.Engine) -> None:
        self.moteur = moteur
        self._ecrivain = moteur.execution_options(ecriture=True)
        # SQLite n'a qu'un écrivain : ceux d'un même processus attendent ici leur tour, dans l'ordre,
        # au lieu de se disputer le verrou du fichier en dormant entre deux essais.
        self._tour = threading.Lock() if moteur.dialect.name == "sqlite" else nullcontext()

    @property
    def is_sqlite(self) -> bool:
        """Vrai si la base est un fichier SQLite."""
        return self.moteur.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Generator[sa.Connection]:
        """Ouvre une lecture cohérente : ce qui s'écrit pendant ce temps n'y paraît pas."""
        lecteur = self.moteur
        if not self.is_sqlite:
            lecteur = lecteur.execution_options(isolation_level="REPEATABLE READ")
        with lecteur.begin() as connexion:
            yield connexion

    @contextmanager
    def write(self) -> Generator[sa.Connection]:
        """Ouvre une écriture : tout est validé à la sortie, ou rien en cas d'erreur."""
        try:
            with self._tour, self._ecrivain.begin() as connexion:
                yield connexion
        except exc.IntegrityError as erreur:
            raise EcritureRefusee(
                "Rien n'a été enregistré : ce numéro d'action est déjà pris, ou l'objet visé vient d'être supprimé."
            ) from erreur

    def close(self) -> None:
        """Ferme les connexions."""
        self.moteur.dispose()


def open_base(url: str, *, revision: str = "head") -> BaseSuivi:
    """Ouvre la base, la crée au besoin et l'amène à la dernière version de son schéma.

    Raises:
        ErreurObservatoire: base injoignable, ou écrite par une version plus récente.
    """
    try:
        moteur = _create_moteur(url)
        base = BaseSuivi(moteur)
        _migrate(base, revision)
    except (exc.OperationalError, OSError) as erreur:
        raise ErreurObservatoire(
            f"La base du suivi ({sa.make_url(url).render_as_string(hide_password=True)}) ne s'ouvre pas. "
            "Vérifiez qu'elle est démarrée, que le dossier existe et que vous pouvez y écrire."
        ) from erreur
    return base


def _create_moteur(url: str) -> sa.Engine:
    adresse = sa.make_url(url)
    if adresse.get_backend_name() == "postgresql":
        adresse = adresse.set(drivername="postgresql+psycopg")
        return sa.create_engine(adresse, pool_size=5, max_overflow=25, pool_pre_ping=True)
    if adresse.get_backend_name() != "sqlite":
        raise ErreurObservatoire(
            f"Base « {adresse.get_backend_name()} » inconnue : attendu une adresse sqlite:/// ou postgresql://."
        )
    if adresse.database:
        Path(adresse.database).parent.mkdir(parents=True, exist_ok=True)
    moteur = sa.create_engine(adresse, pool_size=5, max_overflow=25)
    event.listen(moteur, "connect", _configure_sqlite)
    event.listen(moteur, "begin", _begin_sqlite)
    return moteur


def _configure_sqlite(connexion: Any, _enregistrement: object) -> None:
    # Sans transaction implicite du pilote : c'est `_begin_sqlite` qui les ouvre.
    connexion.isolation_level = None
    for reglage in (
        f"busy_timeout={ATTENTE_VERROU_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connexion.execute(f"PRAGMA {reglage}")


def _begin_sqlite(connexion: sa.Connection) -> None:
    # Une écriture prend le verrou d'entrée : une lecture promue en cours de route serait refusée.
    ecriture = connexion.get_execution_options().get("ecriture", False)
    connexion.exec_driver_sql("BEGIN IMMEDIATE" if ecriture else "BEGIN")


def build_config() -> Config:
    """Rend la configuration d'Alembic, sans fichier .ini."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def _migrate(base: BaseSuivi, revision: str) -> None:
    scripts = ScriptDirectory.from_config(build_config())
    connues = {s.revision for s in scripts.walk_revisions()}
    with base.read() as connexion:
        actuelle = get_revision(connexion)
    if actuelle is not None and actuelle not in connues:
        raise ErreurObservatoire(
            f"La base du suivi est à la version {actuelle}, plus récente que ce programme. "
            "Installez la dernière version de l'observatoire, puis recommencez."
        )
    visee = scripts.get_current_head() if revision == "head" else revision
    if actuelle == visee:
        return
    with base.write() as connexion:
        upgrade_schema(connexion, revision)


def upgrade_schema(connexion: sa.Connection, revision: str = "head") -> None:
    """Amène le schéma à une version, dans la transaction ouverte. Deux processus n'y passent pas ensemble."""
    if connexion.dialect.name == "postgresql":
        connexion.execute(sa.select(sa.func.pg_advisory_xact_lock(_VERROU_MIGRATION)))
    config = build_config()
    config.attributes["connection"] = connexion
    command.upgrade(config, revision)


def get_revision(connexion: sa.Connection) -> str | None:
    """Rend la version du schéma, ou `None` pour une base vide."""
    return MigrationContext.configure(connexion).get_current_revision()
