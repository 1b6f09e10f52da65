"""Hand due letters over to the mail server. A crash loses none, and sends none twice without saying so.

A letter is claimed in one transaction and answered for in another. In between only this process knows how it went: one
that is still claimed after ten minutes is tried again with a note, under the same Message-ID.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.config import Settings
from journalclub.db import Database
from journalclub.letters import smtp
from journalclub.letters.handing_over import Stopped, ready
from journalclub.letters.models import Letter, LetterState

logger = logging.getLogger(__name__)

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440))
INTERRUPTED_AFTER = timedelta(minutes=10)
INTERRUPTED = "The program stopped while it was handing this letter over: it may have arrived already."

HandOver = Callable[[Settings, EmailMessage], None]


def send_due(
    database: Database, settings: Settings, now: datetime, *, limit: int = 50, hand_over: HandOver = smtp.hand_over
) -> int:
    """Send what is due; returns how many letters were accepted. Without `smtp_url` they stay in the outbox."""
    if settings.smtp_url is None:
        return 0
    with database.transaction() as session:
        _recover(session, now)
    sent = 0
    for _ in range(limit):
        with database.transaction() as session:
            claimed = _claim(session, settings, now)
        if claimed is None:
            break
        letter_id, mail = claimed
        if mail is None:
            continue
        error = _try(hand_over, settings, mail)
        with database.transaction() as session:
            _answer(session, letter_id, error, now)
        sent += error is None
        if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
            break  # the server cannot be reached: the others need not wait for the same time-out
    return sent


def _claim(session: Session, settings: Settings, now: datetime) -> tuple[int, EmailMessage | None] | None:
    """The next due letter, claimed and made ready; no message when it was stopped; None when nothing is due."""
    due = select(Letter).where(Letter.state == LetterState.WAITING, Letter.next_try <= now)
    first = due.order_by(Letter.mailing_id.is_not(None), Letter.next_try, Letter.id)  # who waits for it, then all
    letter = session.scalar(first.limit(1).with_for_update(skip_locked=True))
    if letter is None:
        return None
    try:
        with session.begin_nested():
            mail = ready(session, letter, settings, now)
    except Exception as error:
        logger.exception("letter %s cannot be made", letter.id)  # and must not stand in the way of the others
        letter.state, letter.last_error = LetterState.FAILED, f"It cannot be made: {type(error).__name__}."
        log.record(session, Kind.LETTER_FAILED, actor=None, now=now, letter=letter.id)
        return letter.id, None
    if isinstance(mail, Stopped):
        letter.state, letter.last_error = LetterState.STOPPED, mail.why
        return letter.id, None
    letter.state, letter.claimed_at, letter.tries = LetterState.SENDING, now, letter.tries + 1
    return letter.id, mail


def _try(hand_over: HandOver, settings: Settings, mail: EmailMessage) -> Exception | None:
    try:
        hand_over(settings, mail)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return error
    return None


def _answer(session: Session, letter_id: int, error: Exception | None, now: datetime) -> None:
    """Write down how it went, unless somebody else has taken the letter over meanwhile."""
    letter = session.get(Letter, letter_id, with_for_update=True)
    if letter is None or letter.state != LetterState.SENDING:
        return
    if error is None:
        letter.state, letter.sent_at = LetterState.SENT, now
        log.record(session, Kind.LETTER_SENT, actor=None, now=now, letter=letter.id)
        return
    reason = smtp.reason(error)
    letter.last_error = reason.replace(letter.address, "(address)") if letter.address else reason
    if smtp.is_final(error) or letter.tries >= len(BACK_OFF):
        letter.state = LetterState.FAILED
        log.record(session, Kind.LETTER_FAILED, actor=None, now=now, letter=letter.id)
    else:
        letter.state, letter.next_try = LetterState.WAITING, now + BACK_OFF[letter.tries - 1]
    logger.warning("letter %s was not accepted (try %s)", letter.id, letter.tries)


def _recover(session: Session, now: datetime) -> None:
    stuck = (Letter.state == LetterState.SENDING, Letter.claimed_at <= now - INTERRUPTED_AFTER)
    session.execute(
        update(Letter).where(*stuck).values(state=LetterState.WAITING, next_try=now, last_error=INTERRUPTED)
    )
