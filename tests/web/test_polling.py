"""Quick polls on pages, and that no answer of the program tells the votes to whoever may not know them yet."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import insert

from journalclub.archive.transcripts import FORMATS, export
from journalclub.changes import log
from journalclub.config import Settings
from journalclub.discussions.actions import polling, posting
from journalclub.discussions.models import Discussion
from journalclub.discussions.poll_models import PollVote
from journalclub.kit import clock
from journalclub.live import replay
from journalclub.members.models import Member
from journalclub.web.streaming import make_live
from tests.web.api.test_api import program
from tests.web.browser import Browser
from tests.web.conftest import ClientAs
from tests.world import World

HERE = "public live"
FIRST, SECOND = 1037, 1911  # votes for the choices: numbers that stand nowhere else
CHOICES = "One fraction\nSeveral fractions\n"
ASKED = {"text": "What would you give?", "choices": CHOICES, "client_token": "a poll"}
JSON = {"Accept": "application/json"}


def place(world: World) -> str:
    return f"/discussions/{world.discussions[HERE]}"


def ask(ada: Browser, world: World, **more: str) -> int:
    answer = ada.send(f"{place(world)}/posts", **{**ASKED, **more})
    found = re.search(r"#post-(\d+)", answer.headers["Location"])
    assert found is not None
    return int(found[1])


@pytest.fixture
def poll(world: World, client_as: ClientAs) -> int:
    """An open poll in which very many have voted."""
    post = ask(client_as("ada"), world)
    with world.database.transaction() as session:
        now = clock.now()
        rows = [{"name": "Somebody", "joined_at": now, "extra": {}} for _ in range(FIRST + SECOND)]
        people = session.scalars(insert(Member).returning(Member.id), rows).all()
        votes = [{"post_id": post, "member_id": one, "chosen": 1, "at": now} for one in people[:FIRST]]
        votes += [{"post_id": post, "member_id": one, "chosen": 2, "at": now} for one in people[FIRST:]]
        session.execute(insert(PollVote), votes)
    return post


def answers(app: Flask, settings: Settings, world: World, poll: int, client_as: ClientAs) -> Iterator[tuple[str, str]]:
    """All that the program says about the discussion to those who have not voted, by where it says it."""
    pages = (place(world), f"{place(world)}/transcript", f"/posts/{poll}/poll", f"{place(world)}/desk")
    for who in ("visitor", "ben", "ada", "mo"):
        for page in pages:
            for headers in ({}, JSON):
                answer = client_as(who).get(page, headers=headers)
                if answer.status_code == 200:
                    yield f"{who} {page}", answer.text
    yield "api", program(app, world, "ada").get(f"{place(world)}/posts").text
    with world.database.reading() as session:
        row = session.get_one(Discussion, world.discussions[HERE])
        for form in FORMATS:
            yield form, export(session, row, form, public_url="http://club.example.org", now=clock.now()).body
        live = make_live(app, settings, world.database)
        yield "stream", replay.missed(session, live._domain, row.id, 0, log.head(session)).decode()


def told(text: str) -> set[str]:
    """What of the votes stands in it; tickets and other random words are left out."""
    words = re.sub(r"[\w.-]{40,}", "", text)
    return {str(number) for number in (FIRST, SECOND) if re.search(rf"(?<!\d){number}(?!\d)", words)}


def test_the_votes_are_nowhere_before_one_has_voted_or_it_closes(
    app: Flask, settings: Settings, world: World, poll: int, client_as: ClientAs
) -> None:
    said = dict(answers(app, settings, world, poll, client_as))
    assert {where for where, text in said.items() if told(text)} == set()
    assert {where for where, text in said.items() if 'class="results"' in text} == set()
    assert str(FIRST + SECOND) in said[f"visitor {place(world)}"], "how many voted is no secret"
    client_as("ada").send(f"/posts/{poll}/poll-closing")
    after = dict(answers(app, settings, world, poll, client_as))
    silent = {where for where, text in after.items() if not told(text)}
    assert silent == {f"ada {place(world)}/desk", f"mo {place(world)}/desk", "ris"}


def test_whoever_votes_sees_the_results_and_nobody_else_does(world: World, poll: int, client_as: ClientAs) -> None:
    ben = client_as("ben")
    answer = ben.send(f"/posts/{poll}/votes", follow=True, **{f"choice-{poll}": "2"})
    assert told(answer.text) == {str(FIRST)}
    assert f"{SECOND + 1} votes" in answer.text
    assert "your vote" in answer.text
    assert told(ben.get(place(world)).text) == {str(FIRST)}
    assert told(client_as("mo").get(place(world)).text) == set()


def test_a_script_gets_the_shared_post_and_the_personal_results_apart(poll: int, client_as: ClientAs) -> None:
    ben = client_as("ben")
    before = ben.get(f"/posts/{poll}/poll", headers=JSON).get_json()
    assert (before["mine"], before["html"], before["voters"]) == ([], "", FIRST + SECOND)
    fields = {"csrf_token": ben.token(), f"choice-{poll}": "1"}
    answer = ben.post(f"/posts/{poll}/votes", data=fields, headers=JSON).get_json()
    assert (told(answer["html"]), told(str(answer["poll"]))) == (set(), set())
    assert told(answer["ballot"]) == {str(SECOND)}
    after = ben.get(f"/posts/{poll}/poll", headers=JSON).get_json()
    assert (after["mine"], after["choices"][0]["votes"]) == ([1], FIRST + 1)


def test_several_choices_are_ticked_and_sent_together(world: World, client_as: ClientAs) -> None:
    poll = ask(client_as("ada"), world, multiple="1")
    page = client_as("ben").get(place(world)).text
    assert page.count(f'type="checkbox" form="act" name="choice-{poll}"') == 2
    ben = client_as("ben")
    answer = ben.post(f"/posts/{poll}/votes", data={"csrf_token": ben.token(), f"choice-{poll}": ["1", "2"]})
    assert answer.status_code == 302
    assert ben.get(answer.headers["Location"]).text.count("</svg>your vote") == 2


@pytest.mark.parametrize(
    ("sent", "says"),
    [({"choices": "Only one"}, "here are 1"), ({"choices": "Mr Peeters, 83, of Ghent\nNobody"}, "identify a patient")],
)
def test_a_refused_poll_comes_back_as_it_was_written(
    world: World, client_as: ClientAs, sent: dict[str, str], says: str
) -> None:
    answer = client_as("ada").send(f"{place(world)}/posts", **{**ASKED, **sent, "multiple": "1"})
    assert answer.status_code == 422
    assert says in answer.text
    assert sent["choices"] in answer.text
    assert re.search(r'name="multiple" value="1" checked', answer.text)
    with world.database.reading() as session:
        assert session.query(posting.Post).filter_by(text=ASKED["text"]).count() == 0


def test_a_member_cannot_make_a_poll_by_hand(world: World, client_as: ClientAs) -> None:
    assert client_as("ben").send(f"{place(world)}/posts", **ASKED).status_code == 403
    assert "choices" not in client_as("ben").get(place(world)).text


def test_a_poll_that_is_gone_has_no_page(world: World, poll: int, client_as: ClientAs) -> None:
    client_as("ada").send(f"/posts/{poll}/hiding")
    assert client_as("ada").get(f"/posts/{poll}/poll").status_code == 404
    assert client_as("ben").get(f"/posts/{world.posts[HERE + ' ben']}/poll").status_code == 404


def test_the_choices_of_a_poll_that_is_gone_are_not_on_the_page_of_whoever_voted(
    world: World, client_as: ClientAs
) -> None:
    polls = [ask(client_as("ada"), world, client_token=name) for name in ("hidden", "withdrawn")]
    ben = client_as("ben")
    for poll in polls:
        ben.send(f"/posts/{poll}/votes", **{f"choice-{poll}": "2"})
    assert "your vote" in ben.get(place(world)).text
    client_as("mo").send(f"/posts/{polls[0]}/hiding")
    client_as("ada").send(f"/posts/{polls[1]}/withdrawal")
    assert "Several fractions" not in ben.get(place(world)).text
    client_as("mo").send(f"/posts/{polls[0]}/restoration")
    assert "your vote" in ben.get(place(world)).text


def test_a_visitor_reads_a_public_poll_and_is_asked_to_sign_in_to_vote(poll: int, client_as: ClientAs) -> None:
    visitor = client_as("visitor")
    assert "Several fractions" in visitor.get(f"/posts/{poll}/poll").text
    answer = visitor.send(f"/posts/{poll}/votes", **{f"choice-{poll}": "1"})
    assert answer.headers["Location"].startswith("/signin")


def test_a_retry_of_the_same_poll_is_the_same_poll(world: World, client_as: ClientAs) -> None:
    ada = client_as("ada")
    first = ask(ada, world)
    assert ask(ada, world) == first
    with world.database.transaction() as session:
        assert polling.vote(session, by=world.viewer("ben"), post_id=first, chosen=[1], now=clock.now())


def test_a_program_votes_and_reads_what_its_member_may_know(app: Flask, world: World, poll: int) -> None:
    ben, mo = program(app, world, "ben"), program(app, world, "mo")
    before = mo.get(f"/posts/{poll}/poll").get_json()
    assert (before["voters"], before["mine"], told(str(before))) == (FIRST + SECOND, [], set())
    answer = ben.post(f"/posts/{poll}/votes", {"choices": [2]}).get_json()
    assert (answer["mine"], [one["votes"] for one in answer["choices"]]) == ([2], [FIRST, SECOND + 1])
    assert ben.post(f"/posts/{poll}/votes", {"choices": [1, 2]}).status_code == 422
    assert told(mo.get(f"/posts/{poll}/poll").text) == set()
    assert ben.get(f"/posts/{world.posts[HERE + ' ada']}/poll").status_code == 404


def test_a_program_asks_the_author(app: Flask, world: World) -> None:
    ben = program(app, world, "ben")
    new = {"text": "Why three months?", "client_token": "t", "for_author": True}
    made = ben.post(f"{place(world)}/posts", new).get_json()
    assert (made["for_author"], made["poll"]) == ("open", None)
