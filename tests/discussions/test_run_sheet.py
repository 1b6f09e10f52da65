"""The run sheet as a table: what has happened is done, what has not is late after its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from journalclub.discussions.run_sheet import DAYS_BEFORE, MARKED, Facts, Mark, Step, items

CHICAGO = ZoneInfo("America/Chicago")
START = datetime(2026, 11, 16, 2, tzinfo=UTC)  # Sunday 15 November, 20:00 in Chicago
EARLY = START - timedelta(days=60)
ALL = Facts(True, True, True, True, 3, True, True, True, True)


def done(facts: Facts, **marks: Mark) -> set[str]:
    named = {Step(step): mark for step, mark in marks.items()}
    return {item.step for item in items(START, CHICAGO, facts, named, EARLY) if item.done}


@pytest.mark.parametrize(
    ("step", "missing"),
    [
        ("choose", {"chosen": False}),
        ("access", {"is_free": False}),
        ("invite", {"invited": False}),
        ("announce", {"announced": False}),
        ("questions", {"questions": 2}),
        ("script", {"scripted": False}),
        ("remind", {"reminded": False}),
        ("welcome", {"welcomed": False}),
        ("recap", {"published": False}),
    ],
)
def test_each_step_is_done_by_what_has_happened(step: str, missing: dict[str, object]) -> None:
    assert done(ALL) == set(Step)
    assert done(replace(ALL, **missing)) == set(Step) - {step}  # type: ignore[arg-type]


def test_a_host_can_say_that_something_outside_is_done_and_nothing_else() -> None:
    marks = {str(step): Mark(done=True) for step in Step}
    assert done(Facts(), **marks) == MARKED


def test_due_at_the_hour_of_the_evening_across_a_clock_change() -> None:
    first = items(START, CHICAGO, Facts(), {}, EARLY)[0]
    assert first.due.astimezone(CHICAGO) == datetime(2026, 10, 18, 20, tzinfo=CHICAGO)
    assert first.due == datetime(2026, 10, 19, 1, tzinfo=UTC)


def test_what_is_done_is_never_late_and_the_rest_is_after_its_day() -> None:
    now = START - timedelta(days=10)
    late = {item.step for item in items(START, CHICAGO, replace(Facts(), chosen=True), {}, now) if item.late}
    assert late == {Step.ACCESS, Step.INVITE, Step.ANNOUNCE}


def test_steps_come_in_the_order_of_their_days() -> None:
    assert list(DAYS_BEFORE) == list(Step)
    assert sorted(DAYS_BEFORE.values(), reverse=True) == list(DAYS_BEFORE.values())
