"""When an entry of the script is due, what passes it over, what the clock posts, what a shift moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from journalclub.discussions import script
from journalclub.discussions.calendar import Hour
from journalclub.discussions.script import Part, Standing, Talk

START = datetime(2026, 9, 20, 20, tzinfo=UTC)
HOURS = (Hour(START, START + timedelta(hours=1)), Hour(START + timedelta(hours=12), START + timedelta(hours=13)))


@dataclass
class Entry:
    id: int
    minutes: int
    question: int | None = None
    text: str = "Words."
    hour: int = 0
    posted_at: datetime | None = None
    refused: str | None = None


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def talk(minutes: float, current: int | None = None, *, by_clock: bool = True) -> Talk:
    return Talk(HOURS, current, by_clock, at(minutes))


def next_id(entries: list[Entry], when: Talk) -> int | None:
    line = script.next_by_clock(script.lines(entries, when), when)
    return line.entry.id if line else None


def standings(entries: list[Entry], when: Talk) -> list[str]:
    return [str(line.standing) for line in script.lines(entries, when)]


@pytest.mark.parametrize(
    ("questions", "length", "minutes"),
    [
        (5, 60, [0, 2, 5, 15, 25, 35, 45, 55, 58]),
        (4, 60, [0, 2, 5, 17, 29, 41, 53, 58]),
        (3, 60, [0, 2, 5, 20, 35, 50, 58]),
        (0, 60, [0, 2, 5, 58]),
        (5, 90, [0, 2, 5, 20, 35, 50, 65, 80, 88]),
        (3, 10, [0, 2, 5, 6, 7, 8, 9]),
    ],
)
def test_the_script_that_is_offered_fills_the_hour(questions: int, length: int, minutes: list[int]) -> None:
    slots = script.offered(range(1, questions + 1), length)
    assert [slot.minutes for slot in slots] == minutes
    assert [slot.question for slot in slots if slot.part is Part.QUESTION] == list(range(1, questions + 1))
    assert (slots[0].part, slots[-1].part) == (Part.WELCOME, Part.THANKS)


def test_an_entry_is_due_at_its_minute_of_its_own_hour() -> None:
    first, second = Entry(1, 5), Entry(2, 5, hour=1)
    assert [line.due for line in script.lines([second, first], talk(0))] == [at(5), at(12 * 60 + 5)]


@pytest.mark.parametrize(
    ("minute", "expected"), [(-1, None), (4.9, 1), (5, 1), (9.9, 1), (10, 1), (10.1, None)], ids=str
)
def test_the_clock_posts_from_its_minute_on_for_five_minutes(minute: float, expected: int | None) -> None:
    assert next_id([Entry(1, 5)], talk(minute)) == (None if minute < 5 else expected)


def test_by_hand_only_the_clock_posts_nothing_and_nothing_is_late() -> None:
    assert next_id([Entry(1, 5)], talk(6, by_clock=False)) is None
    assert standings([Entry(1, 5)], talk(40, by_clock=False)) == ["waiting"]


def test_what_is_due_together_follows_in_order_a_minute_apart() -> None:
    entries = [Entry(2, 5), Entry(1, 5), Entry(3, 4)]
    posted: list[tuple[int, float]] = []
    for tenth in range(40, 100):
        if (due := next_id(entries, talk(tenth / 10))) is not None:
            posted.append((due, tenth / 10))
            next(entry for entry in entries if entry.id == due).posted_at = at(tenth / 10)
    assert posted == [(3, 4.0), (1, 5.0), (2, 6.0)]


def test_after_half_an_hour_without_a_worker_only_what_is_fresh_is_posted() -> None:
    entries = [Entry(n, minutes, question=n) for n, minutes in enumerate((5, 15, 25, 35), start=1)]
    when = talk(28, current=None)
    assert standings(entries, when) == ["late", "late", "waiting", "waiting"]
    assert next_id(entries, when) == 3


def test_what_a_host_has_passed_over_is_left_to_a_click() -> None:
    entries = [Entry(1, 5), Entry(2, 10), Entry(3, 20, posted_at=at(8)), Entry(4, 30)]
    assert standings(entries, talk(11)) == ["passed", "passed", "posted", "waiting"]
    assert next_id(entries, talk(11)) is None


@pytest.mark.parametrize(
    ("question", "text", "current", "expected"),
    [
        (2, "Words.", 3, Standing.PASSED),
        (3, "", 3, Standing.PASSED),
        (3, "Words.", 3, Standing.WAITING),
        (4, "", 3, Standing.WAITING),
        (1, "", None, Standing.WAITING),
        (None, "Words.", 3, Standing.WAITING),
    ],
)
def test_the_clock_never_takes_the_talk_back(
    question: int | None, text: str, current: int | None, expected: Standing
) -> None:
    entry = Entry(1, 10, question, text)
    assert standings([entry], talk(9, current)) == [expected]
    assert standings([replace(entry, hour=1)], talk(9, current)) == ["waiting"], "the next hour begins anew"


def test_what_lies_after_the_end_waits_for_a_longer_hour_or_a_click() -> None:
    assert standings([Entry(1, 59), Entry(2, 60)], talk(50)) == ["waiting", "after"]
    assert standings([Entry(1, 5, hour=2)], talk(50)) == ["after"], "its hour was taken out"
    assert next_id([Entry(1, 59)], talk(60)) is None


def test_what_the_clock_could_not_post_is_not_tried_again() -> None:
    entries = [Entry(1, 5, refused="too-long"), Entry(2, 5)]
    assert next_id(entries, talk(5)) == 2


def test_five_minutes_more_move_all_that_follows_and_nothing_else() -> None:
    entries = [
        Entry(1, 5, posted_at=at(5)),
        Entry(2, 15),
        Entry(3, 25),
        Entry(4, 58),
        Entry(5, 61),
        Entry(6, 5, hour=1),
        Entry(7, 3),
    ]
    when = talk(12)
    assert script.shifted(script.lines(entries, when), 5, when) == {2: 20, 3: 30, 4: 63, 5: 66}


@pytest.mark.parametrize(("minute", "to"), [(5, 10), (12, 12), (13.5, 14)])
def test_moved_earlier_nothing_becomes_due_by_it(minute: float, to: int) -> None:
    when = talk(minute)
    assert script.shifted(script.lines([Entry(1, 15), Entry(2, 20)], when), -5, when) == {1: to, 2: to + 5}


def test_what_is_due_this_minute_cannot_be_moved_earlier() -> None:
    when = talk(14.5)
    assert script.shifted(script.lines([Entry(1, 15)], when), -5, when) == {}
