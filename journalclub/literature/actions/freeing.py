"""A free way to an article that a journal opens around a discussion: a host enters the link and its days."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from journalclub.changes import audit, log
from journalclub.changes.kinds import Kind
from journalclub.kit.refusal import Forbidden, NotFound, Refusal
from journalclub.kit.text import clean
from journalclub.literature import policy
from journalclub.literature.models import FreeLink
from journalclub.literature.queries import standing
from journalclub.members.viewer import Viewer

LONGEST = 2000


def add_free_link(
    session: Session,
    *,
    by: Viewer,
    article_id: int,
    url: str,
    first: date | None,
    last: date | None,
    today: date,
    now: datetime,
) -> FreeLink:
    """Say that the article is free to read there from `first` to `last`, both included, by the club's calendar.

    No `first`: already; no `last`: for good. Raises Forbidden, NotFound, Refusal.
    """
    if not policy.may_free(by):
        raise Forbidden("may-not-free", "Hosts and moderators say where an article is free to read.")
    article = standing(session, article_id)
    if article is None:
        raise NotFound
    if first and last and last < first:
        raise Refusal("bad-window", "The last free day is before the first.")
    if last and last < today:
        raise Refusal("bad-window", "That last free day is over.")
    row = FreeLink(
        article_id=article.id, url=_address(url), first_on=first, last_on=last, member_id=by.id, added_at=now
    )
    session.add(row)
    session.flush()
    _tell(session, Kind.FREE_LINK_ADDED, by, row, now)
    return row


def remove_free_link(session: Session, *, by: Viewer, link_id: int, now: datetime) -> int:
    """Take it back; returns the article's id. Raises Forbidden, NotFound."""
    if not policy.may_free(by):
        raise Forbidden("may-not-free", "Hosts and moderators say where an article is free to read.")
    row = session.get(FreeLink, link_id)
    if row is None:
        raise NotFound
    session.delete(row)
    _tell(session, Kind.FREE_LINK_REMOVED, by, row, now)
    return row.article_id


def _address(text: str) -> str:
    """A web address that a reader may be sent to. One with a name and password in it shows the wrong host."""
    text = clean(text, lines=False)
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        usable = False
    if not usable or len(text) > LONGEST or any(character.isspace() for character in text):
        raise Refusal("bad-address", "Paste the whole web address, beginning with https://.")
    return text


def _tell(session: Session, kind: Kind, by: Viewer, row: FreeLink, now: datetime) -> None:
    log.record(session, kind, actor=by.id, now=now, article=row.article_id, link=row.id)
    audit.write(session, str(kind), actor=by.id, now=now, article=row.article_id, link=row.id)
