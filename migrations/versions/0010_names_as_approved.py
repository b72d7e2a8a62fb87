"""names as they were approved: the byline of each published story, requests for another name, former author pages"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OPEN = sa.text("outcome IS NULL")


def upgrade() -> None:
    op.add_column("story", sa.Column("author_name", sa.String(length=80), nullable=True))
    op.execute(
        "UPDATE story SET author_name = (SELECT name FROM account WHERE account.id = story.author_id)"
        " WHERE published_at IS NOT NULL"
    )
    op.create_table(
        "name_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("former_name", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("all_stories", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_name_change_answered_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_name_change_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_change")),
    )
    op.create_index(
        "ix_name_change_open", "name_change", ["user_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index("ix_name_change_user", "name_change", ["user_id", "id"])
    op.create_index(
        "ix_name_change_waiting", "name_change", ["asked_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_table(
        "former_handle",
        sa.Column("handle", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_former_handle_user_id")),
        sa.PrimaryKeyConstraint("handle", name=op.f("pk_former_handle")),
    )
    op.create_index(op.f("ix_former_handle_user_id"), "former_handle", ["user_id"])


def downgrade() -> None:
    op.drop_table("former_handle")
    op.drop_table("name_change")
    op.drop_column("story", "author_name")
