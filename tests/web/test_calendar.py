"""Calendars, read back with a library that knows the standard."""

from __future__ import annotations

from icalendar import Calendar

from journalclub.discussions.models import Discussion
from tests.web.conftest import ClientAs
from tests.world import World


def test_a_discussion_is_a_calendar_entry_with_its_hour_in_utc(client_as: ClientAs, world: World) -> None:
    coming = world.discussions["members announced"]
    answer = client_as("ben").get(f"/discussions/{coming}/calendar.ics")
    assert answer.mimetype == "text/calendar"
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    with world.database.reading() as session:
        row = session.get_one(Discussion, coming)
    assert event.decoded("dtstart") == row.starts.replace(microsecond=0)
    assert event.decoded("dtend") == row.ends.replace(microsecond=0)
    assert row.title in str(event["summary"])
    assert str(event["url"]) == f"http://club.example.org/discussions/{coming}"


def test_a_cancelled_discussion_is_cancelled_in_calendars_too(client_as: ClientAs, world: World) -> None:
    cancelled = world.discussions["members cancelled"]
    (event,) = Calendar.from_ical(client_as("ben").get(f"/discussions/{cancelled}/calendar.ics").data).walk("VEVENT")
    assert str(event["status"]) == "CANCELLED"


def test_everybodys_calendar_holds_what_they_may_read(client_as: ClientAs, world: World) -> None:
    members_only = f"/discussions/{world.discussions['members announced']}\r"
    public = f"/discussions/{world.discussions['public announced']}\r"
    for name, expected in {"ben": [members_only, public], "visitor": [public], "ari": [public]}.items():
        entries = client_as(name).get("/calendar.ics").text
        assert [one for one in (members_only, public) if one in entries] == expected
