"""ward alerts by mail: wishes, subscribers, and the wards they want to hear of"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _pace() -> sa.Column:
    kind = sa.Enum("at_once", "daily", "weekly", name="pace", native_enum=False, length=32)
    return sa.Column("pace", kind, nullable=False)


def _known_pace(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint("pace IN ('at_once', 'daily', 'weekly')", name=op.f(f"ck_{table}_pace"))


def upgrade() -> None:
    op.create_table(
        "alert_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        _pace(),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("client", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _known_pace("alert_request"),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_alert_request_ward_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_request")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_alert_request_key_hash")),
    )
    for column in ("email", "client", "made_at"):
        op.create_index(op.f(f"ix_alert_request_{column}"), "alert_request", [column])
    op.create_table(
        "subscriber",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        _pace(),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        _known_pace("subscriber"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriber")),
        sa.UniqueConstraint("email", name=op.f("uq_subscriber_email")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_subscriber_key_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_subscriber_pace"), "subscriber", ["pace"])
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscriber.id"], name=op.f("fk_subscription_subscriber_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_subscription_ward_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("subscriber_id", "ward_id", name=op.f("uq_subscription_subscriber_id_ward_id")),
        sa.UniqueConstraint("ward_id", "subscriber_id", name=op.f("uq_subscription_ward_id_subscriber_id")),
    )


def downgrade() -> None:
    for table in ("subscription", "subscriber", "alert_request"):
        op.drop_table(table)
