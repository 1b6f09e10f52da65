"""An article that came again: what changes, who is believed, and what its history says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from journalclub.literature import rows
from journalclub.literature.found import Authority, FoundArticle
from journalclub.literature.known import Known
from journalclub.literature.models import Article, ArticleAuthor, ArticleHistory, ArticleNotice, AuthorAddress
from journalclub.literature.reinstating import RETRACTION

# What a reader would notice; the rest changes without a line in the history.
_TOLD = (
    "title",
    "abstract",
    "journal",
    "volume",
    "issue",
    "pages",
    "published",
    "pmid",
    "doi",
    "pmcid",
    "publication_types",
    "trials",
)
_NEVER_TAKEN_OVER = {"authority", "listed_on"}
_SHORT = 300


@dataclass(frozen=True)
class Revision:
    changed: bool = False
    retracted: bool = False
    notices: tuple[str, ...] = ()  # the kinds that are new
    unsaid: bool = False  # its record has ceased to call it retracted


def revise(
    session: Session,
    article: Article,
    found: FoundArticle,
    known: Known,
    *,
    source: str,
    now: datetime,
    again: bool,
) -> Revision:
    """A better source replaces, an equal one replaces what it said itself before (`again`), a lesser one fills gaps."""
    replaces = found.authority > article.authority or (
        found.authority == article.authority and (again or _is_pubmed(found))
    )
    values = rows.values(found, now.date())
    known.free_identifiers(values, own=article.id)
    told = _take_values(article, values, replaces)
    changed = bool(told) or session.is_modified(article)
    people = (replaces or not _has_authors(session, article.id)) and _take_authors(session, article.id, found)
    if people:
        told.append({"field": "authors", "before": "", "after": ""})
    notices, unsaid = _take_notices(session, article.id, found, whole=_is_pubmed(found))
    told += [{"field": "notices", "before": "", "after": kind} for kind in notices]
    retracted = _take_retraction(article, found, now)
    if article.pending and found.authority > Authority.REQUEST:
        article.pending, article.pending_reason, changed = False, "", True
    if _is_pubmed(found):
        changed = changed or article.gone_at is not None
        article.gone_at, article.checked_at = None, now
    if told:
        session.add(ArticleHistory(article_id=article.id, at=now, source=source, changes=told))
    changed = changed or bool(told) or retracted
    if changed:
        article.changed_at = now
    return Revision(changed, retracted, tuple(notices), unsaid)


def _is_pubmed(found: FoundArticle) -> bool:
    return found.authority == Authority.PUBMED


def _take_values(article: Article, values: dict[str, Any], replaces: bool) -> list[dict[str, str]]:
    told = []
    old, new = article.details, values["details"]
    values = {**values, "details": {**old, **new} if replaces else {**new, **old}}
    for name, after in values.items():
        before = getattr(article, name)
        if name in _NEVER_TAKEN_OVER or not after or after == before:
            continue
        if before and not replaces and name != "details":
            continue
        if name == "journal" and after.casefold() == before.casefold():
            continue  # NLM writes "JCO global oncology"; the journal's own capitals are better
        setattr(article, name, after)
        if name in _TOLD:
            told.append({"field": name, "before": _shown(before), "after": _shown(after)})
    article.authority = max(article.authority, values["authority"])
    if replaces and values["published_on"] and article.listed_on != values["listed_on"]:
        article.listed_on = values["listed_on"]
    return told


def _shown(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return text if len(text) <= _SHORT else text[:_SHORT] + "…"


def _has_authors(session: Session, article: int) -> bool:
    return session.scalar(select(ArticleAuthor.id).where(ArticleAuthor.article_id == article).limit(1)) is not None


def _take_authors(session: Session, article: int, found: FoundArticle) -> bool:
    """Rows are changed in place: an invitation may point at an author by id."""
    if not found.authors:
        return False
    before = list(
        session.scalars(
            select(ArticleAuthor).where(ArticleAuthor.article_id == article).order_by(ArticleAuthor.position)
        )
    )
    wanted = rows.author_values(found.authors)
    changed = len(before) != len(wanted)
    for row, values in zip(before, wanted, strict=False):
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
                changed = True
    for surplus in before[len(wanted) :]:
        session.delete(surplus)
    added = [ArticleAuthor(article_id=article, **values) for values in wanted[len(before) :]]
    session.add_all(added)
    session.flush()
    return _take_addresses(session, article, [*before[: len(wanted)], *added], found) or changed


def _take_addresses(session: Session, article: int, authors: list[ArticleAuthor], found: FoundArticle) -> bool:
    query = select(AuthorAddress.author_id, AuthorAddress.address).where(AuthorAddress.article_id == article)
    stored = {(row.author_id, row.address) for row in session.execute(query)}
    wanted = {
        (row.id, address[:320]) for row, one in zip(authors, found.authors, strict=True) for address in one.addresses
    }
    gone, new = stored - wanted, sorted(wanted - stored)
    for row in session.scalars(select(AuthorAddress).where(AuthorAddress.article_id == article)) if gone else ():
        if (row.author_id, row.address) in gone:
            session.delete(row)
    if new:
        session.flush()
        session.execute(
            insert(AuthorAddress),
            [{"article_id": article, "author_id": author, "address": address} for author, address in new],
        )
    return bool(gone or new)


def _take_notices(session: Session, article: int, found: FoundArticle, *, whole: bool) -> tuple[list[str], bool]:
    """The kinds that are new, and whether a retraction is among what was taken back.

    PubMed's list is whole: what it no longer says is taken back, but only that.
    """
    if not found.notices and not whole:
        return [], False
    stored = list(session.scalars(select(ArticleNotice).where(ArticleNotice.article_id == article)))
    own = {(row.kind, row.pmid, row.doi, row.source): row for row in stored if row.told_by is None}
    wanted = {(n.kind, n.pmid, n.doi, n.source): n for n in found.notices}
    numbers = {(n.kind, n.pmid) for n in found.notices}
    told = {(row.kind, row.pmid): row for row in stored if row.told_by is not None}
    for both in told.keys() & numbers:  # it says so itself now
        session.delete(told[both])
    unsaid = [row for key, row in own.items() if whole and key not in wanted and (row.source or row.pmid)]
    for row in unsaid:
        session.delete(row)
    new = [notice for key, notice in wanted.items() if key not in own]
    session.add_all(ArticleNotice(article_id=article, **rows.notice_values(notice)) for notice in new)
    kinds = [notice.kind for notice in new if (notice.kind, notice.pmid) not in told]
    return kinds, any(row.kind == RETRACTION for row in unsaid)


def _take_retraction(article: Article, found: FoundArticle, now: datetime) -> bool:
    on = rows.retracted_on(found, now.date())
    if on is None or article.retracted_on is not None:
        return False
    article.retracted_on = on
    return True
