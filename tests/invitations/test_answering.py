"""What the invited author does with the link, and who that makes of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from journalclub.changes.models import Change
from journalclub.db import Database
from journalclub.discussions.actions import hosting
from journalclub.discussions.models import DiscussionGuest
from journalclub.invitations import never_contact, queries
from journalclub.invitations.actions import answering, sending
from journalclub.kit.refusal import Conflict, NotFound
from journalclub.members import queries as members
from journalclub.members.actions import roles, signing_in
from journalclub.members.models import Member, SignInSession
from journalclub.members.viewer import OPERATOR
from tests.invitations.scene import ADDRESS, DAY, discussion, draft, kinds, sent
from tests.members.cast import NOW, join, viewer


def test_accepting_makes_an_author_guest_of_this_discussion_and_nothing_more(database: Database) -> None:
    with database.transaction() as session:
        ada = viewer(session, "ada")
        here, there = discussion(session, ada), discussion(session, ada, NOW + 40 * DAY)
        invitation, token = sent(session, ada, here)
        accepted = answering.accept(session, token, now=NOW + DAY, agent="Safari")
        session.flush()
        chen = session.get_one(Member, accepted.member_id)
        assert (chen.name, chen.email, chen.verified_at, chen.applied_at) == ("Chen Li", ADDRESS, None, None)
        assert chen.role_names == frozenset()
        assert accepted.signed_in is not None
        assert members.viewer_of_session(session, accepted.signed_in.token, NOW + DAY).id == chen.id
        assert session.get(DiscussionGuest, (here.id, chen.id)) is not None
        assert session.get(DiscussionGuest, (there.id, chen.id)) is None
        assert (invitation.state, invitation.member_id) == ("accepted", chen.id)
        assert kinds(session) == ["invitation.drafted", "invitation.sent", "invitation.accepted"]
        assert list(members.applicants(session).items) == []


def test_a_link_opens_without_changing_anything_and_is_answered_once(database: Database) -> None:
    with database.transaction() as session:
        ada = viewer(session, "ada")
        _, token = sent(session, ada, discussion(session, ada))
    for _ in range(3):
        with database.reading() as session:
            opened = queries.by_token(session, token, NOW)
            assert opened is not None
            assert (opened.is_answered, opened.host_name, len(opened.questions)) == (False, "Ada", 2)
    with database.transaction() as session:
        answering.accept(session, token, now=NOW)
        opened = queries.by_token(session, token, NOW)
        assert opened is not None
        assert opened.is_answered
        for again in (answering.accept, answering.decline):
            with pytest.raises(Conflict):
                again(session, token, now=NOW)
        assert len(session.scalars(select(SignInSession)).all()) == 1


def test_an_answered_link_can_only_mail_a_sign_in_link_to_the_invited_address(database: Database) -> None:
    with database.transaction() as session:
        ada = viewer(session, "ada")
        _, token = sent(session, ada, discussion(session, ada))
        with pytest.raises(NotFound):
            answering.mail_sign_in_link(session, token, network="192.0.2.1", now=NOW)
        accepted = answering.accept(session, token, now=NOW)
        answering.mail_sign_in_link(session, token, network="192.0.2.1", now=NOW + 50 * DAY)
        asked = session.scalars(select(Change).where(Change.kind == "sign-in.asked")).one()
        assert asked.ids == {"member": accepted.member_id}
        assert len(session.scalars(select(SignInSession)).all()) == 1


@pytest.mark.parametrize("why", ["wrong", "expired", "revoked", "cancelled", "host lost the role", "host suspended"])
def test_a_dead_link_looks_the_same_whatever_killed_it(database: Database, why: str) -> None:
    with database.transaction() as session:
        ada, mo = viewer(session, "ada"), viewer(session, "mo")
        where = discussion(session, ada)
        invitation, token = sent(session, ada, where)
        moment = NOW
        match why:
            case "wrong":
                token += "x"
            case "expired":
                moment = where.closes
            case "revoked":
                sending.revoke(session, by=ada, invitation_id=invitation.id, now=NOW)
            case "cancelled":
                hosting.cancel(session, by=ada, discussion_id=where.id, now=NOW)
            case "host lost the role":
                roles.set_roles(session, by=mo, member_id=ada.id or 0, roles=["member"], now=NOW)
            case _:
                roles.suspend(session, by=mo, member_id=ada.id or 0, why="Left the club", now=NOW)
        session.flush()
        assert queries.by_token(session, token, moment) is None
        sentences = set()
        for act in (answering.accept, answering.decline, answering.never_contact):
            with pytest.raises(NotFound) as refused:
                act(session, token, now=moment)
            sentences.add(refused.value.sentence)
        assert sentences == {"This invitation is not open any more."}
        assert session.scalars(select(DiscussionGuest)).all() == []


def test_a_member_who_accepts_keeps_the_account_and_signs_in_as_always(database: Database) -> None:
    with database.transaction() as session:
        ada, ben = viewer(session, "ada"), join(session, "ben")
        where = discussion(session, ada)
        _, token = sent(session, ada, where, "ben@example.org")
        accepted = answering.accept(session, token, now=NOW)
        assert (accepted.member_id, accepted.signed_in) == (ben.id, None)
        assert ben.name == "Ben"
        assert session.get(DiscussionGuest, (where.id, ben.id)) is not None
        asked = session.scalars(select(Change).where(Change.kind == "sign-in.asked")).one()
        assert asked.ids == {"member": ben.id}


def test_an_account_that_somebody_typed_with_the_address_is_not_taken_over(database: Database) -> None:
    with database.transaction() as session:
        ada = viewer(session, "ada")
        squatter = Member(name="Professor Mallory", email=ADDRESS, joined_at=NOW, applied_at=NOW)
        session.add(squatter)
        session.flush()
        _, token = sent(session, ada, discussion(session, ada))
        accepted = answering.accept(session, token, now=NOW)
        assert accepted.member_id == squatter.id
        assert (squatter.name, squatter.verified_at) == ("Chen Li", None)


def test_a_suspended_person_cannot_come_back_by_an_invitation(database: Database) -> None:
    with database.transaction() as session:
        ada, chen = viewer(session, "ada"), join(session, "chen")
        roles.suspend(session, by=OPERATOR, member_id=chen.id, why="Advertising", now=NOW)
        _, token = sent(session, ada, discussion(session, ada))
    with pytest.raises(NotFound), database.transaction() as session:
        answering.accept(session, token, now=NOW)
    with database.reading() as session:
        assert session.scalars(select(DiscussionGuest)).all() == []


def test_never_again_holds_for_every_discussion_and_outlives_the_account(database: Database) -> None:
    with database.transaction() as session:
        ada = viewer(session, "ada")
        here, there = discussion(session, ada), discussion(session, ada, NOW + 40 * DAY)
        waiting = draft(session, ada, there)
        invitation, token = sent(session, ada, here)
        answering.never_contact(session, token, now=NOW)
        assert invitation.state == "declined"
        assert never_contact.is_blocked(session, "Chen@Example.org")
        with pytest.raises(Conflict, match="never to be written to"):
            sending.send(session, by=ada, invitation_id=waiting.id, now=NOW)
        with pytest.raises(Conflict, match="never to be written to"):
            draft(session, ada, discussion(session, ada, NOW + 80 * DAY))
        answering.never_contact(session, token, now=NOW + DAY)
        session.execute(Member.__table__.delete().where(Member.email == ADDRESS))  # type: ignore[attr-defined]
        assert never_contact.is_blocked(session, ADDRESS)


def test_signing_in_again_after_accepting_leads_to_the_same_guest(database: Database) -> None:
    with database.transaction() as session:
        ada = viewer(session, "ada")
        _, token = sent(session, ada, discussion(session, ada))
        accepted = answering.accept(session, token, now=NOW)
        link = signing_in.mint_link(session, accepted.member_id, NOW)
        assert signing_in.use_link(session, link, now=NOW).member_id == accepted.member_id
