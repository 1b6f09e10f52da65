"""Which change becomes which letter."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db import Database
from journalclub.invitations.actions import sending
from journalclub.kit.refusal import Conflict, Forbidden, NotFound
from journalclub.letters import outbox
from journalclub.letters.models import Letter
from journalclub.letters.queuer import LETTERS, QUEUER
from journalclub.members import queries as members
from journalclub.members.actions import joining, signing_in
from journalclub.members.actions.importing import add_imported_member
from journalclub.members.profile import Profile
from journalclub.members.viewer import VISITOR
from journalclub.moderation import actions as moderation
from tests.invitations.scene import ADDRESS, DAY, discussion, draft
from tests.members.cast import NOW, join, viewer


def _letters(session: Session) -> list[tuple[str, str, str]]:
    return [(row.kind, row.name, row.link_kind) for row in session.scalars(select(Letter).order_by(Letter.id))]


def test_each_act_that_concerns_somebody_becomes_one_letter(database: Database) -> None:
    with database.transaction() as session:
        ada, mo, ben = viewer(session, "ada"), viewer(session, "mo"), join(session, "ben")
        signing_in.ask_for_link(session, email=ben.email or "", network="192.0.2.1", now=NOW)
        signing_in.ask_for_link(session, email="nobody@example.org", network="192.0.2.1", now=NOW)
        joining.apply(session, email="fay@example.org", profile=Profile(name="Fay"), network="192.0.2.1", now=NOW)
        (fay,) = members.applicants(session).items
        moderation.verify(session, by=mo, member_id=fay.id, now=NOW)
        invitation = draft(session, ada, discussion(session, ada))
        sending.send(session, by=ada, invitation_id=invitation.id, now=NOW)
        sending.remind(session, by=ada, invitation_id=invitation.id, now=NOW + 3 * DAY)
    QUEUER.drain(database, NOW)
    assert QUEUER.drain(database, NOW) == 0
    with database.reading() as session:
        assert _letters(session) == [
            ("sign-in", "Ben", "sign-in"),
            ("applied", "Fay", "sign-in"),
            ("welcome", "Fay", "home"),
            ("invitation", "Chen Li", "invitation"),
            ("reminder", "Chen Li", "invitation"),
        ]
        asked, again = session.scalars(select(Letter).where(Letter.kind.in_(["invitation", "reminder"]))).all()
        assert asked.subject == "Your article in our journal club"
        assert again.subject == "Reminder: Your article in our journal club"
        for row in session.scalars(select(Letter)):
            assert "[link]" in row.body
            assert row.state == "waiting"


def test_nothing_that_was_imported_becomes_a_letter(database: Database) -> None:
    with database.transaction() as session:
        line = {"type": "member", "key": "m1", "name": "Ben", "email": "ben@example.org"}
        add_imported_member(session, line, "radonc", NOW)
        ben = members.member_by_email(session, "ben@example.org")
        assert ben
        for kind in LETTERS:
            log.record(session, kind, actor=None, now=NOW, silent=True, member=ben.id, invitation=1)
    QUEUER.drain(database, NOW)
    with database.reading() as session:
        assert _letters(session) == []


def test_every_kind_of_change_passes_the_queuer(database: Database) -> None:
    with database.transaction() as session:
        for kind in Kind:
            log.record(session, kind, actor=None, now=NOW, invitation=999)
    assert QUEUER.drain(database, NOW) == len(Kind)


def test_a_member_without_an_address_gets_no_letter(database: Database) -> None:
    with database.transaction() as session:
        ben = join(session, "ben")
        ben.email = None
        log.record(session, Kind.SIGN_IN_ASKED, actor=None, now=NOW, member=ben.id)
    QUEUER.drain(database, NOW)
    with database.reading() as session:
        assert _letters(session) == []


def test_the_outbox_is_for_administrators_and_shows_neither_links_nor_authors_addresses(database: Database) -> None:
    with database.transaction() as session:
        ada, ari = viewer(session, "ada"), viewer(session, "ari")
        invitation = draft(session, ada, discussion(session, ada))
        sending.send(session, by=ada, invitation_id=invitation.id, now=NOW)
        signing_in.ask_for_link(session, email="ada@example.org", network="192.0.2.1", now=NOW)
    QUEUER.drain(database, NOW)
    with database.transaction() as session:
        page = outbox.letters(session, ari, limit=1)
        assert page.next
        (first,), (second,) = page.items, outbox.letters(session, ari, page.next, limit=1).items
        assert (first.kind, second.kind, second.name) == ("sign-in", "invitation", "Chen Li")
        assert "[link]" in second.body
        assert ADDRESS not in repr(second)
        assert outbox.counts(session) == {"waiting": 2}
        for outsider in (VISITOR, ada, viewer(session, "mo"), viewer(session, "ben")):
            with pytest.raises(Forbidden):
                outbox.letters(session, outsider)
            with pytest.raises(Forbidden):
                outbox.try_again(session, by=outsider, letter_id=first.id, now=NOW)
        with pytest.raises(Conflict):
            outbox.try_again(session, by=ari, letter_id=first.id, now=NOW)
        with pytest.raises(NotFound):
            outbox.try_again(session, by=ari, letter_id=999, now=NOW)
