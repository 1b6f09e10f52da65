"""Importing an archive: complete, silent, repeatable, patient with bad lines."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from journalclub.archive.batch import Outcome
from journalclub.archive.importing import Import, Report
from journalclub.changes.models import Change
from journalclub.db import Database
from journalclub.discussions import policy, queries
from journalclub.discussions.models import Discussion, Question, Series
from journalclub.discussions.post_models import Post, Reaction
from journalclub.discussions.states import State, state
from journalclub.literature.models import Article
from journalclub.members.models import Member
from journalclub.members.queries import viewer_of_member
from journalclub.members.viewer import VISITOR
from tests.archive.lines import ALL, ARCHIVE, ARTICLE, DISCUSSION, MEMBERS, POSTS, QUESTIONS, REACTIONS, write

NOW = datetime(2026, 5, 17, 12, 0, tzinfo=UTC)


class Run:
    """One import of lines, with what it reported."""

    def __init__(self, database: Database, folder: Path, lines: list[Any], archive: str = ARCHIVE) -> None:
        self.problems: list[tuple[int, str]] = []
        path = write(folder / "lines.jsonl", lines)
        run = Import(database, path, archive, NOW, problem=lambda number, why: self.problems.append((number, why)))
        self.report: Report = run.run()

    @property
    def new(self) -> int:
        return self.report.total(Outcome.NEW)


def count(database: Database, model: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_every_line_becomes_its_row(database: Database, tmp_path: Path) -> None:
    run = Run(database, tmp_path, ALL)
    assert run.problems == []
    assert run.new == len(ALL)
    with database.reading() as session:
        discussion = session.scalars(select(Discussion)).one()
        view = queries.whole(session, discussion, NOW)
        posts = queries.transcript(session, discussion.id)
        assert (discussion.archive, discussion.key, discussion.series.hashtag) == (ARCHIVE, "d1", "#radonc")
        assert discussion.starts == datetime(2024, 5, 20, 1, 0, tzinfo=UTC)
        assert discussion.closes == datetime(2024, 5, 21, 2, 0, tzinfo=UTC)
        assert session.get_one(Article, discussion.article_id).doi == "10.1000/sample.1"
        assert [question.text for question in view.questions] == [line["text"] for line in QUESTIONS]
        assert [post.text for post in posts] == [line["text"] for line in POSTS]
        assert [post.member.name for post in posts] == ["Ada Lindqvist", "Ben Okafor", "Chen Wei"]
        assert posts[1].reply_to == posts[0].id
        assert posts[1].reactions == {"insightful": 1, "agree": 1}
        assert posts[1].at == datetime(2024, 5, 20, 1, 4, 0, 250000, tzinfo=UTC)
        assert [post.key for post in posts] == ["p1", "p2", None]


def test_the_state_is_right_at_once(database: Database, tmp_path: Path) -> None:
    times = {"opens": NOW - timedelta(days=1), "starts": NOW, "ends": NOW + timedelta(hours=1)}
    live = DISCUSSION | {name: at.isoformat() for name, at in times.items()} | {"key": "d2"}
    live["closes"] = live["ends"]
    Run(database, tmp_path, [ARTICLE, DISCUSSION, live, live | {"key": "d3", "state": "cancelled"}])
    with database.reading() as session:
        states = {row.key: state(row, NOW) for row in session.scalars(select(Discussion))}
    assert states == {"d1": State.ARCHIVED, "d2": State.LIVE, "d3": State.CANCELLED}


def test_the_live_hour_is_the_time_to_write_unless_more_is_said(database: Database, tmp_path: Path) -> None:
    bare = {name: value for name, value in DISCUSSION.items() if name not in {"opens", "closes"}}
    Run(database, tmp_path, [ARTICLE, bare])
    with database.reading() as session:
        row = session.scalars(select(Discussion)).one()
    assert (row.opens, row.closes) == (row.starts, row.ends)


def test_repeating_changes_nothing(database: Database, tmp_path: Path) -> None:
    Run(database, tmp_path, ALL)
    before = count(database, Change)
    again = Run(database, tmp_path, ALL)
    assert again.problems == []
    assert again.new == 0
    assert again.report.total(Outcome.UNCHANGED) == len(ALL)
    assert count(database, Change) == before
    assert (count(database, Post), count(database, Reaction)) == (len(POSTS), len(REACTIONS))


def test_an_equal_post_without_a_key_is_kept_each_time_it_was_said(database: Database, tmp_path: Path) -> None:
    yes = {"type": "post", "discussion": "d1", "member": "m2", "at": "2024-05-19T20:10:00-05:00", "text": "Yes"}
    lines = [*ALL, yes, yes]
    Run(database, tmp_path, lines)
    again = Run(database, tmp_path, lines)
    assert (again.new, again.problems) == (0, [])
    assert count(database, Post) == len(POSTS) + 2


def test_a_changed_line_under_a_known_key_is_reported_and_not_applied(database: Database, tmp_path: Path) -> None:
    Run(database, tmp_path, ALL)
    changed = [line | {"text": "something else"} if line.get("key") == "p1" else line for line in ALL]
    run = Run(database, tmp_path, changed)
    assert run.new == 0
    assert [number for number, _ in run.problems] == [ALL.index(POSTS[0]) + 1]
    assert "not applied" in run.problems[0][1]
    with database.reading() as session:
        assert session.scalars(select(Post).where(Post.key == "p1")).one().text == POSTS[0]["text"]


def test_lines_may_refer_to_later_lines(database: Database, tmp_path: Path) -> None:
    run = Run(database, tmp_path, ALL[::-1])
    assert run.problems == []
    assert run.new == len(ALL)


def test_references_across_many_batches_are_found_in_any_order(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journalclub.archive.importing.BATCH", 3)
    chain = [POSTS[0] | {"key": f"c{n}", "reply_to": f"c{n - 1}" if n else None} for n in range(30)]
    lines = [*ALL, *chain]
    random.Random(7).shuffle(lines)
    run = Run(sqlite_database, tmp_path, lines)
    assert run.problems == []
    assert run.new == len(lines)


def test_bad_lines_are_named_with_their_number_and_the_good_ones_are_taken(database: Database, tmp_path: Path) -> None:
    bad: list[Any] = [
        "not json",
        "[1, 2]",
        b'{"type": "member", "key": "x", "name": "\xff"}',
        {"type": "nurse", "key": "n1"},
        {"type": "member", "name": "No Key"},
        {"type": "article", "key": "a9"},
        DISCUSSION | {"key": "d9", "starts": "2024-05-19T20:00:00"},
        DISCUSSION | {"key": "d9", "ends": "2024-05-19T19:00:00-05:00"},
        DISCUSSION | {"key": "d9", "visibility": "friends"},
        DISCUSSION | {"key": "d9", "articles": ["a404"]},
        {"type": "question", "discussion": "d404", "number": 1, "text": "?"},
        {"type": "question", "discussion": "d1", "number": "1", "text": "?"},
        POSTS[0] | {"key": "p9", "text": " \u200b "},
        POSTS[0] | {"key": "p9", "member": "m404"},
        POSTS[0] | {"key": "p9", "question": 7},
        POSTS[0] | {"key": "p9", "reply_to": "p404"},
        POSTS[0] | {"key": "p9", "at": "yesterday"},
        {"type": "reaction", "post": "p1", "member": "m1", "kind": "heart"},
        POSTS[0] | {"key": "p9", "at": "0001-01-01T20:00:00Z"},
        {"type": "post", "key": "p9", "text": "x" * 1_100_000},
    ]
    run = Run(database, tmp_path, [*bad, "", *ALL])
    assert sorted(number for number, _ in run.problems) == list(range(1, len(bad) + 1))
    assert all(reason and "\n" not in reason for _, reason in run.problems)
    assert run.new == len(ALL)
    assert "zone" in dict(run.problems)[7]


def test_an_import_is_silent(database: Database, tmp_path: Path) -> None:
    Run(database, tmp_path, ALL)
    with database.reading() as session:
        assert {change.silent for change in session.scalars(select(Change))} == {True}


def test_imported_members_are_verified_and_introduced_and_keep_their_roles(database: Database, tmp_path: Path) -> None:
    Run(database, tmp_path, MEMBERS)
    with database.reading() as session:
        ada = session.scalars(select(Member).where(Member.email == "ada@example.org")).one()
        viewer = viewer_of_member(session, ada.id)
    assert (viewer.verified, viewer.introduced, viewer.is_host, viewer.is_member) == (True, True, True, True)


def test_a_public_discussion_is_public_at_once(database: Database, tmp_path: Path) -> None:
    Run(database, tmp_path, [ARTICLE, DISCUSSION, DISCUSSION | {"key": "d2", "visibility": "public"}])
    with database.reading() as session:
        seen = session.scalars(select(Discussion.key).where(policy.visible(VISITOR, NOW))).all()
    assert seen == ["d2"]


def test_a_known_article_is_matched_and_not_doubled(database: Database, tmp_path: Path) -> None:
    Run(database, tmp_path, [ARTICLE], archive="one")
    Run(database, tmp_path, [ARTICLE | {"key": "z", "doi": "https://doi.org/10.1000/SAMPLE.1"}], archive="two")
    assert count(database, Article) == 1


def test_two_archives_may_use_the_same_keys(database: Database, tmp_path: Path) -> None:
    Run(database, tmp_path, ALL, archive="one")
    run = Run(database, tmp_path, ALL, archive="two")
    assert run.problems == []
    assert (count(database, Discussion), count(database, Post)) == (2, 2 * len(POSTS))
    assert count(database, Series) == 1


def test_a_long_text_is_kept_whole(database: Database, tmp_path: Path) -> None:
    long = POSTS[0] | {"text": "word " * 400}
    Run(database, tmp_path, [*MEMBERS, ARTICLE, DISCUSSION, *QUESTIONS, long])
    with database.reading() as session:
        assert session.scalars(select(Post.text)).one() == ("word " * 400).strip()


def test_a_line_of_an_existing_question_does_not_touch_it(database: Database, tmp_path: Path) -> None:
    Run(database, tmp_path, ALL)
    with database.transaction() as session:
        session.scalars(select(Question).where(Question.number == 1)).one().text = "re-worded"
    Run(database, tmp_path, ALL)
    with database.reading() as session:
        assert session.scalars(select(Question.text).where(Question.number == 1)).one() == "re-worded"


def test_a_reply_to_a_post_of_another_discussion_is_refused(database: Database, tmp_path: Path) -> None:
    other = DISCUSSION | {"key": "d2", "title": "Another evening"}
    stray = POSTS[0] | {"key": "p9", "discussion": "d2", "question": None, "reply_to": "p1"}
    run = Run(database, tmp_path, [*ALL, other, stray])
    assert [why for _, why in run.problems] == ["post “p1” is in another discussion"]
    assert run.new == len(ALL) + 1
