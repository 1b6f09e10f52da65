"""What happens twice in the same instant, above the discussions; and what no lock has kept apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes.models import Change
from journalclub.db import Database
from journalclub.db.engine import AtOnce
from journalclub.invitations.actions import drafting
from journalclub.kit.refusal import Conflict
from journalclub.literature.actions import setting_aside
from journalclub.members.actions import calendars
from journalclub.members.models import Member
from journalclub.search import saving, saying
from tests.at_once import at_once, on_postgres
from tests.world import World

pytestmark = on_postgres


def test_a_double_click_is_one_act_and_never_an_error(database: Database) -> None:
    world = World(database)
    ada, now = world.viewer("ada"), world.now
    acts: dict[str, Callable[[Session], object]] = {
        "inbox.set-aside": lambda one: setting_aside.set_aside(one, by=ada, article_id=world.article, on=True, now=now),
        "search.saved": lambda one: saving.save(one, by=ada, query="spine", now=now),
    }
    for act in acts.values():
        at_once(database, act, act)
    # The later one wins:
    at_once(
        database,
        lambda one: saying.say(one, by=ada, term="SBRT", ways=["SABR"], now=now),
        lambda one: saying.say(one, by=ada, term="SBRT", ways=["radiosurgery"], now=now),
    )
    at_once(
        database,
        lambda one: calendars.make(one, by=ada, now=now),
        lambda one: calendars.make(one, by=ada, now=now),
    )
    with database.reading() as session:
        changes = Counter(session.scalars(select(Change.kind)))
        assert [one.ways for one in saying.said(session)] == [("radiosurgery",)]
    assert {kind: changes[kind] for kind in acts} == dict.fromkeys(acts, 1)
    assert (changes["calendar.added"], changes["calendar.revoked"]) == (2, 1)

    def draft(one: Session) -> None:
        drafting.draft(
            one,
            by=ada,
            discussion_id=world.discussions["public live"],
            author_name="Bola Okafor",
            address="okafor@example.org",
            article_title="A sample trial",
            now=now,
        )

    with pytest.raises(Conflict, match="an invitation to this discussion already"):
        at_once(database, draft, draft)


def test_acts_that_nothing_kept_apart_are_refused_in_words(database: Database) -> None:
    now = World(database).now

    def add(session: Session) -> None:
        session.add(Member(name="Flo", email="flo@example.org", joined_at=now, extra={}))
        session.flush()

    with pytest.raises(AtOnce, match="in this very moment") as refused:
        at_once(database, add, add)
    assert refused.value.status == 409

    def leave(session: Session) -> None:
        session.delete(session.scalars(select(Member).where(Member.name == "Flo")).one())

    def rename(session: Session) -> None:
        session.scalars(select(Member).where(Member.name == "Flo")).one().name = "Florence"
        session.flush()

    with pytest.raises(AtOnce):
        at_once(database, leave, rename)
    with pytest.raises(Exception, match="null value") as broken, database.transaction() as session:
        session.add(Member(email="nobody@example.org", joined_at=now, extra={}))
    assert not isinstance(broken.value, AtOnce)  # a mistake of ours stays one
