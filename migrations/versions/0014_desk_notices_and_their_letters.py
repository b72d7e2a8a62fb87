"""notices for desks apart from those for authors, when a letter tells of them, and reminders of what waits already"""

import datetime as dt

import sqlalchemy as sa
from alembic import op

from portal.kernel import clock

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DESK = (
    *("arrived", "withdrawal_asked", "name_asked", "kit_due", "post_held", "approval_wanted", "correction_owed"),
    *("delivery_check", "delivery_failed", "delivery_undeleted"),
    *("channel_reauth", "channel_blocked", "channel_down", "channels_trouble"),
)
UNWRITTEN = sa.text("letter_due IS NOT NULL AND letter_at IS NULL")
MOMENT = sa.DateTime(timezone=True)
KINDS = {"review_reminder": 18, "review_deputy": 24, "review_overdue": 48}  # hours


def upgrade() -> None:
    op.add_column("account", sa.Column("desk_mail", sa.String(length=8), nullable=False, server_default="at_once"))
    op.add_column("notice", sa.Column("audience", sa.String(length=32), nullable=False, server_default="author"))
    op.add_column("notice", sa.Column("letter_due", MOMENT, nullable=True))
    op.add_column("notice", sa.Column("letter_at", MOMENT, nullable=True))
    notice = sa.table("notice", sa.column("kind"), sa.column("audience"))
    op.execute(notice.update().where(notice.c.kind.in_(DESK)).values(audience="desk"))
    op.drop_index("ix_notice_user", table_name="notice")
    op.create_index("ix_notice_user", "notice", ["user_id", "audience", "id"])
    where = {"sqlite_where": UNWRITTEN, "postgresql_where": UNWRITTEN}
    op.create_index("ix_notice_letter", "notice", ["letter_due", "user_id"], **where)
    remind_of_what_waits()


def remind_of_what_waits() -> None:
    """What was sent before this release and is not decided gets the reminders that are still to come."""
    story = sa.table("story", sa.column("id"), sa.column("status"), sa.column("submitted_at", MOMENT))
    work = sa.table(
        "work",
        *(sa.column("kind"), sa.column("key"), sa.column("payload", sa.JSON()), sa.column("attempts")),
        *(sa.column("created_at", MOMENT), sa.column("due_at", MOMENT)),
    )
    connection, now = op.get_bind(), clock.now()
    waiting = sa.select(story.c.id, story.c.submitted_at).where(story.c.status.in_(("submitted", "in_review")))
    for story_id, submitted_at in connection.execute(waiting).all():
        sent = submitted_at.astimezone(dt.UTC) if submitted_at.tzinfo else submitted_at.replace(tzinfo=dt.UTC)
        for kind, hours in KINDS.items():
            due = sent + dt.timedelta(hours=hours)
            if due > now:
                key = f"{kind}:{story_id}:{int(sent.timestamp())}"
                row = {"kind": "story.reminder", "key": key, "attempts": 0, "created_at": now, "due_at": due}
                told = {"story": story_id, "kind": kind, "sent": sent.isoformat()}
                connection.execute(work.insert().values(**row, payload=told))


def downgrade() -> None:
    op.drop_index("ix_notice_letter", table_name="notice")
    op.drop_index("ix_notice_user", table_name="notice")
    op.create_index("ix_notice_user", "notice", ["user_id", "id"])
    for column in ("letter_at", "letter_due", "audience"):
        op.drop_column("notice", column)
    op.drop_column("account", "desk_mail")
    op.execute("DELETE FROM work WHERE kind IN ('story.reminder', 'desk.letter')")
