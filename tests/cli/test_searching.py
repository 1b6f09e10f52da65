"""One answer to one question: at the command line, through the API and on the page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from journalclub.app import create_app
from journalclub.cli.opening import opened
from journalclub.kit import clock
from journalclub.members import queries
from journalclub.members.actions import signing_in
from tests.archive.lines import ALL, ARCHIVE, write
from tests.cli.conftest import Command
from tests.web.browser import Browser


@pytest.mark.parametrize("sort", ["relevance", "newest", "reactions"])
def test_the_three_give_the_same_ids(command: Command, tmp_path: Path, sort: str) -> None:
    write(tmp_path / "in.jsonl", ALL)
    command("import", "in.jsonl", "--archive", ARCHIVE)
    token = command("token", "create", "ada@example.org").out.strip()
    query = "gives OR kind:discussion OR kind:article"
    typed = command("search", query, "--as", "ada@example.org", "--sort", sort, "--json")
    asked = [(hit["kind"], hit["id"]) for hit in json.loads(typed.out)["hits"]]
    assert len({kind for kind, _ in asked}) == 4
    with opened() as club:
        app = create_app(club.settings, club.database)
        told = app.test_client().get(
            f"/api/v1/search?q={query}&sort={sort}", headers={"Authorization": f"Bearer {token}"}
        )
        assert [(hit["kind"], hit["id"]) for hit in told.json["hits"]] == asked
        page = _signed_in(app, club.database).get(f"/search?q={query}&sort={'best' if sort == 'relevance' else sort}")
    shown = re.findall(r"/search\?like=(\w+):(\d+)", page.text)
    wanted = [one for one in asked if one[0] != "question"]  # a question is the heading of what stands below it
    assert sorted((kind, int(id)) for kind, id in shown) == sorted(wanted)
    if sort != "relevance":
        assert [(kind, int(id)) for kind, id in shown] == wanted


def test_the_command_says_how_it_read_the_query_and_what_the_club_did(command: Command, tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", ALL)
    command("import", "in.jsonl", "--archive", ARCHIVE)
    said = command("search", "gives has:dosimetry", "--as", "ada@example.org")
    assert "has:dosimetry" in said.err
    assert "understood as: everything about gives" in said.out
    assert "NCT00000000 is not in the library." in command("search", "NCT00000000").out
    number = next(line["pmid"] for line in ALL if line["type"] == "article" and line.get("pmid"))
    assert re.search(r"discussed once; in the library since", command("search", number, "--as", "ada@example.org").out)
    assert command("search", "x", "--sort", "beauty").code == 2


def _signed_in(app, database) -> Browser:  # type: ignore[no-untyped-def]
    with database.transaction() as session:
        ada = queries.member_by_email(session, "ada@example.org")
        token = signing_in.start_session(session, ada, now=clock.now(), agent="a test").token
    browser = Browser(app)
    browser.hold(token)
    return browser
