"""The search page: hits, how the query was read, facets, suggestions, what browsers are told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy.orm import Session
from werkzeug.test import EnvironBuilder

from journalclub.db import Database
from journalclub.discussions.post_models import Post
from journalclub.kit import clock
from journalclub.literature.models import Article, ArticleNotice
from journalclub.search import rewriting
from journalclub.search.indexer import Indexer
from journalclub.search.operators import OPERATORS
from journalclub.search.query import parts as parts_of
from journalclub.server import _apart
from journalclub.web import pace, search_shown
from journalclub.web.context import Parts
from tests.web.conftest import ClientAs
from tests.world import World

FACET = '<aside class="side"'


@pytest.fixture(autouse=True)
def _indexed(app: Flask, world: World) -> None:
    parts: Parts = app.extensions["journalclub"]
    Indexer(world.database, parts.engine).rebuild(clock.now())


def test_hits_stand_under_their_discussion_and_question(client_as: ClientAs, world: World) -> None:
    page = client_as("ben").get(f"/search?q=pain+in:{world.discussions['members live']}").text
    assert page.count('<p class="title">') == 1
    assert "T1</span> What was the question" in page
    assert "<mark>pain</mark> at four weeks" in page
    assert "to Ada Delacroix: A primary endpoint" in page


def test_sorted_by_date_every_hit_stands_for_itself(client_as: ClientAs, world: World) -> None:
    best, newest = (client_as("mo").get(f"/search?q=pain+kind:post&sort={sort}").text for sort in ("best", "newest"))
    assert newest.count('<p class="title">') == min(20, len([name for name in world.posts if name.endswith("ben")]))
    assert best.count('<p class="title">') == newest.count('<p class="title">')  # each in a discussion of its own
    assert "most reacted first" in newest


def test_the_facets_follow_the_hits_in_one_answer(client_as: ClientAs) -> None:
    with client_as("ben").get("/search?q=pain", buffered=False) as answer:
        first, *rest = answer.iter_encoded()
        page = b"".join(rest).decode()
    assert "<mark>pain</mark>" in first.decode()
    assert FACET not in first.decode()
    assert re.search(r'href="/search\?q=pain\+kind:post">Posts</a><span>\d+</span>', page)
    assert page.rstrip().endswith("</html>")


def test_a_facet_is_chosen_and_let_go(client_as: ClientAs) -> None:
    page = client_as("ben").get("/search?q=pain+kind:post&sort=newest").text
    assert 'href="/search?q=pain&amp;sort=newest" aria-current="true">Posts</a>' in page


def test_it_says_how_the_query_was_read_and_lets_go_of_other_words(client_as: ClientAs) -> None:
    page = client_as("ben").get("/search?q=SBRT+q:zz+what").text
    assert "Everything about SBRT (also: SABR" in page
    assert "<del>q:zz</del> (needs a question such as T3)" in page
    assert "<del>what</del> (too common)" in page
    assert 'href="/search?q=%3DSBRT+q:zz+what"' in page
    assert 'href="/search?q=SBRT"' in client_as("ben").get("/search?q=%3DSBRT").text


def test_a_number_goes_straight_to_what_the_club_did(client_as: ClientAs) -> None:
    page = client_as("ben").get("/search?q=99000001").text
    assert re.search(r'class="card named">.*discussed \d+ times.*in the library since', page, re.S)
    missing = client_as("ben").get("/search?q=PMID+31234567")
    assert "PMID 31234567 is not in the library" in missing.text
    assert 'action="/articles"' in missing.text
    assert 'action="/articles"' not in client_as("visitor").get("/search?q=PMID+31234567").text


def test_a_retracted_article_and_what_is_about_it_say_so(client_as: ClientAs, world: World) -> None:
    with world.database.transaction() as session:
        session.get_one(Article, world.article).retracted_on = world.now.date()
    page = client_as("ben").get("/search?q=pain").text
    assert "Retracted" in page
    assert "About a retracted article" in page


def test_a_corrected_article_and_what_is_about_it_say_so(client_as: ClientAs, world: World) -> None:
    with world.database.transaction() as session:
        session.add(ArticleNotice(article_id=world.article, kind="erratum-in", pmid="1"))
    page = client_as("ben").get("/search?q=pain").text
    assert "Corrected" in page
    assert "About a corrected article" in page


def test_more_like_this_has_a_page_of_its_own(client_as: ClientAs, world: World) -> None:
    post = world.posts["members live ben"]
    link = f"/search?like=post:{post}"
    assert f'href="{link}"' in client_as("ben").get(f"/posts/{post}", follow_redirects=True).text
    page = client_as("ben").get(link)
    assert page.status_code == 200
    assert "Looked for its most telling words:" in page.text
    assert client_as("visitor").get(link).status_code == 404
    for wrong in ("x", "post:", "post:x", "post:99999999999999999999", "member:1", "post:-1", "post:999999"):
        assert client_as("ben").get("/search", query_string={"like": wrong}).status_code in {302, 404}


def test_the_page_explains_every_operator(client_as: ClientAs) -> None:
    page = client_as("visitor").get("/search").text
    for operator in OPERATORS.values():
        assert f"<code>{operator.example.replace(chr(34), '&#34;')}</code>" in page
        assert str(escape(operator.help)) in page


def test_suggestions_have_the_form_that_browsers_ask_for(client_as: ClientAs, world: World) -> None:
    answer = client_as("ben").get("/search/suggestions?q=spine+author:eri")
    assert answer.content_type == "application/x-suggestions+json"
    assert json.loads(answer.text) == ["spine author:eri", ['spine author:"Ben Eriksen"'], ["member"]]
    assert json.loads(client_as("visitor").get("/search/suggestions?q=author:eri").text)[1] == []


def test_who_asks_too_often_is_told_to_wait(client_as: ClientAs, monkeypatch: pytest.MonkeyPatch) -> None:
    client, moment = client_as("ada"), clock.now()
    monkeypatch.setattr(pace, "now", lambda: moment)  # all at once, however slow this machine is
    answers = [client.get("/search/suggestions?q=pa") for _ in range(60)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert client_as("mo").get("/search/suggestions?q=pa").status_code == 200


def test_who_searches_without_end_is_told_to_wait_and_when(
    client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, moment = client_as("visitor"), clock.now()
    monkeypatch.setattr(pace, "now", lambda: moment)
    assert visitor.get("/search?q=pain").status_code == 200
    for _ in range(200):
        answer = visitor.get("/search?like=x")  # costs little, and counts all the same
    assert answer.status_code == 429
    assert "In 1 second it works again." in answer.text
    assert visitor.get("/search?q=pain").status_code == 429
    assert visitor.get("/search").status_code == 200
    assert client_as("mo").get("/search?q=pain").status_code == 200


def test_browsers_are_told_how_to_search_the_club(client_as: ClientAs) -> None:
    client = client_as("visitor")
    link = re.search(
        r'<link rel="search" type="application/opensearchdescription\+xml" href="([^"]+)"', client.get("/").text
    )
    assert link
    answer = client.get(link[1])
    root = ElementTree.fromstring(answer.data)
    spaces = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    assert len(root.findtext("o:ShortName", "", spaces)) in range(1, 17)
    urls = {url.get("type"): url.get("template", "") for url in root.findall("o:Url", spaces)}
    assert urls["text/html"] == "http://club.example.org/search?q={searchTerms}"
    assert set(urls) == {"text/html", "application/x-suggestions+json"}


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_an_answer_that_is_not_read_to_its_end_leaves_no_snapshot_open(
    app: Flask, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    reading, opened = Database.reading, 0

    @contextmanager
    def counted(database: Database) -> Iterator[Session]:
        nonlocal opened
        opened += 1
        try:
            with reading(database) as session:
                yield session
        finally:
            opened -= 1

    monkeypatch.setattr(Database, "reading", counted)
    asked = EnvironBuilder(path="/search", query_string="q=pain", method=method).get_environ()
    answer = _apart(app)(asked, lambda *_: None)
    if method == "GET":
        assert b"<mark>pain</mark>" in next(iter(answer))
    answer.close()
    assert opened == 0


def test_a_page_is_no_longer_than_what_is_read_of_a_query(client_as: ClientAs) -> None:
    page = client_as("ben").get("/search", query_string={"q": " ".join(f"=w{at}" for at in range(2000))}).text
    assert "only the first 1000 characters are read" in page
    assert len(page) < 200_000


def test_a_query_is_read_once_however_many_journals_there_are(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = 0

    def counted(query: str) -> list[tuple[int, int, str]]:
        nonlocal reads
        reads += 1
        return parts_of(query)

    monkeypatch.setattr(search_shown, "parts", counted)
    monkeypatch.setattr(rewriting, "parts", counted)
    with app.test_request_context("/search"):
        made = search_shown.facets({"journal": {f"Journal {at}": 1 for at in range(500)}}, "pain", None)
    assert len(made[0]["choices"]) == search_shown.CHOICES
    assert reads <= 2 * search_shown.CHOICES


def test_what_a_post_replies_to_in_another_discussion_is_not_told(client_as: ClientAs, world: World) -> None:
    with world.database.transaction() as session:
        reply, other = (session.get_one(Post, world.posts[name]) for name in ("public live ben", "members live ben"))
        reply.text, reply.reply_to_id, other.text = "zebra", other.id, "nobody else reads this"
    page = client_as("mo").get(f"/search?q=pain+in:{world.discussions['public live']}").text
    assert "zebra" in page
    assert "nobody else reads this" not in page
