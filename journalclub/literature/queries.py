"""Reads that are not pages of articles (those are in `views`): sources, addresses, what the indexer reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journalclub.literature.feeds import Source
from journalclub.literature.models import (
    Article,
    ArticleAuthor,
    ArticleHistory,
    ArticleImport,
    ArticleTag,
    AuthorAddress,
    Pull,
    PullProblem,
    Sighting,
    SourceState,
)

__all__ = [
    "ArticleDocument",
    "AuthorWithAddress",
    "SourceView",
    "addresses_of",
    "article_document",
    "article_ids",
    "authors_of",
    "checks",
    "histories",
    "imports_of",
    "problems_of",
    "source_views",
    "standing",
]

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class AuthorWithAddress:
    """For hosts who invite, and nobody else (policy.may_see_addresses): never on a page, in search, API or export."""

    author: int
    name: str
    address: str
    affiliations: tuple[str, ...]
    last: bool  # the last author is often the one to write to when nobody is named


@dataclass(frozen=True)
class SourceView:
    """A source of feeds.toml as the admin page shows it. `state` is waiting, fine, failing or retired."""

    source: Source
    state: str
    reason: str
    succeeded_at: datetime | None
    next_try_at: datetime | None
    moved_to: str | None
    articles: int
    new_this_week: int
    waiting: int
    last_pull: Pull | None


@dataclass(frozen=True)
class ArticleDocument:
    """What of an article is searched."""

    id: int
    title: str
    abstract: str
    authors: tuple[str, ...]
    journal: str
    journal_abbreviation: str
    published_on: date | None
    added_at: datetime
    pmid: str | None
    doi: str | None
    pmcid: str | None
    trials: tuple[str, ...]
    mesh: tuple[str, ...]
    keywords: tuple[str, ...]
    tags: tuple[str, ...]
    publication_types: tuple[str, ...]
    retracted: bool
    pending: bool


def standing(session: Session, article_id: int) -> Article | None:
    """The article, or the one that it was merged into."""
    article = session.get(Article, article_id)
    return session.get(Article, article.merged_into) if article and article.merged_into else article


def authors_of(session: Session, article_id: int) -> Sequence[ArticleAuthor]:
    """Authors, editors and group members, in order."""
    query = select(ArticleAuthor).where(ArticleAuthor.article_id == article_id).order_by(ArticleAuthor.position)
    return session.scalars(query).all()


def addresses_of(session: Session, article_id: int) -> list[AuthorWithAddress]:
    """The authors whose address stood in the record, in order. Ask policy.may_see_addresses first."""
    last = session.scalar(
        select(func.max(ArticleAuthor.position)).where(
            ArticleAuthor.article_id == article_id, ArticleAuthor.role == "author", ArticleAuthor.collective == ""
        )
    )
    query = (
        select(ArticleAuthor, AuthorAddress.address)
        .join(AuthorAddress, AuthorAddress.author_id == ArticleAuthor.id)
        .where(AuthorAddress.article_id == article_id)
        .order_by(ArticleAuthor.position, AuthorAddress.id)
    )
    return [
        AuthorWithAddress(author.id, author.name, address, tuple(author.affiliations), author.position == last)
        for author, address in session.execute(query)
    ]


def article_ids(session: Session, after: int, limit: int) -> list[int]:
    """Standing articles by id, for whoever goes through all of them."""
    query = (
        select(Article.id).where(Article.id > after, Article.merged_into.is_(None)).order_by(Article.id).limit(limit)
    )
    return list(session.scalars(query))


def article_document(session: Session, ids: Iterable[int]) -> list[ArticleDocument]:
    """What of these articles is searched; a merged one is not there. Three queries, however many they are."""
    wanted = set(ids)
    rows = session.scalars(select(Article).where(Article.id.in_(wanted), Article.merged_into.is_(None))).all()
    names: dict[int, list[str]] = defaultdict(list)
    people = select(ArticleAuthor.article_id, ArticleAuthor.name).where(ArticleAuthor.article_id.in_(wanted))
    for article, name in session.execute(people.order_by(ArticleAuthor.article_id, ArticleAuthor.position)):
        names[article].append(name)
    tags: dict[int, list[str]] = defaultdict(list)
    for article, tag in session.execute(
        select(ArticleTag.article_id, ArticleTag.tag).where(ArticleTag.article_id.in_(wanted)).order_by(ArticleTag.tag)
    ):
        tags[article].append(tag)
    return [_document(row, names[row.id], tags[row.id]) for row in rows]


def source_views(session: Session, sources: Sequence[Source], now: datetime) -> list[SourceView]:
    """The sources in their order with what is known of each. Four queries."""
    states = {state.name: state for state in session.scalars(select(SourceState))}
    many = select(Sighting.source, func.count()).group_by(Sighting.source)
    counted = {row[0]: row[1] for row in session.execute(many)}
    recent = {row[0]: row[1] for row in session.execute(many.where(Sighting.seen_at >= now - _WEEK))}
    newest = select(func.max(Pull.id)).group_by(Pull.source)
    pulls = {row.source: row for row in session.scalars(select(Pull).where(Pull.id.in_(newest)))}
    return [
        _source_view(
            source,
            states.get(source.name),
            pulls.get(source.name),
            counted.get(source.name, 0),
            recent.get(source.name, 0),
        )
        for source in sources
    ]


def problems_of(session: Session, pulls: Sequence[int]) -> dict[int, list[PullProblem]]:
    """Entries of these pulls that were not taken, and why."""
    found: dict[int, list[PullProblem]] = defaultdict(list)
    for row in session.scalars(select(PullProblem).where(PullProblem.pull_id.in_(pulls)).order_by(PullProblem.id)):
        found[row.pull_id].append(row)
    return found


def checks(session: Session, now: datetime) -> tuple[int, int]:
    """How many articles PubMed was asked about in the last seven days, and how many it no longer has."""
    counted = select(
        func.count().filter(Article.checked_at >= now - _WEEK), func.count().filter(Article.gone_at.is_not(None))
    ).where(Article.merged_into.is_(None))
    recent, gone = session.execute(counted).one()
    return recent, gone


def histories(session: Session, article_id: int, limit: int = 20) -> Sequence[ArticleHistory]:
    """What sources changed, newest first."""
    query = select(ArticleHistory).where(ArticleHistory.article_id == article_id).order_by(ArticleHistory.id.desc())
    return session.scalars(query.limit(limit)).all()


def imports_of(session: Session, ids: Iterable[int]) -> dict[int, list[ArticleImport]]:
    """The lines of archives that these articles came from or joined."""
    found: dict[int, list[ArticleImport]] = defaultdict(list)
    query = select(ArticleImport).where(ArticleImport.article_id.in_(set(ids))).order_by(ArticleImport.id)
    for row in session.scalars(query):
        found[row.article_id].append(row)
    return found


def _document(row: Article, names: list[str], tags: list[str]) -> ArticleDocument:
    return ArticleDocument(
        id=row.id,
        title=row.title,
        abstract=row.abstract,
        authors=tuple(names),
        journal=row.journal,
        journal_abbreviation=row.journal_abbreviation,
        published_on=row.published_on,
        added_at=row.added_at,
        pmid=row.pmid,
        doi=row.doi,
        pmcid=row.pmcid,
        trials=tuple(row.trials),
        mesh=tuple(heading["name"] for heading in row.mesh),
        keywords=tuple(row.keywords),
        tags=tuple(tags),
        publication_types=tuple(row.publication_types),
        retracted=row.retracted_on is not None,
        pending=row.pending,
    )


def _source_view(
    source: Source, state: SourceState | None, last: Pull | None, articles: int, recent: int
) -> SourceView:
    if state is None or (state.address != source.address):
        return SourceView(source, "waiting", "", None, None, None, articles, recent, 0, last)
    name = "retired" if state.retired_at else "failing" if state.failures else "fine"
    if name == "fine" and state.succeeded_at is None:
        name = "waiting"
    return SourceView(
        source,
        name,
        state.reason,
        state.succeeded_at,
        state.next_try_at,
        state.moved_to,
        articles,
        recent,
        last.waiting if last else 0,
        last,
    )
