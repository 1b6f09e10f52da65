"""Who is written to when an evening is moved, called off or taken up again, and in whose time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db import Database
from journalclub.discussions.actions import coming, hosting, running
from journalclub.discussions.actions.coming import Answer
from journalclub.discussions.models import Discussion
from journalclub.letters.models import Letter
from journalclub.letters.queuer import QUEUER
from journalclub.members.models import Member, MemberRole
from journalclub.members.queries import viewer_of_member
from journalclub.members.viewer import Viewer
from tests.invitations.scene import DAY, discussion
from tests.members.cast import NOW, join, viewer


class Evening:
    """Ada hosts; Ben is going, Mo may be, Lea reads along and Fay said nothing."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.transaction() as session:
            self.ada = viewer(session, "ada")
            self.id = discussion(session, self.ada).id
            join(session, "fay")
            for who, says in (("ben", Answer.GOING), ("mo", Answer.MAYBE), ("lea", Answer.READING)):
                by = viewer(session, who)
                coming.answer(session, by=by, discussion_id=self.id, says=says, now=NOW)
        self.letters()

    def move(self, by: Viewer, **changed: object) -> None:
        with self.database.transaction() as session:
            row = session.get_one(Discussion, self.id)
            plan = {name: getattr(row, name) for name in ("title", "opens", "starts", "ends", "closes")}
            hosting.edit(session, by=by, discussion_id=self.id, plan=hosting.Plan(**plan | changed), now=NOW)  # type: ignore[arg-type]

    def letters(self) -> list[tuple[str, str]]:
        """Those that follow from what has happened since."""
        with self.database.reading() as session:
            before = session.scalar(select(Letter.id).order_by(Letter.id.desc()).limit(1)) or 0
        QUEUER.drain(self.database, NOW)
        with self.database.reading() as session:
            rows = session.scalars(select(Letter).where(Letter.id > before).order_by(Letter.id)).all()
            assert all("[link]" in row.body and row.link_kind == "discussion" for row in rows if row.kind == "moved")
            return [(row.kind, row.name) for row in rows]

    def last(self) -> Letter:
        with self.database.reading() as session:
            return session.scalars(select(Letter).order_by(Letter.id.desc()).limit(1)).one()


@pytest.fixture
def evening(database: Database) -> Evening:
    return Evening(database)


def later(evening: Evening, by: timedelta) -> dict[str, object]:
    with evening.database.reading() as session:
        row = session.get_one(Discussion, evening.id)
        return {name: getattr(row, name) + by for name in ("opens", "starts", "ends", "closes")}


def test_those_who_are_counted_on_are_told_of_another_time_and_nobody_else(evening: Evening) -> None:
    evening.move(evening.ada, **later(evening, DAY))
    assert evening.letters() == [("moved", "Ben"), ("moved", "Mo")]


def test_a_host_is_told_of_what_another_does(evening: Evening) -> None:
    with evening.database.transaction() as session:
        mo = viewer_named(session, "Mo")
        hosting.cancel(session, by=mo, discussion_id=evening.id, now=NOW)
    assert evening.letters() == [("cancelled", "Ada"), ("cancelled", "Ben")]
    with evening.database.transaction() as session:
        hosting.reinstate(session, by=evening.ada, discussion_id=evening.id, now=NOW)
    assert evening.letters() == [("reinstated", "Ben"), ("reinstated", "Mo")]


def test_the_reminder_goes_to_those_who_are_counted_on(evening: Evening) -> None:
    with evening.database.transaction() as session:
        running.remind(session, by=evening.ada, discussion_id=evening.id, now=NOW)
    assert evening.letters() == [("evening", "Ben"), ("evening", "Mo")]


def test_who_may_no_longer_read_it_is_no_longer_told_of_it(evening: Evening) -> None:
    with evening.database.transaction() as session:
        ben = session.scalars(select(Member).where(Member.name == "Ben")).one()
        ben.roles = []
    evening.move(evening.ada, title="What Ben must not know", **later(evening, DAY))
    assert evening.letters() == [("moved", "Mo")]


def test_a_new_host_is_told(evening: Evening) -> None:
    with evening.database.transaction() as session:
        gus = join(session, "gus")
        gus.roles = [MemberRole(role="member"), MemberRole(role="host")]
        session.flush()
        running.hand_over(session, by=evening.ada, discussion_id=evening.id, member_id=gus.id, now=NOW)
    assert evening.letters() == [("hosting", "Gus")]


def test_a_new_title_or_a_longer_hour_is_no_letter(evening: Evening) -> None:
    evening.move(evening.ada, title="Renamed")
    with evening.database.reading() as session:
        ends = session.get_one(Discussion, evening.id).ends
    evening.move(evening.ada, ends=ends + timedelta(minutes=5))
    assert evening.letters() == []


def test_what_was_called_off_and_taken_up_again_at_once_is_told_as_it_stands(evening: Evening) -> None:
    with evening.database.transaction() as session:
        hosting.cancel(session, by=evening.ada, discussion_id=evening.id, now=NOW)
        hosting.reinstate(session, by=evening.ada, discussion_id=evening.id, now=NOW)
    assert {kind for kind, _ in evening.letters()} == {"reinstated"}


def test_what_an_import_says_is_never_told(evening: Evening) -> None:
    with evening.database.transaction() as session:
        log.record(session, Kind.DISCUSSION_MOVED, actor=None, now=NOW, discussion=evening.id, silent=True)
    assert evening.letters() == []


def test_the_hour_is_in_the_readers_zone_and_the_clubs(evening: Evening) -> None:
    """The zone is the one thing that a letter about an hour must not get wrong."""
    with evening.database.transaction() as session:
        session.query(Member).filter_by(name="Mo").update({"time_zone": "Asia/Tokyo"})
    evening.move(evening.ada, **later(evening, DAY))
    evening.letters()
    with evening.database.reading() as session:
        starts = session.get_one(Discussion, evening.id).starts
    body = evening.last().body
    tokyo = starts + timedelta(hours=9)
    assert f"{tokyo:%A} {tokyo.day} {tokyo:%B %Y}, {tokyo:%H:%M} (Asia/Tokyo) = " in body
    assert f"{starts:%H:%M} (UTC)" in body


def viewer_named(session: object, name: str) -> Viewer:
    member = session.query(Member).filter_by(name=name).one()  # type: ignore[attr-defined]
    return viewer_of_member(session, member.id)  # type: ignore[arg-type]
