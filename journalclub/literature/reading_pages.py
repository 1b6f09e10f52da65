"""An article that somebody asked for by its web address alone: the worker finds out which one that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.config import Settings
from journalclub.db import Database
from journalclub.db.engine import lock_intake
from journalclub.kit.http import FetchError
from journalclub.kit.ids import Identifier
from journalclub.literature.found import Authority
from journalclub.literature.merging import are_apart, merge
from journalclub.literature.models import Article
from journalclub.literature.pulling import Clients, clients
from journalclub.literature.sources import page
from journalclub.literature.sources.failed import SourceFailed

__all__ = ["identify_by_pages"]

_AT_ONCE = 5
_LARGEST = 5 * 1024 * 1024
_PASTE = "Paste its DOI or PMID instead."


def identify_by_pages(database: Database, settings: Settings, *, now: datetime, using: Clients | None = None) -> int:
    """Give those their DOI or PMID; whoever looks up requests does the rest. The number that was identified."""
    with database.reading() as session:
        asked = session.execute(_ASKED).all()
    if not asked:
        return 0
    using = using or clients(database, settings)
    identified = 0
    for article, url in asked:
        found = _identifier(using, url)
        with database.transaction() as session:
            reason = _identify(session, article, found, now) if isinstance(found, Identifier) else found
            session.get_one(Article, article).pending_reason = reason[:300]
            identified += not reason
    return identified


# As the index `ix_articles_unread` has it: what waits for PubMed under a number is not gone through each time.
_ASKED = (
    select(Article.id, Article.url)
    .where(Article.pending.is_(True), Article.pending_reason == literal_column("''"))
    .where(func.coalesce(Article.pmid, Article.doi, Article.pmcid).is_(None))
    .where(Article.merged_into.is_(None), Article.url != "")
    .where(Article.authority == int(Authority.REQUEST))  # what a file says more of is looked up by its title
    .order_by(Article.id)
    .limit(_AT_ONCE)
)


def _identifier(using: Clients, url: str) -> Identifier | str:
    """By Elsevier's number in the address, else by what the page says of itself; or the reason why not."""
    if number := page.pii(url):
        try:
            ids = using.pubmed.search(f'"{number}"[aid]').ids
        except SourceFailed:
            ids = ()
        if len(ids) == 1:
            return Identifier("pmid", ids[0])
    try:
        answer = replace(using.fetcher, max_bytes=_LARGEST).get(url, headers={"Accept": "text/html"})
    except FetchError as error:
        return f"{error.sentence} {_PASTE}"
    if answer.status != 200:
        return f"The page could not be read (status {answer.status}). {_PASTE}"
    return page.identifier(answer.body) or f"The page does not say which article it is. {_PASTE}"


def _identify(session: Session, article_id: int, found: Identifier, now: datetime) -> str:
    """The article gets the identifier, or turns out to be one that is here; or the reason why neither."""
    lock_intake(session)
    article = session.get_one(Article, article_id)
    column = {"doi": Article.doi, "pmid": Article.pmid}[found.kind]
    known = session.scalar(select(Article).where(column == found.value, Article.merged_into.is_(None)))
    if known is None:
        setattr(article, found.kind, found.value)
        return ""
    if are_apart(session, article.id, known.id):
        return f"Its page names {found.kind.upper()} {found.value}, but a host has said that it is another article."
    kept, gone = merge(session, known, article, now=now, source="by hand")
    log.record(session, Kind.ARTICLE_MERGED, actor=None, now=now, article=kept.id, merged=gone)
    return ""
