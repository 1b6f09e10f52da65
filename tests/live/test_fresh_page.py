"""Stale page + events = fresh page, for every role, for every act in a discussion and for any sequence of them.

The acts are in `acts/`, what the page's script does with an event in `page.py`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journalclub.config import Settings
from journalclub.db import Database
from journalclub.discussions.actions import threads
from journalclub.discussions.models import Discussion, DiscussionGuest
from journalclub.web.streaming import make_live
from tests.live.acts import ACTS
from tests.live.club import ROLES, Club, told
from tests.web.conftest import make_app
from tests.world import World


@pytest.fixture(scope="module")
def club(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Club:
    """An evening that everybody may watch, with Chen as the author who came."""
    path = tmp_path_factory.mktemp("fresh") / "club.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    world = World(database)
    discussion = world.discussions["public live"]
    with database.transaction() as session:
        session.get_one(Discussion, discussion).patients_welcome = True
        session.add(DiscussionGuest(discussion_id=discussion, member_id=world.members["chen"], admitted_at=world.now))
    config = Settings(instance=path.parent, database_url=database.url, secret=b"a secret that is long enough")
    app = make_app(config, database)
    made = Club(world, discussion, world.now.astimezone(UTC), app, None)  # type: ignore[arg-type] - in the next line
    made.live = make_live(app, config, database, now=lambda: made.now)
    return made


@pytest.fixture(scope="module")
def thread(club: Club) -> Club:
    """The thread of the article, with its first post in it."""
    with club.world.database.transaction() as session:
        about, ben = club.world.article, club.world.viewer("ben")
        first, _ = threads.say(session, by=ben, article_id=about, text="A point.", client_token="1", now=club.now)
        return replace(club, discussion=first.discussion_id, answerer="mo", browsers={})


def prepare(club: Club, act: str) -> None:
    """What has to be so that the act changes something, whatever was done before."""
    for before in ("go live", "go on", "let it run", "post", *ACTS[act].after):
        club.perform(before)


@pytest.mark.parametrize("act", ACTS)
def test_a_stale_page_and_the_events_make_the_fresh_page_for_every_role(club: Club, act: str) -> None:
    prepare(club, act)
    stale = {role: club.page(role) for role in ROLES}
    before = str(stale)
    club.perform(act)
    fresh = {role: club.page(role) for role in ROLES}
    for role, page in stale.items():
        club.follow(page)
        page.must_be_like(fresh[role])
    assert before != str(stale), f"{act} changed nothing: the test shows nothing"


@pytest.mark.parametrize("act", [name for name, act in ACTS.items() if act.in_thread])
def test_an_articles_thread_is_as_live_as_an_evening(thread: Club, act: str) -> None:
    prepare(thread, act)
    stale = thread.page("member")
    before = str(stale)
    thread.perform(act)
    thread.follow(stale)
    stale.must_be_like(thread.page("member"))
    assert before != str(stale), f"{act} changed nothing: the test shows nothing"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    role=st.sampled_from(sorted(ROLES)),
    acts=st.lists(st.sampled_from(sorted(ACTS)), min_size=1, max_size=12),
    seen=st.integers(0, 12),
)
def test_any_sequence_of_acts_does_wherever_the_page_was_made(
    club: Club, role: str, acts: list[str], seen: int
) -> None:
    prepare(club, "post")
    for act in acts[:seen]:
        club.perform(act)
    stale, known = club.page(role), club.posts()
    opened = stale.stream
    for act in acts[seen:]:
        club.perform(act)
    club.follow(stale)
    stale.must_be_like(club.page(role))
    for name, data in club.events(opened):
        told(known, name, data)
    assert known == club.posts()


def test_a_repeated_event_does_no_harm(club: Club) -> None:
    prepare(club, "post")
    stale, known = club.page("member"), club.posts()
    for act in ("post", "react", "edit", "ask"):
        club.perform(act)
    club.follow(stale)
    club.follow(stale)
    stale.must_be_like(club.page("member"))
    for name, data in club.events(stale.stream) * 2:
        told(known, name, data)
    assert known == club.posts()
