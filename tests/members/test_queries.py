"""Who is behind a session or a token."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from journalclub.db import Database
from journalclub.kit.tokens import digest
from journalclub.members import queries
from journalclub.members.models import ApiToken, Member, SetUpLink, SignInSession
from journalclub.members.viewer import VISITOR
from tests.members.cast import NOW, join

DAY = timedelta(days=1)


def _sign_in(session: Session, member: Member, token: str = "cookie") -> SignInSession:
    row = SignInSession(
        digest=digest(token), member_id=member.id, started_at=NOW, seen_at=NOW, expires_at=NOW + 30 * DAY
    )
    session.add(row)
    session.flush()
    return row


def test_a_session_is_its_member_with_every_role(database: Database) -> None:
    with database.transaction() as session:
        ada = join(session, "ada")
        signed_in = _sign_in(session, ada)
        viewer = queries.viewer_of_session(session, "cookie", NOW)
    assert (viewer.id, viewer.name, viewer.session, viewer.token) == (ada.id, "Ada", signed_in.id, None)
    assert viewer.roles == {"member", "host"}
    assert viewer.verified
    assert viewer.introduced
    assert viewer.is_host


def test_a_viewer_without_roles_is_still_somebody(database: Database) -> None:
    with database.transaction() as session:
        chen = join(session, "chen")
        _sign_in(session, chen)
        viewer = queries.viewer_of_session(session, "cookie", NOW)
    assert viewer.id == chen.id
    assert viewer.roles == frozenset()
    assert not viewer.verified


@pytest.mark.parametrize("why", ["unknown", "ended", "expired", "suspended"])
def test_a_dead_session_is_a_visitor(database: Database, why: str) -> None:
    with database.transaction() as session:
        ben = join(session, "ben")
        row = _sign_in(session, ben)
        assert queries.viewer_of_session(session, "cookie", NOW).id == ben.id
        row.ended_at = NOW if why == "ended" else None
        row.expires_at = NOW if why == "expired" else row.expires_at
        ben.suspended_at = NOW if why == "suspended" else None
        session.flush()
        token = "another" if why == "unknown" else "cookie"
        assert queries.viewer_of_session(session, token, NOW) is VISITOR
        assert queries.viewer_by_session_id(session, row.id if why != "unknown" else 999, NOW) is VISITOR


def test_a_live_session_is_known_by_its_id(database: Database) -> None:
    with database.transaction() as session:
        row = _sign_in(session, join(session, "ben"))
        assert queries.viewer_by_session_id(session, row.id, NOW) == queries.viewer_of_session(session, "cookie", NOW)


@pytest.mark.parametrize("why", ["unknown", "revoked", "suspended"])
def test_a_dead_token_is_nobody(database: Database, why: str) -> None:
    with database.transaction() as session:
        ben = join(session, "ben")
        row = ApiToken(digest=digest("secret"), member_id=ben.id, made_at=NOW)
        session.add(row)
        session.flush()
        viewer = queries.viewer_by_token(session, "secret", NOW)
        assert viewer is not None
        assert (viewer.id, viewer.token, viewer.session) == (ben.id, row.id, None)
        assert queries.viewer_by_token_id(session, row.id, NOW) == viewer
        row.revoked_at = NOW if why == "revoked" else None
        ben.suspended_at = NOW if why == "suspended" else None
        session.flush()
        assert queries.viewer_by_token(session, "guess" if why == "unknown" else "secret", NOW) is None
        assert queries.viewer_by_token_id(session, 999 if why == "unknown" else row.id, NOW) is None


def test_finding_out_who_asks_is_one_query(database: Database) -> None:
    with database.transaction() as session:
        _sign_in(session, join(session, "ada"))
    asked: list[str] = []
    with database.reading() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *args: asked.append(args[2]))
        queries.viewer_of_session(session, "cookie", NOW)
    assert len(asked) == 1


def test_a_member_is_found_by_an_address_in_any_case(database: Database) -> None:
    with database.transaction() as session:
        ben = join(session, "ben")
        assert queries.member_by_email(session, "  Ben@Example.ORG ") is ben
        assert queries.member_by_email(session, "nobody@example.org") is None
        assert queries.member_by_email(session, "no address") is None
        assert queries.viewer_of_member(session, ben.id).id == ben.id
        assert queries.viewer_of_member(session, ben.id + 1) is VISITOR


def test_applicants_come_in_pages_first_come_first(database: Database) -> None:
    with database.transaction() as session:
        join(session, "ben")
        for number in range(5):
            session.add(
                Member(name=f"Applicant {number}", joined_at=NOW, applied_at=NOW + timedelta(minutes=number // 2))
            )
        session.add(Member(name="Declined", joined_at=NOW, applied_at=NOW, declined_at=NOW))
        session.flush()
        assert queries.waiting(session) == 5
        names: list[str] = []
        cursor: str | None = None
        while True:
            page = queries.applicants(session, cursor, limit=2)
            names += [member.name for member in page.items]
            if (cursor := page.next) is None:
                break
    assert names == [f"Applicant {number}" for number in range(5)]


def test_own_sessions_and_tokens_are_those_that_work(database: Database) -> None:
    with database.transaction() as session:
        ben = join(session, "ben")
        open_one, ended = _sign_in(session, ben), _sign_in(session, ben, "other")
        ended.ended_at = NOW
        _sign_in(session, join(session, "ada"), "hers")
        session.add(ApiToken(digest=digest("works"), member_id=ben.id, name="script", made_at=NOW))
        session.add(ApiToken(digest=digest("dead"), member_id=ben.id, made_at=NOW, revoked_at=NOW))
        session.flush()
        me = queries.viewer_of_member(session, ben.id)
        assert [row.id for row in queries.sessions_of(session, me, NOW)] == [open_one.id]
        assert [row.name for row in queries.tokens_of(session, me)] == ["script"]


def test_there_is_no_club_before_it_is_founded(database: Database) -> None:
    with database.transaction() as session:
        session.add(SetUpLink(digest=digest("set-up"), made_at=NOW))
        session.flush()
        assert queries.club(session) is None
        assert queries.is_set_up_link(session, "set-up")
        assert not queries.is_set_up_link(session, "guess")
