"""The pages of a series, as hosts and members use them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from journalclub.discussions.models import Discussion, Series
from tests.web.browser import form_to
from tests.web.conftest import ClientAs
from tests.world import World

SERIES = {
    "name": "Eastern hours",
    "hashtag": "#eastern",
    "rule": "every other Tuesday, 20:00 Asia/Singapore",
    "wall_time": "19:00",
    "time_zone": "UTC",
    "minutes": "60",
    "days_before": "1",
    "days_after": "0",
    "begins_on": "2027-03-02",
    "visibility": "public",
}


def an_open_date(world: World) -> date:
    with world.database.reading() as session:
        table = session.get_one(Series, world.series).timetable
    assert table is not None
    return table.meetings(world.now.date() + timedelta(days=40), 1)[0].on


def edition(world: World, on: date) -> Discussion | None:
    with world.database.reading() as session:
        return session.scalar(select(Discussion).where(Discussion.edition_on == on))


def test_a_host_starts_a_series_as_people_say_it(client_as: ClientAs, world: World) -> None:
    made = client_as("ada").send("/series/new", **SERIES)
    assert made.status_code == 302
    page = client_as("visitor").get(made.location).text
    assert "every 2 weeks on Tuesday, 20:00 Singapore time" in page
    assert "Tuesday 2 March, 06:00" in page  # in the club's zone, Chicago
    assert page.count('class="date"') == 12


def test_a_refused_series_comes_back_filled_in(client_as: ClientAs) -> None:
    answer = client_as("ada").send("/series/new", **(SERIES | {"rule": "every third Sunday", "minutes": "soon"}))
    assert answer.status_code == 422
    assert "This is no number." in answer.text
    answer = client_as("ada").send("/series/new", **(SERIES | {"rule": "every third Sunday"}))
    assert answer.status_code == 422
    assert "read in two ways" in answer.text
    assert 'value="every third Sunday"' in answer.text
    assert 'value="Eastern hours"' in answer.text


def test_a_series_is_changed_and_keeps_what_the_form_showed(client_as: ClientAs, world: World) -> None:
    ada, place = client_as("ada"), f"/series/{world.series}/edit"
    form = form_to(ada.get(place).text, "")
    assert form.fields["rule"] == "third Sunday"
    changed = form.fields | {"second_wall_time": "20:00", "second_time_zone": "Asia/Singapore"}
    assert ada.post(place, data=changed).status_code == 302
    page = client_as("ben").get(f"/series/{world.series}").text
    assert "third Sunday, 20:00 Chicago time and 20:00 Singapore time" in page


def test_a_host_skips_a_date_and_takes_it_back(client_as: ClientAs, world: World) -> None:
    ada, on = client_as("ada"), an_open_date(world)
    place = f"/series/{world.series}/editions/{on}"
    assert ada.submit(place, f"{place}/skipping").status_code == 302
    assert "No discussion this time" in client_as("visitor").get("/agenda").text
    assert ada.submit(place, f"{place}/return").status_code == 302
    assert "No discussion this time" not in client_as("visitor").get("/agenda").text


def test_a_host_moves_a_date(client_as: ClientAs, world: World) -> None:
    ada, on = client_as("ada"), an_open_date(world)
    place, to = f"/series/{world.series}/editions/{on}", on + timedelta(days=1)
    assert form_to(ada.get(place).text, f"{place}/moving").fields["to"] == f"{on}T20:00"
    assert ada.submit(place, f"{place}/moving", to=f"{to}T18:30").status_code == 302
    page = client_as("visitor").get(f"/series/{world.series}").text
    assert f"{to:%A} {to.day} {to:%B}, 18:30" in page
    assert "moved" in page


@pytest.mark.parametrize(("to", "says"), [("soon", "no date and time"), ("2020-01-01T20:00", "to come only")])
def test_a_refused_move_says_why_and_makes_nothing(client_as: ClientAs, world: World, to: str, says: str) -> None:
    on = an_open_date(world)
    place = f"/series/{world.series}/editions/{on}"
    answer = client_as("ada").submit(place, f"{place}/moving", to=to)
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{to}"' in answer.text
    assert edition(world, on) is None


@pytest.mark.parametrize("on", ["2026-02-30", "x", "9999-12-31", "2027-01-01"])
def test_what_is_no_date_of_the_series_is_not_found(client_as: ClientAs, world: World, on: str) -> None:
    ada = client_as("ada")
    assert ada.get(f"/series/{world.series}/editions/{on}").status_code == 404
    assert ada.send(f"/series/{world.series}/editions/{on}/skipping").status_code == 404


def test_looking_at_dates_makes_no_row_and_costs_the_same_however_many_series_there_are(
    client_as: ClientAs, world: World
) -> None:
    ada, counted = client_as("ada"), list[str]()
    ada.get("/")
    event.listen(world.database.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    ada.get("/")
    few = len(counted)
    for number in range(5):
        ada.send("/series/new", **(SERIES | {"hashtag": f"#more{number}"}))
    counted.clear()
    ada.get("/")
    assert len(counted) == few
    assert edition(world, an_open_date(world)) is None


def test_a_second_live_hour_is_entered_shown_and_kept(client_as: ClientAs, world: World) -> None:
    ada, place = client_as("ada"), f"/discussions/{world.discussions['members announced']}/edit"
    fields = {
        "title": "Twice",
        "starts": "2027-01-17T20:00",
        "ends": "2027-01-17T21:00",
        "further_starts": ["2027-01-18T07:00", ""],
        "further_ends": ["2027-01-18T08:00", ""],
        "visibility": "members",
    }
    assert ada.send(place, **fields).status_code == 302
    again = ada.get(place).text
    assert 'value="2027-01-18T07:00"' in again
    assert "Monday 18 January, 07:00" in client_as("ben").get(place.removesuffix("/edit")).text
    refused = ada.send(place, **(fields | {"further_starts": ["2027-01-17T20:30"]}))
    assert refused.status_code == 422
    assert "before the one before it has ended" in refused.text
    assert 'value="2027-01-17T20:30"' in refused.text


def test_an_hour_that_comes_twice_is_said_and_one_that_was_left_alone_stays(client_as: ClientAs, world: World) -> None:
    """Editing the title of a discussion in the second of two hours that are called the same must not move it."""
    ada, discussion = client_as("ada"), world.discussions["members announced"]
    place = f"/discussions/{discussion}/edit"
    fields = {"title": "x", "starts": "2027-11-07T01:30", "ends": "2027-11-07T03:00", "visibility": "members"}
    assert ada.send(place, **fields).status_code == 302
    assert "comes twice that night" in ada.get("/agenda").text
    with world.database.transaction() as session:
        row = session.get_one(Discussion, discussion)
        assert row.starts.isoformat() == "2027-11-07T06:30:00+00:00"
        row.starts += timedelta(hours=1)  # the second of them
        row.opens = row.starts
    form = form_to(ada.get(place).text, "")
    assert form.fields["starts"] == "2027-11-07T01:30"
    assert ada.post(place, data=form.fields | {"title": "Renamed"}).status_code == 302
    with world.database.reading() as session:
        assert session.get_one(Discussion, discussion).starts.isoformat() == "2027-11-07T07:30:00+00:00"
