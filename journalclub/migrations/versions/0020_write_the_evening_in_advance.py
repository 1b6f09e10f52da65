"""write the evening in advance"""

import sqlalchemy as sa
from alembic import op

from journalclub.db.base import BigInt, UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "script_entries",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("discussion_id", BigInt, nullable=False),
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cleared_at", UtcDateTime(), nullable=True),
        sa.Column("posted_at", UtcDateTime(), nullable=True),
        sa.Column("post_id", BigInt, nullable=True),
        sa.Column("refused", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["discussion_id"],
            ["discussions.id"],
            name=op.f("fk_script_entries_discussion_id_discussions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_script_entries_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_script_entries")),
    )
    with op.batch_alter_table("script_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_script_entries_discussion_id"), ["discussion_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_script_entries_member_id"), ["member_id"], unique=False)

    with op.batch_alter_table("discussions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_hand_since", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("pinned_post", BigInt, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("discussions", schema=None) as batch_op:
        batch_op.drop_column("pinned_post")
        batch_op.drop_column("by_hand_since")

    op.drop_table("script_entries")
