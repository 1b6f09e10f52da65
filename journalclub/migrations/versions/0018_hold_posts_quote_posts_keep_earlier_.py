"""hold posts, quote posts, keep earlier wordings"""

import sqlalchemy as sa
from alembic import op

from journalclub.db.base import BigInt, UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held_posts",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("discussion_id", BigInt, nullable=False),
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("question", sa.Integer(), nullable=True),
        sa.Column("reply_to_id", BigInt, nullable=True),
        sa.Column("quotes_id", BigInt, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("quoted", sa.Integer(), nullable=False),
        sa.Column("client_token", sa.String(length=80), nullable=False),
        sa.Column("held_at", UtcDateTime(), nullable=False),
        sa.Column("refused_at", UtcDateTime(), nullable=True),
        sa.Column("refused_by", BigInt, nullable=True),
        sa.Column("refused_why", sa.String(length=280), nullable=True),
        sa.ForeignKeyConstraint(
            ["discussion_id"],
            ["discussions.id"],
            name=op.f("fk_held_posts_discussion_id_discussions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_held_posts_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["quotes_id"], ["posts.id"], name=op.f("fk_held_posts_quotes_id_posts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["reply_to_id"], ["posts.id"], name=op.f("fk_held_posts_reply_to_id_posts"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_posts")),
        sa.UniqueConstraint(
            "discussion_id",
            "member_id",
            "client_token",
            name=op.f("uq_held_posts_discussion_id_member_id_client_token"),
        ),
    )
    with op.batch_alter_table("held_posts", schema=None) as batch_op:
        batch_op.create_index("ix_held_posts_held_at_id", ["held_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_posts_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_posts_quotes_id"), ["quotes_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_posts_reply_to_id"), ["reply_to_id"], unique=False)

    op.create_table(
        "post_wordings",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("post_id", BigInt, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_post_wordings_post_id_posts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_wordings")),
    )
    with op.batch_alter_table("post_wordings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_wordings_post_id"), ["post_id"], unique=False)

    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quotes_id", BigInt, nullable=True))
        batch_op.create_index(
            "ix_posts_quotes_id",
            ["quotes_id"],
            unique=False,
            sqlite_where=sa.text("quotes_id IS NOT NULL"),
            postgresql_where=sa.text("quotes_id IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_posts_quotes_id_posts"), "posts", ["quotes_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_posts_quotes_id_posts"), type_="foreignkey")
        batch_op.drop_index(
            "ix_posts_quotes_id",
            sqlite_where=sa.text("quotes_id IS NOT NULL"),
            postgresql_where=sa.text("quotes_id IS NOT NULL"),
        )
        batch_op.drop_column("quotes_id")

    op.drop_table("post_wordings")
    op.drop_table("held_posts")
