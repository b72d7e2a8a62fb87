"""publishing by machine: the connection of a channel, the master text, deliveries and what happened to them"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OLD = (
    "save", "schedule", "publish", "cancel", "hold", "skip", "claim", "release", "proof", "correct", "due", "stop", "resume",
)  # fmt: skip
NEW = (
    *OLD[:10], "resync", "approve", "assist", "resend", "delete", *OLD[10:],
    "prepare", "wait", "arm", "lose", "arrive", "ask", "fail", "retract",
)  # fmt: skip
HEALTH = ("untested", "ok", "down", "reauth", "blocked")
STATES = (
    "queued", "preparing", "waiting", "armed", "reconciling", "published", "check_by_hand", "failed", "cancelled",
)  # fmt: skip


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _health() -> sa.Enum:
    return sa.Enum(*HEALTH, name="health", native_enum=False, length=32)


def _state() -> sa.Enum:
    return sa.Enum(*STATES, name="deliverystate", native_enum=False, length=32)


def _actions(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    with op.batch_alter_table("post_event") as batch:
        batch.drop_constraint(op.f("ck_post_event_action"), type_="check")
        batch.create_check_constraint(op.f("ck_post_event_action"), _one_of("action", after))


def upgrade() -> None:
    with op.batch_alter_table("channel") as batch:
        batch.add_column(sa.Column("username", sa.String(length=120), nullable=False, server_default=""))
        batch.add_column(sa.Column("secret", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("needs_approval", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("health", _health(), nullable=False, server_default="untested"))
        batch.add_column(sa.Column("health_code", sa.String(length=40), nullable=False, server_default=""))
        batch.add_column(sa.Column("health_said", sa.String(length=300), nullable=False, server_default=""))
        batch.add_column(sa.Column("health_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("down_since", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("next_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_check_constraint(op.f("ck_channel_health"), _one_of("health", HEALTH))
    with op.batch_alter_table("post") as batch:
        batch.add_column(sa.Column("follows", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch.add_column(sa.Column("remote_id", sa.String(length=200), nullable=True))
        batch.add_column(sa.Column("edited_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("approved_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("approved_hash", sa.String(length=64), nullable=True))
        batch.create_foreign_key(op.f("fk_post_edited_by_id"), "account", ["edited_by_id"], ["id"])
        batch.create_foreign_key(op.f("fk_post_approved_by_id"), "account", ["approved_by_id"], ["id"])
    owes = sa.text("owes_since IS NOT NULL")
    op.create_index("ix_post_owes", "post", ["owes_since", "id"], sqlite_where=owes, postgresql_where=owes)
    op.execute(sa.text("UPDATE post SET follows = :no WHERE edited = :yes").bindparams(no=False, yes=True))
    _actions(OLD, NEW)
    op.create_table(
        "master",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_master_story_id")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["account.id"], name=op.f("fk_master_changed_by_id")),
        sa.PrimaryKeyConstraint("story_id", name=op.f("pk_master")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("state", _state(), nullable=False),
        sa.Column("step", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("armed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remote_id", sa.String(length=200), nullable=True),
        sa.Column("remote_url", sa.String(length=500), nullable=True),
        sa.Column("failure", sa.JSON(), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_delivery_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("post_id", "number", name=op.f("uq_delivery_post_id_number")),
        sa.CheckConstraint(_one_of("state", STATES), name=op.f("ck_delivery_state")),
    )
    op.create_index("ix_delivery_due", "delivery", ["state", "due_at", "id"])
    op.create_table(
        "delivery_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("before", _state(), nullable=False),
        sa.Column("after", _state(), nullable=False),
        sa.Column("phase", sa.String(length=12), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_event_delivery_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_delivery_event_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_event")),
        sa.CheckConstraint(_one_of("before", STATES), name=op.f("ck_delivery_event_before")),
        sa.CheckConstraint(_one_of("after", STATES), name=op.f("ck_delivery_event_after")),
    )
    op.create_index(op.f("ix_delivery_event_delivery_id"), "delivery_event", ["delivery_id"])


def downgrade() -> None:
    op.drop_table("delivery_event")
    op.drop_table("delivery")
    op.drop_table("master")
    # the first version knows neither these acts nor the states they lead to
    op.execute(sa.text("DELETE FROM post_event WHERE NOT (" + _one_of("action", OLD) + ")"))
    _actions(NEW, OLD)
    op.drop_index("ix_post_owes", table_name="post")
    with op.batch_alter_table("post") as batch:
        batch.drop_constraint(op.f("fk_post_approved_by_id"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_post_edited_by_id"), type_="foreignkey")
        for column in ("approved_hash", "approved_at", "approved_by_id", "edited_by_id", "remote_id", "follows"):
            batch.drop_column(column)
    with op.batch_alter_table("channel") as batch:
        batch.drop_constraint(op.f("ck_channel_health"), type_="check")
        for column in ("next_at", "down_since", "paused_until", "failures", "health_at", "health_said", "health_code", "health", "needs_approval", "secret", "username"):  # fmt: skip
            batch.drop_column(column)
