"""Searches that members keep, and the private address of each for a feed reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db.engine import one_at_a_time
from journalclub.kit.refusal import Forbidden, NotFound, Refusal
from journalclub.kit.text import clean
from journalclub.kit.tokens import digest, mint
from journalclub.members import queries as members
from journalclub.members.viewer import Viewer
from journalclub.search.kept_models import SavedSearch
from journalclub.search.query import LONGEST

MOST = 30  # that one member keeps


def may_save(viewer: Viewer) -> bool:
    """Whoever a moderator has verified: an address works for as long as its member may read."""
    return viewer.verified and not viewer.suspended


def saved(session: Session, viewer: Viewer) -> Sequence[SavedSearch]:
    """The viewer's own, by name."""
    query = select(SavedSearch).where(SavedSearch.member_id == viewer.id)
    return session.scalars(query.order_by(SavedSearch.name, SavedSearch.id)).all()


def save(session: Session, *, by: Viewer, query: str, name: str = "", now: datetime) -> SavedSearch:
    """Keep a search; the same again is the one that is kept already. Raises Refusal."""
    if by.id is None or not may_save(by):
        raise Forbidden("not-verified", "Searches are kept for members whom a moderator has verified.")
    wanted = clean(query, lines=False)[:LONGEST]
    if not wanted:
        raise Refusal("no-query", "There is nothing to keep: search for something first.")
    mine = SavedSearch.member_id == by.id
    one_at_a_time(session, "search", by.id)
    if kept := session.scalar(select(SavedSearch).where(mine, SavedSearch.query == wanted)):
        return kept
    if (session.scalar(select(func.count()).where(mine)) or 0) >= MOST:
        raise Refusal("too-many", f"You keep {MOST} searches already. Remove one first.")
    row = SavedSearch(member_id=by.id, name=_name(name or wanted), query=wanted, made_at=now)
    session.add(row)
    session.flush()
    log.record(session, Kind.SEARCH_SAVED, actor=by.id, now=now, search=row.id)
    return row


def rename(session: Session, *, by: Viewer, search_id: int, name: str, now: datetime) -> None:
    """Raises Refusal."""
    row = _own(session, by, search_id)
    if not _name(name):
        raise Refusal("no-name", "A search needs a name.")
    row.name = _name(name)
    log.record(session, Kind.SEARCH_CHANGED, actor=by.id, now=now, search=row.id)


def give_address(session: Session, *, by: Viewer, search_id: int, now: datetime) -> str:
    """A token for a new address, to be shown this once; an address it had before is dead. Raises Refusal."""
    row = _own(session, by, search_id)
    if not may_save(by):
        raise Forbidden("not-verified", "An address comes with your verification by a moderator.")
    token = mint()
    row.digest, row.addressed_at = digest(token), now
    log.record(session, Kind.SEARCH_CHANGED, actor=by.id, now=now, search=row.id)
    return token


def take_address(session: Session, *, by: Viewer, search_id: int, now: datetime) -> None:
    """Its address is dead. Twice changes nothing."""
    row = _own(session, by, search_id)
    if row.digest is not None:
        row.digest = row.addressed_at = None
        log.record(session, Kind.SEARCH_CHANGED, actor=by.id, now=now, search=row.id)


def forget(session: Session, *, by: Viewer, search_id: int, now: datetime) -> None:
    row = _own(session, by, search_id)
    session.delete(row)
    log.record(session, Kind.SEARCH_REMOVED, actor=by.id, now=now, search=search_id)


def addressed(session: Session, token: str) -> tuple[SavedSearch, Viewer]:
    """The search behind a private address, and its member with the rights they have now. Raises NotFound."""
    row = session.scalar(select(SavedSearch).where(SavedSearch.digest == digest(token)))
    if row is None:
        raise NotFound
    member = members.viewer_of_member(session, row.member_id)
    if not may_save(member):
        raise NotFound
    return row, member


def _own(session: Session, by: Viewer, search_id: int) -> SavedSearch:
    row = session.get(SavedSearch, search_id)
    if row is None or by.id is None or row.member_id != by.id:
        raise NotFound
    return row


def _name(text: str) -> str:
    return clean(text, lines=False)[:120].strip()
