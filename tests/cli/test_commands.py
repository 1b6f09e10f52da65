"""Commands as a person types them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sqlalchemy import text

from journalclub.db import Database
from journalclub.literature import feeds
from tests.archive.lines import ALL, ARCHIVE, write
from tests.cli.conftest import Command
from tests.shared_data import shared_data


def test_a_member_is_added_and_gets_a_link_and_a_token(command: Command) -> None:
    added = command("member", "add", "Ada@Example.org", "--name", "Ada", "--role", "host", "--role", "member")
    assert (added.code, added.err) == (0, "")
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/signin/\S{43}\n", added.out)
    command("member", "add", "ben@example.org", "--name", "Ben")
    tokens = command("token", "create", "ada@example.org", "ben@example.org")
    assert re.fullmatch(r"\S{43}\n\S{43}\n", tokens.out)
    assert command("member", "role", "ada@example.org").out == "Ada: host, member\n"
    assert command("token", "revoke", "ben@example.org").code == 0


def test_tokens_are_made_for_all_or_for_none(command: Command) -> None:
    command("member", "add", "ada@example.org", "--name", "Ada")
    said = command("token", "create", "ada@example.org", "nobody@example.org")
    assert said.out == ""
    assert "nobody@example.org" in said.error


def test_a_suspended_member_gets_no_link(command: Command) -> None:
    command("member", "add", "ada@example.org", "--name", "Ada")
    assert command("member", "suspend", "ada@example.org").code == 0
    assert "suspended" in command("member", "link", "ada@example.org").error
    command("member", "suspend", "ada@example.org", "--undo")
    assert command("member", "link", "ada@example.org").code == 0


def test_an_archive_is_imported_found_and_exported(command: Command, tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", ALL)
    assert command("import", "in.jsonl", "--archive", ARCHIVE).code == 0
    found = command("search", "gives", "--as", "ada@example.org", "--json")
    assert {hit["kind"] for hit in json.loads(found.out)["hits"]} == {"post", "question"}
    assert json.loads(command("search", "gives", "--json").out)["total"] == 0
    assert command("export", "discussion", "1").out.startswith("# SBRT for spine\n")
    assert "TI  - One fraction or five" in command("export", "discussion", "1", "--format", "ris").out
    assert command("export", "club", "out.jsonl").out == f"{len(ALL)} lines are in out.jsonl.\n"
    assert "exists already" in command("export", "club", "out.jsonl").error
    assert "no discussion 7" in command("export", "discussion", "7").error


def test_a_bad_line_is_named_and_the_exit_code_is_1(command: Command, tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", [*ALL, "oops"])
    said = command("import", "in.jsonl", "--archive", ARCHIVE)
    assert said.code == 1
    assert f"line {len(ALL) + 1}: not JSON" in said.err
    assert "members" in said.out


def test_a_backup_is_restored_into_an_empty_instance_only(command: Command, instance: Path) -> None:
    command("member", "add", "ada@example.org", "--name", "Ada")
    assert command("backup", "club.zip").code == 0
    assert "exists already" in command("backup", "club.zip").error
    assert "a club in this instance already" in command("restore", "club.zip").error
    instance.rename(instance.with_name("old"))
    assert command("restore", "club.zip").code == 0
    assert command("member", "role", "ada@example.org").out == "Ada: member\n"


def test_upgrade_says_what_it_did_and_makes_the_index_anew(command: Command) -> None:
    assert "The database was upgraded." in command("upgrade").out
    again = command("upgrade")
    assert "The database is up to date." in again.out
    assert "The search index is new" in again.out


def test_doctor_finds_nothing_wrong_with_a_fresh_instance(command: Command) -> None:
    command("reindex")
    said = command("doctor")
    assert said.code == 0
    assert "wrong" not in said.out


def test_doctor_names_a_secret_that_others_can_read(command: Command, instance: Path) -> None:
    command("reindex")
    (instance / "secret").chmod(0o644)
    said = command("doctor")
    assert said.code == 1
    assert "chmod 600" in said.out


def test_opml_becomes_sources_and_sources_become_opml(command: Command, tmp_path: Path) -> None:
    outline = '<outline text="{}" xmlUrl="{}"/>'
    outlines = [
        outline.format("JCO", "https://a.example/feed"),
        outline.format("JCO", "https://b.example/feed?a=1&amp;b=2"),
    ]
    (tmp_path / "in.opml").write_text(
        f'<opml version="2.0"><body><outline text="onco">{"".join(outlines)}</outline></body></opml>', encoding="utf-8"
    )
    blocks = command("import-opml", "in.opml")
    assert blocks.code == 0
    (tmp_path / "feeds.toml").write_text(blocks.out, encoding="utf-8")
    assert 'name = "JCO (2)"' in blocks.out
    assert 'xmlUrl="https://b.example/feed?a=1&amp;b=2"' in command("export-opml").out


def test_a_librarys_list_of_journals_becomes_sources_without_a_loss(command: Command, tmp_path: Path) -> None:
    listed = shared_data("feeds/opml/vlc1_journals.opml")
    blocks = feeds.parse(command("import-opml", str(listed)).out)
    assert len(blocks) == len(set(re.findall(r'xmlUrl="([^"]*)"', listed.read_text(encoding="utf-8"))))
    (tmp_path / "feeds.toml").write_text(feeds.written(blocks), encoding="utf-8")
    (tmp_path / "again.opml").write_text(command("export-opml").out, encoding="utf-8")
    again = feeds.parse(command("import-opml", "again.opml").out)
    assert [(source.name, source.url) for source in again] == [(source.name, source.url) for source in blocks]


def test_an_opml_with_entities_is_not_read(command: Command, tmp_path: Path) -> None:
    (tmp_path / "bomb.opml").write_text('<!DOCTYPE o [<!ENTITY a "aa">]><opml/>', encoding="utf-8")
    assert "declares a document type" in command("import-opml", "bomb.opml").error


def test_pull_needs_a_file_of_sources_and_known_names(command: Command, tmp_path: Path) -> None:
    assert "feeds.toml cannot be read" in command("pull").error
    (tmp_path / "feeds.toml").write_text('[[source]]\nname = "JCO"\nkind = "rss"\nurl = "nonsense"\n', encoding="utf-8")
    assert re.search(r"feeds\.toml, line 4: `url`", command("pull").error)
    good = '[[source]]\nname = "JCO"\nkind = "rss"\nurl = "http://127.0.0.1:9/feed"\n'
    (tmp_path / "feeds.toml").write_text(good, encoding="utf-8")
    assert command("pull", "Lancet").code == 2


def test_a_source_that_fails_makes_the_exit_code_1_and_says_why(command: Command, tmp_path: Path) -> None:
    source = '[[source]]\nname = "JCO"\nkind = "rss"\nurl = "http://127.0.0.1:9/feed"\n'
    (tmp_path / "feeds.toml").write_text(source, encoding="utf-8")
    said = command("pull", "--json")
    assert said.code == 1
    (result,) = json.loads(said.out)
    assert (result["source"], result["ok"]) == ("JCO", False)
    assert result["reason"]
    shown = command("pull")
    assert "JCO: " in shown.err
    assert shown.error == "journalclub: 1 of 1 sources failed."


def test_a_newer_database_is_one_sentence(command: Command, instance: Path) -> None:
    command("reindex")
    database = Database(f"sqlite:///{instance / 'journalclub.sqlite3'}")
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    for name in ("run", "work", "reindex", "upgrade"):
        assert "written by a newer version" in command(name).error
