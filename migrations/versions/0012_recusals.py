"""who of staff is out of a story: a conflict of interest, or passed it on; also from decisions taken so far"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KINDS = ("declared", "author", "family", "business", "escalated")
RECUSAL = sa.table("recusal", *map(sa.column, ("story_id", "user_id", "kind", "recorded_by_id")), sa.column("recorded_at", sa.DateTime(timezone=True)))
DECISION = sa.table(
    "decision",
    *map(sa.column, ("id", "story_id", "moderator_id", "action")),
    sa.column("reasons", sa.JSON()),
    sa.column("made_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    op.create_table(
        "recusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="recusalkind", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["account.id"], name=op.f("fk_recusal_recorded_by_id")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_recusal_story_id")),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_recusal_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
        sa.UniqueConstraint("story_id", "user_id", "kind", name=op.f("uq_recusal_story_id_user_id_kind")),
    )
    remember_what_was_passed_on()


def remember_what_was_passed_on() -> None:
    """Whoever escalated a story before today is its sender; whoever did so with a conflict of interest is out of it."""
    connection = op.get_bind()
    query = sa.select(DECISION).where(DECISION.c.action == "escalate", DECISION.c.moderator_id.is_not(None))
    found = {}
    for row in connection.execute(query.order_by(DECISION.c.id)):
        kinds = ["escalated", *(["declared"] if "KONFLIK_KEPENTINGAN" in row.reasons else [])]
        for kind in kinds:
            found.setdefault((row.story_id, row.moderator_id, kind), row.made_at)
    for (story_id, user_id, kind), at in found.items():
        values = {"story_id": story_id, "user_id": user_id, "kind": kind, "recorded_by_id": user_id}
        connection.execute(RECUSAL.insert().values(**values, recorded_at=at))


def downgrade() -> None:
    op.drop_table("recusal")
