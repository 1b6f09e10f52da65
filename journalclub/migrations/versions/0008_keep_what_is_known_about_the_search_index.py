"""keep what is known about the search index"""

import sqlalchemy as sa
from alembic import op

from journalclub.db.base import BigInt, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_index",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("build", sa.String(length=80), nullable=False),
        sa.Column("position", BigInt, nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("length", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_search_index")),
    )
    op.create_table(
        "search_news",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("trouble_since", UtcDateTime(), nullable=True),
        sa.Column("healed", sa.Text(), nullable=False),
        sa.Column("healed_at", UtcDateTime(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_search_news")),
    )


def downgrade() -> None:
    op.drop_table("search_news")
    op.drop_table("search_index")
