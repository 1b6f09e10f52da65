"""What every format of a discussion's transcript is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from journalclub.discussions.author_questions import OPEN
from journalclub.discussions.closing.queries import PointView
from journalclub.discussions.posts import PostView
from journalclub.discussions.queries import DiscussionView, QuestionView
from journalclub.discussions.rhythm import parse_zone
from journalclub.discussions.states import OVER
from journalclub.literature.views import ArticleView

BADGES = {
    "author": "author of the article",
    "host": "host",
    "moderator": "moderator",
    "patient_advocate": "patient advocate",
}


@dataclass(frozen=True)
class Transcript:
    view: DiscussionView
    articles: Sequence[ArticleView]
    posts: Sequence[PostView]
    public_url: str
    points: Sequence[PointView] = ()  # to take home
    recap: str = ""  # Markdown, once it is published

    @property
    def url(self) -> str:
        return f"{self.public_url}/discussions/{self.view.row.id}"

    @property
    def zone(self) -> ZoneInfo:
        """The series' own time zone, in which it met."""
        series = self.view.row.series
        return parse_zone(series.time_zone if series else "UTC")

    def local(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def hour(self) -> str:
        """The live hours, in words."""
        said = [f"{self.local(one.starts)} to {one.ends.astimezone(self.zone):%H:%M}" for one in self.view.row.hours]
        return f"{' and '.join(said)} ({self.zone.key})"

    def sections(self) -> Iterator[tuple[QuestionView | None, list[PostView]]]:
        """The posts under the question that they answer, those under none first; in the order of time."""
        for question in (None, *self.view.questions):
            number = question.number if question else None
            posts = [post for post in self.posts if post.question == number]
            if posts or question:
                yield question, posts

    def open_questions(self) -> list[PostView]:
        """What was asked of the authors and never answered; nothing while they still may."""
        return [post for post in self.posts if post.for_author == OPEN] if self.view.state in OVER else []


def writer(post: PostView) -> str:
    """The name with what the club knows of the person."""
    known = filter(None, (BADGES.get(post.member.badge, ""), post.member.profession, post.member.country))
    words = ", ".join(dict.fromkeys(known))
    return post.member.name + (f" ({words})" if words else "")


def stub(post: PostView) -> str | None:
    """What stands in place of words that are gone."""
    if post.hidden:
        return "[hidden by a host or moderator]"
    return "[withdrawn by its author]" if post.withdrawn else None


def poll(post: PostView) -> list[str]:
    """What could be chosen, and once it is closed how many chose it; the last line says how many voted."""
    if post.poll is None:
        return []
    lines = [
        choice.text if choice.votes is None else f"{choice.text}: {choice.votes} ({choice.percent} %)"
        for choice in post.poll.choices
    ]
    return [*lines, f"{post.poll.voters} voted" + ("; the poll is open" if post.poll.is_open else "")]


def quotation(post: PostView) -> str:
    """Whom it quotes, and how that begins; nothing of a post that is gone."""
    quoted = post.quotes
    return f"{quoted.name}: “{quoted.words}”" if quoted and quoted.name else ""


def reactions(post: PostView) -> str:
    return ", ".join(f"{kind.replace('_', ' ')} {count}" for kind, count in post.reactions.items())
