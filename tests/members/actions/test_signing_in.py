"""Links, sessions, and what ends them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journalclub.changes.models import Change
from journalclub.db import Database
from journalclub.kit.refusal import NotFound, Refusal, TooMany
from journalclub.members import queries
from journalclub.members.actions import signing_in
from journalclub.members.models import Allowance, Member, SignInLink, SignInSession
from journalclub.members.viewer import VISITOR
from tests.members.cast import NOW, join, viewer

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def _kinds(session: Session) -> list[str]:
    return list(session.scalars(select(Change.kind).order_by(Change.seq)))


def test_known_unknown_and_suspended_addresses_write_the_same_rows(database: Database) -> None:
    written: list[tuple[int, int, int]] = []
    with database.transaction() as session:
        join(session, "ben")
        join(session, "mo").suspended_at = NOW
        session.flush()
        for email in ("ben@example.org", "nobody@example.org", "mo@example.org"):
            signing_in.ask_for_link(session, email=email, network="192.0.2.1", now=NOW)
            counts = [session.scalar(select(func.count()).select_from(t)) or 0 for t in (Change, Allowance, Member)]
            written.append((counts[0], counts[1], counts[2]))
        ids = list(session.scalars(select(Change.ids).order_by(Change.seq)))
    assert written == [(1, 2, 2), (2, 3, 2), (3, 4, 2)]
    assert [list(named) for named in ids] == [["member"], [], []]


def test_asking_often_is_limited_by_address_and_by_network(database: Database) -> None:
    with database.transaction() as session:
        for number in range(3):
            signing_in.ask_for_link(session, email="x@example.org", network=f"192.0.2.{number}", now=NOW)
        with pytest.raises(TooMany):
            signing_in.ask_for_link(session, email="X@example.org", network="192.0.2.9", now=NOW)
        for number in range(20):
            signing_in.ask_for_link(session, email=f"a{number}@example.org", network="198.51.100.1", now=NOW)
        with pytest.raises(TooMany) as refused:
            signing_in.ask_for_link(session, email="b@example.org", network="198.51.100.1", now=NOW)
    assert refused.value.retry_after == 60


def test_what_is_no_address_is_refused(database: Database) -> None:
    with database.transaction() as session, pytest.raises(Refusal, match="not an e-mail address"):
        signing_in.ask_for_link(session, email="a@example.org\nBcc: b@example.org", network="192.0.2.1", now=NOW)


def test_a_link_signs_in_once(database: Database) -> None:
    with database.transaction() as session:
        ben = join(session, "ben")
        link = signing_in.mint_link(session, ben.id, NOW)
        signed_in = signing_in.use_link(session, link, now=NOW + MINUTE, agent="Firefox\r\n")
        assert queries.viewer_of_session(session, signed_in.token, NOW + MINUTE).id == ben.id
        row = session.get_one(SignInSession, signed_in.session_id)
        assert row.agent == "Firefox"
        with pytest.raises(Refusal, match="ask for a new one"):
            signing_in.use_link(session, link, now=NOW + MINUTE)


def test_no_secret_rests_in_a_table(database: Database) -> None:
    with database.transaction() as session:
        ben = join(session, "ben")
        link = signing_in.mint_link(session, ben.id, NOW)
        signed_in = signing_in.use_link(session, link, now=NOW)
        kept = [session.scalars(select(SignInLink.digest)).one(), session.scalars(select(SignInSession.digest)).one()]
    for secret in (link, signed_in.token):
        assert secret.encode() not in kept


@pytest.mark.parametrize("why", ["wrong", "expired", "suspended"])
def test_a_dead_link_always_answers_the_same(database: Database, why: str) -> None:
    with database.transaction() as session:
        ben = join(session, "ben")
        link = signing_in.mint_link(session, ben.id, NOW)
        ben.suspended_at = NOW if why == "suspended" else None
        session.flush()
        moment = NOW + (signing_in.MAILED_LINK_LASTS if why == "expired" else MINUTE)
        with pytest.raises(Refusal) as refused:
            signing_in.use_link(session, link + "x" if why == "wrong" else link, now=moment)
    assert (refused.value.code, refused.value.status) == ("dead-link", 422)


def test_a_suspended_member_gets_no_link(database: Database) -> None:
    with database.transaction() as session:
        ben = join(session, "ben")
        ben.suspended_at = NOW
        with pytest.raises(Refusal, match="suspended"):
            signing_in.mint_link(session, ben.id, NOW)
        with pytest.raises(NotFound):
            signing_in.mint_link(session, ben.id + 1, NOW)


def test_a_session_that_is_used_lasts_and_one_that_rests_runs_out(database: Database) -> None:
    with database.transaction() as session:
        signed_in = signing_in.start_session(session, join(session, "ben"), now=NOW)
        row = session.get_one(SignInSession, signed_in.session_id)
        moment = NOW
        while moment + 20 * DAY < NOW + signing_in.SESSION_LASTS:
            moment += 20 * DAY
            me = queries.viewer_of_session(session, signed_in.token, moment)
            assert me.session == row.id
            signing_in.touch(session, by=me, now=moment)
            session.flush()
        assert row.expires_at == NOW + signing_in.SESSION_LASTS
        assert queries.viewer_of_session(session, signed_in.token, NOW + signing_in.SESSION_LASTS) is VISITOR
        resting = signing_in.start_session(session, join(session, "ada"), now=NOW)
        assert queries.viewer_of_session(session, resting.token, NOW + signing_in.SESSION_RESTS) is VISITOR


def test_touching_twice_in_five_minutes_writes_once(database: Database) -> None:
    with database.transaction() as session:
        signed_in = signing_in.start_session(session, join(session, "ben"), now=NOW)
        me = queries.viewer_of_session(session, signed_in.token, NOW)
        signing_in.touch(session, by=me, now=NOW + 4 * MINUTE)
        row = session.get_one(SignInSession, signed_in.session_id)
        assert row.seen_at == NOW
        signing_in.touch(session, by=me, now=NOW + 5 * MINUTE)
        assert row.seen_at == NOW + 5 * MINUTE
        signing_in.touch(session, by=VISITOR, now=NOW)


def test_signing_out_ends_this_session_for_good(database: Database) -> None:
    with database.transaction() as session:
        ben = join(session, "ben")
        here, there = (signing_in.start_session(session, ben, now=NOW) for _ in range(2))
        me = queries.viewer_of_session(session, here.token, NOW)
        signing_in.end_session(session, by=me, session_id=here.session_id, now=NOW)
        signing_in.end_session(session, by=me, session_id=here.session_id, now=NOW)
        session.flush()
        assert queries.viewer_of_session(session, here.token, NOW) is VISITOR
        assert queries.viewer_of_session(session, there.token, NOW).id == ben.id
        assert _kinds(session) == ["session.started", "session.started", "session.ended"]


def test_nobody_ends_another_members_session(database: Database) -> None:
    with database.transaction() as session:
        hers = signing_in.start_session(session, join(session, "ada"), now=NOW)
        ben = viewer(session, "ben")
        for stranger in (ben, VISITOR):
            with pytest.raises(NotFound):
                signing_in.end_session(session, by=stranger, session_id=hers.session_id, now=NOW)
        assert queries.viewer_of_session(session, hers.token, NOW).name == "Ada"


def test_signing_out_everywhere_ends_every_session_and_link_of_this_member_only(database: Database) -> None:
    with database.transaction() as session:
        ben, ada = join(session, "ben"), join(session, "ada")
        mine = [signing_in.start_session(session, ben, now=NOW) for _ in range(2)]
        hers = signing_in.start_session(session, ada, now=NOW)
        link = signing_in.mint_link(session, ben.id, NOW)
        signing_in.end_all_sessions(session, by=queries.viewer_of_member(session, ben.id), now=NOW)
        session.flush()
        assert all(queries.viewer_of_session(session, one.token, NOW) is VISITOR for one in mine)
        assert queries.viewer_of_session(session, hers.token, NOW).id == ada.id
        with pytest.raises(Refusal):
            signing_in.use_link(session, link, now=NOW)
        ended = session.scalars(select(Change).where(Change.kind == "session.ended")).all()
        assert sorted(change.ids["session"] for change in ended) == [one.session_id for one in mine]
