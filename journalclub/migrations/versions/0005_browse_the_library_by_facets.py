"""browse the library by facets"""

import sqlalchemy as sa
from alembic import op

from journalclub.db.base import BigInt, Json

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "facet_values",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("facet", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facet_values")),
        sa.UniqueConstraint("facet", "value", name=op.f("uq_facet_values_facet_value")),
    )
    with op.batch_alter_table("facet_values", schema=None) as batch_op:
        batch_op.create_index("ix_facet_values_facet_total_id", ["facet", "total", "id"], unique=False)

    op.create_table(
        "facet_blocks",
        sa.Column("value_id", BigInt, nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("members", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["value_id"], ["facet_values.id"], name=op.f("fk_facet_blocks_value_id_facet_values"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("value_id", "block", name=op.f("pk_facet_blocks")),
    )
    op.create_table(
        "faceted_articles",
        sa.Column("article_id", BigInt, autoincrement=False, nullable=False),
        sa.Column("values", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_faceted_articles_article_id_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_faceted_articles")),
    )


def downgrade() -> None:
    op.drop_table("faceted_articles")
    op.drop_table("facet_blocks")
    op.drop_table("facet_values")
