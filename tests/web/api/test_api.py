"""The API as programs use it: tokens, posts with replay, search, problem documents."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from journalclub.discussions.actions import holding
from journalclub.discussions.post_models import HeldPost
from journalclub.kit import clock
from journalclub.members.actions import roles, tokens
from journalclub.members.viewer import OPERATOR
from journalclub.moderation import actions as moderation
from tests.world import World

WORDS = "Two fractions for me: the fracture risk was ten per cent."


class Program:
    """Somebody's program, with a token of theirs."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=self.headers)

    def post(self, path: str, body: Any) -> TestResponse:
        return self.client.post(f"/api/v1{path}", json=body, headers=self.headers)


def program(app: Flask, world: World, name: str) -> Program:
    with world.database.transaction() as session:
        made = tokens.create(session, by=OPERATOR, member_id=world.members[name], now=clock.now())
    return Program(app, made)


@pytest.fixture
def ben(app: Flask, world: World) -> Program:
    return program(app, world, "ben")


def test_without_a_living_token_there_is_nothing(app: Flask, world: World) -> None:
    for token in ("", "nonsense"):
        answer = Program(app, token).get("/discussions")
        assert answer.status_code == 401
        assert answer.content_type == "application/problem+json"
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_program_can_let_a_post_wait_and_learns_what_became_of_it(ben: Program, world: World) -> None:
    path = f"/discussions/{world.discussions['members live']}/posts"
    new = {"text": "Her number is MRN 48151623.", "client_token": "t"}
    warned = ben.post(path, new)
    assert (warned.status_code, warned.json["code"], warned.json["may_hold"]) == (422, "patient-details", True)
    answers = [ben.post(path, new | {"hold": True}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert "text" not in answers[0].json
    with world.database.transaction() as session:
        waits = session.scalar(select(HeldPost.id))
        holding.release(session, by=world.viewer("ada"), held_id=waits, now=clock.now())
    released = ben.post(path, new | {"hold": True})
    assert (released.status_code, released.json["text"]) == (200, new["text"])


def test_a_program_quotes_a_post(ben: Program, world: World) -> None:
    path, quoted = f"/discussions/{world.discussions['members live']}/posts", world.posts["members live ada"]
    answer = ben.post(path, {"text": WORDS, "client_token": "t", "quotes": quoted})
    assert (answer.status_code, answer.json["quotes"]) == (201, quoted)
    assert ben.post(path, {"text": WORDS, "client_token": "u", "quotes": 10_000}).json["code"] == "no-such-quote"


def test_a_suspended_members_token_answers_401(app: Flask, world: World, ben: Program) -> None:
    assert ben.get("/discussions").status_code == 200
    with world.database.transaction() as session:
        roles.suspend(session, by=OPERATOR, member_id=world.members["ben"], why="Advice on a case.", now=clock.now())
    assert ben.get("/discussions").status_code == 401


def test_a_post_is_201_and_the_same_token_again_200_and_with_other_words_409(ben: Program, world: World) -> None:
    path = f"/discussions/{world.discussions['members live']}/posts"
    body = {"text": WORDS, "question": 1, "reply_to": None, "client_token": "t-1"}
    first, second = ben.post(path, body), ben.post(path, body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json
    assert first.json["text"] == WORDS
    assert first.json["question"] == 1
    assert first.json["member"] == {"id": world.members["ben"], "name": "Ben Eriksen", "badge": "member"}
    assert first.json["at"].endswith("Z")
    assert ben.post(path, body | {"text": "Other words."}).status_code == 409


def test_posts_since_are_what_changed_after_it_in_order(ben: Program, world: World) -> None:
    discussion = world.discussions["members live"]
    path = f"/discussions/{discussion}/posts"
    before = ben.get(path + "?since=0").json
    head = max(post["seq"] for post in before["posts"])
    made = [ben.post(path, {"text": f"Point {n}.", "client_token": f"t-{n}"}).json for n in range(5)]
    ben.post(f"/posts/{before['posts'][0]['id']}/reactions", {"kind": "agree", "on": True})
    seen, since = [], head
    while since is not None:
        page = ben.get(f"{path}?since={since}&limit=2").json
        seen += page["posts"]
        since = page["next"]
    assert [post["id"] for post in seen] == [post["id"] for post in made] + [before["posts"][0]["id"]]
    assert seen[-1]["reactions"] == {"agree": 1}
    assert [post["seq"] for post in seen] == sorted(post["seq"] for post in seen)


def test_a_hidden_post_is_a_stub(app: Flask, ben: Program, world: World) -> None:
    path = f"/discussions/{world.discussions['members live']}/posts"
    words = next(post["text"] for post in ben.get(path).json["posts"])
    mo = program(app, world, "mo")
    with world.database.transaction() as session:
        post = world.posts["members live ada"]
        moderation.hide(session, by=world.viewer("mo"), post_id=post, now=clock.now())
    for reader in (ben, mo):
        stub = next(one for one in reader.get(path).json["posts"] if one["id"] == post)
        assert (stub["hidden"], stub["text"], stub["html"]) == (True, "", "")
        assert words not in reader.get(path).text


def test_a_discussion_has_its_questions_and_the_callers_stream(ben: Program, world: World) -> None:
    found = ben.get(f"/discussions/{world.discussions['members live']}").json
    assert found["state"] == "live"
    assert [question["number"] for question in found["questions"]] == [1, 2]
    assert found["stream"].startswith("http://club.example.org/live/discussions/")
    assert "ticket=" in found["stream"]
    assert "since=" in found["stream"]


def test_what_is_not_open_to_the_caller_is_not_there(app: Flask, world: World) -> None:
    dora = program(app, world, "dora")
    members_only = world.discussions["members live"]
    for path in (f"/discussions/{members_only}", f"/discussions/{members_only}/posts"):
        assert dora.get(path).status_code == 404
    assert dora.post(f"/discussions/{members_only}/posts", {"text": "x", "client_token": "t"}).status_code == 404
    assert members_only not in [one["id"] for one in dora.get("/discussions").json["discussions"]]


def test_lists_are_paged_by_key(ben: Program) -> None:
    whole = [one["id"] for one in ben.get("/discussions?limit=100").json["discussions"]]
    pages, cursor = [], ""
    while cursor is not None:
        page = ben.get(f"/discussions?limit=3&cursor={cursor}").json
        pages += [one["id"] for one in page["discussions"]]
        cursor = page["next"]
    assert pages == whole
    assert len(whole) > 6


def test_lists_are_narrowed_by_state_and_series(ben: Program) -> None:
    live = ben.get("/discussions?state=live&series=%23sampleonc").json["discussions"]
    assert {one["state"] for one in live} == {"live"}
    assert ben.get("/discussions?series=%23other").json["discussions"] == []
    assert ben.get("/discussions?state=lively").status_code == 422


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/posts/1/reactions", {"kind": "love", "on": True}),
        ("/posts/1/reactions", {"on": True}),
        ("/discussions/1/posts", {"text": 5, "client_token": "t"}),
        ("/discussions/1/posts", ["text"]),
        ("/discussions/1/posts", {"text": "x"}),
        ("/discussions/1/posts", {"text": "x", "client_token": "t", "question": "T1"}),
    ],
)
def test_a_body_that_does_not_fit_is_a_problem_document(ben: Program, path: str, body: Any) -> None:
    answer = ben.post(path, body)
    assert answer.status_code == 422
    assert {"type", "title", "status", "detail", "code"} <= answer.json.keys()


@pytest.mark.parametrize("query", ["since=-1", "since=x", "limit=0", "limit=two"])
def test_a_number_that_is_none_is_refused(ben: Program, world: World, query: str) -> None:
    assert ben.get(f"/discussions/{world.discussions['members live']}/posts?{query}").status_code == 422


def test_a_limit_over_the_most_is_the_most(ben: Program) -> None:
    assert ben.get("/articles?limit=100000").status_code == 200


def test_patient_details_are_asked_about(ben: Program, world: World) -> None:
    path = f"/discussions/{world.discussions['members live']}/posts"
    body = {"text": "Saw Mr Jansen on 14 March 2026, MRN 48151623.", "client_token": "t"}
    refused = ben.post(path, body)
    assert (refused.status_code, refused.json["code"]) == (422, "patient-details")
    assert refused.json["findings"]
    assert ben.post(path, body | {"identifies_nobody": True}).status_code == 201


def test_the_description_names_every_route_of_the_api(app: Flask, ben: Program) -> None:
    described = ben.get("/openapi.json").json
    routes = {
        rule.rule.removeprefix("/api/v1").replace("<int:", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and rule.endpoint != "api.openapi_document"
    }
    assert set(described["paths"]) == routes
    assert described["openapi"].startswith("3.")


def test_a_body_nested_without_end_is_refused(ben: Program, world: World) -> None:
    body = b'{"text": "a", "client_token": "t", "more": ' + b"[" * 100_000
    where = f"/api/v1/discussions/{world.discussions['public live']}/posts"
    answer = ben.client.post(where, data=body, content_type="application/json", headers=ben.headers)
    assert answer.status_code == 422
