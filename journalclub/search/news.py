"""What is told about the search index, from whoever works on it to every page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from journalclub.db import Database
from journalclub.search.models import SearchNews

_ROW = "index"
# A building of which nothing was heard for so long has died with its process.
_SILENCE = timedelta(minutes=2)


@dataclass(frozen=True)
class News:
    """`trouble`: why the index does not follow the tables at the moment, since when. `healed`: what was mended last.
    `done` of `expected` documents while it is built anew, else 0 of 0."""

    trouble: str = ""
    trouble_since: datetime | None = None
    healed: str = ""
    healed_at: datetime | None = None
    done: int = 0
    expected: int = 0

    @property
    def is_building(self) -> bool:
        return self.expected > 0


def news(session: Session, now: datetime) -> News:
    row = session.get(SearchNews, _ROW)
    if row is None:
        return News()
    building = row.expected and row.moved_at is not None and now - row.moved_at < _SILENCE
    done, expected = (row.done, row.expected) if building else (0, 0)
    return News(row.trouble, row.trouble_since, row.healed, row.healed_at, done, expected)


def tell_trouble(session: Session, why: str, now: datetime) -> None:
    row = _row(session)
    row.trouble, row.trouble_since = why[:500], row.trouble_since or now


def tell_well(session: Session) -> None:
    """Nothing is written when nothing was wrong."""
    row = session.get(SearchNews, _ROW)
    if row is not None and row.trouble:
        row.trouble, row.trouble_since = "", None


def tell_healed(session: Session, what: str, now: datetime) -> None:
    row = _row(session)
    row.healed, row.healed_at, row.trouble, row.trouble_since = what[:500], now, "", None


def tell_progress(database: Database, done: int, expected: int, now: datetime) -> None:
    """In a transaction of its own; `expected` 0 says that it is over."""
    with database.transaction() as session:
        row = _row(session)
        row.done, row.expected, row.moved_at = done, expected, now


def _row(session: Session) -> SearchNews:
    row = session.get(SearchNews, _ROW, with_for_update=True)
    if row is None:
        row = SearchNews(name=_ROW, trouble="", healed="", done=0, expected=0)
        session.add(row)
    return row
