"""Exporting the club: the lines that were imported come back, and nothing that is hidden."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from journalclub.archive.batch import Outcome
from journalclub.archive.club import write_club
from journalclub.archive.importing import Import, Report
from journalclub.db import Base, Database
from journalclub.discussions.actions import importing, threads
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from journalclub.kit.clock import parse_rfc3339
from journalclub.literature.models import Article
from journalclub.members.actions import joining
from journalclub.members.models import Member
from journalclub.members.viewer import Viewer
from tests.archive.lines import ALL, ARCHIVE, ARTICLE, DISCUSSION, write

NOW = datetime(2026, 5, 17, 12, 0, tzinfo=UTC)
URL = "https://club.example.org"
ADDED = {"archive", "id", "url", "title_html", "abstract_html"}
INSTANTS = {"starts", "ends", "opens", "closes", "at", "edited_at"}

Lines = list[dict[str, Any]]


def exported(database: Database, path: Path) -> Lines:
    write_club(database, path, public_url=URL, now=NOW)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def imported(database: Database, path: Path, archive: str = ARCHIVE) -> Report:
    return Import(database, path, archive, NOW).run()


def plain(lines: Lines) -> list[str]:
    """The lines without what an export adds, instants in UTC, absent for null: to be compared."""
    bare = [{name: value for name, value in line.items() if name not in ADDED and value is not None} for line in lines]
    for line in bare:
        line |= {name: parse_rfc3339(line[name]).astimezone(UTC).isoformat() for name in INSTANTS & line.keys()}
    return sorted(json.dumps(line, sort_keys=True) for line in bare)


def empty(database: Database) -> None:
    with database.engine.execution_options(writes=True).begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())


def test_what_was_imported_comes_back_with_its_keys_and_unknown_keys(database: Database, tmp_path: Path) -> None:
    imported(database, write(tmp_path / "in.jsonl", ALL))
    lines = exported(database, tmp_path / "out.jsonl")
    assert plain(lines) == plain(ALL)
    assert all(line["archive"] == ARCHIVE and line["url"].startswith(URL) for line in lines)
    assert all("id" in line for line in lines if line["type"] != "reaction")


def test_an_export_brought_into_an_empty_club_exports_the_same(database: Database, tmp_path: Path) -> None:
    imported(database, write(tmp_path / "in.jsonl", ALL))
    first = exported(database, tmp_path / "first.jsonl")
    empty(database)
    report = imported(database, tmp_path / "first.jsonl", archive="another name")
    assert report.problems == 0
    second = exported(database, tmp_path / "second.jsonl")
    assert plain(second) == plain(first)
    assert {line["archive"] for line in second} == {ARCHIVE}


def test_importing_an_export_into_its_own_club_changes_nothing(database: Database, tmp_path: Path) -> None:
    imported(database, write(tmp_path / "in.jsonl", ALL))
    before = exported(database, tmp_path / "first.jsonl")
    report = imported(database, tmp_path / "first.jsonl")
    assert report.problems == 0
    assert exported(database, tmp_path / "second.jsonl") == before


def test_what_the_club_wrote_itself_goes_along_and_comes_back(database: Database, tmp_path: Path) -> None:
    imported(database, write(tmp_path / "in.jsonl", ALL))
    with database.transaction() as session:
        mo = joining.add_member(session, email="mo@example.org", name="Mo", roles=["member"], now=NOW)
        first = session.scalars(select(Post).where(Post.key == "p1")).one()
        own = importing.ImportedPost(
            archive="", key=None, client_token="t", discussion=first.discussion_id, member=mo.id, at=NOW,
            text="A later thought", reply_to=first.id,
        )  # fmt: skip
        (row,) = importing.add_imported_posts(session, [own], NOW)
        session.get_one(Post, row).archive = None
    first_lines = exported(database, tmp_path / "first.jsonl")
    empty(database)
    assert imported(database, tmp_path / "first.jsonl", archive="old club").problems == 0
    with database.reading() as session:
        answer = session.scalars(select(Post).where(Post.text == "A later thought")).one()
        assert session.get_one(Post, answer.reply_to_id).key == "p1"
        assert session.get_one(Member, answer.member_id).name == "Mo"
    assert len(exported(database, tmp_path / "second.jsonl")) == len(first_lines)


def test_hidden_words_are_nowhere_in_an_export(database: Database, tmp_path: Path) -> None:
    imported(database, write(tmp_path / "in.jsonl", ALL))
    with database.transaction() as session:
        session.scalars(select(Post).where(Post.key == "p2")).one().hidden_at = NOW
    lines = exported(database, tmp_path / "out.jsonl")
    assert "60 years" not in (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    assert [line["hidden"] for line in lines if line.get("key") == "p2"] == [True]
    empty(database)
    assert imported(database, tmp_path / "out.jsonl").problems == 0


def test_an_applicant_does_not_become_a_member_by_export_and_import(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        session.add(Member(name="Eve", email="eve@example.org", joined_at=NOW, applied_at=NOW, extra={}))
        session.add(Member(name="Guest", email="g@example.org", joined_at=NOW, extra={}))
    assert [line["name"] for line in exported(database, tmp_path / "out.jsonl")] == ["Guest"]
    empty(database)
    imported(database, tmp_path / "out.jsonl")
    with database.reading() as session:
        assert session.scalars(select(Member)).one().verified_at is None


def test_an_export_is_for_its_owner_only(sqlite_database: Database, tmp_path: Path) -> None:
    exported(sqlite_database, tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").stat().st_mode & 0o077 == 0


def test_a_thread_goes_along_as_a_thread_and_joins_the_one_that_is_there(database: Database, tmp_path: Path) -> None:
    imported(database, write(tmp_path / "in.jsonl", ALL))
    with database.transaction() as session:
        article, writer = session.scalar(select(Article.id)) or 0, session.scalars(select(Member.id)).first() or 0
        member = Viewer(writer, roles=frozenset({"member"}), verified=True)
        threads.say(session, by=member, article_id=article, text="A point.", client_token="t", now=NOW)
    first = exported(database, tmp_path / "first.jsonl")
    empty(database)
    assert imported(database, tmp_path / "first.jsonl", archive="another name").problems == 0
    with database.transaction() as session:
        there = session.scalars(select(Discussion).where(Discussion.kind == "thread")).one()
        given = importing.ImportedDiscussion(
            archive="other",
            key="t",
            title="T",
            opens=NOW,
            starts=NOW,
            ends=NOW,
            closes=NOW,
            thread=True,
            articles=[there.article_id or 0],
        )
        assert importing.add_imported_discussion(session, given, NOW) == there.id
    assert plain(exported(database, tmp_path / "second.jsonl")) == plain(first)


HOURS = {
    **DISCUSSION,
    "further_hours": [
        {"starts": "2024-05-20T13:00:00Z", "ends": "2024-05-20T14:00:00Z"},
        {"starts": "2024-05-20T22:00:00Z", "ends": "2024-05-20T22:30:00Z"},
    ],
}


def test_further_live_hours_go_along_and_come_back(database: Database, tmp_path: Path) -> None:
    imported(database, write(tmp_path / "in.jsonl", [ARTICLE, HOURS]))
    lines = exported(database, tmp_path / "out.jsonl")
    assert plain(lines) == plain([ARTICLE, HOURS])
    with database.reading() as session:
        row = session.scalar(select(Discussion))
    assert row is not None
    assert [hour.starts.hour for hour in row.hours] == [1, 13, 22]
    assert imported(database, tmp_path / "out.jsonl").total(Outcome.UNCHANGED) == 2


@pytest.mark.parametrize(
    ("hours", "why"),
    [
        ([{"starts": "2024-05-20T01:30:00Z", "ends": "2024-05-20T03:00:00Z"}], "must follow one another"),
        ([{"starts": "2025-05-20T13:00:00Z", "ends": "2025-05-20T14:00:00Z"}], "must follow one another"),
        ([{"starts": "2024-05-20T13:00:00Z"}], "“ends” must be a time"),
        (["later"], "must be a list of starts and ends"),
        ("later", "further_hours"),
    ],
)
def test_live_hours_that_cannot_be_are_named(sqlite_database: Database, tmp_path: Path, hours: Any, why: str) -> None:
    path = write(tmp_path / "in.jsonl", [ARTICLE, {**DISCUSSION, "further_hours": hours}])
    problems: list[tuple[int, str]] = []
    Import(sqlite_database, path, ARCHIVE, NOW, lambda *problem: problems.append(problem)).run()
    ((number, reason),) = problems
    assert number == 2
    assert why in reason


def test_what_is_left_of_a_discussion_goes_along_and_comes_back(sqlite_database: Database, tmp_path: Path) -> None:
    told = {**DISCUSSION, "take_home": ["One is enough.", "Ask at four weeks."], "recap": "We **agreed**."}
    imported(sqlite_database, write(tmp_path / "in.jsonl", [ARTICLE, told]))
    lines = exported(sqlite_database, tmp_path / "out.jsonl")
    assert plain(lines) == plain([ARTICLE, told])
    assert imported(sqlite_database, tmp_path / "out.jsonl").total(Outcome.UNCHANGED) == 2
