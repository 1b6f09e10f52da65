"""find who may be suggested and which pages to read"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.create_index(
            "ix_articles_unread",
            ["id"],
            unique=False,
            sqlite_where=sa.text("pending IS 1 AND pending_reason = '' AND coalesce(pmid, doi, pmcid) IS NULL"),
            postgresql_where=sa.text("pending IS true AND pending_reason = '' AND coalesce(pmid, doi, pmcid) IS NULL"),
        )

    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_index(
            "ix_members_standing",
            ["name", "verified_at", "suspended_at"],
            unique=False,
            sqlite_where=sa.text("verified_at IS NOT NULL AND suspended_at IS NULL"),
            postgresql_where=sa.text("verified_at IS NOT NULL AND suspended_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_members_standing",
            sqlite_where=sa.text("verified_at IS NOT NULL AND suspended_at IS NULL"),
            postgresql_where=sa.text("verified_at IS NOT NULL AND suspended_at IS NULL"),
        )

    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_articles_unread",
            sqlite_where=sa.text("pending IS 1 AND pending_reason = '' AND coalesce(pmid, doi, pmcid) IS NULL"),
            postgresql_where=sa.text("pending IS true AND pending_reason = '' AND coalesce(pmid, doi, pmcid) IS NULL"),
        )
