"""The pages of a small club, asked by Flask's test client with CSRF on. On SQLite: the domains' tests cover both."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from journalclub.app import create_app
from journalclub.config import Settings
from journalclub.db import Database
from tests.web.browser import Browser
from tests.world import World

ClientAs = Callable[[str], Browser]


class Compiled(BytecodeCache):
    """Every test has an app of its own, but templates are compiled once."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@pytest.fixture(scope="session")
def world_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """One world, built once and copied for every test."""
    path = tmp_path_factory.mktemp("world") / "club.sqlite3"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    world = World(database)
    database.close()
    return path, world


@pytest.fixture
def world(world_template: tuple[Path, World], tmp_path: Path) -> Iterator[World]:
    path, world = world_template
    copied = tmp_path / "world.sqlite3"
    shutil.copy(path, copied)
    database = Database(f"sqlite:///{copied}")
    yield world.on(database)
    database.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A test that needs another setting overrides this fixture with `dataclasses.replace`."""
    return Settings(
        instance=tmp_path,
        database_url="",
        public_url="http://club.example.org",
        feeds=tmp_path / "feeds.toml",
        secret=b"a secret of a test, long enough for signing",
    )


@pytest.fixture
def app(world: World, settings: Settings) -> Flask:
    return make_app(settings, world.database)


@pytest.fixture
def client_as(app: Flask, world: World) -> ClientAs:
    """`client_as("ben")` is a browser in which Ben is signed in; `client_as("visitor")` one in which nobody is."""

    def browser(name: str) -> Browser:
        client = Browser(app)
        if name != "visitor":
            client.hold(world.sign_in(name).token)
        return client

    return browser


@pytest.fixture
def fresh(sqlite_database: Database, settings: Settings) -> Browser:
    """A browser on an instance that nobody has set up."""
    return Browser(make_app(settings, sqlite_database))


def make_app(settings: Settings, database: Database) -> Flask:
    app = create_app(settings, database)
    app.testing = True
    app.jinja_env.bytecode_cache = COMPILED
    return app
