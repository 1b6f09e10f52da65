"""tell when articles were checked and who told a notice"""

import sqlalchemy as sa
from alembic import op

from journalclub.db.base import BigInt, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("article_notices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_by", BigInt, nullable=True))
        batch_op.create_index(batch_op.f("ix_article_notices_told_by"), ["told_by"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_article_notices_told_by_articles"), "articles", ["told_by"], ["id"], ondelete="CASCADE"
        )

    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.add_column(sa.Column("checked_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.drop_column("checked_at")

    with op.batch_alter_table("article_notices", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_article_notices_told_by_articles"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_article_notices_told_by"))
        batch_op.drop_column("told_by")
