"""An article that somebody asks for by hand: shown at once, looked up by the worker."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db.engine import lock_intake
from journalclub.kit.ids import find_identifiers, normalise_doi, normalise_pmcid, normalise_pmid
from journalclub.kit.refusal import Forbidden, NotFound, Refusal
from journalclub.literature import policy
from journalclub.literature.found import Authority
from journalclub.literature.models import Article
from journalclub.members.viewer import Viewer

_LONGEST = 2000


def request_article(session: Session, *, by: Viewer, identifier: str, now: datetime) -> Article:
    """The article with this PMID, DOI, PMC id or web address; a pending one when it is not there yet."""
    if not policy.may_add(by):
        raise Forbidden("not-yours", "Only members can add articles.")
    kind, value = _identified(identifier)
    lock_intake(session)
    column = {"pmid": Article.pmid, "doi": Article.doi, "pmcid": Article.pmcid, "url": Article.url}[kind]
    named = select(Article).where(column == value).order_by(Article.id).limit(1)
    # Asked apart: the index of an identifier holds standing articles only.
    known = session.scalar(named.where(Article.merged_into.is_(None)))
    known = known or session.scalar(named.where(Article.merged_into.is_not(None)))
    if known is not None:
        standing = session.get(Article, known.merged_into) if known.merged_into else known
        return standing or known
    shown = {"pmid": "PMID ", "doi": "doi:"}.get(kind, "") + value
    article = Article(
        title=shown,
        title_html="",
        listed_on=now.date(),
        authority=int(Authority.REQUEST),
        pending=True,
        requested_by=by.id,
        added_at=now,
        changed_at=now,
        **{kind: value},
    )
    session.add(article)
    session.flush()
    log.record(session, Kind.ARTICLE_ADDED, actor=by.id, now=now, article=article.id)
    return article


def ask_again(session: Session, *, by: Viewer, article_id: int) -> None:
    """Let the worker look once more for one that it did not find. Raises Forbidden, NotFound."""
    if not policy.may_add(by):
        raise Forbidden("not-yours", "Only members can add articles.")
    article = session.get(Article, article_id)
    if article is None:
        raise NotFound
    if article.pending:
        article.pending_reason = ""


def _identified(text: str) -> tuple[str, str]:
    text = text.strip()[:_LONGEST]
    if pmid := normalise_pmid(text):
        return "pmid", pmid
    if (doi := normalise_doi(text)) and len(doi) <= 500:
        return "doi", doi
    if pmcid := normalise_pmcid(text):
        return "pmcid", pmcid
    named = [found for found in find_identifiers(text) if found.kind in {"pmid", "doi", "pmcid"}]
    if len(named) == 1 and len(named[0].value) <= 500:
        return named[0].kind, named[0].value
    if not named and re.fullmatch(r"https?://[^\s/@]+/\S+", text, re.IGNORECASE):
        return "url", text  # the worker reads the page: see `reading_pages`
    raise Refusal("no-identifier", "Paste one PMID, DOI or PMC number, or the web address of one article.")
