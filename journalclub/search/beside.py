"""What stands beside a post that was found: the question it answers, what it replies to, whether an author answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from journalclub.discussions.models import DiscussionGuest, Question
from journalclub.discussions.post_models import Post
from journalclub.discussions.posts import writers_of
from journalclub.search.snippet import marked, snippet
from journalclub.search.tree import Phrase, Prefix, Word

_READABLE = (Post.hidden_at.is_(None), Post.withdrawn_at.is_(None))
_WIDTH = 140


@dataclass(frozen=True)
class Said:
    """Another post in the same discussion. `snippet` is escaped HTML with <mark>."""

    id: int
    name: str
    badge: str
    snippet: Markup


@dataclass(frozen=True)
class Beside:
    """`question` is its text, marked. `answer` is an author's reply to the post itself; `by_author` says that an author
    has written under the question."""

    question: Markup = Markup()  # noqa: RUF009
    parent: Said | None = None
    answer: Said | None = None
    by_author: bool = False


NOTHING = Beside()


def beside(session: Session, posts: Sequence[Post], words: Sequence[Word | Phrase | Prefix]) -> dict[int, Beside]:
    """By post, for posts that the reader may read (then they may read what is beside them). Five small queries."""
    if not posts:
        return {}
    pairs = {(post.discussion_id, post.question) for post in posts if post.question is not None}
    texts, by_author = _questions(session, pairs), _by_author(session, pairs)
    parents = session.scalars(select(Post).where(Post.id.in_({post.reply_to_id for post in posts}), *_READABLE)).all()
    answers = session.scalars(_answers([post.id for post in posts])).all()
    writers = writers_of(session, {(post.discussion_id, post.member_id) for post in (*parents, *answers)})

    def said(post: Post) -> Said:
        writer = writers[post.discussion_id, post.member_id]
        return Said(post.id, writer.name, writer.badge, snippet(post.text, words, width=_WIDTH, windows=1))

    above = {(post.discussion_id, post.id): said(post) for post in parents}  # an import may join two discussions
    below = {(post.discussion_id, post.reply_to_id): said(post) for post in reversed(answers)}
    return {
        post.id: Beside(
            question=marked(texts.get((post.discussion_id, post.question), ""), words),
            parent=above.get((post.discussion_id, post.reply_to_id or 0)),
            answer=below.get((post.discussion_id, post.id)),
            by_author=(post.discussion_id, post.question) in by_author,
        )
        for post in posts
    }


def _questions(session: Session, pairs: set[tuple[int, int]]) -> dict[tuple[int, int | None], str]:
    query = select(Question.discussion_id, Question.number, Question.text)
    rows = session.execute(query.where(tuple_(Question.discussion_id, Question.number).in_(pairs)))
    return {(discussion, number): asked for discussion, number, asked in rows}


def _by_author(session: Session, pairs: set[tuple[int, int]]) -> set[tuple[int, int | None]]:
    query = select(Post.discussion_id, Post.question).distinct().join(DiscussionGuest, _IS_GUEST)
    rows = session.execute(query.where(tuple_(Post.discussion_id, Post.question).in_(pairs), *_READABLE))
    return {(discussion, number) for discussion, number in rows}


def _answers(ids: Sequence[int]) -> Select[Post]:
    return select(Post).join(DiscussionGuest, _IS_GUEST).where(Post.reply_to_id.in_(ids), *_READABLE).order_by(Post.id)


_IS_GUEST = (DiscussionGuest.discussion_id == Post.discussion_id) & (DiscussionGuest.member_id == Post.member_id)
