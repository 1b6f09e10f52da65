"""What one record says about another: a retraction, an erratum, a comment, the paper that a preprint became.

PubMed ties both records, but not at once, and a club may hold only one of them. What the one says is told about the
other as soon as both are here, whichever came first.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from journalclub.changes.kinds import Kind
from journalclub.changes.log import record_many
from journalclub.literature.models import Article, ArticleHistory, ArticleNotice
from journalclub.literature.notices import told_by
from journalclub.literature.reinstating import RETRACTION, reinstate

__all__ = ["OTHER_SIDE", "spread"]

# A notice's kind, and what it means for the article that it names. Of each pair both ways are told.
_PAIRS = {
    "retraction-of": "retraction-in",
    "partial-retraction-of": "partial-retraction-in",
    "erratum-for": "erratum-in",
    "expression-of-concern-for": "expression-of-concern-in",
    "comment-on": "comment-in",
    "update-of": "update-in",
    "republished-from": "republished-in",
    "corrected-and-republished-from": "corrected-and-republished-in",
    "retracted-and-republished-from": "retracted-and-republished-in",
    "reprint-of": "reprint-in",
}
OTHER_SIDE = _PAIRS | {there: here for here, there in _PAIRS.items()}


class _Said(NamedTuple):
    teller: int
    pmid: str | None
    doi: str | None
    kind: str
    told: int


def spread(
    session: Session,
    articles: Iterable[int],
    *,
    now: datetime,
    source: str,
    silent: bool = False,
    unsaid: Iterable[int] = (),
) -> None:
    """Tell what the notices of these articles mean for others, and what the notices of others mean for these.

    `unsaid` are those whose own record has just ceased to call them retracted.
    """
    ids = set(articles)
    said = _said(session, ids) if ids else []
    taken_back = _take_back(session, ids, {(row.teller, row.told, OTHER_SIDE[row.kind]) for row in said})
    changes = _told(session, said, source, now) if said else []
    session.flush()
    changes += reinstate(session, {*unsaid, *taken_back}, now=now, source=source)
    record_many(session, changes, actor=None, now=now, silent=silent)


def _told(session: Session, said: list[_Said], source: str, now: datetime) -> list[tuple[Kind, dict[str, int]]]:
    """What was not told before is; the changes that this makes."""
    told = {row.told for row in said}
    have = {
        (row.article_id, row.kind, row.pmid): row.told_by
        for row in session.scalars(select(ArticleNotice).where(ArticleNotice.article_id.in_(told)))
    }
    known = {key[:2] for key, teller in have.items() if key[2] is None and teller is None}
    changes: list[tuple[Kind, dict[str, int]]] = []
    for row in said:
        kind = OTHER_SIDE[row.kind]
        if (row.told, kind, row.pmid) in have:
            continue
        have[row.told, kind, row.pmid] = row.teller
        session.add(ArticleNotice(article_id=row.told, kind=kind, pmid=row.pmid, doi=row.doi, told_by=row.teller))
        if (row.told, kind) not in known:
            changes += _mark(session, session.get_one(Article, row.told), kind, source, now)
    return changes


def _said(session: Session, ids: set[int]) -> list[_Said]:
    """(teller and its numbers, kind, told): what standing articles themselves say about each other."""
    teller, told = aliased(Article), aliased(Article)
    query = (
        select(teller.id.label("teller"), teller.pmid, teller.doi, ArticleNotice.kind, told.id.label("told"))
        .select_from(ArticleNotice)
        .join(teller, teller.id == ArticleNotice.article_id)
        .join(told, told.pmid == ArticleNotice.pmid)
        .where(ArticleNotice.told_by.is_(None), ArticleNotice.kind.in_(OTHER_SIDE), teller.pmid.is_not(None))
        .where(teller.id != told.id, teller.merged_into.is_(None), told.merged_into.is_(None))
        .order_by(ArticleNotice.id)
    )
    # Two questions, because an OR over two tables would go through all notices there are.
    numbers = [pmid for pmid in session.scalars(select(Article.pmid).where(Article.id.in_(ids))) if pmid]
    found = [query.where(ArticleNotice.article_id.in_(ids)), query.where(ArticleNotice.pmid.in_(numbers))]
    return list(dict.fromkeys(_Said(*row) for one in found for row in session.execute(one)))


def _take_back(session: Session, ids: set[int], said: set[tuple[int, int, str]]) -> set[int]:
    """What these articles' records no longer say about others; those that they called retracted."""
    query = select(ArticleNotice).where(ArticleNotice.told_by.in_(ids))
    rows = [row for row in session.scalars(query) if (row.told_by, row.article_id, row.kind) not in said]
    for row in rows:
        session.delete(row)
    return {row.article_id for row in rows if row.kind == RETRACTION}


def _mark(
    session: Session, article: Article, kind: str, source: str, now: datetime
) -> list[tuple[Kind, dict[str, int]]]:
    """The article says so from now on; the changes that this makes. One that has only just come has no history yet."""
    article.changed_at = now
    retracted = kind == "retraction-in" and article.retracted_on is None
    if retracted:
        article.retracted_on = now.date()
    if article.added_at < now:
        told = [{"field": "notices", "before": "", "after": kind}]
        session.add(ArticleHistory(article_id=article.id, at=now, source=source, changes=told))
    elif not retracted:
        return []
    kinds = [Kind.ARTICLE_RETRACTED if retracted else Kind.ARTICLE_CHANGED, *told_by([kind])]
    return [(one, {"article": article.id}) for one in kinds]
