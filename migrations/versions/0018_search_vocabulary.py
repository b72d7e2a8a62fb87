"""the vocabulary of the search, and every story indexed anew with its rubric, place and author"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# done by the worker, a hundred stories at a time; due long ago, because the database does not know the time that
# PORTAL_NOW sets
FILL = """
    INSERT INTO work (kind, key, payload, created_at, due_at, attempts)
    SELECT 'search.fill', 'search.fill:0018:0', '{}', CURRENT_TIMESTAMP, '2026-01-01 00:00:00+00:00', 0
    WHERE EXISTS (SELECT 1 FROM story WHERE submitted_at IS NOT NULL)
"""


def upgrade() -> None:
    op.create_table(
        "search_word",
        sa.Column("word", sa.String(40), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_search_word"),
    )
    op.create_table(
        "search_word_key",
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("word", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("key", "word", name="pk_search_word_key"),
    )
    op.execute(FILL)


def downgrade() -> None:
    op.execute("DELETE FROM work WHERE kind = 'search.rename' OR key LIKE 'search.fill:0018:%'")
    op.drop_table("search_word_key")
    op.drop_table("search_word")
