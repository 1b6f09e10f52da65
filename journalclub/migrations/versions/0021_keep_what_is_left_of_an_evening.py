"""keep what is left of an evening"""

import sqlalchemy as sa
from alembic import op

from journalclub.db.base import BigInt, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter_wishes",
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("announcements", sa.Boolean(), nullable=False),
        sa.Column("reminders", sa.Boolean(), nullable=False),
        sa.Column("recaps", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_letter_wishes_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_letter_wishes")),
    )
    op.create_table(
        "mailings",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("discussion_id", BigInt, nullable=False),
        sa.Column("cause", BigInt, nullable=False),
        sa.Column("but", BigInt, nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("reached", BigInt, nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["discussion_id"],
            ["discussions.id"],
            name=op.f("fk_mailings_discussion_id_discussions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
        sa.UniqueConstraint("cause", name=op.f("uq_mailings_cause")),
    )
    with op.batch_alter_table("mailings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailings_discussion_id"), ["discussion_id"], unique=False)

    op.create_table(
        "recaps",
        sa.Column("discussion_id", BigInt, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["discussion_id"], ["discussions.id"], name=op.f("fk_recaps_discussion_id_discussions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("discussion_id", name=op.f("pk_recaps")),
    )
    op.create_table(
        "reflections",
        sa.Column("discussion_id", BigInt, nullable=False),
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("differently", sa.Text(), nullable=False),
        sa.Column("still_open", sa.Text(), nullable=False),
        sa.Column("quotable", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("cleared_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["discussion_id"],
            ["discussions.id"],
            name=op.f("fk_reflections_discussion_id_discussions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_reflections_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("discussion_id", "member_id", name=op.f("pk_reflections")),
    )
    with op.batch_alter_table("reflections", schema=None) as batch_op:
        batch_op.create_index("ix_reflections_member_id", ["member_id"], unique=False)

    op.create_table(
        "marked_posts",
        sa.Column("post_id", BigInt, nullable=False),
        sa.Column("discussion_id", BigInt, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["discussion_id"],
            ["discussions.id"],
            name=op.f("fk_marked_posts_discussion_id_discussions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_marked_posts_post_id_posts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_marked_posts")),
    )
    with op.batch_alter_table("marked_posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_marked_posts_discussion_id"), ["discussion_id"], unique=False)

    op.create_table(
        "take_homes",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("discussion_id", BigInt, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("post_id", BigInt, nullable=True),
        sa.ForeignKeyConstraint(
            ["discussion_id"],
            ["discussions.id"],
            name=op.f("fk_take_homes_discussion_id_discussions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_take_homes_post_id_posts"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_take_homes")),
        sa.UniqueConstraint("discussion_id", "position", name=op.f("uq_take_homes_discussion_id_position")),
    )
    with op.batch_alter_table("take_homes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_take_homes_post_id"), ["post_id"], unique=False)

    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mailing_id", BigInt, nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_letters_mailing_id_member_id"), ["mailing_id", "member_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_letters_mailing_id_mailings"), "mailings", ["mailing_id"], ["id"], ondelete="CASCADE"
        )


def downgrade() -> None:
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_letters_mailing_id_mailings"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_letters_mailing_id_member_id"), type_="unique")
        batch_op.drop_column("mailing_id")

    op.drop_table("take_homes")
    op.drop_table("marked_posts")
    op.drop_table("reflections")
    op.drop_table("recaps")
    op.drop_table("mailings")
    op.drop_table("letter_wishes")
