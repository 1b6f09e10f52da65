"""Nominations on the pages: the form, the list, votes, and what hosts do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from journalclub.config import Settings
from journalclub.discussions.agenda.models import Nomination, SuitingDate
from journalclub.discussions.models import Discussion
from journalclub.literature.models import Article
from tests.literature.counted import statements
from tests.web.browser import form_to, forms
from tests.web.conftest import ClientAs
from tests.world import World

REASON = "It would change how we treat."


def new_article(world: World) -> int:
    with world.database.transaction() as session:
        row = Article(title="T", listed_on=world.now.date(), added_at=world.now, changed_at=world.now)
        session.add(row)
        session.flush()
        return row.id


@pytest.fixture
def nominated(client_as: ClientAs, world: World) -> int:
    page = f"/articles/{world.article}"
    answer = client_as("ben").submit(page, f"{page}/nominations", reason=REASON)
    assert answer.status_code == 302, answer.text
    with world.database.reading() as session:
        return session.scalars(select(Nomination.id)).one()


def test_the_list_shows_reason_votes_and_title_and_a_vote_counts(
    client_as: ClientAs, world: World, nominated: int
) -> None:
    mo = client_as("mo")
    assert REASON in mo.get("/agenda").text
    voted = mo.submit("/agenda", f"/nominations/{nominated}/votes", follow=True)
    assert "2 votes: take mine back" in voted.text
    assert "1 vote: vote for it" in mo.submit("/agenda", f"/nominations/{nominated}/votes", follow=True).text
    assert REASON in mo.get("/series/1/nominations").text


@pytest.mark.parametrize("name", ["visitor", "eve", "chen", "ari"])
def test_who_has_no_say_sees_no_nomination(client_as: ClientAs, world: World, nominated: int, name: str) -> None:
    for page in ("/agenda", f"/articles/{world.article}", "/week"):
        answer = client_as(name).get(page)
        assert answer.status_code == 200
        assert REASON not in answer.text


def test_a_refused_nomination_comes_back_filled_in(client_as: ClientAs, world: World) -> None:
    place = f"/articles/{world.article}/nominations"
    telling = "My patient Mr Jones, 83, was seen on 14 March 2026."
    answer = client_as("ben").send(place, series="1", reason=telling)
    assert answer.status_code == 422
    form = form_to(answer.text, place)
    assert form.fields["reason"] == telling
    assert "Could this identify a patient?" in answer.text
    assert client_as("ben").send(place, series="1", reason=telling, confirmed="on").status_code == 302


def test_a_retracted_article_says_so_before_it_is_nominated(client_as: ClientAs, world: World) -> None:
    with world.database.transaction() as session:
        session.get_one(Article, world.article).retracted_on = world.now.date()
    page, place = f"/articles/{world.article}", f"/articles/{world.article}/nominations"
    assert "Nominate it only to discuss just that" in client_as("ben").get(page).text
    assert client_as("ben").submit(page, place, reason=REASON).status_code == 422
    assert client_as("ben").submit(page, place, reason=REASON, although_retracted="on").status_code == 302


def test_a_host_chooses_with_one_click_and_goes_on_with_the_plan(
    client_as: ClientAs, world: World, nominated: int
) -> None:
    ada = client_as("ada")
    page = ada.get("/agenda").text
    place = next(f for f in forms(page) if f.action == f"/nominations/{nominated}/choice").buttons[0]
    answer = ada.send(f"/nominations/{nominated}/choice", place=place)
    assert answer.location.endswith("/edit")
    with world.database.reading() as session:
        chosen = session.get_one(Discussion, int(answer.location.split("/")[2]))
        assert (chosen.article_id, f"on:{chosen.edition_on}") == (world.article, place)
    assert "Decided lately" in client_as("ben").get("/agenda").text


@pytest.mark.parametrize("why", [" ", "Discussed in May. " * 20])
def test_a_refused_reason_to_decline_comes_back_to_be_mended(
    client_as: ClientAs, world: World, nominated: int, why: str
) -> None:
    place = f"/nominations/{nominated}/refusal"
    answer = client_as("ada").send(place, why=why)
    assert answer.status_code == 422
    assert form_to(answer.text, place).fields["why"] == why
    assert "say why" in answer.text
    assert client_as("ben").send(place, why=why).status_code == 403
    assert client_as("ada").send(place, why=why.strip()[:17] or "Discussed in May.").status_code == 302


@pytest.mark.parametrize("place", ["", "on:yesterday", "on:2026-01-01", "discussion:x", "discussion:999999"])
def test_a_place_that_is_none_is_not_found(client_as: ClientAs, nominated: int, place: str) -> None:
    assert client_as("ada").send(f"/nominations/{nominated}/choice", place=place).status_code == 404


def test_ticked_dates_are_kept_and_hosts_see_their_sum(client_as: ClientAs, world: World, nominated: int) -> None:
    ben = client_as("ben")
    form = form_to(ben.get("/agenda").text, "/series/1/dates")
    assert "date" not in form.fields
    dates = [part.split('"')[0] for part in ben.get("/agenda").text.split('name="date" value="')[1:]]
    ben.send("/series/1/dates", date=dates[:2])
    with world.database.reading() as session:
        kept = session.scalars(select(SuitingDate.edition_on).order_by(SuitingDate.edition_on))
        assert [on.isoformat() for on in kept] == dates[:2]
    assert "Of those who voted could come" in client_as("ada").get("/agenda").text
    assert "Of those who voted could come" not in ben.get("/agenda").text


class TestLimits:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, limits=True)

    def test_nobody_floods_the_list(self, client_as: ClientAs, world: World) -> None:
        ben = client_as("ben")
        articles = [new_article(world) for _ in range(11)]
        answers = [ben.send(f"/articles/{one}/nominations", series="1", reason=REASON).status_code for one in articles]
        assert answers == [*[302] * 10, 429]


def test_the_agenda_takes_as_many_statements_for_many_nominations_as_for_few(client_as: ClientAs, world: World) -> None:
    counts = []
    for number in (2, 5):
        for article in [new_article(world) for _ in range(number)]:
            with world.database.transaction() as session:
                given = {"article_id": article, "series_id": world.series, "member_id": world.members["ben"]}
                session.add(Nomination(reason=REASON, made_at=world.now, **given))
        with statements(world.database) as said:
            assert client_as("ada").get("/agenda").status_code == 200
        counts.append(len(said))
    assert counts[0] == counts[1]
