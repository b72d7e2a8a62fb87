"""parked words have a size, and whose they are is counted"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INDEX = "ix_parked_words_client"


def upgrade() -> None:
    with op.batch_alter_table("parked_words") as batch:
        batch.add_column(sa.Column("client", sa.String(length=64), nullable=False, server_default=""))
        batch.add_column(sa.Column("size", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(INDEX, "parked_words", ["client", "made_at", "size"])


def downgrade() -> None:
    op.drop_index(INDEX, table_name="parked_words")
    with op.batch_alter_table("parked_words") as batch:
        batch.drop_column("size")
        batch.drop_column("client")
