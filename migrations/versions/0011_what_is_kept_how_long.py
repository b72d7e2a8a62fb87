"""the end of the log of staff acts beside the database, and what was done with pictures that grew old"""

import sqlalchemy as sa
from alembic import op
from flask import current_app

from portal.audit import anchor

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ANCHOR = sa.table("audit_anchor", *map(sa.column, ("id", "count", "last_id", "last_hash", "signature")))
SHARP = sa.text("blurred_at IS NULL")
KEPT = sa.text("original_gone_at IS NULL")


def upgrade() -> None:
    remember_log()
    op.add_column("photo", sa.Column("blurred_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("photo", sa.Column("original_gone_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_photo_sharp", "photo", ["received_at", "id"], sqlite_where=SHARP, postgresql_where=SHARP)
    op.create_index("ix_photo_kept", "photo", ["received_at", "id"], sqlite_where=KEPT, postgresql_where=KEPT)
    op.create_table(
        "retention_run",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("positions", sa.Integer(), nullable=False),
        sa.Column("originals", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_retention_run"),
    )


def remember_log() -> None:
    """Every database has an anchor from here on, and every instance the file; a missing one was taken away."""
    connection, key = op.get_bind(), anchor.key_of(str(current_app.config["SECRET_KEY"]))
    row = connection.execute(sa.select(ANCHOR.c.count, ANCHOR.c.last_id, ANCHOR.c.last_hash)).first()
    head = anchor.Head(*row) if row else anchor.EMPTY
    if row is None and connection.scalar(sa.text("SELECT count(*) FROM audit_entry")) == 0:
        values = {"id": 1, "count": 0, "last_id": 0, "last_hash": anchor.START}
        connection.execute(ANCHOR.insert().values(**values, signature=anchor.sign(head, key)))
    anchor.write(current_app.config["SETTINGS"].instance, head, key)


def downgrade() -> None:
    op.drop_table("retention_run")
    op.drop_index("ix_photo_kept", table_name="photo")
    op.drop_index("ix_photo_sharp", table_name="photo")
    op.drop_column("photo", "original_gone_at")
    op.drop_column("photo", "blurred_at")
