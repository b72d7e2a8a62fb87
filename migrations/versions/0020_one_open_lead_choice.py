"""at most one story leads the front page by choice: two choices made at once could both stay open"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

OPEN = sa.text("ended_at IS NULL")
CHOICE = sa.table(
    "lead_choice",
    sa.column("id"),
    sa.column("chosen_at", sa.DateTime(timezone=True)),
    sa.column("ended_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    end_all_but_the_newest()
    where = {"sqlite_where": OPEN, "postgresql_where": OPEN}
    op.create_index("uq_lead_choice_open", "lead_choice", [sa.text("(ended_at IS NULL)")], unique=True, **where)


def end_all_but_the_newest() -> None:
    """The newest replaced the others when it was chosen."""
    query = sa.select(CHOICE.c.id, CHOICE.c.chosen_at).where(CHOICE.c.ended_at.is_(None))
    newest = op.get_bind().execute(query.order_by(CHOICE.c.id.desc()).limit(1)).first()
    if newest:
        older = CHOICE.c.ended_at.is_(None), CHOICE.c.id != newest.id
        op.execute(CHOICE.update().where(*older).values(ended_at=newest.chosen_at))


def downgrade() -> None:
    op.drop_index("uq_lead_choice_open", table_name="lead_choice")
