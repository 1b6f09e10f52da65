"""Tables of articles. Those of sources, merges and browsing have files of their own: `source_models` and so on."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from journalclub.db.base import Base, BigInt, Id, JsonDict, JsonList
from journalclub.literature.facet_models import FacetBlock, FacetedArticle, FacetValue
from journalclub.literature.merge_models import ArticleMerge
from journalclub.literature.source_models import Pull, PullProblem, Sighting, SourceState, Turn

__all__ = [
    "Article",
    "ArticleAuthor",
    "ArticleHistory",
    "ArticleImport",
    "ArticleMerge",
    "ArticleNotice",
    "ArticleTag",
    "AuthorAddress",
    "FacetBlock",
    "FacetValue",
    "FacetedArticle",
    "FreeLink",
    "Pull",
    "PullProblem",
    "SetAside",
    "Sighting",
    "SourceState",
    "Turn",
    "to_article",
]

_STANDING = text("merged_into IS NULL")
_ASKED = text("requested_by IS NOT NULL")
_MERGED = text("merged_into IS NOT NULL")
# One expression: SQLite would rather look up all articles without a DOI by the index of DOIs.
_UNREAD = "pending_reason = '' AND coalesce(pmid, doi, pmcid) IS NULL"


def to_article() -> ForeignKey:
    """A reference that goes when the article goes (articles are merged, not deleted)."""
    return ForeignKey("articles.id", ondelete="CASCADE")


def _one_standing(column: str) -> Index:
    """An identifier belongs to one article; those merged into it keep theirs as aliases."""
    return Index(f"ix_articles_one_{column}", column, unique=True, sqlite_where=_STANDING, postgresql_where=_STANDING)


def _standing(*columns: str) -> Index:
    return Index(f"ix_articles_{'_'.join(columns)}", *columns, sqlite_where=_STANDING, postgresql_where=_STANDING)


class Article(Base):
    """One article, however many sources sent it. A merged one stays, with `merged_into` set.

    `title` and `abstract` are plain text, `title_html` and the sections' `html` safe markup. `listed_on` is its place
    in the library: the day it was published, or the day it came when that is unknown or still ahead.
    """

    __tablename__ = "articles"
    __table_args__ = (
        _one_standing("pmid"),
        _one_standing("doi"),
        _one_standing("pmcid"),
        # Of standing articles only, so that SQLite does not look for these by an index on `merged_into`.
        _standing("listed_on", "id", "added_at"),
        _standing("journal", "listed_on", "id"),
        _standing("added_at", "id"),
        Index("ix_articles_merged_into", "merged_into", sqlite_where=_MERGED, postgresql_where=_MERGED),
        Index("ix_articles_archive_key", "archive", "key"),
        # The worker looks for these after every change.
        Index("ix_articles_pending", "id", sqlite_where=text("pending IS 1"), postgresql_where=text("pending IS true")),
        # Those of them of which only a web address is known: the page has to be read.
        Index(
            "ix_articles_unread",
            "id",
            sqlite_where=text(f"pending IS 1 AND {_UNREAD}"),
            postgresql_where=text(f"pending IS true AND {_UNREAD}"),
        ),
        Index("ix_articles_requested_by", "requested_by", "id", sqlite_where=_ASKED, postgresql_where=_ASKED),
    )

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(Text)
    title_html: Mapped[str] = mapped_column(Text, default="")
    title_key: Mapped[str] = mapped_column(String(600), default="", index=True)
    abstract: Mapped[str] = mapped_column(Text, default="")
    abstract_sections: Mapped[JsonList]  # [{label, html, language?}]
    journal: Mapped[str] = mapped_column(String(300), default="")
    journal_abbreviation: Mapped[str] = mapped_column(String(200), default="")
    issn: Mapped[str | None] = mapped_column(String(9))
    volume: Mapped[str] = mapped_column(String(60), default="")
    issue: Mapped[str] = mapped_column(String(60), default="")
    pages: Mapped[str] = mapped_column(String(120), default="")
    published: Mapped[str] = mapped_column(String(10), default="")  # 2024, 2024-05 or 2024-05-19
    published_on: Mapped[date | None] = mapped_column(Date)
    listed_on: Mapped[date] = mapped_column(Date)
    pmid: Mapped[str | None] = mapped_column(String(8))
    doi: Mapped[str | None] = mapped_column(String(500))
    pmcid: Mapped[str | None] = mapped_column(String(12))
    pii: Mapped[str | None] = mapped_column(String(20), index=True)  # only publishers' unique ones, letters and digits
    url: Mapped[str] = mapped_column(Text, default="")
    languages: Mapped[JsonList]
    publication_types: Mapped[JsonList]
    mesh: Mapped[JsonList]  # [{name, major, qualifiers: [{name, major}]}]
    keywords: Mapped[JsonList]
    trials: Mapped[JsonList]
    details: Mapped[JsonDict]  # grants, copyright, conflict of interest, book…
    authority: Mapped[int] = mapped_column(default=0)  # found.Authority: the best source it has had
    merged_into: Mapped[int | None] = mapped_column(BigInt, ForeignKey("articles.id"))
    retracted_on: Mapped[date | None] = mapped_column(Date)
    gone_at: Mapped[datetime | None]  # PubMed no longer returns it
    checked_at: Mapped[datetime | None]  # when PubMed was last asked about it
    pending: Mapped[bool] = mapped_column(default=False)  # asked for by hand, not looked up yet
    pending_reason: Mapped[str] = mapped_column(String(300), default="")  # why the last look-up did not find it
    requested_by: Mapped[int | None] = mapped_column(BigInt)
    added_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    archive: Mapped[str | None] = mapped_column(String(80))  # of the import that made it
    key: Mapped[str | None] = mapped_column(String(200))
    extra: Mapped[JsonDict]


class ArticleAuthor(Base):
    """An author, editor or group member, in order. `name` is how one reads it aloud."""

    __tablename__ = "article_authors"
    __table_args__ = (UniqueConstraint("article_id", "position"),)

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(BigInt, to_article())
    position: Mapped[int]
    role: Mapped[str] = mapped_column(String(20), default="author")  # author, investigator, editor
    name: Mapped[str] = mapped_column(String(500))
    last_name: Mapped[str] = mapped_column(String(300), default="")
    fore_name: Mapped[str] = mapped_column(String(300), default="")
    initials: Mapped[str] = mapped_column(String(30), default="")
    suffix: Mapped[str] = mapped_column(String(30), default="")
    collective: Mapped[str] = mapped_column(String(500), default="")
    orcid: Mapped[str | None] = mapped_column(String(19))
    equal: Mapped[bool] = mapped_column(default=False)
    affiliations: Mapped[JsonList]


class AuthorAddress(Base):
    """A mail address that stood in an affiliation. Read only by `queries.addresses_of`, for hosts who invite."""

    __tablename__ = "author_addresses"
    __table_args__ = (UniqueConstraint("author_id", "address"),)

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(BigInt, to_article(), index=True)
    author_id: Mapped[int] = mapped_column(BigInt, ForeignKey("article_authors.id", ondelete="CASCADE"))
    address: Mapped[str] = mapped_column(String(320))


class ArticleNotice(Base):
    """A retraction, correction, comment or other tie to another record; `kind` as in found.Notice.

    `told_by` is the article whose record says it, when it is not the article's own: see `ties`.
    """

    __tablename__ = "article_notices"

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(BigInt, to_article(), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    pmid: Mapped[str | None] = mapped_column(String(8), index=True)
    doi: Mapped[str | None] = mapped_column(String(500))
    source: Mapped[str] = mapped_column(Text, default="")
    told_by: Mapped[int | None] = mapped_column(BigInt, ForeignKey("articles.id", ondelete="CASCADE"), index=True)


class ArticleTag(Base):
    """A tag that the club's sources give."""

    __tablename__ = "article_tags"

    article_id: Mapped[int] = mapped_column(BigInt, to_article(), primary_key=True)
    tag: Mapped[str] = mapped_column(String(80), primary_key=True, index=True)


class FreeLink(Base):
    """A free way to an article, in a window of days of the club's calendar, both included. See `free.Window`."""

    __tablename__ = "free_links"

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(BigInt, to_article(), index=True)
    url: Mapped[str] = mapped_column(Text)
    first_on: Mapped[date | None] = mapped_column(Date)
    last_on: Mapped[date | None] = mapped_column(Date)
    member_id: Mapped[int | None] = mapped_column(BigInt)  # without a reference: the link stays when they leave
    added_at: Mapped[datetime]


class SetAside(Base):
    """A host has dealt with the article: it is in no host's inbox until somebody puts it back."""

    __tablename__ = "set_asides"
    __table_args__ = (Index("ix_set_asides_at_article_id", "at", "article_id"),)

    article_id: Mapped[int] = mapped_column(BigInt, to_article(), primary_key=True, autoincrement=False)
    member_id: Mapped[int | None] = mapped_column(BigInt)  # without a reference: it stays aside when they leave
    at: Mapped[datetime]


class ArticleHistory(Base):
    """What a source changed: [{field, before, after}], shortened. Never an address."""

    __tablename__ = "article_history"

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(BigInt, to_article(), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(String(200))
    changes: Mapped[JsonList]


class ArticleImport(Base):
    """A line of an archive, and the article it became or joined. It is kept, to tell when it comes back changed."""

    __tablename__ = "article_imports"
    __table_args__ = (UniqueConstraint("archive", "key"),)

    id: Mapped[Id]
    article_id: Mapped[int] = mapped_column(BigInt, to_article(), index=True)
    archive: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(200))
    line: Mapped[JsonDict]
