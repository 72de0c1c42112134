"""Vues enregistrées : une zone ou un scénario, gardés sous un nom."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Crée la table des vues."""
    op.create_table(
        "vue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("genre", sa.String(length=40), nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("requete", sa.Text(), nullable=False),
        sa.Column("version_donnees", sa.Text(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("modifiee_le", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vue"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_vue_genre_nom", "vue", ["genre", "nom"], unique=True)
