"""What hosts do with what is nominated: decline it, choose it, put it back."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.discussions import queries
from journalclub.discussions.actions import finding, hosting
from journalclub.discussions.agenda import policy
from journalclub.discussions.agenda.models import Ending, Nomination, NominationEnd
from journalclub.discussions.agenda.polls import Poll, poll_of, tell
from journalclub.discussions.models import Discussion, Series
from journalclub.discussions.states import State, state
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from journalclub.kit.text import clean, graphemes
from journalclub.literature import views as literature
from journalclub.members.viewer import Viewer

LONGEST_WHY = 280
FREE = frozenset({State.DRAFT, State.ANNOUNCED, State.OPEN})  # a discussion in these may still be given its article


def decline(session: Session, *, by: Viewer, nomination_id: int, why: str, now: datetime) -> None:
    """Take it off the list, with a reason that whoever nominated it reads. Raises NotFound, Forbidden, Refusal."""
    _must_decide(by)
    why = clean(why, lines=False)
    if not why:
        raise Refusal("no-why", "Please say why: whoever nominated it will read it.")
    if graphemes(why) > LONGEST_WHY:
        raise Refusal("long-why", f"Please say why in at most {LONGEST_WHY} characters.")
    _end(session, poll_of(session, nomination_id), Ending.DECLINED, by, now, why=why)


def choose_for_edition(session: Session, *, by: Viewer, nomination_id: int, on: date, now: datetime) -> Discussion:
    """Make it the article of an edition that is still an open date: a draft that the host goes on with.

    Raises NotFound, Forbidden, Conflict (the edition is taken).
    """
    _must_decide(by)
    poll = poll_of(session, nomination_id)
    series = session.get_one(Series, poll.series_id)
    meeting, _row = queries.edition_on(session, series, on, now)
    article = literature.article(session, poll.article_id)
    if meeting is None or meeting.hours[-1].ends <= now or article is None:
        raise NotFound
    plan = hosting.Plan.of_date(series, meeting, title=queries.short(article.title), article_id=poll.article_id)
    discussion = hosting.schedule(session, by=by, plan=plan, series_id=series.id, edition_on=on, now=now)
    _end(session, poll, Ending.CHOSEN, by, now, discussion=discussion.id)
    return discussion


def choose_for_discussion(
    session: Session, *, by: Viewer, nomination_id: int, discussion_id: int, now: datetime
) -> Discussion:
    """Make it the article of a discussion of the host's that has none yet. Raises NotFound, Forbidden, Conflict."""
    _must_decide(by)
    poll = poll_of(session, nomination_id)
    discussion = finding.held(session, by, discussion_id, now)
    if discussion.article_id is not None or state(discussion, now) not in FREE:
        raise Conflict("has-an-article", "This discussion has its article already, or is over.")
    discussion.article_id = poll.article_id
    log.record(session, Kind.DISCUSSION_CHANGED, actor=by.id, now=now, discussion=discussion.id)
    _end(session, poll, Ending.CHOSEN, by, now, discussion=discussion.id)
    return discussion


def put_back(session: Session, *, by: Viewer, nomination_id: int, now: datetime) -> None:
    """On the list again, with the votes it had; a discussion that it was chosen for keeps its article.

    Raises NotFound, Forbidden, Conflict (whoever nominated it has withdrawn it).
    """
    _must_decide(by)
    nomination = session.get(Nomination, nomination_id, with_for_update=True)  # held, as `poll_of` holds one
    ended = session.get(NominationEnd, nomination_id)
    if nomination is None or ended is None:
        raise NotFound
    if ended.how == Ending.WITHDRAWN:
        raise Conflict("withdrawn", "It was withdrawn by whoever nominated it.")
    session.delete(ended)
    tell(session, Kind.NOMINATION_RETURNED, nomination, by, now)


def open_places(
    session: Session, viewer: Viewer, series: Series, now: datetime
) -> tuple[list[queries.Edition], list[Discussion]]:
    """Where an article may go with one click: the open dates of a series, and the host's discussions without one."""
    editions = queries.editions(session, viewer, [series], now, PLACES)[series.id]
    dates = [edition for edition in editions if edition.on and edition.is_open]
    query = select(Discussion).where(
        Discussion.series_id == series.id, Discussion.article_id.is_(None), Discussion.closes > now
    )
    rows = session.scalars(query.order_by(Discussion.starts).limit(PLACES)).all()
    return dates, [row for row in rows if _may_take(session, viewer, row, now)]


PLACES = 4


def _may_take(session: Session, viewer: Viewer, row: Discussion, now: datetime) -> bool:
    try:
        return state(finding.editable(session, viewer, row.id, now), now) in FREE
    except Refusal:
        return False


def _must_decide(by: Viewer) -> None:
    if not policy.may_decide(by):
        raise Forbidden("not-a-host", "Hosts and moderators decide on what is nominated.")


def _end(
    session: Session,
    poll: Poll,
    how: Ending,
    by: Viewer,
    now: datetime,
    *,
    why: str = "",
    discussion: int | None = None,
) -> None:
    for nomination in poll.nominations:
        session.add(
            NominationEnd(
                nomination_id=nomination.id, how=how, member_id=by.id, at=now, why=why, discussion_id=discussion
            )
        )
        tell(session, Kind.NOMINATION_ENDED, nomination, by, now)
