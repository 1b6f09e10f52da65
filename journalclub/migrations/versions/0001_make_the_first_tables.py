"""make the first tables"""

import sqlalchemy as sa
from alembic import op

from journalclub.db.base import BigInt, Json, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "allowances",
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("left", sa.Double(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_allowances")),
    )
    op.create_table(
        "articles",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_html", sa.Text(), nullable=False),
        sa.Column("title_key", sa.String(length=600), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.Column("abstract_sections", Json, nullable=False),
        sa.Column("journal", sa.String(length=300), nullable=False),
        sa.Column("journal_abbreviation", sa.String(length=200), nullable=False),
        sa.Column("issn", sa.String(length=9), nullable=True),
        sa.Column("volume", sa.String(length=60), nullable=False),
        sa.Column("issue", sa.String(length=60), nullable=False),
        sa.Column("pages", sa.String(length=120), nullable=False),
        sa.Column("published", sa.String(length=10), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("pmid", sa.String(length=8), nullable=True),
        sa.Column("doi", sa.String(length=500), nullable=True),
        sa.Column("pmcid", sa.String(length=12), nullable=True),
        sa.Column("pii", sa.String(length=20), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("languages", Json, nullable=False),
        sa.Column("publication_types", Json, nullable=False),
        sa.Column("mesh", Json, nullable=False),
        sa.Column("keywords", Json, nullable=False),
        sa.Column("trials", Json, nullable=False),
        sa.Column("details", Json, nullable=False),
        sa.Column("authority", sa.Integer(), nullable=False),
        sa.Column("merged_into", BigInt, nullable=True),
        sa.Column("retracted_on", sa.Date(), nullable=True),
        sa.Column("gone_at", UtcDateTime(), nullable=True),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("pending_reason", sa.String(length=300), nullable=False),
        sa.Column("requested_by", BigInt, nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("archive", sa.String(length=80), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("extra", Json, nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["articles.id"], name=op.f("fk_articles_merged_into_articles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
    )
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.create_index("ix_articles_archive_key", ["archive", "key"], unique=False)
        batch_op.create_index(
            "ix_articles_journal_listed_on_id",
            ["journal", "listed_on", "id"],
            unique=False,
            sqlite_where=sa.text("merged_into IS NULL"),
            postgresql_where=sa.text("merged_into IS NULL"),
        )
        batch_op.create_index(
            "ix_articles_listed_on_id_added_at",
            ["listed_on", "id", "added_at"],
            unique=False,
            sqlite_where=sa.text("merged_into IS NULL"),
            postgresql_where=sa.text("merged_into IS NULL"),
        )
        batch_op.create_index(
            "ix_articles_merged_into",
            ["merged_into"],
            unique=False,
            sqlite_where=sa.text("merged_into IS NOT NULL"),
            postgresql_where=sa.text("merged_into IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_articles_one_doi",
            ["doi"],
            unique=True,
            sqlite_where=sa.text("merged_into IS NULL"),
            postgresql_where=sa.text("merged_into IS NULL"),
        )
        batch_op.create_index(
            "ix_articles_one_pmcid",
            ["pmcid"],
            unique=True,
            sqlite_where=sa.text("merged_into IS NULL"),
            postgresql_where=sa.text("merged_into IS NULL"),
        )
        batch_op.create_index(
            "ix_articles_one_pmid",
            ["pmid"],
            unique=True,
            sqlite_where=sa.text("merged_into IS NULL"),
            postgresql_where=sa.text("merged_into IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_articles_pii"), ["pii"], unique=False)
        batch_op.create_index(batch_op.f("ix_articles_title_key"), ["title_key"], unique=False)

    op.create_table(
        "audit_entries",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", BigInt, nullable=True),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("discussion_id", BigInt, nullable=True),
        sa.Column("ids", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entries_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entries_discussion_id"), ["discussion_id"], unique=False)

    op.create_table(
        "changes",
        sa.Column("seq", BigInt, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor_id", BigInt, nullable=True),
        sa.Column("discussion_id", BigInt, nullable=True),
        sa.Column("ids", Json, nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_changes")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.create_index("ix_changes_discussion_id_seq", ["discussion_id", "seq"], unique=False)

    op.create_table(
        "club",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=True),
        sa.Column("founded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_club")),
    )
    op.create_table(
        "consumer_positions",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("seq", BigInt, nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_consumer_positions")),
    )
    op.create_table(
        "imported_lines",
        sa.Column("archive", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=700), nullable=False),
        sa.Column("row_id", BigInt, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("extra", Json, nullable=True),
        sa.PrimaryKeyConstraint("archive", "kind", "key", name=op.f("pk_imported_lines")),
    )
    with op.batch_alter_table("imported_lines", schema=None) as batch_op:
        batch_op.create_index("ix_imported_lines_kind_row_id", ["kind", "row_id"], unique=False)

    op.create_table(
        "members",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("profession", sa.String(length=120), nullable=False),
        sa.Column("specialty", sa.String(length=120), nullable=False),
        sa.Column("affiliation", sa.String(length=240), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("introduced_at", UtcDateTime(), nullable=True),
        sa.Column("time_zone", sa.String(length=64), nullable=True),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("applied_at", UtcDateTime(), nullable=True),
        sa.Column("verified_at", UtcDateTime(), nullable=True),
        sa.Column("verified_by", BigInt, nullable=True),
        sa.Column("verified_how", sa.String(length=120), nullable=False),
        sa.Column("declined_at", UtcDateTime(), nullable=True),
        sa.Column("suspended_at", UtcDateTime(), nullable=True),
        sa.Column("suspended_why", sa.Text(), nullable=True),
        sa.Column("archive", sa.String(length=80), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("extra", Json, nullable=False),
        sa.Column("imported", Json, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("archive", "key", name=op.f("uq_members_archive_key")),
        sa.UniqueConstraint("email", name=op.f("uq_members_email")),
    )
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_index(
            "ix_members_pending",
            ["applied_at"],
            unique=False,
            sqlite_where=sa.text("applied_at IS NOT NULL AND verified_at IS NULL AND declined_at IS NULL"),
            postgresql_where=sa.text("applied_at IS NOT NULL AND verified_at IS NULL AND declined_at IS NULL"),
        )

    op.create_table(
        "never_contact",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_never_contact")),
    )
    op.create_table(
        "pulls",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("merged", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulls")),
    )
    with op.batch_alter_table("pulls", schema=None) as batch_op:
        batch_op.create_index("ix_pulls_source_id", ["source", "id"], unique=False)

    op.create_table(
        "series",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("hashtag", sa.String(length=60), nullable=False),
        sa.Column("rule", sa.String(length=120), nullable=False),
        sa.Column("wall_time", sa.String(length=5), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("days_after", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("patients_welcome", sa.Boolean(), nullable=False),
        sa.Column("archive", sa.String(length=80), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("hashtag", name=op.f("uq_series_hashtag")),
    )
    op.create_table(
        "set_up_links",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_up_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_set_up_links_digest")),
    )
    op.create_table(
        "source_states",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("cursor", Json, nullable=False),
        sa.Column("etag", sa.String(length=500), nullable=False),
        sa.Column("modified", sa.String(length=100), nullable=False),
        sa.Column("moved_to", sa.Text(), nullable=True),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("succeeded_at", UtcDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_source_states")),
    )
    with op.batch_alter_table("source_states", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_states_next_try_at"), ["next_try_at"], unique=False)

    op.create_table(
        "turns",
        sa.Column("server", sa.String(length=80), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("server", name=op.f("pk_turns")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_api_tokens_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_tokens_digest")),
    )
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_tokens_member_id"), ["member_id"], unique=False)

    op.create_table(
        "article_authors",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("article_id", BigInt, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("last_name", sa.String(length=300), nullable=False),
        sa.Column("fore_name", sa.String(length=300), nullable=False),
        sa.Column("initials", sa.String(length=30), nullable=False),
        sa.Column("suffix", sa.String(length=30), nullable=False),
        sa.Column("collective", sa.String(length=500), nullable=False),
        sa.Column("orcid", sa.String(length=19), nullable=True),
        sa.Column("equal", sa.Boolean(), nullable=False),
        sa.Column("affiliations", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_authors_article_id_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_authors")),
        sa.UniqueConstraint("article_id", "position", name=op.f("uq_article_authors_article_id_position")),
    )
    op.create_table(
        "article_history",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("article_id", BigInt, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("changes", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_history_article_id_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_history")),
    )
    with op.batch_alter_table("article_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_history_article_id"), ["article_id"], unique=False)

    op.create_table(
        "article_imports",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("article_id", BigInt, nullable=False),
        sa.Column("archive", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("line", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_imports_article_id_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_imports")),
        sa.UniqueConstraint("archive", "key", name=op.f("uq_article_imports_archive_key")),
    )
    with op.batch_alter_table("article_imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_imports_article_id"), ["article_id"], unique=False)

    op.create_table(
        "article_notices",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("article_id", BigInt, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("pmid", sa.String(length=8), nullable=True),
        sa.Column("doi", sa.String(length=500), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_notices_article_id_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_notices")),
    )
    with op.batch_alter_table("article_notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_notices_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_notices_pmid"), ["pmid"], unique=False)

    op.create_table(
        "article_tags",
        sa.Column("article_id", BigInt, nullable=False),
        sa.Column("tag", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_tags_article_id_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "tag", name=op.f("pk_article_tags")),
    )
    with op.batch_alter_table("article_tags", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_tags_tag"), ["tag"], unique=False)

    op.create_table(
        "discussions",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("series_id", BigInt, nullable=True),
        sa.Column("edition_on", sa.Date(), nullable=True),
        sa.Column("article_id", BigInt, nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("opens", UtcDateTime(), nullable=False),
        sa.Column("starts", UtcDateTime(), nullable=False),
        sa.Column("ends", UtcDateTime(), nullable=False),
        sa.Column("closes", UtcDateTime(), nullable=False),
        sa.Column("announced_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("published_by", BigInt, nullable=True),
        sa.Column("said_state", sa.String(length=10), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("patients_welcome", sa.Boolean(), nullable=False),
        sa.Column("current_question", sa.Integer(), nullable=True),
        sa.Column("post_limit", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("archive", sa.String(length=80), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("extra", Json, nullable=False),
        sa.Column("imported", Json, nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_discussions_article_id_articles")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_discussions_series_id_series")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discussions")),
        sa.UniqueConstraint("archive", "key", name=op.f("uq_discussions_archive_key")),
        sa.UniqueConstraint("series_id", "edition_on", name=op.f("uq_discussions_series_id_edition_on")),
    )
    with op.batch_alter_table("discussions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_discussions_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_discussions_closes"), ["closes"], unique=False)
        batch_op.create_index(batch_op.f("ix_discussions_series_id"), ["series_id"], unique=False)
        batch_op.create_index("ix_discussions_starts_id", ["starts", "id"], unique=False)

    op.create_table(
        "letters",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("member_id", BigInt, nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("link_kind", sa.String(length=12), nullable=False),
        sa.Column("link_id", BigInt, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("next_try", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("claimed_at", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_letters_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letters_member_id"), ["member_id"], unique=False)
        batch_op.create_index("ix_letters_state_next_try", ["state", "next_try"], unique=False)

    op.create_table(
        "member_roles",
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_member_roles_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "role", name=op.f("pk_member_roles")),
    )
    op.create_table(
        "parked_changes",
        sa.Column("consumer", sa.String(length=40), nullable=False),
        sa.Column("seq", BigInt, autoincrement=False, nullable=False),
        sa.Column("parked_at", UtcDateTime(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["changes.seq"], name=op.f("fk_parked_changes_seq_changes")),
        sa.PrimaryKeyConstraint("consumer", "seq", name=op.f("pk_parked_changes")),
    )
    op.create_table(
        "pull_problems",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("pull_id", BigInt, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pull_id"], ["pulls.id"], name=op.f("fk_pull_problems_pull_id_pulls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pull_problems")),
    )
    with op.batch_alter_table("pull_problems", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pull_problems_pull_id"), ["pull_id"], unique=False)

    op.create_table(
        "role_proposals",
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("roles", sa.String(length=120), nullable=False),
        sa.Column("proposed_by", BigInt, nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_role_proposals_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["members.id"], name=op.f("fk_role_proposals_proposed_by_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_role_proposals")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_sessions_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("digest", name=op.f("uq_sessions_digest")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_member_id"), ["member_id"], unique=False)

    op.create_table(
        "sightings",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("article_id", BigInt, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=40), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_sightings_article_id_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_sightings_source_key")),
    )
    with op.batch_alter_table("sightings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sightings_article_id"), ["article_id"], unique=False)

    op.create_table(
        "sign_in_links",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_sign_in_links_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_links_digest")),
    )
    with op.batch_alter_table("sign_in_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_links_member_id"), ["member_id"], unique=False)

    op.create_table(
        "author_addresses",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("article_id", BigInt, nullable=False),
        sa.Column("author_id", BigInt, nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_author_addresses_article_id_articles"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["article_authors.id"],
            name=op.f("fk_author_addresses_author_id_article_authors"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author_addresses")),
        sa.UniqueConstraint("author_id", "address", name=op.f("uq_author_addresses_author_id_address")),
    )
    with op.batch_alter_table("author_addresses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_author_addresses_article_id"), ["article_id"], unique=False)

    op.create_table(
        "discussion_guests",
        sa.Column("discussion_id", BigInt, nullable=False),
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("admitted_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["discussion_id"],
            ["discussions.id"],
            name=op.f("fk_discussion_guests_discussion_id_discussions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_discussion_guests_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("discussion_id", "member_id", name=op.f("pk_discussion_guests")),
    )
    with op.batch_alter_table("discussion_guests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_discussion_guests_member_id"), ["member_id"], unique=False)

    op.create_table(
        "discussion_hosts",
        sa.Column("discussion_id", BigInt, nullable=False),
        sa.Column("member_id", BigInt, nullable=False),
        sa.ForeignKeyConstraint(
            ["discussion_id"],
            ["discussions.id"],
            name=op.f("fk_discussion_hosts_discussion_id_discussions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_discussion_hosts_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("discussion_id", "member_id", name=op.f("pk_discussion_hosts")),
    )
    with op.batch_alter_table("discussion_hosts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_discussion_hosts_member_id"), ["member_id"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("discussion_id", BigInt, nullable=False),
        sa.Column("article_id", BigInt, nullable=True),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("invited_by", BigInt, nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("member_id", BigInt, nullable=True),
        sa.ForeignKeyConstraint(
            ["discussion_id"],
            ["discussions.id"],
            name=op.f("fk_invitations_discussion_id_discussions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["members.id"], name=op.f("fk_invitations_invited_by_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_invitations_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("discussion_id", "address", name=op.f("uq_invitations_discussion_id_address")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_invited_by"), ["invited_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_member_id"), ["member_id"], unique=False)

    op.create_table(
        "posts",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("discussion_id", BigInt, nullable=False),
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("question", sa.Integer(), nullable=True),
        sa.Column("reply_to_id", BigInt, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("seq", BigInt, nullable=False),
        sa.Column("edited_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("hidden_at", UtcDateTime(), nullable=True),
        sa.Column("hidden_by", BigInt, nullable=True),
        sa.Column("hidden_why", sa.String(length=280), nullable=True),
        sa.Column("cleared_at", UtcDateTime(), nullable=True),
        sa.Column("client_token", sa.String(length=80), nullable=False),
        sa.Column("archive", sa.String(length=80), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("extra", Json, nullable=False),
        sa.Column("imported", Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["discussion_id"], ["discussions.id"], name=op.f("fk_posts_discussion_id_discussions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_posts_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reply_to_id"], ["posts.id"], name=op.f("fk_posts_reply_to_id_posts"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("archive", "key", name=op.f("uq_posts_archive_key")),
        sa.UniqueConstraint(
            "discussion_id", "member_id", "client_token", name=op.f("uq_posts_discussion_id_member_id_client_token")
        ),
    )
    with op.batch_alter_table("posts", schema=None) as batch_op:
        batch_op.create_index("ix_posts_discussion_id_at_id", ["discussion_id", "at", "id"], unique=False)
        batch_op.create_index("ix_posts_discussion_id_seq", ["discussion_id", "seq"], unique=False)
        batch_op.create_index("ix_posts_member_id_at", ["member_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_posts_reply_to_id"), ["reply_to_id"], unique=False)

    op.create_table(
        "questions",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("discussion_id", BigInt, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["discussion_id"],
            ["discussions.id"],
            name=op.f("fk_questions_discussion_id_discussions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("discussion_id", "number", name=op.f("uq_questions_discussion_id_number")),
    )
    op.create_table(
        "readings",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("discussion_id", BigInt, nullable=False),
        sa.Column("article_id", BigInt, nullable=False),
        sa.Column("member_id", BigInt, nullable=True),
        sa.Column("why", sa.String(length=280), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_readings_article_id_articles")),
        sa.ForeignKeyConstraint(
            ["discussion_id"],
            ["discussions.id"],
            name=op.f("fk_readings_discussion_id_discussions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_readings_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sa.UniqueConstraint("discussion_id", "article_id", name=op.f("uq_readings_discussion_id_article_id")),
    )
    with op.batch_alter_table("readings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_readings_article_id"), ["article_id"], unique=False)

    op.create_table(
        "invitation_links",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("invitation_id", BigInt, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitations.id"],
            name=op.f("fk_invitation_links_invitation_id_invitations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_invitation_links_digest")),
    )
    with op.batch_alter_table("invitation_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_links_invitation_id"), ["invitation_id"], unique=False)

    op.create_table(
        "reactions",
        sa.Column("post_id", BigInt, nullable=False),
        sa.Column("member_id", BigInt, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_reactions_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_reactions_post_id_posts"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "member_id", "kind", name=op.f("pk_reactions")),
    )
    with op.batch_alter_table("reactions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reactions_member_id"), ["member_id"], unique=False)


def downgrade() -> None:
    op.drop_table("reactions")
    op.drop_table("invitation_links")
    op.drop_table("readings")
    op.drop_table("questions")
    op.drop_table("posts")
    op.drop_table("invitations")
    op.drop_table("discussion_hosts")
    op.drop_table("discussion_guests")
    op.drop_table("author_addresses")
    op.drop_table("sign_in_links")
    op.drop_table("sightings")
    op.drop_table("sessions")
    op.drop_table("role_proposals")
    op.drop_table("pull_problems")
    op.drop_table("parked_changes")
    op.drop_table("member_roles")
    op.drop_table("letters")
    op.drop_table("discussions")
    op.drop_table("article_tags")
    op.drop_table("article_notices")
    op.drop_table("article_imports")
    op.drop_table("article_history")
    op.drop_table("article_authors")
    op.drop_table("api_tokens")
    op.drop_table("turns")
    op.drop_table("source_states")
    op.drop_table("set_up_links")
    op.drop_table("series")
    op.drop_table("pulls")
    op.drop_table("never_contact")
    op.drop_table("members")
    op.drop_table("imported_lines")
    op.drop_table("consumer_positions")
    op.drop_table("club")
    op.drop_table("changes")
    op.drop_table("audit_entries")
    op.drop_table("articles")
    op.drop_table("allowances")
