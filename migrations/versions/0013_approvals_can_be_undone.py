"""approvals can be undone: an approved story knows where it came from and when it becomes public"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATES = (
    "draft", "submitted", "in_review", "returned", "held", "approved", "rejected", "appealed", "published", "hidden",
    "withdrawn",
)  # fmt: skip
BEFORE = (
    "submit", "claim", "release", "return", "hold", "reject", "escalate", "approve", "expire", "withdraw", "hide",
    "restore", "retract",
)  # fmt: skip
ACTIONS = (*BEFORE, "undo", "publish")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _actions(allowed: tuple[str, ...]) -> None:
    with op.batch_alter_table("decision") as batch:
        batch.drop_constraint(op.f("ck_decision_action"), type_="check")
        batch.create_check_constraint(op.f("ck_decision_action"), _one_of("action", allowed))


def upgrade() -> None:
    # in one statement with its CHECK, which SQLite cannot add later without copying every story
    check = f"CONSTRAINT ck_story_approved_from CHECK ({_one_of('approved_from', STATES)})"
    op.execute(f"ALTER TABLE story ADD COLUMN approved_from VARCHAR(32) {check}")
    op.add_column("story", sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True))
    _actions(ACTIONS)


def downgrade() -> None:
    # what still waited for its time was approved, and the version before has no work that would publish it
    op.execute("UPDATE story SET status = 'submitted', author_name = NULL WHERE status = 'approved'")
    op.execute("DELETE FROM work WHERE kind = 'story.publish'")
    op.execute("DELETE FROM decision WHERE action IN ('undo', 'publish')")
    _actions(BEFORE)
    op.drop_column("story", "publish_at")
    op.drop_column("story", "approved_from")
