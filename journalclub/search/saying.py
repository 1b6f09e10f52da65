"""Say which words mean the same: what the club has decided about a term, and what it could decide about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from journalclub.changes import audit, log
from journalclub.changes.kinds import Kind
from journalclub.db.engine import one_at_a_time
from journalclub.kit.paging import Page, decode_cursor, encode_cursor
from journalclub.kit.refusal import Forbidden, Refusal
from journalclub.kit.text import clean
from journalclub.members.viewer import OPERATOR, Viewer
from journalclub.search.lexicon import learned
from journalclub.search.meaning import LONGEST, table, terms_of
from journalclub.search.meaning_models import Abbreviation, Meaning
from journalclub.search.senses import ENOUGH

MOST = 300  # terms that a club decides about: all of them are read for each search
MOST_WAYS, LONGEST_WAY = 8, 80


@dataclass(frozen=True)
class Said:
    """A term as it is written, and its other ways; none when it is not said otherwise. `id` when the club says it."""

    written: str
    ways: tuple[str, ...]
    id: int | None = None


@dataclass(frozen=True)
class Taught:
    """A pair that so many articles define. `used` is false when no meaning prevails, or another."""

    written: str
    meant: str
    articles: int
    used: bool


def may_say(viewer: Viewer) -> bool:
    """Say which words mean the same, for everybody who searches."""
    return viewer is OPERATOR or viewer.is_host or viewer.is_moderator


def say(session: Session, *, by: Viewer, term: str, ways: Sequence[str], now: datetime) -> Meaning:
    """From now on `term` is also looked for as `ways` and nothing else; without any, only as it stands.

    Raises Forbidden, Refusal.
    """
    _allowed(by)
    written, *others = (_checked(text) for text in (term, *(way for way in ways if way.strip())))
    if len(others) > MOST_WAYS:
        raise Refusal("too-many-ways", f"A word can be said in {MOST_WAYS} other ways at most.")
    row = _row(session, " ".join(terms_of(written)), now)
    row.written, row.changed_at, row.changed_by = written, now, by.id
    row.ways = "\n".join(way for way in dict.fromkeys(others) if " ".join(terms_of(way)) != row.term)
    session.flush()
    _record(session, by, row, now)
    return row


def unsay(session: Session, *, by: Viewer, meaning_id: int, now: datetime) -> None:
    """Leave a term to the program and the library again; one that is gone is gone. Raises Forbidden."""
    _allowed(by)
    row = session.get(Meaning, meaning_id, with_for_update=True)
    if row is not None:
        _record(session, by, row, now)
        session.delete(row)


def said(session: Session) -> list[Said]:
    """What the club says, in alphabetical order."""
    rows = session.scalars(select(Meaning).order_by(Meaning.term))
    return [Said(row.written, tuple(row.ways.splitlines()), row.id) for row in rows]


def program() -> list[Said]:
    """What comes with the program, whatever the club says."""
    return [Said(written, tuple(ways)) for written, *ways in table()]


def taught(session: Session, start: str = "", cursor: str | None = None, limit: int = 50) -> Page[Taught]:
    """The pairs in use and those that could be, the most defined first; with `start`, abbreviations that begin so."""
    found = select(Abbreviation).where(Abbreviation.articles >= ENOUGH)
    if terms := terms_of(start):
        found = found.where(Abbreviation.short.startswith(terms[0], autoescape=True))
    if place := decode_cursor(cursor, int, str, str) if cursor else None:
        count, short, long = place
        after = tuple_(Abbreviation.short, Abbreviation.long) > (short, long)
        found = found.where((Abbreviation.articles < count) | ((Abbreviation.articles == count) & after))
    found = found.order_by(Abbreviation.articles.desc(), Abbreviation.short, Abbreviation.long).limit(limit + 1)
    rows = session.scalars(found).all()
    used = learned(session, {(row.short,) for row in rows})
    items = [
        Taught(row.written, row.meant, row.articles, any(way.text == row.meant for way in used.get((row.short,), ())))
        for row in rows[:limit]
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(items, encode_cursor(last.articles, last.short, last.long) if last else None)


def _allowed(by: Viewer) -> None:
    if not may_say(by):
        raise Forbidden("may-not-say-meanings", "Hosts and moderators say which words mean the same.")


def _checked(text: str) -> str:
    text = clean(text, lines=False)
    if not 0 < len(terms_of(text)) <= LONGEST or len(text) > LONGEST_WAY:
        raise Refusal("no-such-way", f"“{text[:LONGEST_WAY]}” is no word to look for: one to {LONGEST} words, please.")
    return text


def _row(session: Session, term: str, now: datetime) -> Meaning:
    one_at_a_time(session, "meanings")  # there is a most
    row = session.scalar(select(Meaning).where(Meaning.term == term))
    if row is None:
        if (session.scalar(select(func.count()).select_from(Meaning)) or 0) >= MOST:
            raise Refusal("too-many-meanings", f"The club can decide about {MOST} words. Leave one out first.")
        row = Meaning(term=term, written="", ways="", changed_at=now)
        session.add(row)
    return row


def _record(session: Session, by: Viewer, row: Meaning, now: datetime) -> None:
    log.record(session, Kind.MEANING_CHANGED, actor=by.id, now=now, meaning=row.id)
    audit.write(session, "meaning.changed", actor=by.id, now=now, reason=row.written)
