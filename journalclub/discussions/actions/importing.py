"""Take over discussions, questions, posts and reactions from an archive, in silence: nobody is ever told of them.

Whoever imports has reviewed what they import, so a public discussion is public at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.changes.log import Act
from journalclub.discussions.actions.planning import normal_hashtag
from journalclub.discussions.calendar import Hour
from journalclub.discussions.closing.models import Recap, TakeHome
from journalclub.discussions.models import (
    Discussion,
    DiscussionGuest,
    DiscussionHost,
    Question,
    Reading,
    Series,
)
from journalclub.discussions.poll_models import Poll
from journalclub.discussions.post_models import Post, Reaction
from journalclub.discussions.rhythm import parse_zone
from journalclub.discussions.states import OVER, State, state
from journalclub.kit.text import clean


@dataclass(frozen=True, kw_only=True)
class ImportedDiscussion:
    """`articles`: the first is discussed, the others are further reading. Ids are rows of this club. A `thread` is the
    standing conversation of its article."""

    archive: str
    key: str
    title: str
    opens: datetime
    starts: datetime
    ends: datetime
    closes: datetime
    further: Sequence[Hour] = ()
    series: str = ""
    summary: str = ""
    take_home: Sequence[str] = ()
    recap: str = ""
    visibility: str = "members"
    patients_welcome: bool = False
    thread: bool = False
    draft: bool = False
    cancelled: bool = False
    articles: Sequence[int] = ()
    hosts: Sequence[int] = ()
    guests: Sequence[int] = ()


@dataclass(frozen=True)
class ImportedPoll:
    """`result` as in `Poll`; none: it is open, and nobody has voted here yet."""

    choices: list[str]
    multiple: bool
    result: dict[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class ImportedPost:
    """`client_token` is unique within an archive, so that a repeat could not make a second post."""

    archive: str
    key: str | None
    client_token: str
    discussion: int
    member: int
    at: datetime
    text: str
    question: int | None = None
    reply_to: int | None = None
    quotes: int | None = None
    edited_at: datetime | None = None
    hidden: bool = False
    withdrawn: bool = False
    poll: ImportedPoll | None = None
    for_author: bool = False
    answered: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ImportedReaction:
    post: int
    member: int
    kind: str


def add_imported_discussion(session: Session, given: ImportedDiscussion, now: datetime) -> int:
    """Returns the row's id; that of the thread which an article has already. Raises Refusal: the hashtag is none."""
    if given.thread and (there := _thread(session, given)) is not None:
        return there
    series = _series(session, given, now) if given.series else None
    row = Discussion(
        kind="thread" if given.thread else "edition",
        series_id=series.id if series else None,
        edition_on=_edition(session, series, given) if series else None,
        article_id=given.articles[0] if given.articles else None,
        title=given.title,
        summary=given.summary,
        opens=given.opens,
        starts=given.starts,
        ends=given.ends,
        closes=given.closes,
        announced_at=None if given.draft else min(given.opens, now),
        cancelled_at=now if given.cancelled else None,
        published_at=now if given.visibility == "public" and not given.draft else None,
        visibility=given.visibility,
        patients_welcome=given.patients_welcome,
        made_at=now,
        archive=given.archive,
        key=given.key,
        extra={},
    )
    row.hours = [*row.hours, *given.further]
    row.said_state = _said(state(row, now))
    session.add(row)
    session.flush()
    _add_people(session, row.id, given, now)
    session.add_all(
        Reading(discussion_id=row.id, article_id=article, added_at=now) for article in dict.fromkeys(given.articles[1:])
    )
    points = (text for text in (clean(point, lines=False) for point in given.take_home) if text)
    session.add_all(TakeHome(discussion_id=row.id, position=n, text=text) for n, text in enumerate(points, start=1))
    if given.recap:
        session.add(Recap(discussion_id=row.id, text=given.recap, changed_at=now, published_at=now))
    log.record(session, Kind.DISCUSSION_ADDED, actor=None, now=now, discussion=row.id, silent=True)
    return row.id


def add_imported_question(session: Session, *, discussion_id: int, number: int, text: str, now: datetime) -> int:
    """Returns the row's id. A question of a discussion that is over counts as asked when that began."""
    discussion = session.get_one(Discussion, discussion_id)
    asked_at = discussion.starts if state(discussion, now) in OVER else None
    row = Question(discussion_id=discussion_id, number=number, text=text, asked_at=asked_at)
    session.add(row)
    session.flush()
    log.record(
        session,
        Kind.QUESTION_ADDED,
        actor=None,
        now=now,
        discussion=discussion_id,
        silent=True,
        question=row.id,
        number=number,
    )
    return row.id


def add_imported_posts(session: Session, posts: Sequence[ImportedPost], now: datetime) -> list[int]:
    """Many at once; returns the rows' ids in the same order. They may be longer than our own posts."""
    if not posts:
        return []
    rows = [_post_row(post, now) for post in posts]
    ids = list(session.scalars(insert(Post).returning(Post.id, sort_by_parameter_order=True), rows))
    _add_polls(session, [(row, post.poll) for row, post in zip(ids, posts, strict=True) if post.poll], now)
    acts = [Act(post.member, post.discussion, {"post": row_id}) for post, row_id in zip(posts, ids, strict=True)]
    _touch(session, ids, log.record_all(session, Kind.POST_ADDED, acts, now=now, silent=True))
    return ids


def _add_polls(session: Session, polls: Sequence[tuple[int, ImportedPoll]], now: datetime) -> None:
    for post, poll in polls:
        closed_at = now if poll.result is not None else None
        row = Poll(post_id=post, choices=poll.choices, multiple=poll.multiple, closed_at=closed_at, result=poll.result)
        session.add(row)


def add_imported_reactions(session: Session, reactions: Iterable[ImportedReaction], now: datetime) -> None:
    """Many at once, given when the post was written; one change for each post touched."""
    given = list(dict.fromkeys((one.post, one.member, one.kind) for one in reactions))
    ids = sorted({post for post, _, _ in given})
    if not ids:
        return
    rows_there = session.execute(
        select(Reaction.post_id, Reaction.member_id, Reaction.kind).where(Reaction.post_id.in_(ids))
    )
    there = {(post, member, kind) for post, member, kind in rows_there}
    written = session.execute(select(Post.id, Post.at, Post.discussion_id).where(Post.id.in_(ids)))
    posts = {row.id: row for row in written}
    rows = [
        {"post_id": post, "member_id": member, "kind": kind, "at": posts[post].at}
        for post, member, kind in given
        if (post, member, kind) not in there
    ]
    if rows:
        session.execute(insert(Reaction), rows)
    touched = sorted({row["post_id"] for row in rows})
    acts = [Act(None, posts[post].discussion_id, {"post": post}) for post in touched]
    _touch(session, touched, log.record_all(session, Kind.REACTION_CHANGED, acts, now=now, silent=True))


def _thread(session: Session, given: ImportedDiscussion) -> int | None:
    article = given.articles[0] if given.articles else None
    return session.scalar(select(Discussion.id).where(Discussion.kind == "thread", Discussion.article_id == article))


def _series(session: Session, given: ImportedDiscussion, now: datetime) -> Series:
    hashtag = normal_hashtag(given.series)
    series = session.scalar(select(Series).where(Series.hashtag == hashtag))
    if series is None:
        series = Series(
            name=given.series, hashtag=hashtag, visibility=given.visibility, archive=given.archive, made_at=now
        )
        session.add(series)
        session.flush()
        log.record(session, Kind.SERIES_ADDED, actor=None, now=now, silent=True, series=series.id)
    return series


def _edition(session: Session, series: Series, given: ImportedDiscussion) -> date | None:
    """The date of the rhythm that it stands for, unless the series has none or another discussion stands for it."""
    if not series.rule:
        return None
    on = given.starts.astimezone(parse_zone(series.time_zone)).date()
    taken = select(Discussion.id).where(Discussion.series_id == series.id, Discussion.edition_on == on)
    return None if session.scalar(taken) else on


def _said(current: State) -> State:
    """What the log is taken to have told. The clock tells the rest, and puts the first question up on the way."""
    return State.ANNOUNCED if current in {State.OPEN, State.LIVE} else current


def _add_people(session: Session, discussion: int, given: ImportedDiscussion, now: datetime) -> None:
    session.add_all(DiscussionHost(discussion_id=discussion, member_id=member) for member in dict.fromkeys(given.hosts))
    session.add_all(
        DiscussionGuest(discussion_id=discussion, member_id=member, admitted_at=now)
        for member in dict.fromkeys(given.guests)
    )


def _post_row(post: ImportedPost, now: datetime) -> dict[str, object]:
    return {
        "discussion_id": post.discussion,
        "member_id": post.member,
        "question": post.question,
        "reply_to_id": post.reply_to,
        "quotes_id": post.quotes,
        "text": post.text,
        "at": post.at,
        "seq": 0,
        "edited_at": post.edited_at,
        "hidden_at": now if post.hidden else None,
        "withdrawn_at": now if post.withdrawn else None,
        "kind": "poll" if post.poll else "post",
        "for_author_at": post.at if post.for_author else None,
        "for_author_settled": post.answered,
        "client_token": post.client_token,
        "archive": post.archive,
        "key": post.key,
        "extra": {},
    }


def _touch(session: Session, posts: Sequence[int], seqs: Sequence[int]) -> None:
    """Give each post the number of its last change."""
    if posts:
        session.execute(update(Post), [{"id": post, "seq": seq} for post, seq in zip(posts, seqs, strict=True)])
