"""pictures that look alike: an index on each quarter of their hashes"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

QUARTERS = (1, 5, 9, 13)


def upgrade() -> None:
    for begins in QUARTERS:
        op.create_index(f"ix_photo_dhash_{begins}", "photo", [sa.text(f"substr(dhash, {begins}, 4)"), "id"])


def downgrade() -> None:
    for begins in QUARTERS:
        op.drop_index(f"ix_photo_dhash_{begins}", table_name="photo")
