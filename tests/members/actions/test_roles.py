"""Roles, suspension, and that nothing stale outlives them."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes.models import AuditEntry, Change
from journalclub.db import Database
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from journalclub.members import queries
from journalclub.members.actions import roles, signing_in, tokens
from journalclub.members.models import Member
from journalclub.members.viewer import OPERATOR, VISITOR
from tests.members.cast import NOW, join, viewer


class Ways:
    """Every way in that a member may have open."""

    def __init__(self, session: Session, member: Member) -> None:
        self.cookie = signing_in.start_session(session, member, now=NOW).token
        self.link = signing_in.mint_link(session, member.id, NOW)
        self.token = tokens.create(session, by=OPERATOR, member_id=member.id, now=NOW)

    def open(self, session: Session) -> list[str]:
        session.flush()
        found = ["cookie"] if queries.viewer_of_session(session, self.cookie, NOW) is not VISITOR else []
        found += ["token"] if queries.viewer_by_token(session, self.token, NOW) else []
        try:
            signing_in.use_link(session, self.link, now=NOW)
        except Refusal:
            return found
        return [*found, "link"]


def test_a_suspended_member_has_no_way_in_left_and_every_loss_is_a_change(database: Database) -> None:
    with database.transaction() as session:
        mo, ben = viewer(session, "mo"), join(session, "ben")
        ways, others = Ways(session, ben), Ways(session, join(session, "ada"))
        roles.suspend(session, by=mo, member_id=ben.id, why="Shared a patient's name", now=NOW)
        assert ways.open(session) == []
        assert others.open(session) == ["cookie", "token", "link"]
        lost = session.scalars(select(Change).where(Change.ids["member"].as_integer() == ben.id)).all()
    assert [c.kind for c in lost if c.kind.endswith((".suspended", ".ended", ".revoked"))] == [
        "member.suspended",
        "session.ended",
        "token.revoked",
    ]
    assert all(change.actor_id == mo.id for change in lost if change.kind == "session.ended")


def test_a_restored_member_signs_in_anew(database: Database) -> None:
    with database.transaction() as session:
        mo, ben = viewer(session, "mo"), join(session, "ben")
        ways = Ways(session, ben)
        roles.suspend(session, by=mo, member_id=ben.id, why="By mistake", now=NOW)
        roles.restore(session, by=mo, member_id=ben.id, now=NOW)
        assert ways.open(session) == []
        assert (ben.suspended_at, ben.suspended_why) == (None, None)
        assert Ways(session, ben).open(session) == ["cookie", "token", "link"]
        acts = list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert acts == ["member.suspended", "member.restored"]


def test_a_suspension_says_why(database: Database) -> None:
    with database.transaction() as session:
        mo, ben = viewer(session, "mo"), join(session, "ben")
        with pytest.raises(Refusal, match="say why"):
            roles.suspend(session, by=mo, member_id=ben.id, why="  ", now=NOW)
        roles.suspend(session, by=mo, member_id=ben.id, why="Advice on a case", now=NOW)
        roles.suspend(session, by=mo, member_id=ben.id, why="Another time", now=NOW)
        assert session.scalars(select(AuditEntry.reason)).all() == ["Advice on a case"]


@pytest.mark.parametrize("target", ["mo", "ari"])
def test_a_moderator_suspends_lower_roles_only(database: Database, target: str) -> None:
    with database.transaction() as session:
        high = join(session, target)
        other = join(session, "max")
        roles.write_roles(session, other, ["moderator"])
        by = queries.viewer_of_member(session, other.id)
        with pytest.raises(Forbidden):
            roles.suspend(session, by=by, member_id=high.id, why="Because", now=NOW)
        assert high.suspended_at is None


def test_losing_a_role_closes_every_way_in_and_gaining_one_does_not(database: Database) -> None:
    with database.transaction() as session:
        mo, ben = viewer(session, "mo"), join(session, "ben")
        ways = Ways(session, ben)
        assert roles.set_roles(session, by=mo, member_id=ben.id, roles=["member", "host"], now=NOW)
        assert ways.open(session) == ["cookie", "token", "link"]
        ways = Ways(session, ben)
        assert roles.set_roles(session, by=mo, member_id=ben.id, roles=["member"], now=NOW)
        assert ways.open(session) == []
        assert queries.viewer_of_member(session, ben.id).roles == {"member"}
        assert session.scalars(select(AuditEntry.reason)).all() == ["host member", "member"]


def test_the_same_roles_again_change_nothing(database: Database) -> None:
    with database.transaction() as session:
        mo, ben = viewer(session, "mo"), join(session, "ben")
        ways = Ways(session, ben)
        assert roles.set_roles(session, by=mo, member_id=ben.id, roles=["member"], now=NOW)
        assert ways.open(session) == ["cookie", "token", "link"]
        assert session.scalars(select(AuditEntry)).all() == []


def test_nobody_promotes_themselves(database: Database) -> None:
    with database.transaction() as session:
        for who in ("ben", "mo", "ari"):
            me = viewer(session, who)
            with pytest.raises(Forbidden):
                roles.set_roles(session, by=me, member_id=me.id or 0, roles=[*me.roles, "host"], now=NOW)


def test_one_administrator_makes_a_moderator_alone_and_two_do_it_together(database: Database) -> None:
    with database.transaction() as session:
        ari, ben = viewer(session, "ari"), join(session, "ben")
        high = ["member", "moderator"]
        assert roles.set_roles(session, by=ari, member_id=ben.id, roles=high, now=NOW)
        assert ben.role_names == set(high)
        second = join(session, "ann")
        roles.write_roles(session, second, ["administrator"])
        ann, dan = queries.viewer_of_member(session, second.id), join(session, "dan")
        assert not roles.set_roles(session, by=ari, member_id=dan.id, roles=high, now=NOW)
        assert not roles.set_roles(session, by=ari, member_id=dan.id, roles=high, now=NOW)
        assert not roles.set_roles(session, by=ann, member_id=dan.id, roles=["administrator"], now=NOW)
        assert dan.role_names == {"member"}
        assert not roles.set_roles(session, by=ari, member_id=dan.id, roles=high, now=NOW)
        assert roles.set_roles(session, by=ann, member_id=dan.id, roles=high, now=NOW)
        assert dan.role_names == set(high)


def test_a_proposal_dies_with_its_administrators_role(database: Database) -> None:
    with database.transaction() as session:
        ari, dan = viewer(session, "ari"), join(session, "dan")
        others = [join(session, name) for name in ("ann", "abe")]
        for other in others:
            roles.write_roles(session, other, ["administrator"])
        assert not roles.set_roles(session, by=ari, member_id=dan.id, roles=["moderator"], now=NOW)
        roles.suspend(session, by=OPERATOR, member_id=ari.id or 0, why="Left", now=NOW)
        ann, abe = (queries.viewer_of_member(session, other.id) for other in others)
        assert not roles.set_roles(session, by=ann, member_id=dan.id, roles=["moderator"], now=NOW)
        assert roles.set_roles(session, by=abe, member_id=dan.id, roles=["moderator"], now=NOW)


def test_the_last_administrator_stays(database: Database) -> None:
    with database.transaction() as session:
        ari = viewer(session, "ari")
        for by in (ari, OPERATOR):
            with pytest.raises(Conflict):
                roles.set_roles(session, by=by, member_id=ari.id or 0, roles=[], now=NOW)
        with pytest.raises(Conflict):
            roles.suspend(session, by=OPERATOR, member_id=ari.id or 0, why="Left", now=NOW)
        assert queries.administrators(session) == 1


def test_roles_need_verification_and_known_words(database: Database) -> None:
    with database.transaction() as session:
        eve = join(session, "eve")
        with pytest.raises(Refusal, match="verified first"):
            roles.set_roles(session, by=OPERATOR, member_id=eve.id, roles=["member"], now=NOW)
        with pytest.raises(Refusal, match="no role"):
            roles.set_roles(session, by=OPERATOR, member_id=eve.id, roles=["pending"], now=NOW)
        with pytest.raises(NotFound):
            roles.set_roles(session, by=OPERATOR, member_id=999, roles=["member"], now=NOW)


def test_tokens_are_ones_own_and_come_with_verification(database: Database) -> None:
    with database.transaction() as session:
        ben, eve = viewer(session, "ben"), viewer(session, "eve")
        assert ben.id
        assert eve.id
        secret = tokens.create(session, by=ben, member_id=ben.id, name="my script", now=NOW)
        (row,) = queries.tokens_of(session, ben)
        with pytest.raises(Forbidden):
            tokens.create(session, by=eve, member_id=eve.id, now=NOW)
        with pytest.raises(NotFound):
            tokens.create(session, by=eve, member_id=ben.id, now=NOW)
        with pytest.raises(NotFound):
            tokens.revoke(session, by=eve, token_id=row.id, now=NOW)
        with pytest.raises(NotFound):
            tokens.revoke_all(session, by=VISITOR, member_id=ben.id, now=NOW)
        tokens.revoke(session, by=ben, token_id=row.id, now=NOW)
        tokens.revoke(session, by=ben, token_id=row.id, now=NOW)
        session.flush()
        assert queries.viewer_by_token(session, secret, NOW) is None
        other = tokens.create(session, by=OPERATOR, member_id=ben.id, now=NOW)
        tokens.revoke_all(session, by=OPERATOR, member_id=ben.id, now=NOW)
        session.flush()
        assert queries.viewer_by_token(session, other, NOW) is None
        kinds = list(session.scalars(select(Change.kind).order_by(Change.seq)))
    assert kinds == ["token.added", "token.revoked", "token.added", "token.revoked"]
