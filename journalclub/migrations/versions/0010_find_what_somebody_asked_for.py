"""find what somebody asked for"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.create_index(
            "ix_articles_requested_by",
            ["requested_by", "id"],
            unique=False,
            sqlite_where=sa.text("requested_by IS NOT NULL"),
            postgresql_where=sa.text("requested_by IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_articles_requested_by",
            sqlite_where=sa.text("requested_by IS NOT NULL"),
            postgresql_where=sa.text("requested_by IS NOT NULL"),
        )
