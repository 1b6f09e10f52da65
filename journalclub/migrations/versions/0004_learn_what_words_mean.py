"""learn what words mean"""

import sqlalchemy as sa
from alembic import op

from journalclub.db.base import BigInt, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "abbreviations",
        sa.Column("short", sa.String(length=64), nullable=False),
        sa.Column("long", sa.String(length=300), nullable=False),
        sa.Column("written", sa.String(length=20), nullable=False),
        sa.Column("meant", sa.String(length=200), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("short", "long", name=op.f("pk_abbreviations")),
    )
    with op.batch_alter_table("abbreviations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_abbreviations_articles"), ["articles"], unique=False)
        batch_op.create_index(batch_op.f("ix_abbreviations_long"), ["long"], unique=False)

    op.create_table(
        "abbreviation_definitions",
        sa.Column("article_id", BigInt, nullable=False),
        sa.Column("short", sa.String(length=64), nullable=False),
        sa.Column("long", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_abbreviation_definitions_article_id_articles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "short", "long", name=op.f("pk_abbreviation_definitions")),
    )
    op.create_table(
        "meanings",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("term", sa.String(length=300), nullable=False),
        sa.Column("written", sa.String(length=80), nullable=False),
        sa.Column("ways", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", BigInt, nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["members.id"], name=op.f("fk_meanings_changed_by_members"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meanings")),
        sa.UniqueConstraint("term", name=op.f("uq_meanings_term")),
    )


def downgrade() -> None:
    op.drop_table("meanings")
    op.drop_table("abbreviation_definitions")
    op.drop_table("abbreviations")
