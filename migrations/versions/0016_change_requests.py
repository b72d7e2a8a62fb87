"""what was returned to an author, the clock it stopped, and the points ticked off"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("due_code", sa.String(length=24), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.Column("unchanged", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_change_request_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_change_request"),
    )
    op.create_index("ix_change_request_story_id", "change_request", ["story_id"])


def downgrade() -> None:
    op.drop_index("ix_change_request_story_id", table_name="change_request")
    op.drop_table("change_request")
