"""Stored articles are asked for again, so that a retraction, a correction or the final citation arrives by itself.

A run asks for one page of them at most, those first that the club talks about: a few requests an hour when it runs
every hour. What only a feed gave is looked for in PubMed by its DOI, until it is there or a year has passed.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from journalclub.config import Settings
from journalclub.db import Database
from journalclub.kit.text import title_key
from journalclub.literature.found import Authority, FoundArticle
from journalclub.literature.gone import mark_gone
from journalclub.literature.intake import take
from journalclub.literature.models import Article, Sighting
from journalclub.literature.pulling import Clients, clients
from journalclub.literature.sources.failed import SourceFailed
from journalclub.literature.sources.pubmed import PubMed

__all__ = ["PUBMED", "Rechecked", "recheck"]

PUBMED = "PubMed"  # the source of what no query of the club's own brings
PAGE = 200  # records
DOIS = 50  # in one search
_BATCH = 40
# How long after the last look an article is due again.
_WATCHED, _RECENT, _OTHER = timedelta(days=1), timedelta(days=3), timedelta(days=30)
_IS_RECENT = timedelta(days=90)
_GIVES_UP = timedelta(days=365)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rechecked:
    """How many articles were asked for, and how many of them had changed or had disappeared from PubMed."""

    asked: int = 0
    changed: int = 0
    gone: int = 0


@dataclass(frozen=True)
class _Held:
    id: int
    pmid: str | None
    doi: str | None
    title_key: str
    authority: int


def recheck(
    database: Database,
    settings: Settings,
    *,
    now: datetime,
    watched: Collection[int] = (),
    using: Clients | None = None,
) -> Rechecked:
    """Ask PubMed about the articles that are due, `watched` ones (by id) before the others.

    Never raises for a failing PubMed: whoever was not asked stays due.
    """
    with database.reading() as session:
        known = _due(session, Article.pmid.is_not(None), watched, now, PAGE)
        unknown = _due(session, _by_doi(now, watched), watched, now, DOIS)
    if not known and not unknown:
        return Rechecked()
    pubmed = (using or clients(database, settings)).pubmed
    changed = gone = 0
    try:
        changed, gone = _known(database, pubmed, known, now)
        changed += _unknown(database, pubmed, unknown, now)
    except SourceFailed as failure:
        _log.warning("stored articles could not be checked: %s", failure.sentence)
    return Rechecked(len(known) + len(unknown), changed, gone)


def _by_doi(now: datetime, watched: Collection[int]) -> ColumnElement[bool]:
    young = or_(Article.added_at >= now - _GIVES_UP, Article.id.in_(watched))
    return and_(Article.pmid.is_(None), Article.doi.is_not(None), young)


def _due(
    session: Session, which: ColumnElement[bool], watched: Collection[int], now: datetime, most: int
) -> list[_Held]:
    looked_at = func.coalesce(Article.checked_at, Article.added_at)
    is_watched, is_recent = Article.id.in_(watched), Article.added_at >= now - _IS_RECENT
    due = or_(
        looked_at <= now - _OTHER,
        and_(is_recent, looked_at <= now - _RECENT),
        and_(is_watched, looked_at <= now - _WATCHED),
    )
    first = case((is_watched, 0), (is_recent, 1), else_=2)
    query = (
        select(Article.id, Article.pmid, Article.doi, Article.title_key, Article.authority)
        .where(which, Article.merged_into.is_(None), due)
        .order_by(first, looked_at, Article.id)
        .limit(most)
    )
    return [_Held(*row) for row in session.execute(query)]


def _known(database: Database, pubmed: PubMed, held: list[_Held], now: datetime) -> tuple[int, int]:
    """Those with a PMID: asked for by it, and once more when they were not in the answer."""
    if not held:
        return 0, 0
    wanted = {article.pmid: article for article in held if article.pmid}
    found = {record.pmid: record for record in _records(pubmed, list(wanted))}
    missing = [pmid for pmid in wanted if pmid not in found]
    if len(missing) == len(wanted) and len(wanted) > 1:
        raise SourceFailed("PubMed returned none of the records that it had before.")
    if missing:
        present = {entry.key.removeprefix("PMID ") for entry in pubmed.records(missing).entries}
        missing = [pmid for pmid in missing if pmid not in present]
    _stamp(database, held, now)
    taken = [(article, found[pmid]) for pmid, article in wanted.items() if pmid in found]
    changed = _take(database, [(a, record) for a, record in taken if _agrees(a, record)], now)
    with database.transaction() as session:
        return changed, mark_gone(session, missing, source=PUBMED, now=now)


def _unknown(database: Database, pubmed: PubMed, held: list[_Held], now: datetime) -> int:
    """Those without: looked for by DOI."""
    if not held:
        return 0
    wanted = {article.doi: article for article in held if article.doi}
    listed = pubmed.search(" OR ".join(f'"{doi}"[doi]' for doi in wanted)).ids[:PAGE]
    found = _records(pubmed, listed) if listed else []
    _stamp(database, held, now)
    return _take(database, [(wanted[record.doi], record) for record in found if record.doi in wanted], now)


def _records(pubmed: PubMed, pmids: Sequence[str]) -> list[FoundArticle]:
    return [entry.found for entry in pubmed.records(pmids).entries if entry.found]


def _agrees(held: _Held, found: FoundArticle) -> bool:
    """A number that somebody mistyped in an archive must not turn one article into another."""
    if held.authority in {Authority.PUBMED, Authority.REQUEST} or (held.doi and held.doi == found.doi):
        return True
    mine, theirs = held.title_key, title_key(found.title)
    return bool(mine) and bool(theirs) and (mine.startswith(theirs) or theirs.startswith(mine))


def _stamp(database: Database, held: list[_Held], now: datetime) -> None:
    """Before anything is taken: a record that cannot be must not hold up the others for ever."""
    with database.transaction() as session:
        ids = [article.id for article in held]
        session.execute(update(Article).where(Article.id.in_(ids)).values(checked_at=now))


def _take(database: Database, pairs: list[tuple[_Held, FoundArticle]], now: datetime) -> int:
    """Under the source that sent each before, so that looking again is no sighting of its own."""
    with database.reading() as session:
        query = select(Sighting.article_id, Sighting.key, Sighting.source).order_by(Sighting.id)
        seen = session.execute(query.where(Sighting.article_id.in_([held.id for held, _ in pairs])))
        sources = {(article, key): source for article, key, source in seen}
    by_source: dict[str, list[tuple[str, FoundArticle]]] = {}
    for held, record in pairs:
        key = record.pmid or record.label
        by_source.setdefault(sources.get((held.id, key), PUBMED), []).append((key, record))
    changed = 0
    for source, entries in by_source.items():
        for start in range(0, len(entries), _BATCH):
            with database.transaction() as session:
                taken = take(session, source, entries[start : start + _BATCH], now=now)
            changed += taken.count("updated")
    return changed
