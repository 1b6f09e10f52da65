"""remember what was merged"""

import sqlalchemy as sa
from alembic import op

from journalclub.db.base import BigInt, Json, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article_merges",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("kept", BigInt, nullable=False),
        sa.Column("gone", BigInt, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("moved", Json, nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("split_at", UtcDateTime(), nullable=True),
        sa.Column("split_by", BigInt, nullable=True),
        sa.ForeignKeyConstraint(
            ["gone"], ["articles.id"], name=op.f("fk_article_merges_gone_articles"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["kept"], ["articles.id"], name=op.f("fk_article_merges_kept_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_merges")),
    )
    with op.batch_alter_table("article_merges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_merges_gone"), ["gone"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_merges_kept"), ["kept"], unique=False)


def downgrade() -> None:
    op.drop_table("article_merges")
