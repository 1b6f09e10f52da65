"""What cannot work is one clear line and exit code 1; what was typed wrongly is exit code 2."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.cli.conftest import Command


def test_a_busy_port(command: Command) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert str(port) in command("run", "--port", str(port)).error


@pytest.mark.parametrize(
    "address",
    [
        "mysql://localhost/club",
        "sqlite:////nowhere/at/all/club.sqlite3",
        "postgresql://nobody:s3cret@127.0.0.1:9/club",
        "postgresql://nobody:s3cret@127.0.0.1:port/club",
        "nonsense",
    ],
)
def test_a_wrong_database_address(command: Command, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("JC_DATABASE_URL", address)
    error = command("run").error
    assert "s3cret" not in error
    assert error.startswith(("journalclub: JC_DATABASE_URL", "journalclub: The database"))


def test_a_database_file_that_is_none(command: Command, instance: Path) -> None:
    instance.mkdir()
    (instance / "journalclub.sqlite3").write_bytes(b"this is a text, not a database; " * 100)
    assert "not a database" in command("run").error


def test_an_instance_folder_that_cannot_be_written(command: Command, instance: Path) -> None:
    instance.write_text("a file is in the way", encoding="utf-8")
    assert str(instance) in command("run").error


def test_a_bad_setting_is_named(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JC_PORT", "many")
    assert "JC_PORT" in command("run").error


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("run", "--port", "70000"),
        ("search",),
        ("export", "discussion", "1", "--format", "doc"),
        ("import", "missing.jsonl", "--archive", "a"),
        ("member", "add", "a@example.org"),
        ("member", "add", "a@example.org", "--name", "A", "--role", "king"),
    ],
)
def test_wrong_usage(command: Command, arguments: tuple[str, ...]) -> None:
    said = command(*arguments)
    assert said.code == 2
    assert "Traceback" not in said.err


def test_the_demo_is_for_this_machine_only(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "this machine only" in command("run", "--demo", "--host", "0.0.0.0").error
    monkeypatch.setenv("JC_PUBLIC_URL", "https://club.example.org")
    assert "JC_PUBLIC_URL" in command("run", "--demo").error


def test_an_unforeseen_error_is_one_line_too(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object, **__: object) -> None:
        raise RuntimeError("two\nlines")

    monkeypatch.setattr("journalclub.cli.doctor.load", explode)
    assert command("doctor").error == "journalclub: unexpected RuntimeError: two (JC_TRACEBACK=1 shows where)"
