"""what signed-in people type is kept with its photos before it is saved or sent"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "autosave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("submission_key", sa.String(length=36), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("page", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name="fk_autosave_author_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_autosave"),
        sa.UniqueConstraint("author_id", "submission_key", name="uq_autosave_author_id_submission_key"),
    )
    op.create_index("ix_autosave_saved_at", "autosave", ["saved_at"])
    op.create_table(
        "autosaved_photo",
        sa.Column("autosave_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["autosave_id"], ["autosave.id"], name="fk_autosaved_photo_autosave_id_autosave", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name="fk_autosaved_photo_photo_id_photo", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("autosave_id", "photo_id", name="pk_autosaved_photo"),
    )
    op.create_index("ix_autosaved_photo_photo_id", "autosaved_photo", ["photo_id"])


def downgrade() -> None:
    op.drop_table("autosaved_photo")
    op.drop_table("autosave")
