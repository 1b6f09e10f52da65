"""set articles aside"""

import sqlalchemy as sa
from alembic import op

from journalclub.db.base import BigInt, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "set_asides",
        sa.Column("article_id", BigInt, autoincrement=False, nullable=False),
        sa.Column("member_id", BigInt, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_set_asides_article_id_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_set_asides")),
    )
    with op.batch_alter_table("set_asides", schema=None) as batch_op:
        batch_op.create_index("ix_set_asides_at_article_id", ["at", "article_id"], unique=False)


def downgrade() -> None:
    op.drop_table("set_asides")
