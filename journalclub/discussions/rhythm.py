"""Rhythms as people say them: “third Sunday, 20:00 America/Chicago”, “every 2 weeks on Tuesday”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import rrule

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
NUMBERS = {"two": 2, "other": 2, "second": 2, "three": 3, "third": 3, "four": 4, "fourth": 4}
EPOCH = date(1970, 1, 5)  # a Monday: from where a rhythm of several weeks counts when nothing else is said


class BadRule(ValueError):
    """A rhythm, zone or time that cannot be read; the text says what can."""


@dataclass(frozen=True)
class Rule:
    """A rhythm of dates: certain weekdays of each month (-1 is the last), or a weekday every so many weeks."""

    weekday: int
    nths: tuple[int, ...] = ()
    weeks: int = 1

    def dates(self, since: date, anchor: date | None = None) -> Iterator[date]:
        """The dates from `since` on. A rhythm of several weeks counts from its first weekday on or after `anchor`."""
        start = datetime.combine(since, time())
        if self.nths:
            days = [rrule.weekday(self.weekday, nth) for nth in self.nths]
            found = rrule.rrule(rrule.MONTHLY, dtstart=start, byweekday=days)
            return (moment.date() for moment in found)
        first = anchor or EPOCH
        first += timedelta(days=(self.weekday - first.weekday()) % 7)
        step = timedelta(weeks=self.weeks)
        begin = first + step * -((first - since) // step)  # the first beat that is not before `since`
        return (moment.date() for moment in rrule.rrule(rrule.WEEKLY, dtstart=begin, interval=self.weeks))

    def __str__(self) -> str:
        """In the words that `parse_rule` reads back."""
        day = WEEKDAYS[self.weekday].capitalize()
        if self.nths:
            words = {nth: word for word, nth in ORDINALS.items()}
            return f"{' and '.join(words[nth] for nth in self.nths)} {day}"
        return f"every {day}" if self.weeks == 1 else f"every {self.weeks} weeks on {day}"


@dataclass(frozen=True)
class Said:
    """A whole rhythm; what was not said is None."""

    rule: Rule
    at: time | None = None
    zone: ZoneInfo | None = None


def parse_said(text: str) -> Said:
    """Read a rhythm with or without its hour and zone: “third Sunday, 20:00 America/Chicago”. Raises BadRule."""
    found = WITH_TIME.match(" ".join(text.split()))
    if found is None:
        return Said(parse_rule(text))
    zone = parse_zone(found["zone"]) if found["zone"] else None
    return Said(parse_rule(found["rule"]), parse_wall_time(found["at"]), zone)


def parse_rule(text: str) -> Rule:
    """Read “third Sunday”, “first and third Monday”, “every other Tuesday”, “every 2 weeks on Tuesday”. Raises BadRule.

    “Every third Sunday” is refused: some mean once a month by it, others every three weeks.
    """
    words = " ".join(text.lower().replace(",", " ").replace(".", " ").split())
    if found := MONTHLY.match(words):
        if found["every"] and not found["month"] and found["nths"] != "last":
            raise BadRule(_two_meanings(text, found["nths"], found["day"]))
        nths = [_ordinal(word) for word in re.split(r"\s+(?:and|&)\s+", found["nths"])]
        in_order = sorted(set(nths), key=lambda nth: nth if nth > 0 else 6)  # the last comes last
        return Rule(_weekday(found["day"]), nths=tuple(in_order))
    if found := WEEKLY.match(words):
        return Rule(_weekday(found["day"] or found["days"]))
    if (found := WEEKS.match(words)) and (weeks := _number(found["weeks"])):
        return Rule(_weekday(found["day"]), weeks=weeks)
    raise BadRule(
        f"“{text}” is not understood. Say it like “third Sunday”, “last Wednesday”, “first and third Monday” or "
        "“every 2 weeks on Tuesday”."
    )


def parse_zone(name: str) -> ZoneInfo:
    """An IANA time zone. Raises BadRule."""
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadRule(f"“{name}” is no time zone. An example is America/Chicago.") from error


def parse_wall_time(text: str) -> time:
    """A time of day, "20:00". Raises BadRule."""
    try:
        return datetime.strptime(text.strip(), "%H:%M").time()  # noqa: DTZ007 - a wall time has no zone yet
    except ValueError as error:
        raise BadRule(f"“{text}” is no time of day. An example is 20:00.") from error


_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_NTH = r"(?:first|1st|second|2nd|third|3rd|fourth|4th|last)"
MONTHLY = re.compile(
    rf"^(?P<every>(?:every|each) )?(?:the )?(?P<nths>{_NTH}(?: (?:and|&) {_NTH})*) (?P<day>{_DAY})"
    r"(?P<month> (?:(?:of|in) )?(?:the|every|each) month| monthly)?$"
)
WEEKLY = re.compile(rf"^(?:(?:every|each|weekly on) (?P<day>{_DAY})s?|(?P<days>{_DAY})s)$")
WEEKS = re.compile(rf"^every (?:(?P<weeks>\d{{1,2}}|{'|'.join(NUMBERS)}) weeks? on|other) (?P<day>{_DAY})s?$")
WITH_TIME = re.compile(r"^(?P<rule>.+?),?\s+(?:at\s+)?(?P<at>\d{1,2}:\d{2}),?(?:\s+(?P<zone>[A-Za-z][\w+/-]*))?$")


def _weekday(word: str) -> int:
    return next(number for number, day in enumerate(WEEKDAYS) if day.startswith(word[:3]))


def _ordinal(word: str) -> int:
    return int(word[0]) if word[0].isdigit() else ORDINALS[word]


def _number(word: str | None) -> int:
    """How many weeks; “every other Tuesday” names none and means two."""
    if word is None:
        return 2
    return NUMBERS[word] if word in NUMBERS else int(word)


def _two_meanings(text: str, nths: str, day: str) -> str:
    day = WEEKDAYS[_weekday(day)].capitalize()
    return (
        f"“{text}” is read in two ways. Say “{nths} {day}” for a date in each month, "
        f"or “every 2 weeks on {day}” for a beat of weeks."
    )
