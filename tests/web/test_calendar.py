"""Calendars, read back by libraries that know the standard: by what the file says of zones, not by their names."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta, tzinfo
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar, Event

from journalclub.discussions.actions import editions, hosting, planning
from journalclub.discussions.calendar import Hour
from journalclub.discussions.models import Discussion, Series
from journalclub.members.actions import calendars
from journalclub.server import shown
from journalclub.web.ical import Entry, document
from tests.web.conftest import ClientAs
from tests.world import HOUR, World

CHICAGO = ZoneInfo("America/Chicago")
Events = dict[str, Event]


def events(answer: Any) -> Events:
    """The entries by their uid; each has one."""
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    found = Calendar.from_ical(answer.data).walk("VEVENT")
    by_uid = {str(event["uid"]): event for event in found}
    assert len(by_uid) == len(found)
    return by_uid


def read(raw: bytes) -> list[tuple[datetime, datetime]]:
    """When a program thinks the entries are, that has no zones but those of the file; two libraries agree on it."""
    calendar = Calendar.from_ical(raw)
    own = {str(zone["tzid"]): zone.to_tz(lookup_tzid=False) for zone in calendar.walk("VTIMEZONE")}
    found = [_instants(event, own) for event in calendar.walk("VEVENT")]
    others = tzical(StringIO(raw.decode().replace("\r\n ", ""))) if own else None
    assert found == [_instants(event, {key: others.get(key) for key in own}) for event in calendar.walk("VEVENT")]
    return found


def _instants(event: Event, zones: dict[str, tzinfo]) -> tuple[datetime, datetime]:
    starts, ends = (_instant(event[name], zones) for name in ("dtstart", "dtend"))
    return starts, ends


def _instant(field: Any, zones: dict[str, tzinfo]) -> datetime:
    zone = zones[field.params["TZID"]] if "TZID" in field.params else UTC
    wall: datetime = field.dt
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def edit(world: World, discussion: int, **changed: Any) -> None:
    with world.database.transaction() as session:
        row = session.get_one(Discussion, discussion)
        known = {name: getattr(row, name) for name in ("title", "opens", "starts", "ends", "closes", "visibility")}
        hosting.edit(
            session,
            by=world.viewer("ada"),
            discussion_id=discussion,
            plan=hosting.Plan(**known | changed),
            now=world.now,
        )


def row(world: World, discussion: int) -> Discussion:
    with world.database.reading() as session:
        return session.get_one(Discussion, discussion)


def test_a_discussion_is_a_calendar_entry_with_its_hour(client_as: ClientAs, world: World) -> None:
    coming = world.discussions["members announced"]
    answer = client_as("ben").get(f"/discussions/{coming}/calendar.ics")
    (event,) = events(answer).values()
    expected = row(world, coming)
    assert read(answer.data) == [(expected.starts.replace(microsecond=0), expected.ends.replace(microsecond=0))]
    assert event["dtstart"].params["TZID"] == "America/Chicago"
    assert expected.title in str(event["summary"])
    assert str(event["url"]) == f"http://club.example.org/discussions/{coming}"


def test_two_live_hours_are_two_entries_that_stay_themselves(client_as: ClientAs, world: World) -> None:
    coming = world.discussions["members announced"]
    starts = row(world, coming).starts
    edit(world, coming, further=[Hour(starts + 9 * HOUR, starts + 10 * HOUR)])
    before = events(client_as("ben").get(f"/discussions/{coming}/calendar.ics"))
    assert len(before) == 2
    edit(world, coming, title="Renamed", further=[Hour(starts + 12 * HOUR, starts + 13 * HOUR)])
    after = events(client_as("ben").get(f"/discussions/{coming}/calendar.ics"))
    assert after.keys() == before.keys()
    assert all(after[uid]["sequence"] > before[uid]["sequence"] for uid in after)


def test_a_cancelled_discussion_is_cancelled_in_calendars_too(client_as: ClientAs, world: World) -> None:
    coming = world.discussions["members announced"]
    ((uid, before),) = events(client_as("ben").get(f"/discussions/{coming}/calendar.ics")).items()
    with world.database.transaction() as session:
        hosting.cancel(session, by=world.viewer("ada"), discussion_id=coming, now=world.now)
    after = events(client_as("ben").get("/calendar.ics"))[uid]
    assert str(after["status"]) == "CANCELLED"
    assert after["sequence"] > before["sequence"]


def test_everybodys_calendar_holds_what_they_may_read(client_as: ClientAs, world: World) -> None:
    members_only = f"discussion-{world.discussions['members announced']}@club.example.org"
    public = f"discussion-{world.discussions['public announced']}@club.example.org"
    for name, expected in {"ben": {members_only, public}, "visitor": {public}, "ari": {public}}.items():
        assert events(client_as(name).get("/calendar.ics")).keys() & {members_only, public} == expected


def test_open_dates_are_tentative_and_keep_their_uid_when_they_become_discussions(
    client_as: ClientAs, world: World
) -> None:
    uid, on = an_open_date(client_as, world)
    before = events(client_as("visitor").get("/calendar.ics"))[uid]
    assert str(before["status"]) == "TENTATIVE"
    with world.database.transaction() as session:
        ada, series = world.viewer("ada"), world.series
        made = editions.move(
            session, by=ada, series_id=series, on=on, to=on + timedelta(days=2), at=NOON, now=world.now
        ).id
    moved = events(client_as("ben").get("/calendar.ics"))[uid]
    assert moved.decoded("dtstart").astimezone(CHICAGO).date() == on + timedelta(days=2)
    assert str(moved["status"]) == "TENTATIVE"
    assert moved["sequence"] > before["sequence"]
    with world.database.transaction() as session:
        hosting.announce(session, by=ada, discussion_id=made, now=world.now)
    announced = events(client_as("ben").get("/calendar.ics"))[uid]
    assert str(announced["status"]) == "CONFIRMED"
    assert announced["sequence"] > moved["sequence"]


def test_a_skipped_date_is_cancelled_for_everybody_without_its_title(client_as: ClientAs, world: World) -> None:
    uid, on = an_open_date(client_as, world)
    with world.database.transaction() as session:
        made = editions.skip(session, by=world.viewer("ada"), series_id=world.series, on=on, now=world.now)
        made.title = "A paper that is still a secret"
    for path in ("/calendar.ics", f"/series/{world.series}/calendar.ics"):
        answer = client_as("ben").get(path)
        assert str(events(answer)[uid]["status"]) == "CANCELLED"
        assert "secret" not in answer.text


def test_a_new_hour_of_a_series_is_news_to_calendars(client_as: ClientAs, world: World) -> None:
    uid, _on = an_open_date(client_as, world)
    before = events(client_as("ben").get("/calendar.ics"))[uid]
    plan = planning.SeriesPlan(name="M", hashtag="#sampleonc", rule="third Sunday, 19:00 America/Chicago")
    with world.database.transaction() as session:
        planning.edit_series(session, by=world.viewer("ada"), series_id=world.series, plan=plan, now=world.now)
    after = events(client_as("ben").get("/calendar.ics"))[uid]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstart") == before.decoded("dtstart") - HOUR


def test_what_has_not_changed_is_not_sent_again(client_as: ClientAs, world: World) -> None:
    ben = client_as("ben")
    first = ben.get("/calendar.ics")
    again = ben.get("/calendar.ics", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    edit(world, world.discussions["members announced"], title="Renamed")
    assert ben.get("/calendar.ics", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_members_own_address_shows_what_that_member_may_read_now(client_as: ClientAs, world: World) -> None:
    with world.database.transaction() as session:
        token = calendars.make(session, by=world.viewer("ben"), now=world.now)
    program = client_as("visitor")
    members_only = f"discussion-{world.discussions['members announced']}@club.example.org"
    answer = program.get(f"/calendar/{token}.ics")
    assert members_only in events(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    with world.database.transaction() as session:
        calendars.revoke(session, by=world.viewer("ben"), now=world.now)
    gone, wrong = program.get(f"/calendar/{token}.ics"), program.get("/calendar/wrong.ics")
    assert gone.status_code == wrong.status_code == 404
    assert gone.text == wrong.text


def test_the_address_is_made_and_revoked_in_the_settings_and_shown_once(client_as: ClientAs) -> None:
    ben = client_as("ben")
    page = ben.send("/settings/calendar").text
    address = "/calendar/" + page.partition("http://club.example.org/calendar/")[2].partition(".ics")[0] + ".ics"
    assert ben.get(address).status_code == 200
    assert address not in ben.get("/settings").text
    ben.send("/settings/calendar/revocation")
    assert ben.get(address).status_code == 404


def test_the_access_log_does_not_know_the_address(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert shown("/calendar/abcdefg.ics") == "/calendar/…"


@pytest.mark.parametrize(
    "zone",
    [
        "America/Chicago",
        "Europe/Berlin",
        "Europe/London",
        "Asia/Kolkata",
        "Australia/Sydney",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "Africa/Casablanca",
        "UTC",
    ],
)
def test_a_calendar_program_shows_the_right_instant_in_any_zone_at_any_time_of_the_year(zone: str) -> None:
    """An entry every 25 hours over two years meets every change of the clocks; some at the very hour."""
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=25 * number) for number in range(700)]
    entries = [an_entry(str(number), at, zone) for number, at in enumerate(moments)]
    assert read(document("Club", entries)) == [(at, at + HOUR) for at in moments]


@pytest.mark.parametrize("minutes", range(-90, 150, 30))
@pytest.mark.parametrize("change", [datetime(2026, 3, 8, 8, tzinfo=UTC), datetime(2026, 11, 1, 7, tzinfo=UTC)])
def test_the_hours_around_a_change_of_the_clocks_are_unmistakable(change: datetime, minutes: int) -> None:
    at = change + timedelta(minutes=minutes)
    assert read(document("Club", [an_entry("1", at, "America/Chicago")])) == [(at, at + HOUR)]


def test_the_clubs_hour_stays_in_winter_and_summer(client_as: ClientAs, world: World) -> None:
    answer = client_as("visitor").get(f"/series/{world.series}/calendar.ics")
    starts = [at for at, _ in read(answer.data)]
    dates = [event for uid, event in events(answer).items() if uid.startswith("edition-")]
    assert {event["dtstart"].dt.strftime("%H:%M") for event in dates} == {"20:00"}
    assert {at.strftime("%H:%M") for at in starts} >= {"01:00", "02:00"}  # in UTC it is one or the other


def test_what_people_wrote_cannot_break_out_of_its_line() -> None:
    title = "One; two, three\r\nATTACH:http://example.org\nEND:VEVENT \\n" + "long " * 60
    raw = document(title, [an_entry("1", datetime(2026, 1, 1, tzinfo=UTC), "UTC", title)])
    (parsed,) = Calendar.from_ical(raw).walk("VEVENT")
    assert "attach" not in parsed
    assert "long long" in str(parsed["summary"])
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


NOON = datetime(2026, 1, 1, 12).time()


def an_entry(uid: str, at: datetime, zone: str, summary: str = "x") -> Entry:
    return Entry(uid, at, at + HOUR, ZoneInfo(zone), summary, "y", "https://example.org/", "CONFIRMED", 0, at)


def an_open_date(client_as: ClientAs, world: World) -> tuple[str, date]:
    """A date of the series that nobody has touched, and its uid."""
    with world.database.reading() as session:
        table = session.get_one(Series, world.series).timetable
    assert table is not None
    on = table.meetings(world.now.date() + timedelta(days=40), 1)[0].on
    uid = f"edition-{world.series}-{on}@club.example.org"
    assert uid in events(client_as("visitor").get("/calendar.ics"))
    return uid, on


def test_a_discussion_in_a_far_year_does_not_list_every_clock_change_until_then() -> None:
    berlin, made = ZoneInfo("Europe/Berlin"), datetime(2026, 1, 1, tzinfo=UTC)
    near, far = datetime(2026, 7, 1, 18, tzinfo=UTC), datetime(2926, 7, 1, 18, tzinfo=UTC)
    entries = [
        Entry(f"{at.year}@a", at, at + timedelta(hours=1), berlin, "a", "", "https://a", "CONFIRMED", 0, made)
        for at in (near, far)
    ]
    raw = document("Far", entries)
    assert len(raw) < 5_000
    assert read(raw) == [(at, at + timedelta(hours=1)) for at in (near, far)]
