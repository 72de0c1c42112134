"""Environnement d'Alembic : la connexion est fournie par `open_base`."""

from alembic import context

from observatoire.store.suivi.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=False)
context.run_migrations()
