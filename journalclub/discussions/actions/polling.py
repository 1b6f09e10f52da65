"""Quick polls: ask one, vote, close it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.discussions import policy, polls
from journalclub.discussions.actions import finding
from journalclub.discussions.actions.screening import screen
from journalclub.discussions.models import Discussion
from journalclub.discussions.poll_models import Poll, PollVote
from journalclub.discussions.post_models import Post
from journalclub.discussions.states import OVER, state
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from journalclub.kit.text import clean, graphemes
from journalclub.members.viewer import Viewer

FEWEST, MOST = 2, 6  # choices
LONGEST = 80  # characters as people see them, so that a choice is one or two lines of a phone


def add_poll(
    session: Session,
    *,
    by: Viewer,
    post: Post,
    choices: Sequence[str],
    multiple: bool,
    now: datetime,
    identifies_nobody: bool = False,
) -> Poll:
    """Make a post that was added in this transaction a poll; its text is what is asked.

    Raises NotFound, Forbidden (not a host), PatientDetails, Refusal.
    """
    discussion = finding.editable(session, by, post.discussion_id, now)
    texts = _checked(choices)
    if not identifies_nobody:
        screen(session, discussion.article_id, "\n".join(texts))
    post.kind = "poll"
    poll = Poll(post_id=post.id, choices=texts, multiple=multiple)
    session.add(poll)
    return poll


def vote(session: Session, *, by: Viewer, post_id: int, chosen: Collection[int], now: datetime) -> Poll:
    """Choose these numbers, which count from 1; again, to choose otherwise. Raises NotFound, Forbidden, Conflict,
    Refusal."""
    post, discussion, here = finding.post(session, by, post_id, now)
    if not policy.may_take_part(by, here) or by.id is None:
        raise Forbidden("may-not-vote", "You can read this discussion, but not vote in it.")
    if not policy.may_post(by, here):
        raise Conflict("not-open", "Votes can be given while the discussion is open.")
    poll = _held(session, post)
    if poll.closed_at is not None:
        raise Conflict("poll-closed", "This poll is closed.")
    bits = polls.bits(_valid(chosen, poll))
    given = session.get(PollVote, (post.id, by.id))
    if given is not None and given.chosen == bits:
        return poll
    if given is None:
        session.add(PollVote(post_id=post.id, member_id=by.id, chosen=bits, at=now))
    else:
        given.chosen, given.at = bits, now
    post.seq = log.record(session, Kind.POLL_VOTED, actor=by.id, now=now, discussion=discussion.id, post=post.id)
    return poll


def close(session: Session, *, by: Viewer, post_id: int, now: datetime) -> Poll:
    """End it and show everybody the results; closing twice changes nothing. Raises NotFound, Forbidden."""
    post, discussion, _ = finding.post(session, by, post_id, now)
    finding.editable(session, by, discussion.id, now)
    poll = _held(session, post)
    if poll.closed_at is None:
        _close(session, post, poll, by.id, now)
    return poll


def close_with(session: Session, discussion: Discussion, by: Viewer | None, now: datetime) -> None:
    """End the polls of a discussion that is over now. To be called before anything is recorded about its end: whoever
    votes holds the post first and the log after it, and two who hold them the other way round would wait for ever."""
    if state(discussion, now) not in OVER:
        return
    open_ones = select(Post, Poll).join(Poll, Poll.post_id == Post.id)
    open_ones = open_ones.where(Post.discussion_id == discussion.id, Poll.closed_at.is_(None)).order_by(Post.id)
    for post, poll in session.execute(open_ones.with_for_update(key_share=True, of=Post)).all():
        _close(session, post, poll, by.id if by else None, now)


def check_rewording(session: Session, post: Post) -> None:
    """What a poll asks stays as it is from the first vote on. Raises Conflict."""
    if post.kind != "poll":
        return
    poll = session.get_one(Poll, post.id)
    if poll.closed_at is not None or session.scalar(_ANY_VOTE, {"post": post.id}):
        raise Conflict("has-votes", "Somebody has voted already: what a poll asks cannot be changed any more.")


_ANY_VOTE = select(PollVote.post_id).where(PollVote.post_id == bindparam("post")).limit(1)


def _checked(choices: Sequence[str]) -> list[str]:
    texts = [text for text in (clean(choice, lines=False) for choice in choices) if text]
    if not FEWEST <= len(texts) <= MOST:
        raise Refusal("choices", f"A poll has {FEWEST} to {MOST} choices, one a line; here are {len(texts)}.")
    if len({text.casefold() for text in texts}) < len(texts):
        raise Refusal("choices", "Two of the choices are the same.")
    for text in texts:
        if (length := graphemes(text)) > LONGEST:
            raise Refusal("choices", f"“{text[:20]}…” is {length} characters long; {LONGEST} is the most for a choice.")
    return texts


def _held(session: Session, post: Post) -> Poll:
    """Its poll, held against others who vote or close it in this moment. Raises NotFound, Conflict (it is gone)."""
    if post.kind != "poll":
        raise NotFound("There is no poll here.")
    session.refresh(post, with_for_update={"key_share": True})
    if post.is_gone:
        raise Conflict("gone", "This poll is no longer there.")
    return session.get_one(Poll, post.id, populate_existing=True)


def _valid(chosen: Collection[int], poll: Poll) -> frozenset[int]:
    numbers = frozenset(chosen)
    if not numbers or not numbers <= set(range(1, len(poll.choices) + 1)):
        raise Refusal("no-such-choice", "Choose one of the answers first.")
    if len(numbers) > 1 and not poll.multiple:
        raise Refusal("one-choice", "Only one answer can be chosen here.")
    return numbers


def _close(session: Session, post: Post, poll: Poll, by: int | None, now: datetime) -> None:
    """The counts are kept and the votes are not: nobody can ever look up what somebody chose."""
    poll.closed_at, poll.result = now, polls.counted(session, poll)
    session.execute(delete(PollVote).where(PollVote.post_id == poll.post_id))
    post.seq = log.record(session, Kind.POLL_CLOSED, actor=by, now=now, discussion=post.discussion_id, post=post.id)
