"""The state of a discussion at every moment of its life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from journalclub.discussions.calendar import Hour
from journalclub.discussions.states import ARCHIVED_AFTER, State, next_change, state

START = datetime(2026, 9, 21, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Edition:
    kind: str = "edition"
    opens: datetime = START - 2 * DAY
    hours: Sequence[Hour] = (Hour(START, START + HOUR),)
    closes: datetime = START + DAY
    announced_at: datetime | None = START - 10 * DAY
    cancelled_at: datetime | None = None


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (START - 3 * DAY, State.ANNOUNCED),
        (START - 2 * DAY, State.OPEN),
        (START - timedelta(seconds=1), State.OPEN),
        (START, State.LIVE),
        (START + HOUR - timedelta(seconds=1), State.LIVE),
        (START + HOUR, State.OPEN),
        (START + DAY, State.CLOSED),
        (START + DAY + ARCHIVED_AFTER, State.ARCHIVED),
    ],
)
def test_the_clock_moves_the_state(moment: datetime, expected: State) -> None:
    assert state(Edition(), moment) is expected


def test_a_discussion_that_nobody_announced_is_a_draft_even_at_its_hour() -> None:
    assert state(Edition(announced_at=None), START) is State.DRAFT


def test_a_cancelled_discussion_stays_cancelled() -> None:
    assert state(Edition(cancelled_at=START - DAY), START) is State.CANCELLED


def test_a_thread_is_always_open() -> None:
    assert state(Edition(kind="thread"), START + 900 * DAY) is State.OPEN


def test_between_two_live_hours_it_is_open() -> None:
    edition = Edition(hours=(Hour(START, START + HOUR), Hour(START + 8 * HOUR, START + 9 * HOUR)))
    moments = (START, START + HOUR, START + 8 * HOUR, START + 9 * HOUR, START + DAY)
    assert [state(edition, at) for at in moments] == [State.LIVE, State.OPEN, State.LIVE, State.OPEN, State.CLOSED]
    assert next_change(edition, START + 2 * HOUR) == START + 8 * HOUR


def test_the_next_change_is_when_the_state_next_differs() -> None:
    moment = START - 5 * DAY
    edition, seen = Edition(), [state(Edition(), START - 5 * DAY)]
    while (following := next_change(edition, moment)) is not None:
        assert state(edition, following - timedelta(microseconds=1)) is seen[-1]
        moment = following
        seen.append(state(edition, moment))
    assert seen == [State.ANNOUNCED, State.OPEN, State.LIVE, State.OPEN, State.CLOSED, State.ARCHIVED]
