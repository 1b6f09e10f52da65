"""Vote, take a vote back, say which dates suit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db.engine import one_at_a_time
from journalclub.discussions import queries
from journalclub.discussions.agenda import policy
from journalclub.discussions.agenda.models import SuitingDate, Vote
from journalclub.discussions.agenda.polls import poll_of, tell
from journalclub.discussions.models import Series
from journalclub.kit.refusal import Forbidden, NotFound
from journalclub.members.models import Member
from journalclub.members.viewer import Viewer

DATES = 4  # so many editions ahead one is asked about


def vote(session: Session, *, by: Viewer, nomination_id: int, on: bool, now: datetime) -> int:
    """Vote for what is nominated, or take that back; returns the poll's first nomination. Twice changes nothing.

    One vote each, also where an article is nominated twice under records that were merged. Raises NotFound, Forbidden.
    """
    if not policy.may_nominate(by) or by.id is None:
        raise Forbidden("may-not-vote", "Verified members vote on what the club will discuss.")
    poll = poll_of(session, nomination_id)
    verified_at = session.get_one(Member, by.id).verified_at
    if not policy.may_vote(by, verified_at, poll.first.made_at):
        raise Forbidden(
            "poll-was-open", "You were verified after this was nominated: vote for what was nominated since."
        )
    given = session.scalars(select(Vote).where(Vote.nomination_id.in_(poll.ids), Vote.member_id == by.id)).all()
    if bool(given) == on:
        return poll.first.id
    for row in given:
        session.delete(row)
    if on:
        session.add(Vote(nomination_id=poll.first.id, member_id=by.id, at=now))
    tell(session, Kind.VOTE_CHANGED, poll.first, by, now)
    return poll.first.id


def suit(session: Session, *, by: Viewer, series_id: int, dates: Collection[date], now: datetime) -> None:
    """Say in which of the next editions one could take part; the others do not suit. Raises NotFound, Forbidden."""
    if not policy.may_nominate(by) or by.id is None:
        raise Forbidden("may-not-vote", "Verified members say when they could take part.")
    series = session.get(Series, series_id)
    if series is None:
        raise NotFound
    asked = {edition.on for edition in next_dates(session, by, [series], now)[series.id] if edition.on}
    one_at_a_time(session, "suit", series_id, by.id)
    own = (SuitingDate.series_id == series_id, SuitingDate.member_id == by.id, SuitingDate.edition_on.in_(asked))
    before = set(session.scalars(select(SuitingDate.edition_on).where(*own)))
    after = asked & set(dates)
    if before == after:
        return
    session.execute(delete(SuitingDate).where(*own, SuitingDate.edition_on.not_in(after)))
    session.add_all(
        SuitingDate(series_id=series_id, edition_on=on, member_id=by.id, at=now) for on in sorted(after - before)
    )
    log.record(session, Kind.DATES_CHANGED, actor=by.id, now=now, series=series_id)


def next_dates(
    session: Session, viewer: Viewer, series: Sequence[Series], now: datetime
) -> dict[int, list[queries.Edition]]:
    """The editions of each series that one is asked about: the next dates of its rhythm that are still to begin."""
    coming = queries.editions(session, viewer, series, now, DATES + 2)
    return {
        id: [one for one in editions if one.on and one.starts > now and not one.is_cancelled][:DATES]
        for id, editions in coming.items()
    }
