"""cards kept with their story, and what each ward published each day"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CARDLESS = sa.text("card IS NULL AND status = 'published'")
DAY = {"sqlite": "date(published_at, '+7 hours')", "postgresql": "(published_at AT TIME ZONE 'Asia/Jakarta')::date"}
COUNT = """INSERT INTO ward_day (ward_id, day, stories) SELECT ward_id, {day}, count(*) FROM story
WHERE status = 'published' AND ward_id IS NOT NULL AND published_at IS NOT NULL GROUP BY 1, 2"""


def upgrade() -> None:
    # the cards of old stories are drawn by the minute sweep; until then pages read what they are made of
    op.add_column("story", sa.Column("card", sa.Text(), nullable=True))
    op.create_index("ix_story_cardless", "story", ["id"], sqlite_where=CARDLESS, postgresql_where=CARDLESS)
    op.create_index("ix_story_author_public", "story", ["author_id", "status", "published_at", "id"])
    op.create_table(
        "ward_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("stories", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_ward_day_ward_id")),
        sa.PrimaryKeyConstraint("day", "ward_id", name=op.f("pk_ward_day")),
    )
    op.execute(COUNT.format(day=DAY[op.get_bind().dialect.name]))


def downgrade() -> None:
    op.drop_table("ward_day")
    op.drop_index("ix_story_author_public", "story")
    op.drop_index("ix_story_cardless", "story")
    op.drop_column("story", "card")
