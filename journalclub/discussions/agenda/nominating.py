"""Nominate an article, and withdraw what one has nominated."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from journalclub.changes.kinds import Kind
from journalclub.discussions.actions.screening import screen
from journalclub.discussions.agenda import policy
from journalclub.discussions.agenda.authors import is_named
from journalclub.discussions.agenda.models import Ending, Nomination, NominationEnd, Vote
from journalclub.discussions.agenda.polls import find_poll, poll_of, tell
from journalclub.discussions.models import Series
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from journalclub.kit.text import clean, graphemes
from journalclub.literature.models import Article
from journalclub.members.viewer import Viewer

LONGEST_REASON = 500  # characters as people see them: a sentence or two


def nominate(
    session: Session,
    *,
    by: Viewer,
    article_id: int,
    series_id: int,
    reason: str,
    now: datetime,
    by_author: bool = False,
    although_retracted: bool = False,
    identifies_nobody: bool = False,
) -> Nomination:
    """Put an article on a series' list; whoever does votes for it by that. Opens the poll.

    Raises Forbidden, NotFound, Conflict (it is on the list), PatientDetails, Refusal (no reason, or it is too long;
    the article is retracted and nobody said that this is known; the maker is none of its authors).
    """
    if not policy.may_nominate(by) or by.id is None:
        raise Forbidden("may-not-nominate", "Verified members nominate what the club will discuss.")
    article = _standing(session, article_id)
    if session.get(Series, series_id) is None:
        raise NotFound
    if find_poll(session, article.id, series_id) is not None:
        raise Conflict("nominated", "This article is on the list already: your vote moves it up.")
    reason = _reason(reason)
    if article.retracted_on is not None and not although_retracted:
        raise Refusal("retracted", "This article was retracted. Nominate it only to discuss just that, and say so.")
    if by_author and not is_named(session, article.id, by.name):
        raise Refusal("not-an-author", "Your name is not among the authors of this article.")
    if not identifies_nobody:
        screen(session, article.id, reason)
    nomination = Nomination(
        article_id=article.id,
        series_id=series_id,
        member_id=by.id,
        reason=reason,
        by_author=by_author,
        cleared_at=now if identifies_nobody else None,
        made_at=now,
    )
    session.add(nomination)
    session.flush()
    session.add(Vote(nomination_id=nomination.id, member_id=by.id, at=now))
    tell(session, Kind.NOMINATION_ADDED, nomination, by, now)
    return nomination


def withdraw(session: Session, *, by: Viewer, nomination_id: int, now: datetime) -> Nomination:
    """Take back what one has nominated oneself. Another's nomination of the same article keeps its votes.

    Raises NotFound, Forbidden.
    """
    if not policy.may_nominate(by):
        raise NotFound
    poll = poll_of(session, nomination_id)
    nomination = next(one for one in poll.nominations if one.id == nomination_id)
    if nomination.member_id != by.id:
        raise Forbidden("not-your-nomination", "Only whoever nominated it can withdraw it; a host can decline it.")
    others = [one.id for one in poll.nominations if one.id != nomination_id]
    if others:
        _hand_on(session, nomination_id, others)
    session.add(NominationEnd(nomination_id=nomination_id, how=Ending.WITHDRAWN, member_id=by.id, at=now))
    tell(session, Kind.NOMINATION_ENDED, nomination, by, now)
    return nomination


def _standing(session: Session, article_id: int) -> Article:
    """The article that stands, held against others who nominate it in the same moment. Raises NotFound."""
    article = session.get(Article, article_id)
    if article is None:
        raise NotFound
    return session.get_one(Article, article.merged_into or article.id, with_for_update=True)


def _reason(text: str) -> str:
    reason = clean(text, lines=False)
    if not reason:
        raise Refusal("no-reason", "Say in a sentence why the club should discuss it.")
    if (length := graphemes(reason)) > LONGEST_REASON:
        raise Refusal("long-reason", f"This is {length} characters long; {LONGEST_REASON} is the most.")
    return reason


def _hand_on(session: Session, nomination_id: int, others: list[int]) -> None:
    voted = select(Vote.member_id).where(Vote.nomination_id.in_(others))
    here = Vote.nomination_id == nomination_id
    session.execute(delete(Vote).where(here, Vote.member_id.in_(voted)).execution_options(synchronize_session=False))
    session.execute(update(Vote).where(here).values(nomination_id=others[0]))
