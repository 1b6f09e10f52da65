"""The script of an evening: what a host wrote in advance, when it is due, what the clock posts. Pure.

An entry is planned for a minute of a live hour. It may ask a question, and then needs no words of its own: the question
appears by itself. The clock posts what is due in its order and never in a burst:

- only while its own live hour runs, and one entry in `APART`;
- not what is later than `LATEST`: a talk that has gone on meanwhile would be thrown back;
- not what comes before an entry that was posted already, nor a question before the current one: the host has passed
  it over.

What the clock leaves waits in the tray for a click.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from journalclub.discussions.calendar import Hour

APART = timedelta(minutes=1)
LATEST = timedelta(minutes=5)
STEP = 5  # minutes: what one click shifts
MOST_MINUTES = 600
INTRODUCTIONS, FIRST_QUESTION = 2, 5  # minutes after the start
CLOSING, THANKS = 5, 2  # minutes before the end, at least
LONGEST_STEP = 15  # minutes for a question; ten are usual (PRODUCT, "How real chats are run")


class Part(StrEnum):
    """What an entry of the script that is offered does."""

    WELCOME = "welcome"
    INTRODUCTIONS = "introductions"
    QUESTION = "question"
    CLOSING = "closing"
    THANKS = "thanks"


@dataclass(frozen=True)
class Slot:
    """A place in the script that is offered: `minutes` after the live hour's start; `question` is its number."""

    part: Part
    minutes: int
    question: int | None = None


class Standing(StrEnum):
    """How an entry stands."""

    POSTED = "posted"
    WAITING = "waiting"
    PASSED = "passed"  # a later one was posted, or the talk is on a later question
    LATE = "late"  # its minute was missed
    AFTER = "after"  # its minute lies after the end of the hour
    REFUSED = "refused"  # the clock tried, and could not


class Entry(Protocol):
    """A row of the script."""

    @property
    def id(self) -> int: ...
    @property
    def hour(self) -> int: ...
    @property
    def minutes(self) -> int: ...
    @property
    def question(self) -> int | None: ...
    @property
    def text(self) -> str: ...
    @property
    def posted_at(self) -> datetime | None: ...
    @property
    def refused(self) -> str | None: ...


@dataclass(frozen=True)
class Line:
    """An entry with the instant at which it is due and how it stands now."""

    entry: Entry
    due: datetime
    standing: Standing


@dataclass(frozen=True)
class Talk:
    """What the script is read against: the live hours, the question that the talk is on, whether the clock posts."""

    hours: Sequence[Hour]
    current: int | None
    by_clock: bool
    now: datetime


def offered(questions: Iterable[int], length: int) -> list[Slot]:
    """A sensible script for an hour of `length` minutes with the questions of these numbers."""
    numbers = list(questions)
    step = max(1, min(LONGEST_STEP, (length - FIRST_QUESTION - CLOSING) // max(len(numbers), 1)))
    closing = FIRST_QUESTION + len(numbers) * step
    return [
        Slot(Part.WELCOME, 0),
        Slot(Part.INTRODUCTIONS, INTRODUCTIONS),
        *(Slot(Part.QUESTION, FIRST_QUESTION + place * step, number) for place, number in enumerate(numbers)),
        Slot(Part.CLOSING, closing),
        Slot(Part.THANKS, max(length - THANKS, closing + 1)),
    ]


def lines(entries: Iterable[Entry], talk: Talk) -> list[Line]:
    """The entries in the order in which they are planned."""
    ordered = sorted(entries, key=order)
    last_posted = max((order(entry) for entry in ordered if entry.posted_at), default=None)
    found = []
    for entry in ordered:
        due = talk.hours[_hour(entry, talk)].starts + timedelta(minutes=entry.minutes)
        found.append(Line(entry, due, _standing(entry, due, last_posted, talk)))
    return found


def order(entry: Entry) -> tuple[int, int, int]:
    """Entries of one minute follow in the order in which they were written."""
    return entry.hour, entry.minutes, entry.id


def running_hour(talk: Talk) -> int:
    """The live hour that runs, else the next, else the last; counted from 0."""
    return next((place for place, hour in enumerate(talk.hours) if talk.now < hour.ends), len(talk.hours) - 1)


def next_by_clock(found: Sequence[Line], talk: Talk) -> Line | None:
    """What the clock posts now, if anything."""
    last = max((line.entry.posted_at for line in found if line.entry.posted_at), default=None)
    if not talk.by_clock or (last is not None and talk.now - last < APART):
        return None
    due = (line for line in found if line.standing is Standing.WAITING and line.due <= talk.now)
    return next((line for line in due if talk.now < talk.hours[_hour(line.entry, talk)].ends), None)


def shifted(found: Sequence[Line], by: int, talk: Talk) -> dict[int, int]:
    """New minutes, by id, of all that still follow in this hour; none when nothing can be moved.

    `by` minutes later, or, when negative, earlier; but nothing becomes due by being moved.
    """
    moving = [line for line in found if _follows(line, talk)]
    if by < 0 and moving:
        room = (min(line.due for line in moving) - talk.now) // timedelta(minutes=1)
        by = -max(0, min(-by, room))
    moved = {line.entry.id: min(MOST_MINUTES, line.entry.minutes + by) for line in moving}
    return moved if by else {}


def _follows(line: Line, talk: Talk) -> bool:
    return line.entry.hour == running_hour(talk) and line.standing in {Standing.WAITING, Standing.AFTER}


def _hour(entry: Entry, talk: Talk) -> int:
    return min(entry.hour, len(talk.hours) - 1)


def _standing(entry: Entry, due: datetime, last_posted: tuple[int, int, int] | None, talk: Talk) -> Standing:
    hour = talk.hours[_hour(entry, talk)]
    has_begun = hour.starts <= talk.now
    if entry.posted_at is not None:
        return Standing.POSTED
    if last_posted is not None and order(entry) < last_posted:
        return Standing.PASSED
    if has_begun and entry.question is not None and _is_behind(entry.question, entry.text, talk.current):
        return Standing.PASSED
    if entry.refused is not None:
        return Standing.REFUSED
    if due >= hour.ends or entry.hour >= len(talk.hours):
        return Standing.AFTER
    return Standing.LATE if talk.by_clock and has_begun and talk.now - due > LATEST else Standing.WAITING


def _is_behind(question: int, text: str, current: int | None) -> bool:
    """Whether the talk is past this question; or on it, and the entry had nothing else to say."""
    return current is not None and (question < current or (question == current and not text))
