"""Series: the club's standing chats. Every host may change one: it is the club's rhythm, not one host's discussion."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.discussions import policy
from journalclub.discussions.models import Series
from journalclub.discussions.rhythm import BadRule, parse_said, parse_wall_time, parse_zone
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from journalclub.kit.text import clean
from journalclub.members.viewer import Viewer

HASHTAG = re.compile(r"#[^\W_][\w]{1,58}")
T = TypeVar("T")
LENGTHS, WINDOW = range(15, 24 * 60 + 1), range(0, 15)


@dataclass(frozen=True)
class SeriesPlan:
    """What a host enters about a series. A rule that names its hour or zone wins over the fields of their own."""

    name: str
    hashtag: str
    rule: str = ""
    wall_time: str = "20:00"
    time_zone: str = "UTC"
    second_wall_time: str = ""
    second_time_zone: str = ""
    second_days_later: int = 0
    minutes: int = 60
    days_before: int = 2
    days_after: int = 1
    begins_on: date | None = None
    ends_on: date | None = None
    visibility: str = "members"
    patients_welcome: bool = False


def add_series(session: Session, *, by: Viewer, plan: SeriesPlan, now: datetime) -> Series:
    """Start a series. Raises Forbidden, Conflict (hashtag taken), Refusal (rule, time or zone not understood)."""
    _must_schedule(by)
    series = Series(made_at=now, **_checked(session, plan, None))
    session.add(series)
    session.flush()
    log.record(session, Kind.SERIES_ADDED, actor=by.id, now=now, series=series.id)
    return series


def edit_series(session: Session, *, by: Viewer, series_id: int, plan: SeriesPlan, now: datetime) -> Series:
    """Change a series; dates that are discussions already keep their times. Raises NotFound and as above."""
    _must_schedule(by)
    series = session.get(Series, series_id)
    if series is None:
        raise NotFound
    after = _checked(session, plan, series.id)
    if after != {name: getattr(series, name) for name in after}:
        for name, value in after.items():
            setattr(series, name, value)
        series.sequence, series.changed_at = series.sequence + 1, now
        log.record(session, Kind.SERIES_CHANGED, actor=by.id, now=now, series=series.id)
    return series


def normal_hashtag(text: str) -> str:
    """The hashtag with its #, in lower case. Raises Refusal."""
    tag = "#" + clean(text, lines=False).lower().lstrip("#")
    if not HASHTAG.fullmatch(tag):
        raise Refusal("hashtag", "A hashtag is one word of 2 to 59 letters and digits, such as #radonc.")
    return tag


def _must_schedule(by: Viewer) -> None:
    if not policy.may_schedule(by):
        raise Forbidden("not-a-host", "Only hosts and moderators plan a series.")


def _checked(session: Session, plan: SeriesPlan, own: int | None) -> dict[str, object]:
    """The plan as columns. Raises Conflict, Refusal."""
    if not (name := clean(plan.name, lines=False)):
        raise Refusal("no-name", "A series needs a name.")
    if len(name) > 120:
        raise Refusal("no-name", "The name is longer than 120 characters.")
    hashtag = normal_hashtag(plan.hashtag)
    taken = session.scalar(select(Series.id).where(Series.hashtag == hashtag))
    if taken is not None and taken != own:
        raise Conflict("hashtag-taken", f"There is a series with {hashtag} already.")
    if plan.minutes not in LENGTHS:
        raise Refusal("minutes", "A live hour lasts from 15 minutes to a day.")
    if plan.days_before not in WINDOW or plan.days_after not in WINDOW:
        raise Refusal("window", "It opens and closes at most 14 days before and after the live hour.")
    if plan.begins_on and plan.ends_on and plan.ends_on < plan.begins_on:
        raise Refusal("ends-on", "The last date lies before the first.")
    if plan.visibility not in {"members", "public"}:
        raise Refusal("visibility", "A series is for members or public.")
    given = {"minutes", "days_before", "days_after", "begins_on", "ends_on", "visibility", "patients_welcome"}
    return {"name": name, "hashtag": hashtag, **_times(plan), **{field: getattr(plan, field) for field in given}}


def _times(plan: SeriesPlan) -> dict[str, object]:
    """Rule, hours and zones as they are kept. Raises Refusal."""
    said = _read("rule", parse_said, plan.rule) if plan.rule.strip() else None
    at = (said and said.at) or _read("wall-time", parse_wall_time, plan.wall_time)
    zone = (said and said.zone) or _read("time-zone", parse_zone, plan.time_zone)
    second: dict[str, object] = {"second_wall_time": None, "second_time_zone": None, "second_days_later": 0}
    if plan.second_wall_time.strip():
        if plan.second_days_later not in {-1, 0, 1}:
            raise Refusal("second-days-later", "The second hour is at most a day before or after the first.")
        second_at = _read("second-wall-time", parse_wall_time, plan.second_wall_time)
        second_zone = _read("second-time-zone", parse_zone, plan.second_time_zone or zone.key)
        second = {
            "second_wall_time": f"{second_at:%H:%M}",
            "second_time_zone": second_zone.key,
            "second_days_later": plan.second_days_later,
        }
    rule = str(said.rule) if said else ""
    return {"rule": rule, "wall_time": f"{at:%H:%M}", "time_zone": zone.key, **second}


def _read(code: str, parse: Callable[[str], T], text: str) -> T:
    try:
        return parse(text)
    except BadRule as bad:
        raise Refusal(code, str(bad)) from bad
