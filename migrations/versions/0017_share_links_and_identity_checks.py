"""share links that prove a post until they are resolved, and when a channel's name and picture were last compared"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("post") as batch:
        batch.add_column(sa.Column("share_link", sa.String(length=500), nullable=True))
        batch.add_column(sa.Column("share_outcome", sa.String(length=16), nullable=False, server_default=""))
    op.create_index("ix_post_share_link", "post", ["share_link"], unique=True)
    with op.batch_alter_table("channel") as batch:
        batch.add_column(sa.Column("identity_checked_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("identity_checked_by_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_channel_identity_checked_by_id"), "account", ["identity_checked_by_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("channel") as batch:
        batch.drop_constraint(op.f("fk_channel_identity_checked_by_id"), type_="foreignkey")
        batch.drop_column("identity_checked_by_id")
        batch.drop_column("identity_checked_at")
    op.drop_index("ix_post_share_link", "post")
    with op.batch_alter_table("post") as batch:
        batch.drop_column("share_outcome")
        batch.drop_column("share_link")
