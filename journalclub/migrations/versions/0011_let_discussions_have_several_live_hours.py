"""let discussions have several live hours"""

import sqlalchemy as sa
from alembic import op

from journalclub.db.base import BigInt, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_addresses",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_calendar_addresses_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_addresses")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_addresses_digest")),
    )
    with op.batch_alter_table("calendar_addresses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_addresses_member_id"), ["member_id"], unique=False)

    op.create_table(
        "further_hours",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("discussion_id", BigInt, nullable=False),
        sa.Column("starts", UtcDateTime(), nullable=False),
        sa.Column("ends", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["discussion_id"],
            ["discussions.id"],
            name=op.f("fk_further_hours_discussion_id_discussions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_further_hours")),
    )
    with op.batch_alter_table("further_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_further_hours_discussion_id"), ["discussion_id"], unique=False)

    with op.batch_alter_table("discussions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("changed_at", UtcDateTime(), nullable=True))

    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.add_column(sa.Column("second_wall_time", sa.String(length=5), nullable=True))
        batch_op.add_column(sa.Column("second_time_zone", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("second_days_later", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("begins_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("changed_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.drop_column("changed_at")
        batch_op.drop_column("sequence")
        batch_op.drop_column("ends_on")
        batch_op.drop_column("begins_on")
        batch_op.drop_column("second_days_later")
        batch_op.drop_column("second_time_zone")
        batch_op.drop_column("second_wall_time")

    with op.batch_alter_table("discussions", schema=None) as batch_op:
        batch_op.drop_column("changed_at")
        batch_op.drop_column("sequence")

    op.drop_table("further_hours")
    op.drop_table("calendar_addresses")
