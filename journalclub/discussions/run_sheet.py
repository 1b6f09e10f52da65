"""The run sheet: what a host does how many days before the evening, and how far it has come. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from journalclub.discussions.calendar import shifted

ENOUGH_QUESTIONS = 3  # three to five work best (PRODUCT, "How real chats are run")


class Step(StrEnum):
    """In the order in which they are done."""

    CHOOSE = "choose"
    ACCESS = "access"
    INVITE = "invite"
    ANNOUNCE = "announce"
    QUESTIONS = "questions"
    SCRIPT = "script"
    REMIND = "remind"
    WELCOME = "welcome"
    RECAP = "recap"


# Days before the first live hour; authors and journals need weeks to answer.
DAYS_BEFORE = {
    Step.CHOOSE: 28,
    Step.ACCESS: 21,
    Step.INVITE: 21,
    Step.ANNOUNCE: 14,
    Step.QUESTIONS: 7,
    Step.SCRIPT: 3,
    Step.REMIND: 1,
    Step.WELCOME: 0,
    Step.RECAP: -3,
}
MARKED = frozenset({Step.ACCESS})  # what happens outside the program, too: a host may say that it is done


@dataclass(frozen=True)
class Facts:
    """What has really happened, as the tables tell it."""

    chosen: bool = False
    is_free: bool = False  # to read, until the discussion closes
    invited: bool = False
    announced: bool = False
    questions: int = 0
    scripted: bool = False
    reminded: bool = False
    welcomed: bool = False  # a host has written since the first live hour began
    published: bool = False  # the recap, or the transcript


@dataclass(frozen=True)
class Mark:
    """What hosts said about a step: whose it is, and that it is done."""

    member_id: int | None = None
    done: bool = False


@dataclass(frozen=True)
class Item:
    """A line of the run sheet. `marked`: done because a host said so."""

    step: Step
    days_before: int
    due: datetime
    done: bool
    marked: bool
    late: bool
    member_id: int | None


def items(starts: datetime, zone: ZoneInfo, facts: Facts, marks: Mapping[Step, Mark], now: datetime) -> list[Item]:
    """The steps in their order, each due at the hour of the evening so many days before."""
    happened = _happened(facts)
    found = []
    for step, days in DAYS_BEFORE.items():
        mark = marks.get(step, Mark())
        due = shifted(starts, timedelta(days=-days), zone)
        marked = step in MARKED and mark.done and not happened[step]
        done = happened[step] or marked
        found.append(Item(step, days, due, done, marked, not done and due < now, mark.member_id))
    return found


def _happened(facts: Facts) -> dict[Step, bool]:
    return {
        Step.CHOOSE: facts.chosen,
        Step.ACCESS: facts.is_free,
        Step.INVITE: facts.invited,
        Step.ANNOUNCE: facts.announced,
        Step.QUESTIONS: facts.questions >= ENOUGH_QUESTIONS,
        Step.SCRIPT: facts.scripted,
        Step.REMIND: facts.reminded,
        Step.WELCOME: facts.welcomed,
        Step.RECAP: facts.published,
    }
