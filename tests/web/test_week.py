"""The week's literature: which week, what is in it, and for whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from journalclub.literature import arriving
from journalclub.literature.models import Article, ArticleHistory
from tests.literature.counted import statements
from tests.web.conftest import ClientAs
from tests.world import World

WEDNESDAY = datetime(2026, 1, 7, 12, 0, tzinfo=UTC)


def came(world: World, title: str, at: datetime) -> int:
    with world.database.transaction() as session:
        row = Article(title=title, listed_on=at.date(), added_at=at, changed_at=at)
        session.add(row)
        session.flush()
        return row.id


def test_a_week_runs_from_monday_midnight_to_the_next_where_the_club_is(client_as: ClientAs, world: World) -> None:
    midnight = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)  # in Chicago
    for title, at in (
        ("Of the week before", midnight - timedelta(seconds=1)),
        ("Its very first", midnight),
        ("Its very last", midnight + timedelta(days=7, seconds=-1)),
        ("Of the week after", midnight + timedelta(days=7)),
    ):
        came(world, title, at)
    page = client_as("visitor").get("/week/2026-01-05").text
    assert "Its very first" in page
    assert "Its very last" in page
    assert "Of the week" not in page


def test_any_day_leads_to_its_monday_and_the_weeks_beside_it(client_as: ClientAs) -> None:
    answer = client_as("visitor").get("/week/2026-01-07")
    assert answer.location == "/week/2026-01-05"
    page = client_as("visitor").get("/week/2026-01-05").text
    assert 'href="/week/2025-12-29"' in page
    assert 'href="/week/2026-01-12"' in page


@pytest.mark.parametrize("day", ["2999-01-04", "0001-01-01", "yesterday", "2026-13-01"])
def test_a_week_that_is_none_is_not_found(client_as: ClientAs, day: str) -> None:
    assert client_as("visitor").get(f"/week/{day}").status_code == 404


def test_what_was_taken_back_or_corrected_says_so(client_as: ClientAs, world: World) -> None:
    article = came(world, "A trial that did not hold", WEDNESDAY - timedelta(days=300))
    quiet = came(world, "A trial with a comment", WEDNESDAY - timedelta(days=300))
    with world.database.transaction() as session:
        for one, kind in ((article, "retraction-in"), (article, "erratum-in"), (quiet, "comment-in")):
            told = [{"field": "notices", "before": "", "after": kind}]
            session.add(ArticleHistory(article_id=one, at=WEDNESDAY, source="a test", changes=told))
    page = client_as("visitor").get("/week/2026-01-05").text
    assert "A trial that did not hold" in page
    with world.database.reading() as session:
        (told,) = arriving.noticed(session, WEDNESDAY, WEDNESDAY + timedelta(seconds=1))
    assert (told.article.id, told.meanings, told.at) == (article, {"retracted", "corrected"}, WEDNESDAY)
    assert "A trial with a comment" not in page
    assert "A trial that did not hold" not in client_as("visitor").get("/week/2026-01-12").text


def test_members_see_what_was_talked_about_and_nominated(client_as: ClientAs, world: World) -> None:
    ben, place = client_as("ben"), f"/articles/{world.article}"
    ben.send(f"{place}/posts", text="Does this change our fractionation?", client_token="t")
    ben.send(f"{place}/nominations", series="1", reason="It would change how we treat.")
    page = client_as("ada").get("/week").text
    assert "Does this change our fractionation?" in page
    assert "It would change how we treat." in page
    assert "posts in discussions" in page
    visitors = client_as("visitor").get("/week").text
    assert "Does this change" not in visitors
    assert "It would change" not in visitors


def test_a_full_week_is_paged_and_costs_as_much_as_a_quiet_one(client_as: ClientAs, world: World) -> None:
    counts, ada = [], client_as("ada")
    for number in (3, 40):
        for place in range(number):
            came(world, f"Trial {place} of {number}", WEDNESDAY + timedelta(minutes=place))
        with statements(world.database) as said:
            page = ada.get("/week/2026-01-05").text
        counts.append(len(said))
    assert counts[0] == counts[1]
    assert page.count('class="title"') == 25
    rest = ada.get(page.split('class="pager"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")).text
    assert rest.count('class="title"') == 18


def test_an_empty_week_says_what_will_be_here(client_as: ClientAs) -> None:
    assert "Nothing came in" in client_as("visitor").get("/week/2020-01-06").text
