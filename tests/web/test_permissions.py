"""Every page and every act, tried as every role against TRUST's matrix, through real requests."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask import session as cookie
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.config import Settings
from journalclub.db import Database
from journalclub.discussions.actions import asking_authors, holding, polling, posting, reading
from journalclub.discussions.agenda.models import Nomination, NominationEnd
from journalclub.discussions.models import Discussion, Question, ScriptEntry, Series
from journalclub.invitations.actions import drafting
from journalclub.kit import clock
from journalclub.letters.models import Letter
from journalclub.literature.models import Article, FreeLink, Sighting
from journalclub.members.actions import signing_in
from journalclub.members.models import ApiToken, Member
from journalclub.members.viewer import Viewer
from journalclub.moderation import actions as moderation
from journalclub.search.kept_models import SavedSearch
from tests.permissions import MATRIX, ROLES, cell
from tests.routes import ANYONE, BEARER, ROUTES, SIGNED_IN, TOKEN, Route
from tests.web.browser import Browser
from tests.web.conftest import make_app
from tests.world import AUDIENCES, World

PERSON = {
    "visitor": "visitor",
    "pending": "eve",
    "member": "ben",
    "patient_advocate": "dora",
    "author_guest": "chen",
    "host": "ada",
    "moderator": "mo",
    "administrator": "ari",
}
IN_A_DISCUSSION = re.compile(r"\{([dqphri]|made|cue|poll|asked)\}")
ALLOWING = {"members": {"yes", "own", "chat"}, "patients": {"yes", "own", "pw"}, "public": {"yes", "own"}}


def expected(route: Route, role: str, audience: str) -> bool:
    if route.right == ANYONE:
        return True
    if route.right == SIGNED_IN:
        return role != "visitor"
    right = route.public_right if audience == "public" and route.public_right else route.right
    return cell(right, role) in ALLOWING[audience]


def cases() -> Iterator[tuple[str, str, str]]:
    for endpoint, route in ROUTES.items():
        if route.right in {BEARER, TOKEN}:
            continue
        for audience in (
            AUDIENCES if IN_A_DISCUSSION.search(route.path + "".join(route.fields.values())) else AUDIENCES[:1]
        ):
            for role in ROLES:
                yield endpoint, role, audience


def by_scene(case: tuple[str, str, str]) -> tuple[str, str, str]:
    """Those that begin alike follow each other, and what they begin with is made once."""
    endpoint, role, audience = case
    return ROUTES[endpoint].state, audience, role


@dataclass
class Stage:
    """One application for all cases; before each its database is put back as it was when the scene had been set."""

    app: Flask
    world: World
    template: Path
    folder: Path
    scene: tuple[str, str] | None = None
    ids: dict[str, Any] = field(default_factory=dict)
    signed_in: str = ""

    def set(self, name: str, role: str) -> dict[str, Any]:
        """What there is for a discussion and a role: the ids for a path."""
        kept = self.folder / "scene.sqlite3"
        if self.scene != (name, role):
            self._take(self.template)
            self.ids = _ids(self.world, name, role)
            self.signed_in = self.world.sign_in(PERSON[role]).token if role != "visitor" else ""
            self.world.database.close()  # the last connection folds the write-ahead log in: the one file is whole
            shutil.copy(str(self.world.database.engine.url.database), kept)
            self.scene = name, role
        self._take(kept)
        return self.ids

    def browser(self) -> Browser:
        """Whose role it is, on a page that gave them a token for its forms."""
        client = Browser(self.app)
        if self.signed_in:
            client.hold(self.signed_in)
        return client

    def token(self, client: Browser) -> str:
        with self.app.test_request_context():
            token = str(generate_csrf())
            raw = cookie["csrf_token"]
        with client.session_transaction() as kept:
            kept["csrf_token"] = raw
        return token

    def _take(self, file: Path) -> None:
        self.world.database.close()
        shutil.copy(file, str(self.world.database.engine.url.database))


@pytest.fixture(scope="module")
def stage(world_template: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    template, world = world_template
    folder = tmp_path_factory.mktemp("stage")
    database = Database(f"sqlite:///{folder / 'club.sqlite3'}")
    secret = b"a secret of a test, long enough for signing"
    settings = Settings(instance=folder, database_url=database.url, feeds=folder / "feeds.toml", secret=secret)
    yield Stage(make_app(settings, database), world.on(database), template, folder)
    database.close()


@pytest.mark.parametrize(("endpoint", "role", "audience"), sorted(cases(), key=by_scene))
def test_every_cell_of_the_matrix_is_what_the_program_does(
    stage: Stage, endpoint: str, role: str, audience: str
) -> None:
    route = ROUTES[endpoint]
    ids = stage.set(f"{audience} {route.state}", role)
    if route.right == "restore a hidden post":
        with stage.world.database.transaction() as session:
            moderation.hide(session, by=stage.world.viewer("ada"), post_id=ids["p"], now=clock.now())
    client, path = stage.browser(), route.path.format(**ids)
    if route.method == "GET":
        answer = client.get(path)
    else:
        fields = {name: value.format(**ids) for name, value in route.fields.items()}
        answer = client.post(path, data={"csrf_token": stage.token(client), **fields})
    # A 409 or 422 is an answer about the act, given to somebody who has the right to it.
    refused = answer.status_code in {401, 403, 404} or "/signin?next=" in answer.headers.get("Location", "")
    refused = refused or (answer.status_code == 302 and answer.headers.get("Location") == "/signin")
    assert answer.status_code < 500
    assert refused is not expected(route, role, audience), f"{answer.status_code} {path}"


def test_every_endpoint_is_in_the_table_and_every_row_is_an_endpoint(app: Flask) -> None:
    registered = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert registered - ROUTES.keys() == set()
    assert ROUTES.keys() - registered == set()


def test_the_table_tells_the_method_and_the_address(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        route = ROUTES[rule.endpoint]
        assert route.method in (rule.methods or ())
        shape = re.sub(r"<[^>]+>", "[^/?]+", rule.rule.replace(".", r"\.").replace("<path:filename>", ".+"))
        assert re.match(shape, route.path.partition("?")[0]), rule


def test_every_row_of_the_matrix_guards_something() -> None:
    unused = MATRIX.keys() - {right for route in ROUTES.values() for right in (route.right, route.public_right)}
    # These two are halves of rows that other tests try: an own post, and what is published.
    assert unused == {"edit or withdraw own post", "export a published transcript", *UNGUARDED}


UNGUARDED = {"change own profile", "sign in or apply"}


def _ids(world: World, name: str, role: str) -> dict[str, Any]:
    """The ids for a path: what is there already, and what this test adds beside it."""
    discussion = world.discussions[name]
    ada = world.viewer("ada")
    with world.database.transaction() as session:
        article = Article(title="A sample trial", listed_on=world.now.date(), added_at=world.now, changed_at=world.now)
        session.add(article)
        session.flush()
        ids: dict[str, Any] = {"a": article.id, "d": discussion, "r": 0, "i": 0, "letter": _letter(session, world.now)}
        ids["sighting"] = _sightings(session, article.id, world.now)
        link = FreeLink(article_id=article.id, url="https://example.org/free", added_at=world.now)
        session.add(link)
        session.flush()
        ids["f"] = link.id
        ids |= _own(session, world, role)
        ids["q"] = session.scalar(select(Question.id).where(Question.discussion_id == discussion)) or 0
        entry = ScriptEntry(discussion_id=discussion, member_id=ada.id, minutes=40, text="Welcome.")
        session.add(entry)
        session.flush()
        ids["cue"] = entry.id
        ids |= {"poll": 0, "asked": 0}
        if name.endswith("live"):
            ids |= _asked(session, ada, discussion)
            other = Article(title="A related one", listed_on=world.now.date(), added_at=world.now, changed_at=world.now)
            session.add(other)
            session.flush()
            now = clock.now()
            ids["r"] = reading.attach(
                session, by=ada, discussion_id=discussion, article_id=other.id, why="", now=now
            ).id
            ids["i"] = drafting.draft(
                session,
                by=ada,
                discussion_id=discussion,
                author_name="L. Chen",
                address="chen@example.com",
                article_title="A sample trial",
                now=now,
            ).id
        ids |= _dates(session, world, discussion)
    ids |= _nominations(world)
    ids["h"] = _held(world, discussion, role) if name.endswith("live") else 0
    ids["p"] = world.posts.get(f"{name} {'ada' if role == 'member' else 'ben'}", 0)
    return ids | world.members


def _asked(session: Session, ada: Viewer, discussion: int) -> dict[str, int]:
    """A poll and a question to the author, by Ada."""
    by: dict[str, Any] = {"by": ada, "now": clock.now()}
    poll, asked = (
        posting.add_post(session, discussion_id=discussion, text=f"{name}?", client_token=name, **by)[0]
        for name in ("poll", "asked")
    )
    polling.add_poll(session, post=poll, choices=["Yes", "No"], multiple=False, **by)
    asking_authors.mark(session, post_id=asked.id, on=True, **by)
    return {"poll": poll.id, "asked": asked.id}


def _held(world: World, discussion: int, role: str) -> int:
    """A post by somebody else that waits for a host."""
    writer = world.viewer("ben" if role != "member" else "ada")
    with world.database.transaction() as session:
        given = {"by": writer, "discussion_id": discussion, "text": "It waits.", "client_token": "waits"}
        return holding.hold(session, now=clock.now(), **given).id


def _nominations(world: World) -> dict[str, Any]:
    """Two that Sam has made, who is none of the roles: one on the list, one declined."""
    with world.database.transaction() as session:
        made = []
        for title in ("Nominated", "Declined"):
            row = Article(title=title, listed_on=world.now.date(), added_at=world.now, changed_at=world.now)
            session.add(row)
            session.flush()
            given = {"article_id": row.id, "series_id": world.series, "member_id": world.members["sam"]}
            made.append(Nomination(reason="It is new.", made_at=world.now, **given))
        session.add_all(made)
        session.flush()
        end = {"how": "declined", "member_id": world.members["ada"], "why": "Old."}
        session.add(NominationEnd(nomination_id=made[1].id, at=world.now, **end))
        table = session.get_one(Series, world.series).timetable
        assert table is not None
        meetings = table.meetings(world.now.date(), 3)
        return {"n": made[0].id, "gone": made[1].id, "s": world.series, "date": meetings[-1].on.isoformat()}


def _own(session: Session, world: World, role: str) -> dict[str, int]:
    """A session, an API token and a kept search of the person's own."""
    if role == "visitor":
        return {"session": 0, "token": 0, "saved": 0}
    member = session.get_one(Member, world.members[PERSON[role]])
    started = signing_in.start_session(session, member, now=clock.now(), agent="another browser")
    token = ApiToken(digest=PERSON[role].encode(), member_id=member.id, made_at=world.now)
    saved = SavedSearch(member_id=member.id, name="Pain", query="pain", made_at=world.now)
    session.add_all([token, saved])
    session.flush()
    return {"session": started.session_id, "token": token.id, "saved": saved.id}


def _dates(session: Session, world: World, discussion: int) -> dict[str, Any]:
    """The series, an open date of it, and the date that this discussion is made to stand for."""
    series = session.get_one(Series, world.series)
    assert series.timetable is not None
    open_date, made = (meeting.on for meeting in series.timetable.meetings(world.now.date() + timedelta(days=40), 2))
    session.get_one(Discussion, discussion).edition_on = made
    return {"s": world.series, "on": open_date, "made": made}


def _sightings(session: Session, article: int, now: datetime) -> int:
    """The second of two sources that name the article."""
    rows = [Sighting(article_id=article, source=name, key=name, digest="", seen_at=now) for name in ("one", "two")]
    session.add_all(rows)
    session.flush()
    return rows[1].id


def _letter(session: Session, now: datetime) -> int:
    """One that the sender has given up."""
    letter = Letter(kind="welcome", state="failed", name="B", subject="S", body="[link]", made_at=now, next_try=now)
    session.add(letter)
    session.flush()
    return letter.id
