"""Reads of what is left of a discussion."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from journalclub.discussions.closing.models import MarkedPost, Recap, Reflection, TakeHome
from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost
from journalclub.discussions.post_models import Post
from journalclub.discussions.posts import PostView, by_id
from journalclub.discussions.queries.parts import Person
from journalclub.discussions.states import OVER, state
from journalclub.members.models import Member

MOST_MARKED = 100
MOST_QUOTED = 100
MOST_THANKED = 60
_CLOSED = Discussion.said_state.in_(OVER)


@dataclass(frozen=True)
class PointView:
    """A take-home point; `post_id` only while that post can be read, `writer` whose it is."""

    text: str
    post_id: int | None = None
    writer: str = ""


@dataclass(frozen=True)
class Reflections:
    """What hosts see of them: how many, how many of each outcome, and the words that may be quoted, without names."""

    count: int
    outcomes: dict[str, int]
    quoted: list[tuple[str, str]]  # what they will do differently, what is still open for them


def points(session: Session, discussion_id: int) -> list[PointView]:
    """The take-home points in their order."""
    rows = session.scalars(
        select(TakeHome).where(TakeHome.discussion_id == discussion_id).order_by(TakeHome.position)
    ).all()
    posts = by_id(session, [row.post_id for row in rows if row.post_id]) if any(row.post_id for row in rows) else {}
    found = []
    for row in rows:
        post = posts.get(row.post_id or 0)
        stands = post is not None and not (post.hidden or post.withdrawn)
        found.append(PointView(row.text, post.id, post.member.name) if post and stands else PointView(row.text))
    return found


def published_points(session: Session, discussion: Discussion, now: datetime) -> list[PointView]:
    """The take-home points for whoever reads the discussion: when it has closed, not while its hosts write them."""
    return points(session, discussion.id) if state(discussion, now) in OVER else []


def told(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The take-home points and published recaps of these discussions, as text to search in.

    Points count once the change log has told that the discussion closed: it is what the index follows.
    """
    found = left(session, ids)
    closed = set(session.scalars(select(Discussion.id).where(Discussion.id.in_(found), _CLOSED))) if found else set()
    texts = {}
    for discussion, one in found.items():
        points = one.get("take_home", []) if discussion in closed else []
        texts[discussion] = "\n".join(filter(None, [*points, one.get("recap")]))
    return texts


def left(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The same in parts, of each discussion that has them: `take_home`, a list in its order, and `recap`."""
    if not ids:
        return {}
    found: dict[int, dict[str, Any]] = {}
    rows = select(TakeHome.discussion_id, TakeHome.text).where(TakeHome.discussion_id.in_(ids))
    for discussion, text in session.execute(rows.order_by(TakeHome.discussion_id, TakeHome.position)):
        found.setdefault(discussion, {}).setdefault("take_home", []).append(text)
    recaps = select(Recap.discussion_id, Recap.text).where(Recap.discussion_id.in_(ids))
    for discussion, text in session.execute(recaps.where(Recap.published_at.is_not(None))):
        found.setdefault(discussion, {})["recap"] = text
    return found


def tells(word: str) -> ColumnElement[bool]:
    """The discussions whose take-home points or published recap hold these letters, as a condition on `Discussion`."""
    point = select(TakeHome.id).where(TakeHome.discussion_id == Discussion.id)
    published = select(Recap.text).where(Recap.discussion_id == Discussion.id, Recap.published_at.is_not(None))
    return or_(
        and_(_CLOSED, point.where(TakeHome.text.icontains(word, autoescape=True)).exists()),
        published.where(Recap.text.icontains(word, autoescape=True)).exists(),
    )


def recap(session: Session, discussion_id: int, *, drafts: bool = False) -> Recap | None:
    """The recap, if it is published; `drafts`: for its hosts, also while it is not."""
    row = session.get(Recap, discussion_id)
    return row if row is not None and (drafts or row.published_at is not None) else None


def marked(session: Session, discussion: Discussion) -> list[PostView]:
    """The marked posts whose words stand, in the order of the conversation."""
    query = select(Post.id).join(MarkedPost, MarkedPost.post_id == Post.id)
    query = query.where(MarkedPost.discussion_id == discussion.id).order_by(Post.at, Post.id).limit(MOST_MARKED)
    ids = session.scalars(query).all()
    posts = by_id(session, ids)
    return [post for post in (posts[id] for id in ids if id in posts) if not (post.hidden or post.withdrawn)]


def writers(session: Session, discussion_id: int) -> tuple[list[Person], int]:
    """Those who posted, but for its hosts and authors, in the order of their names; and how many more there are."""
    wrote = select(Post.member_id).where(
        Post.discussion_id == discussion_id, Post.hidden_at.is_(None), Post.withdrawn_at.is_(None)
    )
    hosts = select(DiscussionHost.member_id).where(DiscussionHost.discussion_id == discussion_id)
    guests = select(DiscussionGuest.member_id).where(DiscussionGuest.discussion_id == discussion_id)
    thanked = (Member.id.in_(wrote), Member.id.not_in(hosts), Member.id.not_in(guests))
    query = select(Member.id, Member.name, Member.profession, Member.country).where(*thanked)
    rows = session.execute(query.order_by(Member.name, Member.id).limit(MOST_THANKED + 1)).all()
    named = [Person(member, name, work, country) for member, name, work, country in rows[:MOST_THANKED]]
    if len(rows) <= MOST_THANKED:
        return named, 0
    return named, (session.scalar(select(func.count()).where(*thanked)) or 0) - MOST_THANKED


def reflection(session: Session, discussion_id: int, member_id: int | None) -> Reflection | None:
    """One's own; nobody reads another's."""
    return session.get(Reflection, (discussion_id, member_id)) if member_id is not None else None


def reflections(session: Session, discussion_id: int) -> Reflections:
    """For its hosts."""
    here = Reflection.discussion_id == discussion_id
    counted = session.execute(select(Reflection.outcome, func.count()).where(here).group_by(Reflection.outcome))
    outcomes = {outcome: count for outcome, count in counted}  # noqa: C416 - rows are no pairs to mypy
    query = select(Reflection.differently, Reflection.still_open).where(here, Reflection.quotable)
    quoted = session.execute(query.order_by(Reflection.at, Reflection.member_id).limit(MOST_QUOTED))
    return Reflections(sum(outcomes.values()), outcomes, [(one, two) for one, two in quoted if one or two])


def returning(session: Session, row: Discussion, members: Collection[int]) -> set[int]:
    """Those of these members who posted in an earlier edition."""
    query = select(Post.member_id).join(Discussion, Discussion.id == Post.discussion_id).distinct()
    stand = (Post.hidden_at.is_(None), Post.withdrawn_at.is_(None))
    earlier = (Discussion.kind == "edition", Discussion.starts < row.starts)
    return set(session.scalars(query.where(Post.member_id.in_(members), *stand, *earlier)))
