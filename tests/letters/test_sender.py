"""From the outbox to the mail server."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from journalclub.changes.models import Change
from journalclub.config import Settings
from journalclub.db import Base, Database
from journalclub.invitations import queries as invitations
from journalclub.invitations.actions import answering, sending
from journalclub.invitations.models import InvitationLink
from journalclub.letters import outbox, sender
from journalclub.letters.models import Letter
from journalclub.letters.queuer import QUEUER
from journalclub.letters.sender import BACK_OFF, INTERRUPTED_AFTER, send_due
from journalclub.members.actions import roles, signing_in
from journalclub.members.models import Club, SignInLink
from journalclub.members.viewer import OPERATOR
from tests.fakes.smtp_sink import Letter as Delivered
from tests.fakes.smtp_sink import SmtpSink
from tests.invitations.scene import ADDRESS, discussion, draft
from tests.members.cast import NOW, join, viewer

MINUTE = timedelta(minutes=1)


def _ask(database: Database, who: str = "ben") -> None:
    with database.transaction() as session:
        join(session, who)
        signing_in.ask_for_link(session, email=f"{who}@example.org", network="192.0.2.1", now=NOW)
    QUEUER.drain(database, NOW)


def _invite(database: Database) -> int:
    with database.transaction() as session:
        ada = viewer(session, "ada")
        invitation = draft(session, ada, discussion(session, ada))
        sending.send(session, by=ada, invitation_id=invitation.id, now=NOW)
    QUEUER.drain(database, NOW)
    return invitation.id


def _token(mail: Delivered) -> str:
    found = re.search(r"https://club\.example\.org/(?:signin|invitations)/(\S+)", mail.text)
    assert found
    return found[1]


def _letter(session: Session) -> Letter:
    return session.scalars(select(Letter).order_by(Letter.id)).one()


def test_a_sign_in_letter_arrives_and_its_link_signs_in(database: Database, settings: Settings, sink: SmtpSink) -> None:
    with database.transaction() as session:
        session.add(Club(id=1, name="Radonc café", time_zone="UTC", contact_email="club@example.org", founded_at=NOW))
    _ask(database)
    assert send_due(database, settings, NOW) == 1
    assert send_due(database, settings, NOW) == 0
    (mail,) = sink.letters
    assert (mail.message["Subject"], mail.message["From"], mail.message["To"]) == (
        "Sign in to Radonc café",
        "Radonc café <club@example.org>",
        "Ben <ben@example.org>",
    )
    assert mail.recipients == ("ben@example.org",)
    assert "[link]" not in mail.text
    with database.transaction() as session:
        assert signing_in.use_link(session, _token(mail), now=NOW).member_id
        assert (_letter(session).state, _letter(session).sent_at) == ("sent", NOW)
        assert "letter.sent" in session.scalars(select(Change.kind)).all()


def test_an_invitation_arrives_with_its_link_and_a_way_to_say_never_again(
    database: Database, settings: Settings, sink: SmtpSink
) -> None:
    _invite(database)
    assert send_due(database, settings, NOW) == 1
    (mail,) = sink.letters
    token = _token(mail)
    assert mail.message["List-Unsubscribe"] == f"<https://club.example.org/invitations/{token}>"
    assert mail.recipients == (ADDRESS,)
    with database.transaction() as session:
        assert invitations.by_token(session, token, NOW) is not None
        assert answering.accept(session, token, now=NOW).signed_in


def test_a_secret_link_never_rests_in_a_table(database: Database, settings: Settings, sink: SmtpSink) -> None:
    _ask(database)
    _invite(database)
    assert send_due(database, settings, NOW) == 2
    secrets = [_token(mail) for mail in sink.letters]
    with database.engine.connect() as connection:
        names = [table.name for table in Base.metadata.sorted_tables]
        kept = "".join(repr(connection.execute(text(f'SELECT * FROM "{name}"')).all()) for name in names)
    assert len(names) == len(inspect(database.engine).get_table_names())
    for secret in secrets:
        assert secret not in kept
    assert "[link]" in kept


def test_without_a_mail_server_letters_stay_in_the_outbox(
    database: Database, settings: Settings, sink: SmtpSink
) -> None:
    _ask(database)
    assert send_due(database, replace(settings, smtp_url=None), NOW) == 0
    with database.reading() as session:
        assert (_letter(session).state, _letter(session).tries) == ("waiting", 0)
        assert session.scalars(select(SignInLink)).all() == []
    assert send_due(database, settings, NOW + MINUTE) == 1


def test_a_server_that_is_busy_is_asked_again_later_with_another_link(
    database: Database, settings: Settings, sink: SmtpSink
) -> None:
    _invite(database)
    sink.refusals = ["451 Try later"]
    assert send_due(database, settings, NOW) == 0
    with database.reading() as session:
        letter = _letter(session)
        assert (letter.state, letter.tries, letter.last_error) == ("waiting", 1, "451 Try later")
        assert letter.next_try == NOW + BACK_OFF[0]
    assert send_due(database, settings, NOW) == 0
    assert send_due(database, settings, NOW + BACK_OFF[0]) == 1
    with database.reading() as session:
        assert len(session.scalars(select(InvitationLink)).all()) == 2
        assert invitations.by_token(session, _token(sink.letters[0]), NOW) is not None


def test_a_letter_is_given_up_after_a_day_of_trying(database: Database, settings: Settings, sink: SmtpSink) -> None:
    _invite(database)
    sink.refusals = ["451 Try later"] * 20
    moment = NOW
    for pause in BACK_OFF:
        send_due(database, settings, moment)
        moment += pause
    with database.transaction() as session:
        assert (_letter(session).state, _letter(session).tries) == ("failed", len(BACK_OFF))
        assert "letter.failed" in session.scalars(select(Change.kind)).all()
        outbox.try_again(session, by=viewer(session, "ari"), letter_id=_letter(session).id, now=moment)
    sink.refusals = []
    assert send_due(database, settings, moment) == 1


def test_a_refused_recipient_is_final_and_the_reason_holds_no_author_address(
    database: Database, settings: Settings, sink: SmtpSink
) -> None:
    _invite(database)
    sink.refusals = [f"550 <{ADDRESS}> is unknown here"]
    assert send_due(database, settings, NOW) == 0
    with database.reading() as session:
        assert (_letter(session).state, _letter(session).last_error) == ("failed", "550 <(address)> is unknown here")


def test_a_server_that_cannot_be_reached_delays_all_letters_and_loses_none(
    database: Database, settings: Settings, sink: SmtpSink
) -> None:
    _ask(database)
    _ask(database, "ada")
    with SmtpSink() as closed:
        down = replace(settings, smtp_url=closed.url)
    assert send_due(database, down, NOW) == 0
    with database.reading() as session:
        assert sorted(session.scalars(select(Letter.tries))) == [0, 1]
    assert send_due(database, settings, NOW + MINUTE) == 2
    assert sorted(mail.message["To"] for mail in sink.letters) == ["Ada <ada@example.org>", "Ben <ben@example.org>"]


class Killed(BaseException):
    """What `kill -9` is to a program: nothing after it runs."""


@pytest.mark.parametrize("arrived", [True, False])
def test_a_crash_in_the_middle_neither_loses_a_letter_nor_repeats_it_silently(
    database: Database, settings: Settings, sink: SmtpSink, arrived: bool
) -> None:
    _ask(database)

    def die(with_settings: Settings, mail: EmailMessage) -> None:
        if arrived:
            sender.smtp.hand_over(with_settings, mail)
        raise Killed

    with pytest.raises(Killed):
        send_due(database, settings, NOW, hand_over=die)
    assert send_due(database, settings, NOW + MINUTE) == 0
    assert send_due(database, settings, NOW + INTERRUPTED_AFTER) == 1
    assert len(sink.letters) == (2 if arrived else 1)
    assert len({mail.message["Message-ID"] for mail in sink.letters}) == 1
    with database.reading() as session:
        letter = _letter(session)
        assert (letter.state, letter.tries) == ("sent", 2)
        assert "may have arrived already" in (letter.last_error or "")


def test_two_workers_never_send_the_same_letter(database: Database, settings: Settings, sink: SmtpSink) -> None:
    for who in ("ada", "ben", "mo", "dora"):
        _ask(database, who)
    together = threading.Barrier(2)

    def work() -> None:
        together.wait()
        send_due(database, settings, NOW)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(to for (to,) in (mail.recipients for mail in sink.letters)) == [
        f"{who}@example.org" for who in ("ada", "ben", "dora", "mo")
    ]


@pytest.mark.parametrize("why", ["suspended", "too old", "gone"])
def test_a_sign_in_letter_that_is_not_wanted_any_more_is_stopped(
    database: Database, settings: Settings, sink: SmtpSink, why: str
) -> None:
    _ask(database)
    with database.transaction() as session:
        letter = _letter(session)
        if why == "suspended":
            roles.suspend(session, by=OPERATOR, member_id=letter.member_id or 0, why="Left", now=NOW)
        if why == "gone":
            session.execute(text("UPDATE members SET email = NULL"))
    assert send_due(database, settings, NOW + (timedelta(hours=2) if why == "too old" else MINUTE)) == 0
    with database.reading() as session:
        assert _letter(session).state == "stopped"
    assert sink.letters == []


@pytest.mark.parametrize("why", ["revoked", "never again", "expired"])
def test_an_invitation_letter_that_is_not_wanted_any_more_is_stopped(
    database: Database, settings: Settings, sink: SmtpSink, why: str
) -> None:
    number = _invite(database)
    moment: Any = NOW
    with database.transaction() as session:
        match why:
            case "revoked":
                sending.revoke(session, by=viewer(session, "mo"), invitation_id=number, now=NOW)
            case "never again":
                token = sending.mint_link(session, number, NOW)
                assert token
                answering.never_contact(session, token, now=NOW)
            case _:
                moment = NOW + timedelta(days=90)
    assert send_due(database, settings, moment) == 0
    with database.reading() as session:
        assert _letter(session).state == "stopped"
    assert sink.letters == []


def test_a_letter_that_cannot_be_made_does_not_hold_up_the_others(
    database: Database, settings: Settings, sink: SmtpSink
) -> None:
    _ask(database)
    _ask(database, "ada")
    with database.transaction() as session:
        session.execute(text("UPDATE members SET email = 'not an address' WHERE email = 'ben@example.org'"))
    assert send_due(database, settings, NOW) == 1
    with database.reading() as session:
        assert session.scalars(select(Letter.state).order_by(Letter.id)).all() == ["failed", "sent"]
