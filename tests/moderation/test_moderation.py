"""Verifying, hiding, and the record of both: every cell, on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes import audit, log
from journalclub.changes.models import AuditEntry, Change
from journalclub.db import Database
from journalclub.discussions.models import Discussion, DiscussionGuest
from journalclub.discussions.post_models import Post
from journalclub.invitations.actions import answering
from journalclub.kit.refusal import Forbidden, NotFound, Refusal
from journalclub.members import queries as members
from journalclub.members.actions import joining, roles
from journalclub.members.models import Member
from journalclub.members.profile import Profile
from journalclub.members.viewer import VISITOR, Viewer
from journalclub.moderation import actions, queries
from tests.invitations.scene import DAY, discussion, sent
from tests.members.cast import NOW, join, viewer

EVERYBODY = ["own host", "other host", "ben", "dora", "eve", "guest", "mo", "ari", "visitor"]


class Scene:
    """A chat that Ada hosts, one post of Ben's in it, and whoever looks."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ada, self.ben = viewer(session, "ada"), viewer(session, "ben")
        self.where: Discussion = discussion(session, self.ada)
        self.post = Post(
            discussion_id=self.where.id, member_id=self.ben.id or 0, text="Words", at=NOW, seq=0, client_token="t"
        )
        session.add(self.post)
        session.flush()

    def viewer(self, who: str) -> Viewer:
        match who:
            case "own host":
                return self.ada
            case "ben":
                return self.ben
            case "visitor":
                return VISITOR
            case "other host":
                other = join(self.session, "olga")
                roles.write_roles(self.session, other, ["member", "host"])
                return members.viewer_of_member(self.session, other.id)
            case "guest":
                chen = viewer(self.session, "chen")
                self.session.add(DiscussionGuest(discussion_id=self.where.id, member_id=chen.id or 0, admitted_at=NOW))
                self.session.flush()
                return chen
        return viewer(self.session, who)


def _may(act: Callable[[], object]) -> bool:
    try:
        act()
    except (Forbidden, NotFound):
        return False
    return True


@pytest.mark.parametrize("who", EVERYBODY)
def test_cells_of_hiding(database: Database, who: str) -> None:
    with database.transaction() as session:
        scene = Scene(session)
        by = scene.viewer(who)
        assert _may(lambda: actions.hide(session, by=by, post_id=scene.post.id, now=NOW)) is (
            who in {"own host", "mo", "ari"}
        )
        assert (scene.post.hidden_at is not None) is (who in {"own host", "mo", "ari"})


@pytest.mark.parametrize("hidden_by", ["oneself", "somebody else"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_cells_of_restoring(database: Database, who: str, hidden_by: str) -> None:
    with database.transaction() as session:
        scene = Scene(session)
        by = scene.viewer(who)
        scene.post.hidden_at = NOW
        scene.post.hidden_by = by.id if hidden_by == "oneself" else 999
        session.flush()
        allowed = who == "mo" or (who == "own host" and hidden_by == "oneself")
        assert _may(lambda: actions.restore(session, by=by, post_id=scene.post.id, now=NOW)) is allowed
        assert (scene.post.hidden_at is None) is allowed


@pytest.mark.parametrize("act", [actions.verify, actions.decline])
@pytest.mark.parametrize("who", EVERYBODY)
def test_cells_of_verifying(database: Database, who: str, act: Callable[..., Member]) -> None:
    with database.transaction() as session:
        by = Scene(session).viewer(who)
        applicant = Member(name="Fay", joined_at=NOW, applied_at=NOW)
        session.add(applicant)
        session.flush()
        assert _may(lambda: act(session, by=by, member_id=applicant.id, now=NOW)) is (who == "mo")
        assert (applicant.verified_at or applicant.declined_at) == (NOW if who == "mo" else None)
        assert _may(lambda: queries.applicants(session, by)) is (who == "mo")


@pytest.mark.parametrize("who", EVERYBODY)
def test_cells_of_reading_what_is_hidden_and_what_was_done(database: Database, who: str) -> None:
    with database.transaction() as session:
        scene = Scene(session)
        by, mo = scene.viewer(who), viewer(session, "max")
        roles.write_roles(session, session.get_one(Member, mo.id), ["moderator"])
        mo = members.viewer_of_member(session, mo.id or 0)
        actions.hide(session, by=mo, post_id=scene.post.id, why="A patient", now=NOW)
        audit.write(session, "backup.made", actor=None, now=NOW)
        session.flush()

        def seen(read: Callable[..., object]) -> int | None:
            try:
                return len(read(session, by).items)  # type: ignore[attr-defined]
            except Forbidden:
                return None

        assert seen(queries.hidden_posts) == {"own host": 1, "other host": 0, "mo": 1}.get(who)
        assert seen(queries.audit_entries) == {"own host": 1, "other host": 0, "mo": 1, "ari": 2}.get(who)


def test_hiding_moves_the_post_and_is_on_record(database: Database) -> None:
    with database.transaction() as session:
        scene = Scene(session)
        ada = scene.ada
        post = actions.hide(session, by=ada, post_id=scene.post.id, why=" Names\na patient ", now=NOW)
        actions.hide(session, by=ada, post_id=scene.post.id, why="Again", now=NOW + DAY)
        session.flush()
        change = session.scalars(select(Change).where(Change.kind == "post.hidden")).one()
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "post.hidden")).one()
        assert (post.hidden_at, post.hidden_by, post.hidden_why) == (NOW, ada.id, "Names a patient")
        assert (change.discussion_id, change.ids, change.actor_id) == (scene.where.id, {"post": post.id}, ada.id)
        assert (entry.reason, entry.discussion_id, entry.ids) == ("Names a patient", scene.where.id, {"post": post.id})
        assert post.seq == change.seq == log.head(session)
        actions.restore(session, by=ada, post_id=post.id, now=NOW)
        assert (post.hidden_at, post.hidden_by, post.hidden_why) == (None, None, None)
        assert post.seq == log.head(session)
        with pytest.raises(Refusal, match="280"):
            actions.hide(session, by=ada, post_id=post.id, why="x" * 281, now=NOW)
        with pytest.raises(NotFound):
            actions.hide(session, by=ada, post_id=999, now=NOW)


def test_a_refusal_does_not_tell_outsiders_that_there_is_a_post(database: Database) -> None:
    with database.transaction() as session:
        scene = Scene(session)
        for outsider in (VISITOR, viewer(session, "eve"), viewer(session, "dora")):
            with pytest.raises(NotFound):
                actions.hide(session, by=outsider, post_id=scene.post.id, now=NOW)
        with pytest.raises(Forbidden):
            actions.hide(session, by=scene.ben, post_id=scene.post.id, now=NOW)


def test_a_verified_applicant_is_a_member_whose_badge_says_what_was_checked(database: Database) -> None:
    with database.transaction() as session:
        mo, eve, dora = viewer(session, "mo"), join(session, "eve"), Member(name="D", joined_at=NOW, applied_at=NOW)
        session.add(dora)
        session.flush()
        actions.verify(session, by=mo, member_id=eve.id, now=NOW)
        actions.verify(session, by=mo, member_id=eve.id, now=NOW)
        actions.verify(session, by=mo, member_id=dora.id, roles=["patient_advocate"], why="Met her", now=NOW)
        assert (eve.verified_by, eve.verified_how) == (mo.id, "identity reviewed by a moderator")
        assert members.viewer_of_member(session, eve.id).is_member
        assert members.viewer_of_member(session, dora.id).is_patient_advocate
        for high in (["moderator"], ["host"], []):
            with pytest.raises(Refusal, match="becomes a member"):
                actions.verify(session, by=mo, member_id=eve.id, roles=high, now=NOW)
        assert session.scalars(select(AuditEntry.reason).order_by(AuditEntry.id)).all() == [None, "Met her"]
        kinds = session.scalars(select(Change.kind).where(Change.kind == "member.verified")).all()
        assert len(kinds) == 2


def test_a_declined_applicant_can_still_be_verified_by_another_look(database: Database) -> None:
    with database.transaction() as session:
        mo, eve = viewer(session, "mo"), join(session, "eve")
        actions.decline(session, by=mo, member_id=eve.id, why="No such hospital", now=NOW)
        actions.decline(session, by=mo, member_id=eve.id, now=NOW)
        assert queries.applicants(session, mo).items == []
        actions.verify(session, by=mo, member_id=eve.id, now=NOW)
        assert (eve.declined_at, eve.verified_at) == (None, NOW)
        assert session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all() == [
            "member.declined",
            "member.verified",
        ]


def test_a_moderator_does_not_verify_whom_they_invited(database: Database) -> None:
    with database.transaction() as session:
        moderator = join(session, "olga")
        roles.write_roles(session, moderator, ["member", "host", "moderator"])
        olga, mo = members.viewer_of_member(session, moderator.id), viewer(session, "mo")
        _, token = sent(session, olga, discussion(session, olga))
        guest = answering.accept(session, token, now=NOW).member_id
        chen = members.viewer_of_member(session, guest)
        joining.apply_signed_in(session, by=chen, profile=Profile(name="Chen Li"), now=NOW)
        session.flush()
        with pytest.raises(Forbidden):
            actions.verify(session, by=olga, member_id=guest, now=NOW)
        assert [one.may_decide for one in queries.applicants(session, olga).items] == [False]
        assert [one.may_decide for one in queries.applicants(session, mo).items] == [True]
        actions.verify(session, by=mo, member_id=guest, now=NOW)


def test_somebody_who_has_not_applied_is_not_verified(database: Database) -> None:
    with database.transaction() as session:
        mo, chen = viewer(session, "mo"), join(session, "chen")
        for member_id in (chen.id, 999):
            with pytest.raises(NotFound):
                actions.verify(session, by=mo, member_id=member_id, now=NOW)


def test_the_lists_come_in_pages(database: Database) -> None:
    with database.transaction() as session:
        scene = Scene(session)
        mo = viewer(session, "mo")
        for number in range(4):
            session.add(
                Post(
                    discussion_id=scene.where.id,
                    member_id=scene.ben.id or 0,
                    text=str(number),
                    at=NOW,
                    seq=0,
                    client_token=str(number),
                )
            )
        session.flush()
        for post in session.scalars(select(Post).order_by(Post.id)):
            actions.hide(session, by=mo, post_id=post.id, now=NOW)
        session.flush()
        texts: list[str] = []
        acts: list[int] = []
        cursor: str | None = ""
        while cursor is not None:
            page = queries.hidden_posts(session, mo, cursor, limit=2)
            texts += [one.post.text for one in page.items]
            assert {(one.member_name, one.hidden_by_name) for one in page.items} == {("Ben", "Mo")}
            cursor = page.next
        cursor = ""
        while cursor is not None:
            entries = queries.audit_entries(session, mo, cursor, limit=2)
            acts += [one.entry.ids["post"] for one in entries.items]
            cursor = entries.next
    assert texts == ["3", "2", "1", "0", "Words"]
    assert acts == sorted(acts, reverse=True)
    assert len(acts) == 5
