"""From the draft to the answer, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from journalclub.changes.models import AuditEntry, Change
from journalclub.db import Database
from journalclub.discussions.models import DiscussionGuest
from journalclub.invitations import queries
from journalclub.invitations.actions import answering, drafting, sending
from journalclub.invitations.models import InvitationLink
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from journalclub.letters import texts
from journalclub.members import queries as members
from journalclub.members.actions import roles
from journalclub.members.models import Club
from journalclub.members.viewer import VISITOR
from tests.invitations.scene import DAY, discussion, draft, kinds, sent
from tests.members.cast import NOW, join, viewer


def test_a_draft_proposes_a_letter_that_the_host_makes_their_own(database: Database) -> None:
    with database.transaction() as session:
        ada = viewer(session, "ada")
        invitation = draft(session, ada, discussion(session, ada))
        assert invitation.text.startswith("Dear Chen Li,")
        assert "“Single-fraction <b>SBRT</b>” on Sunday 31 May 2026 at 20:00 (UTC)" in invitation.text
        assert invitation.text.endswith("Kind regards,\nAda")
        drafting.edit(
            session, by=ada, invitation_id=invitation.id, subject="An\r\nBcc: invitation", text=" Come! ", now=NOW
        )
        assert (invitation.subject, invitation.text) == ("An Bcc: invitation", "Come!")
        assert kinds(session) == ["invitation.drafted"]
        for subject, text in (("", "x"), ("x", ""), ("x" * 201, "x"), ("x", "x" * 4001)):
            with pytest.raises(Refusal):
                drafting.edit(session, by=ada, invitation_id=invitation.id, subject=subject, text=text, now=NOW)


def test_no_secret_rests_in_a_table_and_a_reminder_kills_no_earlier_link(database: Database) -> None:
    with database.transaction() as session:
        ada = viewer(session, "ada")
        invitation, first = sent(session, ada, discussion(session, ada))
        sending.remind(session, by=ada, invitation_id=invitation.id, now=NOW + 3 * DAY)
        second = sending.mint_link(session, invitation.id, NOW + 3 * DAY)
        assert second
        assert first.encode() not in session.scalars(select(InvitationLink.digest)).all()
        for token in (first, second):
            assert queries.by_token(session, token, NOW + 4 * DAY) is not None
        answering.decline(session, first, now=NOW + 4 * DAY)
        with pytest.raises(Conflict):
            answering.accept(session, second, now=NOW + 4 * DAY)
        assert sending.mint_link(session, invitation.id, NOW + 5 * DAY) is None


def test_revoking_an_accepted_invitation_removes_the_guest(database: Database) -> None:
    with database.transaction() as session:
        ada = viewer(session, "ada")
        where = discussion(session, ada)
        invitation, token = sent(session, ada, where)
        accepted = answering.accept(session, token, now=NOW)
        sending.revoke(session, by=ada, invitation_id=invitation.id, now=NOW)
        session.flush()
        assert session.get_one(DiscussionGuest, (where.id, accepted.member_id)).removed_at == NOW
        assert queries.by_token(session, token, NOW) is None
        last = session.scalars(select(Change).order_by(Change.seq.desc()).limit(1)).one()
        assert (last.kind, last.ids, last.discussion_id) == ("guest.removed", {"member": accepted.member_id}, where.id)
        assert session.scalars(select(AuditEntry.act)).all() == ["invitation.revoked"]


def test_a_discarded_draft_leaves_room_for_another_and_a_sent_one_does_not(database: Database) -> None:
    with database.transaction() as session:
        ada = viewer(session, "ada")
        where = discussion(session, ada)
        first = draft(session, ada, where)
        with pytest.raises(Conflict):
            draft(session, ada, where, " CHEN@example.org ")
        sending.revoke(session, by=ada, invitation_id=first.id, now=NOW)
        invitation, _ = sent(session, ada, where)
        sending.revoke(session, by=ada, invitation_id=invitation.id, now=NOW)
        with pytest.raises(Conflict):
            draft(session, ada, where)


def test_reminders_are_two_and_days_apart(database: Database) -> None:
    with database.transaction() as session:
        ada = viewer(session, "ada")
        invitation, _ = sent(session, ada, discussion(session, ada))
        with pytest.raises(Conflict, match="three days"):
            sending.remind(session, by=ada, invitation_id=invitation.id, now=NOW + DAY)
        for number in (1, 2):
            sending.remind(session, by=ada, invitation_id=invitation.id, now=NOW + 3 * number * DAY)
        with pytest.raises(Conflict, match="the most"):
            sending.remind(session, by=ada, invitation_id=invitation.id, now=NOW + 12 * DAY)
        with pytest.raises(Conflict):
            sending.send(session, by=ada, invitation_id=invitation.id, now=NOW + 12 * DAY)
        sends = session.scalars(select(Change.ids).where(Change.kind == "invitation.sent").order_by(Change.seq)).all()
    assert [ids.get("reminder") for ids in sends] == [None, 1, 2]


def test_nobody_is_invited_to_a_discussion_that_is_over(database: Database) -> None:
    with database.transaction() as session:
        ada = viewer(session, "ada")
        where = discussion(session, ada)
        waiting = draft(session, ada, where)
        with pytest.raises(Conflict, match="over"):
            sending.send(session, by=ada, invitation_id=waiting.id, now=where.closes)
        with pytest.raises(Conflict, match="over"):
            drafting.draft(
                session,
                by=ada,
                discussion_id=where.id,
                author_name="Chen",
                address="c@example.org",
                article_title="",
                now=where.closes + timedelta(1),
            )


def test_hosts_see_who_was_asked_and_others_see_no_address(database: Database) -> None:
    with database.transaction() as session:
        ada, mo, ben = viewer(session, "ada"), viewer(session, "mo"), viewer(session, "ben")
        where = discussion(session, ada)
        _, yes = sent(session, ada, where, "a1@example.org")
        _, no = sent(session, ada, where, "a2@example.org")
        sent(session, ada, where, "a3@example.org")
        draft(session, ada, where, "a4@example.org")
        answering.accept(session, yes, now=NOW)
        answering.never_contact(session, no, now=NOW)
        session.flush()
        later = NOW + 4 * DAY
        asked = queries.of_discussion(session, ada, where.id, later)
        assert [(one.address, one.state, one.never_contact, one.may_remind) for one in asked] == [
            ("a1@example.org", "accepted", False, False),
            ("a2@example.org", "declined", True, False),
            ("a3@example.org", "sent", False, True),
            ("a4@example.org", "draft", False, False),
        ]
        assert queries.invitation(session, ada, asked[0].id, NOW).address == "a1@example.org"
        assert {one.address for one in queries.of_discussion(session, mo, where.id, later)} == {None}
        for outsider in (ben, VISITOR):
            with pytest.raises(Forbidden):
                queries.of_discussion(session, outsider, where.id, later)
        for outsider in (mo, ben, VISITOR):
            with pytest.raises(NotFound):
                queries.invitation(session, outsider, asked[0].id, NOW)


INVITES = {"own host"}
REVOKES = {"own host", "mo", "ari"}


@pytest.mark.parametrize("who", ["own host", "other host", "ben", "dora", "eve", "guest", "mo", "ari", "visitor"])
def test_cell(database: Database, who: str) -> None:
    with database.transaction() as session:
        ada = viewer(session, "ada")
        where = discussion(session, ada)
        waiting = draft(session, ada, where, "waiting@example.org")
        gone, _ = sent(session, ada, where, "gone@example.org")
        _, token = sent(session, ada, where)
        guest = answering.accept(session, token, now=NOW).member_id
        if who == "guest":
            by = members.viewer_of_member(session, guest)
        elif who == "other host":
            other = join(session, "olga")
            roles.write_roles(session, other, ["member", "host"])
            by = members.viewer_of_member(session, other.id)
        else:
            by = {"own host": ada, "visitor": VISITOR}.get(who) or viewer(session, who)

        def may(act: str) -> bool:
            try:
                match act:
                    case "draft":
                        draft(session, by, where, "another@example.org")
                    case "edit":
                        drafting.edit(session, by=by, invitation_id=waiting.id, subject="Come", text="Please", now=NOW)
                    case "send":
                        sending.send(session, by=by, invitation_id=waiting.id, now=NOW)
                    case "remind":
                        sending.remind(session, by=by, invitation_id=gone.id, now=NOW + 3 * DAY)
                    case "revoke":
                        sending.revoke(session, by=by, invitation_id=gone.id, now=NOW)
            except (Forbidden, NotFound):
                return False
            return True

        assert {act for act in ("draft", "edit", "send", "remind") if may(act)} == (
            {"draft", "edit", "send", "remind"} if who in INVITES else set()
        )
        assert may("revoke") is (who in REVOKES)


def test_without_a_series_the_letter_tells_the_clubs_time(database: Database) -> None:
    with database.transaction() as session:
        session.add(Club(id=1, name="Evening Club", time_zone="America/Chicago", founded_at=NOW))
        ada = viewer(session, "ada")
        invitation = draft(session, ada, discussion(session, ada))
        assert "15:00 (America/Chicago)" in invitation.text
        assert "(America/Chicago)" in texts.invitation(session, invitation, NOW).body
