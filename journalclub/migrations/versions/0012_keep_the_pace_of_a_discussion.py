"""keep the pace of a discussion"""

import sqlalchemy as sa
from alembic import op

from journalclub.db.base import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("discussions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slow_seconds", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("locked_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("discussions", schema=None) as batch_op:
        batch_op.drop_column("locked_at")
        batch_op.drop_column("slow_seconds")
