"""add nominations, votes and threads"""

import sqlalchemy as sa
from alembic import op

from journalclub.db.base import BigInt, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nominations",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("article_id", BigInt, nullable=False),
        sa.Column("series_id", BigInt, nullable=False),
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_author", sa.Boolean(), nullable=False),
        sa.Column("cleared_at", UtcDateTime(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_nominations_article_id_articles")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_nominations_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_nominations_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nominations")),
    )
    with op.batch_alter_table("nominations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nominations_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nominations_made_at"), ["made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_nominations_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nominations_series_id"), ["series_id"], unique=False)

    op.create_table(
        "suiting_dates",
        sa.Column("series_id", BigInt, nullable=False),
        sa.Column("edition_on", sa.Date(), nullable=False),
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_suiting_dates_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_suiting_dates_series_id_series"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("series_id", "edition_on", "member_id", name=op.f("pk_suiting_dates")),
    )
    with op.batch_alter_table("suiting_dates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suiting_dates_member_id"), ["member_id"], unique=False)

    op.create_table(
        "nomination_ends",
        sa.Column("nomination_id", BigInt, nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("member_id", BigInt, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("discussion_id", BigInt, nullable=True),
        sa.ForeignKeyConstraint(
            ["discussion_id"],
            ["discussions.id"],
            name=op.f("fk_nomination_ends_discussion_id_discussions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nominations.id"],
            name=op.f("fk_nomination_ends_nomination_id_nominations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("nomination_id", name=op.f("pk_nomination_ends")),
    )
    with op.batch_alter_table("nomination_ends", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nomination_ends_discussion_id"), ["discussion_id"], unique=False)

    op.create_table(
        "votes",
        sa.Column("nomination_id", BigInt, nullable=False),
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_votes_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_votes_nomination_id_nominations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("nomination_id", "member_id", name=op.f("pk_votes")),
    )
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_votes_member_id"), ["member_id"], unique=False)

    with op.batch_alter_table("article_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_history_at"), ["at"], unique=False)

    with op.batch_alter_table("discussions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_discussions_one_thread",
            ["article_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'thread'"),
            postgresql_where=sa.text("kind = 'thread'"),
        )

    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quoted", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_column("quoted")

    with op.batch_alter_table("discussions", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_discussions_one_thread",
            sqlite_where=sa.text("kind = 'thread'"),
            postgresql_where=sa.text("kind = 'thread'"),
        )

    with op.batch_alter_table("article_history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_history_at"))

    op.drop_table("votes")
    op.drop_table("nomination_ends")
    op.drop_table("suiting_dates")
    op.drop_table("nominations")
