"""proven contacts: whose e-mail address and number are proven, appointments that wait for it, and rate limits"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ROLES = ("director", "deputy", "humas", "admin")


def upgrade() -> None:
    op.add_column("account", sa.Column("claimed_email", sa.String(length=255), nullable=True))
    op.add_column("account", sa.Column("claimed_phone", sa.String(length=32), nullable=True))
    op.add_column("account", sa.Column("phone_proven_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_account_claimed_email"), "account", ["claimed_email"])
    op.create_index(op.f("ix_account_claimed_phone"), "account", ["claimed_phone"])
    # accounts from before the rule keep their letters: nobody asked them for a proof
    op.execute("UPDATE account SET confirmed_at = create_datetime WHERE email IS NOT NULL AND confirmed_at IS NULL")
    op.create_table(
        "pending_appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Enum(*ROLES, name="role", native_enum=False, length=32), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=True),
        sa.Column("decree", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("contact", sa.String(length=8), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"role IN {ROLES}", name=op.f("ck_pending_appointment_role")),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_pending_appointment_user_id")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_pending_appointment_ward_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_pending_appointment_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_appointment")),
    )
    op.create_index(op.f("ix_pending_appointment_user_id"), "pending_appointment", ["user_id"])
    op.create_table(
        "rate_hit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_hit")),
    )
    op.create_index("ix_rate_hit", "rate_hit", ["kind", "key_hash", "at"])


def downgrade() -> None:
    op.drop_index("ix_rate_hit", "rate_hit")
    op.drop_table("rate_hit")
    op.drop_index(op.f("ix_pending_appointment_user_id"), "pending_appointment")
    op.drop_table("pending_appointment")
    op.drop_index(op.f("ix_account_claimed_phone"), "account")
    op.drop_index(op.f("ix_account_claimed_email"), "account")
    with op.batch_alter_table("account") as batch:
        for column in ("phone_proven_at", "claimed_phone", "claimed_email"):
            batch.drop_column(column)
