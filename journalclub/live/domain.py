"""What the stream is given by `create_app`, because it renders and judges nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from journalclub.live.tickets import Ticket
from journalclub.members.viewer import Viewer


class Post(Protocol):
    """What the stream has to know of a post object; `discussions.posts.PostView` is one."""

    @property
    def id(self) -> int: ...
    @property
    def discussion(self) -> int: ...
    @property
    def hidden(self) -> bool: ...
    @property
    def withdrawn(self) -> bool: ...
    @property
    def reactions(self) -> Mapping[str, int]: ...
    @property
    def voters(self) -> int | None: ...
    def as_json(self, html: str) -> dict[str, Any]: ...


def nobody(_session: Session, _viewer: Viewer, _discussion: int) -> str | None:
    """The `badge_of` of those who name nobody."""
    return None


@dataclass(frozen=True)
class Domain:
    """Callables into the floors below. Those that take a session read in the snapshot it stands for.

    `describe` is what a `state` or `question` event carries. `badge_of` is "host" or "author" for those whom presence
    names in a discussion, None for everybody else.
    """

    posts: Callable[[Session, Sequence[int]], Mapping[int, Any]]
    render_post: Callable[[Any], str]
    viewer_of: Callable[[Session, Ticket, datetime], Viewer | None]
    may_watch: Callable[[Session, Viewer, int, datetime], bool]
    describe: Callable[[Session, int], dict[str, Any]]
    badge_of: Callable[[Session, Viewer, int], str | None] = nobody

    def admit(self, session: Session, ticket: Ticket, now: datetime) -> Viewer | None:
        """The viewer behind this ticket if they may watch now, else None. A suspended member watches nothing."""
        viewer = self.viewer_of(session, ticket, now) if now < ticket.expires else None
        if viewer is None or viewer.suspended or not self.may_watch(session, viewer, ticket.discussion, now):
            return None
        return viewer
