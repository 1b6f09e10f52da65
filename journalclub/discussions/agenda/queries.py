"""Reads of what is nominated: a series' ranked list, an article's polls, what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from journalclub.discussions import queries
from journalclub.discussions.agenda import policy
from journalclub.discussions.agenda.authors import checked_authors
from journalclub.discussions.agenda.models import Ending, Nomination, NominationEnd, SuitingDate, Vote
from journalclub.discussions.agenda.polls import LISTED, STANDING
from journalclub.discussions.agenda.voting import next_dates
from journalclub.discussions.models import Series
from journalclub.discussions.queries import Person
from journalclub.kit.paging import Page, decode_cursor, encode_cursor
from journalclub.kit.refusal import Forbidden
from journalclub.literature.models import Article
from journalclub.members.models import Member
from journalclub.members.viewer import Viewer


@dataclass(frozen=True)
class Reason:
    """Who nominated it and why. `author` is checked (an invited author of the paper), said (by themselves) or empty."""

    nomination: int
    by: Person
    text: str
    at: datetime
    author: str


@dataclass(frozen=True)
class Candidate:
    """A poll as it is shown. `id` is its first nomination: what one votes for. `coming`, for hosts only: who of those
    who voted could take part in which of the next editions."""

    id: int
    article_id: int
    series_id: int
    votes: int
    opened: datetime
    reasons: Sequence[Reason]
    voted: bool
    may_vote: bool
    coming: Sequence[tuple[queries.Edition, list[str]]] = ()


def ranked(
    session: Session, viewer: Viewer, series: Series, now: datetime, *, cursor: str | None = None, limit: int = 10
) -> Page[Candidate]:
    """What is nominated for a series: most votes first, then the longest on the list. Raises Forbidden."""
    _must_see(viewer)
    query = _polls().where(Nomination.series_id == series.id)
    votes, first = func.count(Vote.member_id.distinct()), func.min(Nomination.id)
    if cursor and (at := decode_cursor(cursor, int, int)):
        query = query.having(or_(votes < at[0], and_(votes == at[0], first > at[1])))
    rows = session.execute(query.order_by(votes.desc(), first).limit(limit + 1)).all()
    shown = [_Row(*row) for row in rows[:limit]]
    more = encode_cursor(shown[-1].votes, shown[-1].first) if len(rows) > limit else None
    return Page(_candidates(session, viewer, shown, {series.id: series}, now), more)


def of_articles(
    session: Session, viewer: Viewer, article_ids: Iterable[int], now: datetime
) -> dict[int, list[Candidate]]:
    """The polls about these standing articles, for whoever may see them; for others there are none."""
    if not policy.may_nominate(viewer):
        return {}
    query = _polls().where(STANDING.in_(set(article_ids)))
    rows = [_Row(*row) for row in session.execute(query.order_by(func.min(Nomination.id)))]
    series = {one.id: one for one in queries.all_series(session)}
    found: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in _candidates(session, viewer, rows, series, now):
        found[candidate.article_id].append(candidate)
    return found


def nominations_of(session: Session, viewer: Viewer, article_ids: Sequence[int]) -> list[tuple[int, int]]:
    """How often each of these articles stands on a list, for whoever may see that."""
    if not policy.may_nominate(viewer):
        return []
    query = select(Nomination.article_id, func.count()).where(Nomination.article_id.in_(article_ids), LISTED)
    return [(article, count) for article, count in session.execute(query.group_by(Nomination.article_id))]


def nominated(session: Session, viewer: Viewer) -> Sequence[int]:
    """The standing articles that are on a list, for whoever may see that."""
    if not policy.may_nominate(viewer):
        return []
    query = select(STANDING).select_from(Nomination).join(Article, Article.id == Nomination.article_id)
    return session.scalars(query.where(LISTED).distinct()).all()


def nominated_between(session: Session, viewer: Viewer, since: datetime, until: datetime, limit: int) -> list[int]:
    """The standing articles that were nominated in this time and are on a list, the latest first."""
    if not policy.may_nominate(viewer):
        return []
    latest = func.max(Nomination.made_at)
    query = select(STANDING).select_from(Nomination).join(Article, Article.id == Nomination.article_id)
    query = query.where(LISTED, Nomination.made_at >= since, Nomination.made_at < until).group_by(STANDING)
    return list(session.scalars(query.order_by(latest.desc(), STANDING).limit(limit)))


@dataclass(frozen=True)
class Decided:
    """A nomination that left the list: how, by whom, when and why."""

    nomination: Nomination
    how: Ending
    by: Person | None
    at: datetime
    why: str
    discussion_id: int | None


def decided(session: Session, viewer: Viewer, series_id: int, limit: int = 6) -> list[Decided]:
    """What left a series' list, the latest first: hosts see all of it, others what was chosen and their own."""
    _must_see(viewer)
    query = select(Nomination, NominationEnd).join(NominationEnd, NominationEnd.nomination_id == Nomination.id)
    query = query.where(Nomination.series_id == series_id)
    if not policy.may_decide(viewer):
        query = query.where(or_(NominationEnd.how == Ending.CHOSEN, Nomination.member_id == viewer.id))
    rows = session.execute(query.order_by(NominationEnd.at.desc(), Nomination.id.desc()).limit(limit)).all()
    people = queries.persons(session, {end.member_id for _, end in rows if end.member_id})
    return [
        Decided(one, Ending(end.how), people.get(end.member_id or 0), end.at, end.why, end.discussion_id)
        for one, end in rows
    ]


def own_dates(session: Session, viewer: Viewer, series_id: int) -> set[date]:
    """The editions of a series that the viewer has said would suit."""
    query = select(SuitingDate.edition_on)
    return set(session.scalars(query.where(SuitingDate.series_id == series_id, SuitingDate.member_id == viewer.id)))


@dataclass(frozen=True)
class _Row:
    first: int
    article: int
    series: int
    votes: int
    opened: datetime


def _polls() -> Select[int, int, int, int, datetime]:
    """One row for each poll: records that were merged count as the article that stands, and each member once."""
    return (
        select(
            func.min(Nomination.id),
            STANDING,
            Nomination.series_id,
            func.count(Vote.member_id.distinct()),
            func.min(Nomination.made_at),
        )
        .join(Article, Article.id == Nomination.article_id)
        .outerjoin(Vote, Vote.nomination_id == Nomination.id)
        .where(LISTED)
        .group_by(Nomination.series_id, STANDING)
    )


def _candidates(
    session: Session, viewer: Viewer, rows: Sequence[_Row], series: dict[int, Series], now: datetime
) -> list[Candidate]:
    if not rows:
        return []
    nominations = _nominations(session, rows)
    reasons = _reasons(session, nominations)
    ids = [one.id for some in nominations.values() for one in some]
    own = (Vote.nomination_id.in_(ids), Vote.member_id == viewer.id)
    voted = set(session.scalars(select(Vote.nomination_id).where(*own)))
    verified_at = session.scalar(select(Member.verified_at).where(Member.id == viewer.id))
    dates = next_dates(session, viewer, list(series.values()), now) if policy.may_decide(viewer) else {}
    coming = _coming(session, ids, dates)
    return [
        Candidate(
            id=row.first,
            article_id=row.article,
            series_id=row.series,
            votes=row.votes,
            opened=row.opened,
            reasons=[reasons[one.id] for one in nominations[row.article, row.series]],
            voted=any(one.id in voted for one in nominations[row.article, row.series]),
            may_vote=policy.may_vote(viewer, verified_at, row.opened),
            coming=_together(coming, nominations[row.article, row.series], dates.get(row.series, [])),
        )
        for row in rows
    ]


def _nominations(session: Session, rows: Sequence[_Row]) -> dict[tuple[int, int], list[Nomination]]:
    query = select(Nomination, STANDING).join(Article, Article.id == Nomination.article_id)
    query = query.where(LISTED, STANDING.in_({row.article for row in rows})).order_by(Nomination.id)
    found: dict[tuple[int, int], list[Nomination]] = defaultdict(list)
    for nomination, article in session.execute(query):
        found[article, nomination.series_id].append(nomination)
    return found


def _reasons(session: Session, nominations: dict[tuple[int, int], list[Nomination]]) -> dict[int, Reason]:
    pairs = {one.id: (article, one.member_id) for (article, _), some in nominations.items() for one in some}
    people = queries.persons(session, {member for _, member in pairs.values()})
    checked = checked_authors(session, pairs.values())
    return {
        one.id: Reason(
            nomination=one.id,
            by=people[one.member_id],
            text=one.reason,
            at=one.made_at,
            author="checked" if pairs[one.id] in checked else "said" if one.by_author else "",
        )
        for some in nominations.values()
        for one in some
    }


_Coming = dict[int, dict[date | None, list[str]]]  # names by edition, by nomination


def _coming(session: Session, ids: Sequence[int], dates: dict[int, list[queries.Edition]]) -> _Coming:
    asked = {edition.on for some in dates.values() for edition in some}
    query = (
        select(Vote.nomination_id, SuitingDate.edition_on, Member.name)
        .join(Nomination, Nomination.id == Vote.nomination_id)
        .join(SuitingDate, (SuitingDate.series_id == Nomination.series_id) & (SuitingDate.member_id == Vote.member_id))
        .join(Member, Member.id == Vote.member_id)
        .where(Vote.nomination_id.in_(ids), SuitingDate.edition_on.in_(asked), Member.suspended_at.is_(None))
        .order_by(Member.name)
    )
    found: _Coming = defaultdict(lambda: defaultdict(list))
    for nomination, on, name in session.execute(query):
        found[nomination][on].append(name)
    return found


def _together(
    coming: _Coming, nominations: Sequence[Nomination], dates: Sequence[queries.Edition]
) -> list[tuple[queries.Edition, list[str]]]:
    """Each name once, also where somebody voted for both of two nominations that are one now."""
    found = []
    for edition in dates:
        names = dict.fromkeys(name for one in nominations for name in coming.get(one.id, {}).get(edition.on, []))
        if names:
            found.append((edition, list(names)))
    return found


def _must_see(viewer: Viewer) -> None:
    if not policy.may_nominate(viewer):
        raise Forbidden("may-not-nominate", "What is nominated is for verified members.")
