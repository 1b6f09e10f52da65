"""What a query might go on to be, as one types. Every suggestion is a whole query, ready to be asked.

Words, journals, headings and tags come from the library's articles, titles from published transcripts, hashtags from
the club's series; people are suggested to verified members only (TRUST). Nothing comes from what members alone read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from journalclub.discussions.models import Discussion, Series
from journalclub.members.models import Member
from journalclub.members.viewer import Viewer
from journalclub.search.analysis import folded
from journalclub.search.kept_models import Spoken
from journalclub.search.operators import OPERATORS
from journalclub.search.query import LONGEST
from journalclub.search.spoken import HEADING, JOURNAL, TAG, WORD

MOST = 8
_LEAST = 2  # letters


class Suggestion(NamedTuple):
    """`text` is the whole query; `about` says what the last of it is."""

    text: str
    about: str


def suggest(session: Session, viewer: Viewer, typed: str) -> list[Suggestion]:
    """At most MOST, the likeliest first; nothing for a finished word or fewer than two letters."""
    if len(typed) > LONGEST or not (cut := _LAST.search(typed)):
        return []
    before, sign, name = typed[: cut.start()], cut["sign"] or "", (cut["name"] or "").lower()
    start = folded((cut["value"] or "").strip('"“”')).lstrip("#").strip()
    if name in OPERATORS:
        found = _values(session, viewer, name, start)
    else:
        found = chain(
            _anything(session, start, hashtag=cut["value"].startswith("#"), open_quote='"' in cut["value"]),
            _people(session, viewer, "author", start),
        )
    whole: dict[Suggestion, None] = {}
    for text, about in found:
        one = Suggestion(f"{before}{sign}{text}"[:LONGEST], about)
        if folded(one.text) != folded(typed.strip()):
            whole[one] = None
        if len(whole) == MOST:
            break  # what comes later costs more: nobody looks for people when there are words enough
    return list(whole)


# The last part of what was typed: a sign, an operator's name, a value that may hold blanks once a quotation is open.
_LAST = re.compile(
    r"(?:^|(?<=[\s(]))(?P<sign>[-+=])?(?:(?P<name>[a-z]+):)?(?P<value>\"[^\"]*|[^\s()\"]*)$", re.IGNORECASE | re.ASCII
)


def _anything(session: Session, start: str, *, hashtag: bool, open_quote: bool) -> Iterator[tuple[str, str]]:
    if hashtag:
        yield from _series(session, start)
    if len(start) < _LEAST:
        return
    if not open_quote:
        yield from (
            (f"{one.name}:", one.help) for one in OPERATORS.values() if one.name.startswith(start) and one.name != start
        )
        if len(start) > _LEAST:  # two letters begin thousands of words
            yield from ((shown, "word") for shown in _spoken(session, (WORD,), start, 5))
    yield from ((f"journal:{_quoted(shown)}", "journal") for shown in _spoken(session, (JOURNAL,), start, 2))
    yield from ((_quoted(shown), "tag") for shown in _spoken(session, (TAG,), start, 2))
    if not hashtag:
        yield from _series(session, start)
    yield from _titles(session, start)


def _values(session: Session, viewer: Viewer, name: str, start: str) -> Iterator[tuple[str, str]]:
    """How an operator's value might go on."""
    operator = OPERATORS[name]
    if operator.choices:
        yield from ((f"{name}:{choice}", operator.help) for choice in operator.choices if choice.startswith(start))
    elif name == "in":
        yield from _series(session, start)
        yield from _titles(session, start)
    elif len(start) < _LEAST:
        return
    elif name in {"journal", "mesh"}:
        kind = JOURNAL if name == "journal" else HEADING
        yield from ((f"{name}:{_quoted(shown)}", kind) for shown in _spoken(session, (kind,), start, MOST))
    elif name == "author":
        yield from _people(session, viewer, name, start)


def _spoken(session: Session, kinds: Iterable[str], start: str, most: int) -> list[str]:
    """What is said most often of everything that begins so; each once, however it is written."""
    query = select(Spoken.key, Spoken.shown).where(
        Spoken.kind.in_(kinds), Spoken.key >= start, Spoken.key < f"{start}\U0010ffff"
    )
    rows = session.execute(query.order_by(Spoken.count.desc(), Spoken.shown).limit(4 * most))
    found: dict[str, str] = {}
    for _, shown in rows:
        found.setdefault(folded(shown), shown)
    return list(found.values())[:most]


def _series(session: Session, start: str) -> list[tuple[str, str]]:
    query = select(Series.hashtag, Series.name).where(Series.hashtag.like(f"#{_literal(start)}%", escape="\\"))
    return [(f"in:{hashtag}", name) for hashtag, name in session.execute(query.order_by(Series.hashtag).limit(3))]


def _titles(session: Session, start: str) -> list[tuple[str, str]]:
    """Discussions whose transcript is published, by any word of their title."""
    if len(start) < _LEAST:
        return []
    published = (Discussion.visibility == "public", Discussion.published_at.is_not(None))
    query = select(Discussion.id, Discussion.title).where(*published, _begins(Discussion.title, start))
    rows = session.execute(query.order_by(Discussion.starts.desc()).limit(3))
    return [(f"in:{id}", title) for id, title in rows]


def _people(session: Session, viewer: Viewer, name: str, start: str) -> Iterator[tuple[str, str]]:
    """Verified members know each other by name; nobody else is told who is here."""
    if len(start) < _LEAST or not viewer.verified or viewer.suspended:
        return
    standing = (Member.verified_at.is_not(None), Member.suspended_at.is_(None))
    query = select(Member.name).where(*standing, _begins(Member.name, start)).order_by(Member.name).limit(5)
    yield from ((f"{name}:{_quoted(shown)}", "member") for shown in session.scalars(query))


def _begins(column: InstrumentedAttribute[str], start: str) -> ColumnElement[bool]:
    """A word of it begins so."""
    return (literal(" ") + column).ilike(f"% {_literal(start)}%", escape="\\")


def _literal(start: str) -> str:
    return start.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _quoted(shown: str) -> str:
    shown = shown.replace('"', "")
    return f'"{shown}"' if re.search(r"[\s()]", shown) else shown
