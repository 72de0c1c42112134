"""Premier schéma du suivi, et journal que la base elle-même interdit de modifier."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SQLITE = (
    "CREATE TRIGGER journal_sans_modification BEFORE UPDATE ON journal "
    "BEGIN SELECT RAISE(ABORT, 'le journal ne se modifie pas'); END",
    "CREATE TRIGGER journal_sans_suppression BEFORE DELETE ON journal "
    "BEGIN SELECT RAISE(ABORT, 'le journal ne se supprime pas'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION journal_inalterable() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'le journal ne se modifie pas'; END $$",
    "CREATE TRIGGER journal_inalterable BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
    "FOR EACH STATEMENT EXECUTE FUNCTION journal_inalterable()",
)


def upgrade() -> None:
    """Crée les tables et les déclencheurs du journal."""
    _create_plan()
    _create_suivi()
    for instruction in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(instruction)


def _create_plan() -> None:
    op.create_table(
        "contrat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("titre", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=True),
        sa.Column("signature", sa.Date(), nullable=True),
        sa.Column("debut", sa.Date(), nullable=True),
        sa.Column("fin", sa.Date(), nullable=True),
        sa.Column("perimetre", sa.JSON(), nullable=False),
        sa.Column("dispositifs", sa.JSON(), nullable=False),
        sa.Column("presentation", sa.Text(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contrat"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quand", sa.DateTime(timezone=True), nullable=False),
        sa.Column("qui", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("contrat_id", sa.Integer(), nullable=False),
        sa.Column("genre", sa.String(length=40), nullable=False),
        sa.Column("objet_id", sa.Integer(), nullable=False),
        sa.Column("avant", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("apres", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_journal_contrat_id", "journal", ["contrat_id"], unique=False)
    op.create_index("ix_journal_objet", "journal", ["genre", "objet_id"], unique=False)
    op.create_index("ix_journal_quand", "journal", ["quand"], unique=False)
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contrat_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("numero", sa.Text(), nullable=False),
        sa.Column("titre", sa.Text(), nullable=False),
        sa.Column("contexte", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("objectifs", sa.Text(), nullable=False),
        sa.Column("constat", sa.Text(), nullable=False),
        sa.Column("publics", sa.JSON(), nullable=False),
        sa.Column("territoires", sa.JSON(), nullable=False),
        sa.Column("thematiques", sa.JSON(), nullable=False),
        sa.Column("determinants", sa.JSON(), nullable=False),
        sa.Column("structure_pilote", sa.Text(), nullable=False),
        sa.Column("service_pilote", sa.Text(), nullable=False),
        sa.Column("personne_pilote", sa.Text(), nullable=False),
        sa.Column("elu_referent", sa.Text(), nullable=False),
        sa.Column("partenaires", sa.JSON(), nullable=False),
        sa.Column("instance", sa.Text(), nullable=False),
        sa.Column("participation", sa.Text(), nullable=False),
        sa.Column("inegalites", sa.Text(), nullable=False),
        sa.Column("facteurs", sa.Text(), nullable=False),
        sa.Column("difficultes", sa.Text(), nullable=False),
        sa.Column("moyens", sa.Text(), nullable=False),
        sa.Column("calendrier", sa.Text(), nullable=False),
        sa.Column("amelioration", sa.Text(), nullable=False),
        sa.Column("documents", sa.Text(), nullable=False),
        sa.Column("debut", sa.Date(), nullable=True),
        sa.Column("fin", sa.Date(), nullable=True),
        sa.Column("priorite", sa.String(length=40), nullable=True),
        sa.Column("statut", sa.String(length=40), nullable=False),
        sa.Column("statut_depuis", sa.Date(), nullable=True),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("deblocage", sa.Text(), nullable=False),
        sa.Column("confidentiel", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["contrat_id"], ["contrat.id"], name="fk_action_contrat_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["action.id"], name="fk_action_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_action"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_action_contrat_id", "action", ["contrat_id"], unique=False)
    op.create_index("ix_action_parent_id", "action", ["parent_id"], unique=False)
    op.create_index("uq_action_contrat_numero", "action", ["contrat_id", "numero"], unique=True)
    op.create_table(
        "axe",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contrat_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column("numero", sa.Text(), nullable=False),
        sa.Column("titre", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contrat_id"], ["contrat.id"], name="fk_axe_contrat_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["axe.id"], name="fk_axe_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_axe"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_axe_contrat_id", "axe", ["contrat_id"], unique=False)
    op.create_index("ix_axe_parent_id", "axe", ["parent_id"], unique=False)
    op.create_table(
        "seance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contrat_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("titre", sa.Text(), nullable=False),
        sa.Column("lieu", sa.Text(), nullable=False),
        sa.Column("etat", sa.String(length=40), nullable=False),
        sa.Column("presents", sa.JSON(), nullable=False),
        sa.Column("version_donnees", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contrat_id"], ["contrat.id"], name="fk_seance_contrat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_seance"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_seance_contrat_id", "seance", ["contrat_id"], unique=False)
    op.create_table(
        "signataire",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contrat_id", sa.Integer(), nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("qualite", sa.Text(), nullable=False),
        sa.Column("date_signature", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["contrat_id"], ["contrat.id"], name="fk_signataire_contrat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_signataire"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_signataire_contrat_id", "signataire", ["contrat_id"], unique=False)


def _create_suivi() -> None:
    op.create_table(
        "action_axe",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("axe_id", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_action_axe_action_id"),
        sa.ForeignKeyConstraint(["axe_id"], ["axe.id"], name="fk_action_axe_axe_id"),
        sa.PrimaryKeyConstraint("action_id", "axe_id", name="pk_action_axe"),
    )
    op.create_index("ix_action_axe_axe_id", "action_axe", ["axe_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contrat_id", sa.Integer(), nullable=False),
        sa.Column("seance_id", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("porteur", sa.Text(), nullable=False),
        sa.Column("echeance", sa.Date(), nullable=True),
        sa.Column("etat", sa.String(length=40), nullable=False),
        sa.Column("vue", sa.Text(), nullable=False),
        sa.Column("version_donnees", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_decision_action_id"),
        sa.ForeignKeyConstraint(["contrat_id"], ["contrat.id"], name="fk_decision_contrat_id"),
        sa.ForeignKeyConstraint(["seance_id"], ["seance.id"], name="fk_decision_seance_id"),
        sa.PrimaryKeyConstraint("id", name="pk_decision"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decision_action_id", "decision", ["action_id"], unique=False)
    op.create_index("ix_decision_contrat_id", "decision", ["contrat_id"], unique=False)
    op.create_index("ix_decision_seance_id", "decision", ["seance_id"], unique=False)
    op.create_table(
        "etape",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contrat_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column("libelle", sa.Text(), nullable=False),
        sa.Column("echeance", sa.Date(), nullable=True),
        sa.Column("realisee_le", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_etape_action_id"),
        sa.ForeignKeyConstraint(["contrat_id"], ["contrat.id"], name="fk_etape_contrat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_etape"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_etape_action_id", "etape", ["action_id"], unique=False)
    op.create_index("ix_etape_contrat_id", "etape", ["contrat_id"], unique=False)
    op.create_table(
        "financement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contrat_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("annee", sa.Integer(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("unite", sa.String(length=40), nullable=False),
        sa.Column("prevu", sa.Float(), nullable=True),
        sa.Column("realise", sa.Float(), nullable=True),
        sa.Column("financeur", sa.Text(), nullable=False),
        sa.Column("dispositif", sa.Text(), nullable=False),
        sa.Column("demande", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_financement_action_id"),
        sa.ForeignKeyConstraint(["contrat_id"], ["contrat.id"], name="fk_financement_contrat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_financement"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_financement_action_id", "financement", ["action_id"], unique=False)
    op.create_index("ix_financement_contrat_id", "financement", ["contrat_id"], unique=False)
    op.create_table(
        "lien_actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contrat_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("cible_id", sa.Integer(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_lien_actions_action_id"),
        sa.ForeignKeyConstraint(["cible_id"], ["action.id"], name="fk_lien_actions_cible_id"),
        sa.ForeignKeyConstraint(["contrat_id"], ["contrat.id"], name="fk_lien_actions_contrat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_lien_actions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_lien_actions_action_id", "lien_actions", ["action_id"], unique=False)
    op.create_index("ix_lien_actions_cible_id", "lien_actions", ["cible_id"], unique=False)
    op.create_index("ix_lien_actions_contrat_id", "lien_actions", ["contrat_id"], unique=False)
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contrat_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_note_action_id"),
        sa.ForeignKeyConstraint(["contrat_id"], ["contrat.id"], name="fk_note_contrat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_note_action_id", "note", ["action_id"], unique=False)
    op.create_index("ix_note_contrat_id", "note", ["contrat_id"], unique=False)
    op.create_table(
        "objectif",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contrat_id", sa.Integer(), nullable=False),
        sa.Column("axe_id", sa.Integer(), nullable=False),
        sa.Column("ordre", sa.Integer(), nullable=False),
        sa.Column("niveau", sa.String(length=40), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.Column("constat", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["axe_id"], ["axe.id"], name="fk_objectif_axe_id"),
        sa.ForeignKeyConstraint(["contrat_id"], ["contrat.id"], name="fk_objectif_contrat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_objectif"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_objectif_axe_id", "objectif", ["axe_id"], unique=False)
    op.create_index("ix_objectif_contrat_id", "objectif", ["contrat_id"], unique=False)
    op.create_table(
        "reference_axes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contrat_id", sa.Integer(), nullable=False),
        sa.Column("axe_id", sa.Integer(), nullable=False),
        sa.Column("cible_id", sa.Integer(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["axe_id"], ["axe.id"], name="fk_reference_axes_axe_id"),
        sa.ForeignKeyConstraint(["cible_id"], ["axe.id"], name="fk_reference_axes_cible_id"),
        sa.ForeignKeyConstraint(["contrat_id"], ["contrat.id"], name="fk_reference_axes_contrat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reference_axes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reference_axes_axe_id", "reference_axes", ["axe_id"], unique=False)
    op.create_index("ix_reference_axes_cible_id", "reference_axes", ["cible_id"], unique=False)
    op.create_index("ix_reference_axes_contrat_id", "reference_axes", ["contrat_id"], unique=False)
    op.create_table(
        "indicateur_cls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contrat_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("objectif_id", sa.Integer(), nullable=True),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("libelle", sa.Text(), nullable=False),
        sa.Column("unite", sa.Text(), nullable=False),
        sa.Column("multiplicateur", sa.Float(), nullable=False),
        sa.Column("sens", sa.String(length=40), nullable=False),
        sa.Column("calcul", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("periodicite", sa.Text(), nullable=False),
        sa.Column("depart_date", sa.Date(), nullable=True),
        sa.Column("depart_valeur", sa.Float(), nullable=True),
        sa.Column("observatoire", sa.Text(), nullable=False),
        sa.Column("territoires", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_indicateur_cls_action_id"),
        sa.ForeignKeyConstraint(["contrat_id"], ["contrat.id"], name="fk_indicateur_cls_contrat_id"),
        sa.ForeignKeyConstraint(["objectif_id"], ["objectif.id"], name="fk_indicateur_cls_objectif_id"),
        sa.PrimaryKeyConstraint("id", name="pk_indicateur_cls"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_indicateur_cls_action_id", "indicateur_cls", ["action_id"], unique=False)
    op.create_index("ix_indicateur_cls_contrat_id", "indicateur_cls", ["contrat_id"], unique=False)
    op.create_index("ix_indicateur_cls_objectif_id", "indicateur_cls", ["objectif_id"], unique=False)
    op.create_table(
        "cible",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contrat_id", sa.Integer(), nullable=False),
        sa.Column("indicateur_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("valeur", sa.Float(), nullable=False),
        sa.Column("tolerance", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["contrat_id"], ["contrat.id"], name="fk_cible_contrat_id"),
        sa.ForeignKeyConstraint(["indicateur_id"], ["indicateur_cls.id"], name="fk_cible_indicateur_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cible"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cible_contrat_id", "cible", ["contrat_id"], unique=False)
    op.create_index("ix_cible_indicateur_id", "cible", ["indicateur_id"], unique=False)
    op.create_table(
        "mesure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contrat_id", sa.Integer(), nullable=False),
        sa.Column("indicateur_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("valeur", sa.Float(), nullable=False),
        sa.Column("numerateur", sa.Float(), nullable=True),
        sa.Column("denominateur", sa.Float(), nullable=True),
        sa.Column("borne_basse", sa.Float(), nullable=True),
        sa.Column("borne_haute", sa.Float(), nullable=True),
        sa.Column("rupture", sa.Text(), nullable=False),
        sa.Column("commentaire", sa.Text(), nullable=False),
        sa.Column("version_donnees", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contrat_id"], ["contrat.id"], name="fk_mesure_contrat_id"),
        sa.ForeignKeyConstraint(["indicateur_id"], ["indicateur_cls.id"], name="fk_mesure_indicateur_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mesure"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mesure_contrat_id", "mesure", ["contrat_id"], unique=False)
    op.create_index("ix_mesure_indicateur_id", "mesure", ["indicateur_id"], unique=False)
