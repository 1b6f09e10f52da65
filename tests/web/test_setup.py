"""Setting the club up: only with the printed link, once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from journalclub.changes.models import Change
from journalclub.db import Database
from journalclub.discussions import queries as discussions
from journalclub.members import queries
from journalclub.members.actions import founding
from journalclub.members.models import Club
from tests.web.browser import Browser

NOW = datetime(2026, 5, 1, tzinfo=UTC)
ANSWERS = {
    "club_name": "Radiation Oncology Journal Club",
    "hashtag": "#RadOnc",
    "zone": "America/Chicago",
    "ordinal": "third",
    "weekday": "sunday",
    "time": "20:00",
    "contact_email": "club@example.org",
    "name": "Ada Delacroix",
    "email": "ada@example.org",
    "profession": "radiation oncologist",
    "country": "Belgium",
}


@pytest.fixture
def link(sqlite_database: Database) -> str:
    with sqlite_database.transaction() as session:
        return f"/setup/{founding.mint_set_up_link(session, NOW)}"


def test_the_link_founds_the_club_and_signs_its_founder_in(
    fresh: Browser, link: str, sqlite_database: Database
) -> None:
    answer = fresh.submit(link, link, **ANSWERS)
    assert answer.status_code == 302
    with sqlite_database.reading() as session:
        club = queries.club(session)
        assert club is not None
        assert (club.name, club.time_zone, club.contact_email) == (
            "Radiation Oncology Journal Club",
            "America/Chicago",
            "club@example.org",
        )
        (series,) = discussions.all_series(session)
        assert (series.hashtag, series.rule, series.wall_time) == ("#radonc", "third Sunday", "20:00")
        founder = queries.member_by_email(session, "ada@example.org")
        assert founder is not None
        assert founder.role_names == {"member", "host", "moderator", "administrator"}
        assert (founder.profession, founder.country) == ("radiation oncologist", "BE")
    assert "ada@example.org" in fresh.get("/settings").text


def test_the_link_is_dead_once_the_club_stands(fresh: Browser, link: str) -> None:
    fresh.submit(link, link, **ANSWERS)
    assert fresh.get(link).status_code == 404
    assert fresh.send(link, page="/settings", **ANSWERS).status_code == 404


def test_another_link_founds_nothing(fresh: Browser, link: str, sqlite_database: Database) -> None:
    assert fresh.get("/setup/guess").status_code == 404
    assert fresh.send("/setup/guess", **ANSWERS).status_code == 404
    with sqlite_database.reading() as session:
        assert queries.club(session) is None


def test_opening_the_link_changes_nothing(fresh: Browser, link: str, sqlite_database: Database) -> None:
    assert fresh.get(link).status_code == 200
    assert fresh.get(link).status_code == 200
    with sqlite_database.reading() as session:
        assert session.scalars(select(Change)).all() == []


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("club_name", " "),
        ("hashtag", "#two words"),
        ("zone", "Chicago"),
        ("time", "25:00"),
        ("contact_email", "nobody"),
        ("name", "123"),
        ("email", "ada at example.org"),
        ("country", "Atlantis"),
    ],
)
def test_a_wrong_line_comes_back_marked_with_the_others_filled_in(
    fresh: Browser, link: str, sqlite_database: Database, field: str, wrong: str
) -> None:
    answer = fresh.submit(link, link, **(ANSWERS | {field: wrong}))
    assert answer.status_code == 422
    assert f'id="f-{field}-wrong"' in answer.text
    for name, value in ANSWERS.items():
        if name not in {field, "ordinal", "weekday"}:
            assert f'value="{value}"' in answer.text, name
    with sqlite_database.reading() as session:
        assert session.scalar(select(Club)) is None
    assert fresh.submit(link, link, **ANSWERS).status_code == 302, "the link is still good"


def test_the_links_page_is_kept_by_nobody_and_named_to_nobody(fresh: Browser, link: str) -> None:
    headers = fresh.get(link).headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_a_post_without_the_forms_token_founds_nothing(fresh: Browser, link: str, sqlite_database: Database) -> None:
    assert fresh.post(link, data=ANSWERS).status_code == 400
    with sqlite_database.reading() as session:
        assert queries.club(session) is None


def test_guessing_links_is_slowed_down(fresh: Browser, link: str) -> None:
    token = fresh.token()
    answers = [fresh.post("/setup/guess", data={"csrf_token": token}) for _ in range(35)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
