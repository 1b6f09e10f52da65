"""hang polls on posts and ask authors"""

import sqlalchemy as sa
from alembic import op

from journalclub.db.base import BigInt, Json, UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "polls",
        sa.Column("post_id", BigInt, nullable=False),
        sa.Column("choices", Json, nullable=False),
        sa.Column("multiple", sa.Boolean(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("result", Json, nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_polls_post_id_posts"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_polls")),
    )
    op.create_table(
        "poll_votes",
        sa.Column("post_id", BigInt, nullable=False),
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_poll_votes_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["polls.post_id"], name=op.f("fk_poll_votes_post_id_polls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "member_id", name=op.f("pk_poll_votes")),
    )
    with op.batch_alter_table("poll_votes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_votes_member_id"), ["member_id"], unique=False)

    with op.batch_alter_table("held_posts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("for_author_at", UtcDateTime(), nullable=True))

    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=10), server_default="post", nullable=False))
        batch_op.add_column(sa.Column("for_author_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("for_author_settled", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_column("for_author_settled")
        batch_op.drop_column("for_author_at")
        batch_op.drop_column("kind")

    with op.batch_alter_table("held_posts", schema=None) as batch_op:
        batch_op.drop_column("for_author_at")

    op.drop_table("poll_votes")
    op.drop_table("polls")
