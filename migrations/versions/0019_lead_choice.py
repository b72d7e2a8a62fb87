"""the story that humas puts on top of the front page"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lead_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen_by_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["account.id"], name="fk_lead_choice_chosen_by_id"),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_lead_choice_story_id"),
        sa.PrimaryKeyConstraint("id", name="pk_lead_choice"),
    )
    op.create_index("ix_lead_choice_story_id", "lead_choice", ["story_id"])


def downgrade() -> None:
    op.execute("DELETE FROM work WHERE kind = 'front.lead'")
    op.drop_table("lead_choice")
