"""Calendars, read back with a library that knows the standard."""

from icalendar import Calendar

from tests.world import World


def test_a_discussion_is_a_calendar_entry_with_its_hour_in_utc(client_as, world: World) -> None:
    answer = client_as("Ben").get(f"/discussions/{world.upcoming}/calendar.ics")
    assert answer.mimetype == "text/calendar"
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    row = world.discussion(world.upcoming)
    assert event.decoded("dtstart") == row.starts.replace(microsecond=0)
    assert event.decoded("dtend") == row.ends.replace(microsecond=0)
    assert row.title in str(event["summary"])
    assert str(event["url"]).endswith(f"/discussions/{world.upcoming}")


def test_a_visitors_calendar_has_no_members_only_discussion(client_as, world: World) -> None:
    members_only = f"/discussions/{world.upcoming}"
    seen_by = {name: client_as(name).get("/calendar.ics").text for name in ("Ben", None)}
    assert members_only in seen_by["Ben"]
    assert members_only not in seen_by[None]
