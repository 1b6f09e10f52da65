"""Calendars to follow: of the club, of a series, of one discussion, and a member's own at a secret address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _

from journalclub.discussions import queries
from journalclub.discussions.actions import finding
from journalclub.discussions.models import Discussion, Series
from journalclub.discussions.queries import Edition
from journalclub.discussions.rhythm import parse_zone
from journalclub.discussions.states import State, state
from journalclub.kit.refusal import NotFound
from journalclub.members import queries as members
from journalclub.members.viewer import Viewer
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.entry import secretly
from journalclub.web.ical import Entry, document
from journalclub.web.links import absolute
from journalclub.web.pages import the_club

pages = Blueprint("calendar", __name__)
SHOWN = (State.ANNOUNCED, State.OPEN, State.LIVE, State.CLOSED, State.CANCELLED)
LOOKS_BACK = timedelta(days=90)
STATUS = {State.CANCELLED: "CANCELLED", State.DRAFT: "TENTATIVE"}


@pages.get("/calendar.ics")
def club() -> Response:
    return _answer(_entries(viewer(), queries.all_series(reading())), _club_name(), "journalclub.ics")


@pages.get("/series/<int:series_id>/calendar.ics")
def series(series_id: int) -> Response:
    found = reading().get(Series, series_id)
    if found is None:
        raise NotFound
    return _answer(_entries(viewer(), [found], found), found.name, f"series-{series_id}.ics")


@pages.get("/discussions/<int:discussion_id>/calendar.ics")
def discussion(discussion_id: int) -> Response:
    row, _here = finding.discussion(reading(), viewer(), discussion_id, now())
    return _answer(_of_row(row), row.title, f"discussion-{discussion_id}.ics")


@pages.get("/calendar/<token>.ics")
def own(token: str) -> Response:
    """What the member behind this secret address may read now. A revoked address and a wrong one look alike."""
    member = members.viewer_by_calendar(reading(), token)
    if member is None:
        raise NotFound
    return secretly(_answer(_entries(member, queries.all_series(reading())), _club_name(), "journalclub.ics"))


pages.add_app_template_global(absolute)


@pages.app_template_global()
def webcal(path: str) -> str:
    """The address under which calendar programs offer to follow a calendar."""
    return urlunsplit(urlsplit(absolute(path))._replace(scheme="webcal"))


def _entries(reader: Viewer, every: Iterable[Series], only: Series | None = None) -> list[Entry]:
    """What this reader may read of discussions, and the open dates of the series."""
    tag = only.hashtag if only else None
    listed = queries.listed(reading(), reader, now(), states=SHOWN, series=tag, limit=100)
    found = [entry for one in listed.items if one.row.starts > now() - LOOKS_BACK for entry in _of_row(one.row)]
    for editions in queries.editions(reading(), reader, list(every), now()).values():
        for edition in editions:
            row = edition.discussion.row if edition.discussion else None
            found += _of_row(row) if row else _of_date(edition)
    return list({entry.uid: entry for entry in found}.values())


def _of_row(row: Discussion) -> list[Entry]:
    """The live hours of a discussion: titles and links only, because nothing of it can be called back."""
    address = absolute(url_for("discussions.show", discussion_id=row.id))
    zone = parse_zone(row.series.time_zone) if row.series else _club_zone()
    window = _window(row.opens, row.closes, zone) if (row.opens, row.closes) != (row.starts, row.ends) else ""
    return [
        Entry(
            uid=_uid(f"edition-{row.series_id}-{row.edition_on}" if row.edition_on else f"discussion-{row.id}", number),
            starts=hour.starts,
            ends=hour.ends,
            zone=zone,
            summary=f"{row.series.hashtag}: {row.title}" if row.series else row.title,
            description=f"{window}\n{address}".strip(),
            url=address,
            status=STATUS.get(state(row, now()), "CONFIRMED"),
            sequence=row.sequence,
            changed_at=row.changed_at or row.made_at,
        )
        for number, hour in enumerate(row.hours, start=1)
    ]


def _of_date(edition: Edition) -> list[Entry]:
    """A date that nothing is said about yet, or that is skipped. Its uid stays when it becomes a discussion."""
    address = absolute(url_for("series.show", series_id=edition.series.id))
    words = _("no discussion this time") if edition.is_cancelled else _("the article is being chosen")
    return [
        Entry(
            uid=_uid(f"edition-{edition.series.id}-{edition.on}", number),
            starts=hour.starts,
            ends=hour.ends,
            zone=parse_zone(edition.series.time_zone),
            summary=f"{edition.series.hashtag}: {words}",
            description=address,
            url=address,
            status="CANCELLED" if edition.is_cancelled else "TENTATIVE",
            sequence=edition.sequence,
            changed_at=edition.changed_at,
        )
        for number, hour in enumerate(edition.hours, start=1)
    ]


def _uid(name: str, number: int) -> str:
    """Of the first, second, … live hour."""
    host = urlsplit(parts().settings.public_url).hostname
    return f"{name}@{host}" if number == 1 else f"{name}-hour-{number}@{host}"


def _window(opens: datetime, closes: datetime, zone: ZoneInfo) -> str:
    first, last = (format_datetime(at.astimezone(zone), "EEE d MMM, HH:mm", rebase=False) for at in (opens, closes))
    return str(_("Open for answers from %(first)s to %(last)s (%(zone)s).", first=first, last=last, zone=zone))


def _club_name() -> str:
    known = the_club()
    return known.name if known else "Journal club"


def _club_zone() -> ZoneInfo:
    known = the_club()
    return parse_zone(known.zone if known else "UTC")


def _answer(entries: list[Entry], name: str, file: str) -> Response:
    response = Response(document(name, entries), mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'inline; filename="{file}"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
