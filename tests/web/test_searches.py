"""Kept searches and their private addresses for feed readers."""

from __future__ import annotations

import re

import feedparser
import pytest
from flask import Flask
from sqlalchemy import select

from journalclub.discussions.post_models import Post
from journalclub.kit import clock
from journalclub.members.actions import roles
from journalclub.members.viewer import OPERATOR
from journalclub.moderation import actions as moderation
from journalclub.search.indexer import Indexer
from journalclub.server import shown
from tests.web.browser import Browser
from tests.web.conftest import ClientAs
from tests.world import World

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _indexed(app: Flask, world: World) -> None:
    Indexer(world.database, app.extensions["journalclub"].engine).rebuild(clock.now())


def address(client: Browser, query: str = "pain") -> str:
    """Keep a search as a person does, and ask for its address."""
    page = client.submit(f"/search?q={query}", "/searches", follow=True)
    assert "Kept." in page.text
    action = re.findall(r'action="(/searches/\d+/address)"', page.text)[-1]
    made = client.submit("/searches", action)
    assert made.headers["Cache-Control"] == "no-store"
    found = re.search(r'class="once">http://club\.example\.org(/feeds/[\w-]{43})<', made.text)
    assert found
    assert found[1] not in client.get("/searches").text
    return found[1]


def test_a_feed_reader_gets_titles_and_links_and_no_word_of_a_post(client_as: ClientAs, world: World) -> None:
    path = address(client_as("ben"))
    answer = client_as("visitor").get(path)
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.data)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.title == "pain · Sample Oncology Journal Club"
    mine = f"http://club.example.org/posts/{world.posts['members live ben']}"
    assert mine in {entry.link for entry in feed.entries}
    with world.database.reading() as session:
        written = session.scalars(select(Post.text)).all()
    assert not [text for text in written if text[:25] in answer.text]
    assert "four weeks" not in answer.text


def test_it_keeps_the_rules_of_atom(client_as: ClientAs) -> None:
    """RFC 4287, 4.1: one id, title and updated each, an author, a self link, ids that differ, instants of RFC 3339."""
    from xml.etree import ElementTree

    path = address(client_as("mo"))
    root = ElementTree.fromstring(client_as("visitor").get(path).data)
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    (itself,) = [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert itself.get("href") == f"http://club.example.org{path}"
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) > 5
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        instant = element.findtext(f"{ATOM}updated", "")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", instant)
        assert element.findtext(f"{ATOM}id", "").startswith("tag:club.example.org,2026:")
        assert [link.get("rel") for link in element.findall(f"{ATOM}link")].count("alternate") == 1
        assert clock.parse_rfc3339(instant) <= clock.now()
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)


def test_it_shows_what_the_member_may_read_now(client_as: ClientAs, world: World) -> None:
    path = address(client_as("ben"))
    reader = client_as("visitor")
    mine = f"/posts/{world.posts['members live ben']}"
    assert mine in reader.get(path).text
    with world.database.transaction() as session:
        moderation.hide(session, by=world.viewer("ada"), post_id=world.posts["members live ben"], now=clock.now())
    assert f"{mine}<" not in reader.get(path).text.replace('"', "<")
    with world.database.transaction() as session:
        roles.suspend(session, by=OPERATOR, member_id=world.members["ben"], why="Advice.", now=clock.now())
    assert reader.get(path).status_code == 404
    assert reader.get("/feeds/unknown").status_code == 404


def test_an_address_is_renewed_and_revoked(client_as: ClientAs) -> None:
    client, reader = client_as("ben"), client_as("visitor")
    first = address(client)
    second = address(client)
    assert reader.get(first).status_code == 404
    assert reader.get(second).status_code == 200
    revoke = re.search(r'action="(/searches/\d+/address/revocation)"', client.get("/searches").text)
    assert revoke
    client.submit("/searches", revoke[1])
    assert reader.get(second).status_code == 404


def test_an_unchanged_feed_is_not_sent_again_and_a_hasty_reader_waits(client_as: ClientAs) -> None:
    path = address(client_as("ben"))
    reader = client_as("visitor")
    first = reader.get(path)
    again = reader.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert [reader.get(path).status_code for _ in range(25)][-1] == 429


def test_the_access_log_shows_no_address(client_as: ClientAs) -> None:
    path = address(client_as("ben"))
    assert shown(path) == "/feeds/…"
    assert shown("/feeds/short") == "/feeds/…"


def test_a_search_is_renamed_and_removed(client_as: ClientAs) -> None:
    client = client_as("ben")
    address(client, "bone")
    page = client.get("/searches").text
    rename = re.search(r'action="(/searches/\d+)"', page)
    assert rename
    client.submit("/searches", rename[1], name="Bones")
    assert ">Bones</a>" in client.get("/searches").text
    refused = client.submit("/searches", rename[1], name=" ")
    assert refused.status_code == 422
    assert "A search needs a name." in refused.text
    client.submit("/searches", f"{rename[1]}/removal")
    assert "You keep no search yet" in client.get("/searches").text


def test_nothing_is_kept_for_those_who_are_not_verified(client_as: ClientAs) -> None:
    assert "Keep this search" not in client_as("eve").get("/search?q=pain").text
    assert "You keep no search yet" in client_as("eve").get("/searches").text
    assert client_as("ben").send("/searches", q=" ").status_code == 422
