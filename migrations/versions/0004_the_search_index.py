"""the search index"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FORGET = "INSERT INTO search_index (search_index, rowid, terms) VALUES ('delete', old.id, old.terms);"
LEARN = "INSERT INTO search_index (rowid, terms) VALUES (new.id, new.terms);"
FTS = (
    "CREATE VIRTUAL TABLE search_index USING fts5(terms, content='search_document', content_rowid='id', columnsize=0, "
    "prefix='3 4 5 6', tokenize=\"ascii tokenchars '_~'\")",
    f"CREATE TRIGGER search_learn AFTER INSERT ON search_document BEGIN {LEARN} END",
    f"CREATE TRIGGER search_forget AFTER DELETE ON search_document BEGIN {FORGET} END",
    f"CREATE TRIGGER search_relearn AFTER UPDATE ON search_document BEGIN {FORGET} {LEARN} END",
)
# the worker indexes what was there before, a hundred stories at a time; due long ago, because the database does not know
# the time that PORTAL_NOW sets
FILL = """
    INSERT INTO work (kind, key, payload, created_at, due_at, attempts)
    SELECT 'search.fill', 'search.fill:0004:0', '{}', CURRENT_TIMESTAMP, '2026-01-01 00:00:00+00:00', 0
    WHERE EXISTS (SELECT 1 FROM story WHERE submitted_at IS NOT NULL)
"""


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "search_document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("topic", sa.Integer(), nullable=True),
        sa.Column("terms", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_document"),
        sa.UniqueConstraint("item_id", name="uq_search_document_item_id"),
    )
    if sqlite:
        for statement in FTS:
            op.execute(statement)
    else:
        op.create_index(
            "ix_search_document_terms",
            "search_document",
            ["terms"],
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        )
        op.create_index("ix_search_document_place", "search_document", ["place", "id"])
        op.create_index("ix_search_document_topic", "search_document", ["topic", "id"])
    op.execute(FILL)


def downgrade() -> None:
    op.execute("DELETE FROM work WHERE kind = 'search.fill'")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    op.drop_table("search_document")
