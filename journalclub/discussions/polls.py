"""Quick polls as they are shown: to everybody, and to somebody who has voted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journalclub.discussions.poll_models import Poll, PollVote
from journalclub.discussions.post_models import Post


@dataclass(frozen=True)
class Choice:
    """`number` counts from 1. `votes` and `percent` (of the voters) are none while nobody may know them."""

    number: int
    text: str
    votes: int | None
    percent: int | None


@dataclass(frozen=True)
class PollView:
    """A poll. `votes`, one number for each text, are none for those who may not see them yet."""

    texts: tuple[str, ...]
    multiple: bool
    voters: int
    votes: tuple[int, ...] | None
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def choices(self) -> list[Choice]:
        counted = self.votes or [None] * len(self.texts)
        return [
            Choice(number, text, votes, None if votes is None else round(100 * votes / max(1, self.voters)))
            for number, (text, votes) in enumerate(zip(self.texts, counted, strict=True), start=1)
        ]

    def as_json(self) -> dict[str, Any]:
        return {
            "multiple": self.multiple,
            "open": self.is_open,
            "voters": self.voters,
            "choices": [{"number": one.number, "text": one.text, "votes": one.votes} for one in self.choices],
        }


@dataclass(frozen=True)
class Ballot:
    """A poll as one person sees it: its results once they have voted or it is closed, and the numbers they chose."""

    post_id: int
    poll: PollView
    mine: frozenset[int] = frozenset()

    def as_json(self) -> dict[str, Any]:
        return self.poll.as_json() | {"post": self.post_id, "mine": sorted(self.mine)}


def of_posts(session: Session, ids: Sequence[int]) -> dict[int, PollView]:
    """The polls of these posts, the same for every viewer: an open one says how many voted and no more."""
    if not ids:
        return {}
    polls = session.scalars(select(Poll).where(Poll.post_id.in_(ids))).all()
    tallies = _tallies(session, [poll.post_id for poll in polls if poll.closed_at is None])
    return {poll.post_id: _view(poll, tallies.get(poll.post_id, Counter())) for poll in polls}


def choices(session: Session, posts: Sequence[Post]) -> dict[int, list[str]]:
    """What can be chosen in those of the posts that are polls."""
    ids = [post.id for post in posts if post.kind == "poll"]
    if not ids:
        return {}
    return {poll.post_id: poll.choices for poll in session.scalars(select(Poll).where(Poll.post_id.in_(ids)))}


def ballot(session: Session, poll: Poll, member_id: int | None) -> Ballot:
    """The poll for this person, who may be nobody."""
    view = of_posts(session, [poll.post_id])[poll.post_id]
    vote = session.get(PollVote, (poll.post_id, member_id)) if member_id is not None else None
    if vote is None:
        return Ballot(poll.post_id, view)
    return _for_voter(session, {poll.post_id: view}, {poll.post_id: vote.chosen})[0]


def ballots(session: Session, member_id: int | None, discussion_id: int) -> list[Ballot]:
    """The open polls of a discussion that can be read and in which this member has voted, with what is known."""
    if member_id is None:
        return []
    query = select(PollVote.post_id, PollVote.chosen).join(Post, Post.id == PollVote.post_id)
    readable = (Post.discussion_id == discussion_id, Post.hidden_at.is_(None), Post.withdrawn_at.is_(None))
    votes = session.execute(query.where(PollVote.member_id == member_id, *readable))
    mine = {vote.post_id: vote.chosen for vote in votes}
    return _for_voter(session, of_posts(session, list(mine)), mine)


def counted(session: Session, poll: Poll) -> dict[str, Any]:
    """What its votes come to now, as `Poll.result`."""
    tally = _tallies(session, [poll.post_id]).get(poll.post_id, Counter())
    return {"voters": tally.total(), "votes": list(_by_choice(tally, len(poll.choices)))}


def bits(chosen: frozenset[int]) -> int:
    """These numbers, which count from 1, as `PollVote.chosen`."""
    return sum(1 << (number - 1) for number in chosen)


def _for_voter(session: Session, polls: dict[int, PollView], mine: dict[int, int]) -> list[Ballot]:
    tallies = _tallies(session, list(polls))
    return [
        Ballot(
            post,
            replace(view, votes=_by_choice(tallies.get(post, Counter()), len(view.texts))),
            frozenset(number for number in range(1, len(view.texts) + 1) if mine[post] >> (number - 1) & 1),
        )
        for post, view in polls.items()
    ]


def _tallies(session: Session, ids: Sequence[int]) -> dict[int, Counter[int]]:
    """How many people chose each combination in these polls; there are at most 63."""
    if not ids:
        return {}
    tallies: dict[int, Counter[int]] = {}
    query = select(PollVote.post_id, PollVote.chosen, func.count()).where(PollVote.post_id.in_(ids))
    for post, chosen, count in session.execute(query.group_by(PollVote.post_id, PollVote.chosen)):
        tallies.setdefault(post, Counter())[chosen] = count
    return tallies


def _by_choice(tally: Counter[int], choices: int) -> tuple[int, ...]:
    return tuple(sum(count for chosen, count in tally.items() if chosen >> bit & 1) for bit in range(choices))


def _view(poll: Poll, tally: Counter[int]) -> PollView:
    voters, votes = tally.total(), None
    if poll.result is not None:
        voters, votes = poll.result["voters"], tuple(poll.result["votes"])
    return PollView(tuple(poll.choices), poll.multiple, voters, votes, poll.closed_at)
