"""find what waits to be looked up"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.create_index(
            "ix_articles_pending",
            ["id"],
            unique=False,
            sqlite_where=sa.text("pending IS 1"),
            postgresql_where=sa.text("pending IS true"),
        )


def downgrade() -> None:
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_articles_pending", sqlite_where=sa.text("pending IS 1"), postgresql_where=sa.text("pending IS true")
        )
