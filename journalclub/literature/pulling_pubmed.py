"""One pull of a PubMed query: windows of dates, the numbers in each, pages of records; resumable after every page.

The numbers are kept with the place in them, because a history of the server lives for hours and a limit may spread a
search over weeks: afterwards the records are asked for by number. Nothing is fetched twice, and nothing is skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from journalclub.db import Database
from journalclub.literature.feeds import Source
from journalclub.literature.found import Entry, FoundArticle, Refused
from journalclub.literature.gone import mark_gone
from journalclub.literature.intake import take
from journalclub.literature.pull_record import PullRecord
from journalclub.literature.source_state import state_of
from journalclub.literature.sources.pubmed import MOST_IDS, HistoryExpired, PubMed, Search
from journalclub.literature.sources.pubmed_parse import Answer
from journalclub.literature.tagging import tag_all

PAGE = 200
_BATCH = 40
# PubMed's days are those of Maryland, and a record can be dated back a little.
_OVERLAP = timedelta(days=2)
_HISTORY_LIVES = timedelta(hours=1)
_BEGINNING = date(1800, 1, 1)
_GONE = "PubMed did not return this record."


@dataclass(frozen=True)
class Window:
    """One search: `by` is edat (entered) or mdat (modified). `ids` is None until asked; `done` of them are saved."""

    by: str
    first: date
    last: date
    ids: list[str] | None = None
    done: int = 0
    webenv: str = ""
    query_key: str = ""
    searched_at: datetime | None = None

    @property
    def waiting(self) -> int:
        return len(self.ids or ()) - self.done


@dataclass(frozen=True)
class Cursor:
    """All that was entered or modified up to `through` is here. `windows` lead from there to `target`."""

    through: date | None = None
    target: date | None = None
    windows: list[Window] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)  # numbers of windows that are finished


@dataclass
class PubMedPull:
    """Raises SourceFailed out of `run`; the pages before it are saved, and the next pull goes on behind them."""

    database: Database
    source: Source
    pubmed: PubMed
    record: PullRecord
    clock: Callable[[], datetime]
    cursor: Cursor = field(default_factory=Cursor)

    def run(self) -> None:
        self._begin()
        left = self.source.limit
        while self.cursor.windows and left > 0:
            window = self.cursor.windows[0]
            if window.ids is None:
                self._search(window)
            elif window.waiting:
                self._expect(left)
                left -= self._page(window, min(PAGE, left))
            else:
                self._finish(window)
        self.record.counts["waiting"] = sum(window.waiting for window in self.cursor.windows)

    def _begin(self) -> None:
        """Where an earlier pull stopped, or a new stretch up to today: first what is new, then what has changed."""
        today = self.clock().date()
        with self.database.transaction() as session:
            state = state_of(session, self.source)
            state.asked_at = self.clock()
            cursor = _read(state.cursor)
            if not cursor.windows:
                if cursor.through:
                    first = cursor.through - _OVERLAP
                    windows = [Window("edat", first, today), Window("mdat", first, today)]
                else:
                    back = min(self.source.since, today - _BEGINNING)
                    windows = [Window("edat", today - back, today)]
                cursor = Cursor(cursor.through, today, windows)
            self._keep(session, cursor)

    def _search(self, window: Window) -> None:
        """Fills in the window's numbers; one too large for a single search is halved, the older half first."""
        found = self.pubmed.search(self.source.query, by=window.by, first=window.first, last=window.last)
        if found.warnings:
            self.record.note = ("PubMed did not understand all of the query: " + "; ".join(found.warnings))[:500]
        rest = self.cursor.windows[1:]
        if found.count > len(found.ids) and window.first < window.last:
            middle = window.first + (window.last - window.first) // 2
            halves = [replace(window, last=middle), replace(window, first=middle + timedelta(days=1))]
            self._turn_to(replace(self.cursor, windows=[*halves, *rest]))
            return
        if found.count > len(found.ids):
            self.record.note = f"PubMed lists {MOST_IDS} of the {found.count} records of one day: narrow the query."
        seen = set(self.cursor.seen)
        ids = [pmid for pmid in dict.fromkeys(found.ids) if pmid not in seen]
        if len(ids) == len(found.ids):  # else places in the history are not places in our list
            window = replace(window, webenv=found.webenv, query_key=found.query_key, searched_at=self.clock())
        self._turn_to(replace(self.cursor, windows=[replace(window, ids=ids), *rest]))

    def _page(self, window: Window, size: int) -> int:
        wanted = (window.ids or [])[window.done : window.done + size]
        entries = self._fetched(window, wanted)
        for start in range(0, len(entries), _BATCH):  # short transactions: nobody's post waits long
            self._save(entries[start : start + _BATCH])
        return len(wanted)

    def _fetched(self, window: Window, wanted: list[str]) -> list[Entry]:
        """The wanted records; those that a page did not hold are asked for once more, by number."""
        answer = self._from_history(window, len(wanted)) or self.pubmed.records(wanted)
        entries = {entry.key: entry for entry in _of(answer, wanted)}
        missing = [pmid for pmid in wanted if pmid not in entries or entries[pmid].found is None]
        if missing:
            entries |= {entry.key: entry for entry in _of(self.pubmed.records(missing), missing)}
        return [entries.get(pmid) or Entry(pmid, None, Refused(f"PMID {pmid}", _GONE)) for pmid in wanted]

    def _from_history(self, window: Window, size: int) -> Answer | None:
        if not window.webenv or window.searched_at is None or self.clock() - window.searched_at > _HISTORY_LIVES:
            return None
        try:
            return self.pubmed.page(Search(0, (), window.webenv, window.query_key), window.done, size)
        except HistoryExpired:
            return None

    def _save(self, entries: list[Entry]) -> None:
        """Articles and the place behind them, in one transaction."""
        window, *rest = self.cursor.windows
        cursor = replace(self.cursor, windows=[replace(window, done=window.done + len(entries)), *rest])
        kept: list[tuple[str, FoundArticle]] = []
        with self.database.transaction() as session:
            for entry in entries:
                if entry.refused:
                    self.record.refuse(session, entry.refused)
                elif entry.found and (rule := _rule_against(self.source, entry.found)):
                    refused = Refused(entry.found.label, f"left out by the rule {rule}")
                    self.record.refuse(session, refused, by_rule=True)
                elif entry.found:
                    kept.append((entry.key, entry.found))
            gone = [entry.key for entry in entries if entry.refused and entry.refused.reason == _GONE]
            mark_gone(session, gone, source=self.source.name, now=self.clock())
            taken = take(session, self.source.name, kept, now=self.clock(), tags=self.source.tags)
            self.record.count(session, taken)
            self._keep(session, cursor)
        self.record.tell()

    def _finish(self, window: Window) -> None:
        rest = self.cursor.windows[1:]
        with self.database.transaction() as session:
            if rest:
                seen = [*self.cursor.seen, *(window.ids or [])]
                self._keep(session, replace(self.cursor, windows=rest, seen=seen))
            else:
                tag_all(session, self.source.name, self.source.tags, now=self.clock())
                self._keep(session, Cursor(through=self.cursor.target))

    def _expect(self, left: int) -> None:
        waiting = sum(window.waiting for window in self.cursor.windows)
        self.record.total = self.record.done + min(waiting, left)
        self.record.tell()

    def _turn_to(self, cursor: Cursor) -> None:
        with self.database.transaction() as session:
            self._keep(session, cursor)

    def _keep(self, session: Session, cursor: Cursor) -> None:
        written: dict[str, Any] = msgspec.to_builtins(cursor)
        state_of(session, self.source).cursor = written
        self.cursor = cursor


def _read(stored: dict[str, Any]) -> Cursor:
    try:
        return msgspec.convert(stored, Cursor)
    except msgspec.ValidationError:  # written by another version: begin anew, nothing is lost
        return Cursor()


def _of(answer: Answer, wanted: list[str]) -> Iterator[Entry]:
    asked = set(wanted)
    for entry in answer.entries:
        key = entry.key.removeprefix("PMID ")
        if key in asked:
            yield replace(entry, key=key)


def _rule_against(source: Source, found: FoundArticle) -> str | None:
    fields = {
        "title": found.title,
        "type": ", ".join(found.publication_types),
        "author": ", ".join(author.name for author in found.authors),
        "description": " ".join(section.html for section in found.sections),
        "link": found.url,
    }
    return next((str(rule) for rule in source.skip if rule.pattern.search(fields[rule.field])), None)
