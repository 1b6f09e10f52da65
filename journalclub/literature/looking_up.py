"""Articles that people asked for by hand: the worker asks PubMed for each, and says why when it is not there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.config import Settings
from journalclub.db import Database
from journalclub.literature import rows
from journalclub.literature.found import Authority, FoundArticle
from journalclub.literature.intake import take
from journalclub.literature.matching import Candidate, conflict, match
from journalclub.literature.models import Article
from journalclub.literature.pulling import Clients, clients
from journalclub.literature.sources.failed import SourceFailed
from journalclub.literature.sources.pubmed import PubMed

__all__ = ["BY_HAND", "look_up_requests"]

BY_HAND = "by hand"
UNKNOWN = "PubMed has no record of it."
_AT_ONCE = 20
_LOOKED_AT = 5  # records of a search
# What was asked for by a web address alone waits for `reading_pages`.
_NAMED = or_(
    Article.pmid.is_not(None),
    Article.doi.is_not(None),
    Article.pmcid.is_not(None),
    Article.authority > int(Authority.REQUEST),
)


def look_up_requests(database: Database, settings: Settings, *, now: datetime, using: Clients | None = None) -> int:
    """Look up what is pending and was not tried yet; the number that was found. Never raises for a failing PubMed."""
    with database.reading() as session:
        asked = session.scalars(
            select(Article)
            .where(Article.pending.is_(True), Article.merged_into.is_(None), Article.pending_reason == "", _NAMED)
            .order_by(Article.id)
            .limit(_AT_ONCE)
        ).all()
    if not asked:
        return 0
    pubmed = (using or clients(database, settings)).pubmed
    found = 0
    try:
        numbered = _numbered(pubmed, asked)
        for article in asked:
            record = numbered.get(article.pmid) if article.pmid else _searched(pubmed, article)
            if record is None:
                _not_found(database, article.id, UNKNOWN, now)
            elif _is_another(article, record):
                _not_found(database, article.id, f"PMID {article.pmid} is another article: {record.title}", now)
            else:
                with database.transaction() as session:
                    take(session, BY_HAND, [(record.pmid or record.label, record)], now=now)
                found += 1
    except SourceFailed:
        return found  # PubMed is away: the others stay pending and are tried again
    return found


def _numbered(pubmed: PubMed, asked: Sequence[Article]) -> dict[str, FoundArticle]:
    """All that were asked for by PMID, in one request."""
    pmids = [article.pmid for article in asked if article.pmid]
    records = [entry.found for entry in pubmed.records(pmids).entries] if pmids else []
    return {record.pmid: record for record in records if record and record.pmid}


def _searched(pubmed: PubMed, article: Article) -> FoundArticle | None:
    """By DOI or PMC number, else by its title; then journal and year must agree too."""
    if article.doi:
        term = f'"{article.doi}"[doi]'
    elif article.pmcid:
        term = f"{article.pmcid}[pmcid]"
    else:
        term = " ".join(re.findall(r"[\w-]+", article.title)) + "[title]"
    ids = list(pubmed.search(term).ids[:_LOOKED_AT])
    if not ids:
        return None
    own = Candidate(article.id, rows.identity_of_row(article))
    records = [entry.found for entry in pubmed.records(ids).entries if entry.found]
    return next((found for found in records if match(rows.identity_of(found), [own])), None)


def _is_another(article: Article, found: FoundArticle) -> bool:
    """A file's PMID can be wrong. It is believed when nothing else is known, or nothing else contradicts it."""
    own, theirs = rows.identity_of_row(article), rows.identity_of(found)
    return article.authority > Authority.REQUEST and conflict(own, theirs)


def _not_found(database: Database, article_id: int, reason: str, now: datetime) -> None:
    """It stays pending, and says why; what came with a title of its own stays as it came."""
    with database.transaction() as session:
        article = session.get(Article, article_id)
        if article and article.authority > Authority.REQUEST and reason == UNKNOWN:
            article.pending = False
            log.record(session, Kind.ARTICLE_CHANGED, actor=None, now=now, article=article.id)
        elif article:
            article.pending_reason = reason[:300]
