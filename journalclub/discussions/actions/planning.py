"""Series: the club's standing chats."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.discussions import calendar, policy
from journalclub.discussions.models import Series
from journalclub.kit.refusal import Conflict, Forbidden, Refusal
from journalclub.kit.text import clean
from journalclub.members.viewer import Viewer

HASHTAG = re.compile(r"#[^\W_][\w]{1,58}")


def add_series(
    session: Session, *, by: Viewer, name: str, hashtag: str, rule: str, wall_time: str, time_zone: str, now: datetime
) -> Series:
    """Start a series. Raises Forbidden, Conflict (hashtag taken), Refusal (rule, time or zone not understood)."""
    if not policy.may_schedule(by):
        raise Forbidden("not-a-host", "Only hosts and moderators start a series.")
    hashtag = normal_hashtag(hashtag)
    if session.scalar(select(Series.id).where(Series.hashtag == hashtag)) is not None:
        raise Conflict("hashtag-taken", f"There is a series with {hashtag} already.")
    if not (name := clean(name, lines=False)):
        raise Refusal("no-name", "A series needs a name.")
    try:
        calendar.parse_rule(rule)
        calendar.parse_zone(time_zone)
        wall = calendar.parse_wall_time(wall_time)
    except calendar.BadRule as bad:
        raise Refusal("rule", str(bad)) from bad
    series = Series(
        name=name,
        hashtag=hashtag,
        rule=" ".join(rule.split()),
        wall_time=f"{wall:%H:%M}",
        time_zone=time_zone,
        made_at=now,
    )
    session.add(series)
    session.flush()
    log.record(session, Kind.SERIES_ADDED, actor=by.id, now=now, series=series.id)
    return series


def normal_hashtag(text: str) -> str:
    """The hashtag with its #, in lower case. Raises Refusal."""
    tag = "#" + clean(text, lines=False).lower().lstrip("#")
    if not HASHTAG.fullmatch(tag):
        raise Refusal("hashtag", "A hashtag is one word of 2 to 59 letters and digits, such as #radonc.")
    return tag
