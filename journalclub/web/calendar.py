"""Calendars: what this reader may see, as iCalendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Blueprint, Response, url_for
from icalendar import Calendar, Event

from journalclub.discussions import queries
from journalclub.discussions.actions import finding
from journalclub.discussions.models import Discussion
from journalclub.discussions.states import State, state
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.links import absolute
from journalclub.web.pages import the_club

pages = Blueprint("calendar", __name__)
SHOWN = (State.ANNOUNCED, State.OPEN, State.LIVE, State.CLOSED, State.CANCELLED)


@pages.get("/calendar.ics")
def club() -> Response:
    found = queries.listed(reading(), viewer(), now(), states=SHOWN, limit=100)
    return _answer([one.row for one in found.items], "journalclub.ics")


@pages.get("/discussions/<int:discussion_id>/calendar.ics")
def discussion(discussion_id: int) -> Response:
    row, _here = finding.discussion(reading(), viewer(), discussion_id, now())
    return _answer([row], f"discussion-{discussion_id}.ics")


def _answer(rows: Sequence[Discussion], name: str) -> Response:
    known = the_club()
    calendar = Calendar()
    calendar.add("prodid", "-//journalclub//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", known.name if known else "Journal club")
    for row in rows:
        calendar.add_component(_event(row))
    response = Response(calendar.to_ical(), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _event(row: Discussion) -> Event:
    """The live hour. The uid never changes, so that a later download replaces the entry; titles and links only."""
    event = Event()
    address = absolute(url_for("discussions.show", discussion_id=row.id))
    event.add("uid", f"discussion-{row.id}@{urlsplit(parts().settings.public_url).hostname}")
    event.add("dtstamp", now())
    event.add("dtstart", row.starts)
    event.add("dtend", row.ends)
    event.add("summary", f"{row.series.hashtag}: {row.title}" if row.series else row.title)
    event.add("url", address)
    event.add("description", address)
    event.add("status", "CANCELLED" if state(row, now()) is State.CANCELLED else "CONFIRMED")
    return event
