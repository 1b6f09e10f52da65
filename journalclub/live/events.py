"""From a change to an event: its name, what it carries, and its bytes on the wire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from journalclub.changes.kinds import COUNTED, DESK, Kind
from journalclub.changes.models import Change
from journalclub.live.domain import Domain, Post

NAMES = {
    Kind.POST_ADDED: "post",
    Kind.POST_EDITED: "post-changed",
    Kind.POST_RESTORED: "post-changed",
    Kind.POST_REQUOTED: "post-changed",
    Kind.POST_HIDDEN: "post-hidden",
    Kind.POST_WITHDRAWN: "post-hidden",
    Kind.REACTION_CHANGED: "reaction",
    Kind.POLL_VOTED: "reaction",
    Kind.POLL_CLOSED: "post-changed",
    Kind.AUTHOR_QUESTION: "post-changed",
    Kind.QUESTION_ADDED: "question",
    Kind.QUESTION_CHANGED: "question",
    Kind.QUESTION_REMOVED: "question",
    Kind.QUESTION_ASKED: "question",
    Kind.DISCUSSION_STATE: "state",
    Kind.DISCUSSION_CHANGED: "state",
    Kind.DISCUSSION_PUBLISHED: "state",
    Kind.DISCUSSION_PINNED: "state",
    Kind.HOST_ADDED: "state",
    Kind.HOST_REMOVED: "state",
    **dict.fromkeys(DESK, "state"),
}


@dataclass(frozen=True)
class Event:
    """One event, rendered once for every reader. `seq` is the number of its change; None: it carries no `id:`."""

    discussion: int
    seq: int | None
    frame: bytes


def told(changes: Iterable[Change]) -> list[Change]:
    """Those of the changes that are an event to their discussion; of several reactions to one post, the last.

    So, too, of several acts at one desk: whoever looks there again sees them all.
    """
    known = [change for change in changes if change.discussion_id is not None and change.kind in NAMES]
    last = {_folds(change): change.seq for change in known}
    return [change for change in known if _folds(change) is None or last[_folds(change)] == change.seq]


def compose(session: Session, domain: Domain, changes: Sequence[Change]) -> list[Event]:
    """The events of these changes, which are `told`, in their order, from the rows as they are now."""
    posts = domain.posts(session, sorted({change.ids["post"] for change in changes if _is_of_a_post(change)}))
    described = {
        discussion: domain.describe(session, discussion)
        for discussion in sorted({_discussion(change) for change in changes if not _is_of_a_post(change)})
    }
    rendered: dict[int, dict[str, Any]] = {}  # a post that was added and edited is rendered once
    events = []
    for change in changes:
        name, discussion = NAMES[Kind(change.kind)], _discussion(change)
        if not _is_of_a_post(change):
            data = _about(described[discussion], change)
        elif (post := posts.get(change.ids["post"])) is None:
            continue  # erased since: its rows are gone, and so is what there was to tell
        elif name == "reaction":
            data = reaction(post)
        else:
            if post.id not in rendered:
                rendered[post.id] = _post(domain, post)
            data = rendered[post.id]
        events.append(Event(discussion, change.seq, frame(name, data, change.seq)))
    return events


def reaction(post: Post) -> dict[str, Any]:
    """What a `reaction` event carries: all counts of the post, so that a missed or repeated one does no harm.

    Of a poll it tells how many voted, and never for what.
    """
    gone = post.hidden or post.withdrawn
    data = {"post": post.id, "discussion": post.discussion, "reactions": {} if gone else post.reactions}
    return data if post.voters is None else data | {"voters": post.voters}


def frame(name: str, data: dict[str, Any], seq: int | None = None) -> bytes:
    """The bytes of one event (https://html.spec.whatwg.org/multipage/server-sent-events.html).

    JSON holds no bare newline, so the data is one line.
    """
    head = f"event: {name}\n" if seq is None else f"id: {seq}\nevent: {name}\n"
    return b"".join((head.encode(), b"data: ", msgspec.json.encode(data), b"\n\n"))


def unnumbered(event: Event) -> Event:
    """The same without its `id:`, for what comes after events with higher numbers."""
    return Event(event.discussion, None, event.frame.split(b"\n", 1)[1])


def reset(head: int) -> bytes:
    """The reader is too far behind or cannot be told: load the page again, which knows at least `head`."""
    return frame("reset", {"head": head}, head)


def bye(reason: str) -> bytes:
    """The last event of a stream: `stopping` (come back) or `ended` (the right to watch is gone)."""
    return frame("bye", {"reason": reason})


def _post(domain: Domain, post: Post) -> dict[str, Any]:
    data = post.as_json(domain.render_post(post))
    if post.hidden or post.withdrawn:
        data |= {"hidden": True, "text": "", "reactions": {}}
    return data


def _about(described: dict[str, Any], change: Change) -> dict[str, Any]:
    """The discussion's state; for a question that question too, or that it was removed.

    What lies on the desk is not for everybody: that something changed there is all that is said.
    """
    data = {name: value for name, value in described.items() if name != "questions"}
    if change.kind in DESK:
        return data | {"desk": True}
    if change.kind == Kind.DISCUSSION_PINNED:
        return data | {"pin": True}
    if (question := change.ids.get("question")) is None:
        return data
    about: dict[str, Any] = described.get("questions", {}).get(question, {"id": question, "removed": True})
    return data | about


def _is_of_a_post(change: Change) -> bool:
    return "post" in change.ids and change.kind not in DESK


def _folds(change: Change) -> tuple[str, int] | None:
    """What later changes tell as well; None when each has something of its own to tell."""
    if change.kind in COUNTED:
        return "counts", change.ids["post"]
    return ("desk", _discussion(change)) if change.kind in DESK else None


def _discussion(change: Change) -> int:
    assert change.discussion_id is not None  # `told` has let through no other
    return change.discussion_id
