"""A discussion as a file."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlalchemy import select

from journalclub.archive.importing import Import
from journalclub.archive.transcripts import FORMATS, export
from journalclub.db import Database
from journalclub.discussions.closing.models import Recap, TakeHome
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from tests.archive.lines import ALL, ARCHIVE, POSTS, write

NOW = datetime(2026, 5, 17, 12, 0, tzinfo=UTC)


@pytest.fixture
def club(sqlite_database: Database, tmp_path: Path) -> Database:
    said = {"p1": "<script>alert(1)</script> **24 Gy** in one?", "p2": "=1+1 for > 60 years"}
    lines = [line | {"text": said[line["key"]]} if line.get("key") in said else line for line in ALL]
    Import(sqlite_database, write(tmp_path / "in.jsonl", lines), ARCHIVE, NOW).run()
    return sqlite_database


def made(club: Database, form: str) -> str:
    with club.reading() as session:
        discussion = session.scalars(select(Discussion)).one()
        return export(session, discussion, form, public_url="https://club.example.org", now=NOW).body


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("form", ["md", "html", "csv", "json"])
def test_every_post_and_writer_is_there(club: Database, form: str) -> None:
    body = made(club, form)
    for word in ("Ada Lindqvist", "Ben Okafor", "Chen Wei", "Hello all"):
        assert word in body


def test_html_shows_words_as_they_were_written(club: Database) -> None:
    page = Tags(made(club, "html"))
    assert "script" not in page.tags
    assert "<script>alert(1)</script> **24 Gy** in one?" in page.text


def test_markdown_changes_no_meaning(club: Database) -> None:
    body = made(club, "md")
    assert r"\*\*24 Gy\*\*" in body
    assert r"\> 60 years" in body
    assert r"\<script\>" in body


def test_a_cell_is_no_formula(club: Database) -> None:
    rows = list(csv.DictReader(io.StringIO(made(club, "csv"))))
    assert [row["text"] for row in rows][1] == "'=1+1 for > 60 years"
    assert [row["reactions"] for row in rows] == ["", "agree:1 insightful:1", ""]


def test_json_has_the_post_objects_of_the_api(club: Database) -> None:
    body = json.loads(made(club, "json"))
    assert [post["key"] for post in body["posts"]] == ["p1", "p2", None]
    assert body["posts"][1]["reply_to"] == body["posts"][0]["id"]
    assert body["articles"][0]["doi"] == "10.1000/sample.1"
    assert body["state"] == "archived"


def test_ris_has_the_article(club: Database) -> None:
    body = made(club, "ris")
    assert "TI  - One fraction or five" in body
    assert "DO  - 10.1000/sample.1" in body


@pytest.mark.parametrize("form", list(FORMATS))
def test_hidden_words_are_in_no_format(club: Database, form: str) -> None:
    with club.transaction() as session:
        session.scalars(select(Post).where(Post.key == "p2")).one().hidden_at = NOW
    assert "60 years" not in made(club, form)


def test_the_time_is_that_of_the_series(club: Database) -> None:
    with club.transaction() as session:
        discussion = session.scalars(select(Discussion)).one()
        assert discussion.series is not None
        discussion.series.time_zone = "America/Chicago"
    assert "2024-05-19 20:00 to 21:00 (America/Chicago)" in made(club, "md")
    assert POSTS[0]["at"][11:16] in made(club, "md")


@pytest.mark.parametrize("form", ["md", "html", "json"])
def test_points_and_the_published_recap_are_there(club: Database, form: str) -> None:
    with club.transaction() as session:
        discussion = session.scalars(select(Discussion)).one().id
        session.add(TakeHome(discussion_id=discussion, position=1, text="One for > 60 years."))
        session.add(Recap(discussion_id=discussion, text="We agreed.", changed_at=NOW))
    point = r"1. One for \> 60 years." if form == "md" else "One for &gt; 60" if form == "html" else "One for > 60"
    assert point in made(club, form)
    assert "We agreed." not in made(club, form)
    with club.transaction() as session:
        session.get_one(Recap, discussion).published_at = NOW
    assert "We agreed." in made(club, form)
