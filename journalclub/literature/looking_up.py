"""Articles that members asked for by hand: the worker asks PubMed for each, and says why when it is not there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from journalclub.config import Settings
from journalclub.db import Database
from journalclub.literature.found import FoundArticle
from journalclub.literature.intake import take
from journalclub.literature.models import Article
from journalclub.literature.pulling import Clients, clients
from journalclub.literature.sources.failed import SourceFailed
from journalclub.literature.sources.pubmed import PubMed

__all__ = ["BY_HAND", "look_up_requests"]

BY_HAND = "by hand"
_AT_ONCE = 20


def look_up_requests(database: Database, settings: Settings, *, now: datetime, using: Clients | None = None) -> int:
    """Look up what is pending and was not tried yet; the number that was found. Never raises for a failing PubMed."""
    with database.reading() as session:
        asked = session.scalars(
            select(Article)
            .where(Article.pending.is_(True), Article.merged_into.is_(None), Article.pending_reason == "")
            .order_by(Article.id)
            .limit(_AT_ONCE)
        ).all()
        wanted = [(article.id, article.pmid, article.doi, article.pmcid) for article in asked]
    if not wanted:
        return 0
    pubmed = (using or clients(database, settings)).pubmed
    found = 0
    for article, pmid, doi, pmcid in wanted:
        try:
            record = _record(pubmed, pmid, doi, pmcid)
        except SourceFailed:
            break  # PubMed is away: they stay pending and are tried again
        if record is None:
            _not_found(database, article)
        else:
            with database.transaction() as session:
                take(session, BY_HAND, [(record.pmid or record.label, record)], now=now)
            found += 1
    return found


def try_again(database: Database, article_id: int) -> None:
    with database.transaction() as session:
        article = session.get(Article, article_id)
        if article and article.pending:
            article.pending_reason = ""


def _record(pubmed: PubMed, pmid: str | None, doi: str | None, pmcid: str | None) -> FoundArticle | None:
    same: Callable[[FoundArticle], bool]
    if pmid:
        ids, same = [pmid], lambda found: found.pmid == pmid
    elif doi:
        ids, same = list(pubmed.search(f'"{doi}"[doi]').ids[:5]), lambda found: found.doi == doi
    else:
        ids, same = list(pubmed.search(f"{pmcid}[pmcid]").ids[:5]), lambda found: found.pmcid == pmcid
    if not ids:
        return None
    records = [entry.found for entry in pubmed.records(ids).entries if entry.found]
    return next((found for found in records if same(found)), None)


def _not_found(database: Database, article_id: int) -> None:
    with database.transaction() as session:
        article = session.get(Article, article_id)
        if article:
            article.pending_reason = "PubMed has no record of it."
