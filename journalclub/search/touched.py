"""Which documents a change touches. A batch of changes is folded into sets of ids first: each document is made once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, or_, select, tuple_
from sqlalchemy.orm import Session

from journalclub.changes.kinds import Kind
from journalclub.changes.models import Change
from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost, Question
from journalclub.discussions.post_models import Post
from journalclub.search.sources import CHUNK

# After these, a discussion's title, readers or badges may be others: everything in it is made anew.
_WHOLE = frozenset(
    {
        Kind.DISCUSSION_ADDED,
        Kind.DISCUSSION_CHANGED,
        Kind.DISCUSSION_STATE,
        Kind.DISCUSSION_PUBLISHED,
        Kind.QUESTION_REMOVED,
        Kind.GUEST_ADMITTED,
        Kind.GUEST_REMOVED,
    }
)
# Only its own document.
_TOLD = frozenset(
    {
        Kind.TAKE_HOME_CHANGED,
        Kind.RECAP_CHANGED,
        Kind.RECAP_PUBLISHED,
        Kind.HOST_ADDED,
        Kind.HOST_REMOVED,
    }
)
_QUESTION = frozenset({Kind.QUESTION_ADDED, Kind.QUESTION_CHANGED})
_PERSON = frozenset({Kind.MEMBER_CHANGED, Kind.MEMBER_ROLES, Kind.MEMBER_VERIFIED})
_ARTICLE = frozenset(
    {
        Kind.ARTICLE_CHANGED,
        Kind.ARTICLE_RETRACTED,
        Kind.ARTICLE_REINSTATED,
        Kind.ARTICLE_MERGED,
        Kind.ARTICLE_SPLIT,
    }
)


@dataclass
class Touched:
    """Ids by kind of document, and the wholes whose posts must follow."""

    article: set[int] = field(default_factory=set)
    discussion: set[int] = field(default_factory=set)
    question: set[int] = field(default_factory=set)
    post: set[int] = field(default_factory=set)
    whole: set[int] = field(default_factory=set)  # discussions
    asked: set[int] = field(default_factory=set)  # questions
    members: set[int] = field(default_factory=set)
    about: set[int] = field(default_factory=set)  # articles whose discussions must follow
    series: set[int] = field(default_factory=set)


def fold(changes: Sequence[Change]) -> Touched:
    touched = Touched()
    for change in changes:
        if change.kind == Kind.POLL_VOTED:
            continue  # votes are not searched
        ids = change.ids
        for kind in ("article", "question", "post"):
            getattr(touched, kind).update({int(ids[kind])} if kind in ids else ())
        touched.article.update({int(ids["merged"])} if "merged" in ids else ())
        if change.kind in _WHOLE and change.discussion_id:
            touched.discussion.add(change.discussion_id)
            touched.whole.add(change.discussion_id)
        elif change.kind in _TOLD and change.discussion_id:
            touched.discussion.add(change.discussion_id)
        elif change.kind in _QUESTION and "question" in ids:
            touched.asked.add(int(ids["question"]))
        elif change.kind in _PERSON and "member" in ids:
            touched.members.add(int(ids["member"]))
        elif change.kind in _ARTICLE and "article" in ids:
            touched.about.add(int(ids["article"]))
        elif change.kind == Kind.SERIES_CHANGED and "series" in ids:
            touched.series.add(int(ids["series"]))
    return touched


def spread(session: Session, touched: Touched) -> Iterator[tuple[str, Sequence[int]]]:
    """(kind, ids) in chunks: everything to make anew, what hangs on the touched rows included."""
    if touched.about or touched.series:
        hanging = select(Discussion.id).where(
            or_(Discussion.article_id.in_(touched.about), Discussion.series_id.in_(touched.series))
        )
        touched.whole.update(session.scalars(hanging))
        touched.discussion |= touched.whole
    if touched.members:
        hosting = select(DiscussionHost.discussion_id).where(DiscussionHost.member_id.in_(touched.members))
        touched.discussion.update(session.scalars(hosting))
    _neighbours(session, touched)
    if touched.whole:
        touched.question.update(session.scalars(select(Question.id).where(Question.discussion_id.in_(touched.whole))))
    for kind in ("article", "discussion", "question", "post"):
        yield from ((kind, ids) for ids in _chunks(sorted(getattr(touched, kind))))
    yield from (("post", ids) for ids in _posts_of(session, touched))


def _neighbours(session: Session, touched: Touched) -> None:
    """A post changes its question and the post it replies to (answered or not); an author's, all of its question's."""
    for ids in _chunks(sorted(touched.post)):
        rows = session.execute(
            select(Post.reply_to_id, Question.id, DiscussionGuest.member_id)
            .outerjoin(Question, (Question.discussion_id == Post.discussion_id) & (Question.number == Post.question))
            .outerjoin(
                DiscussionGuest,
                (DiscussionGuest.discussion_id == Post.discussion_id) & (DiscussionGuest.member_id == Post.member_id),
            )
            .where(Post.id.in_(ids))
        ).all()
        touched.post.update(parent for parent, _, _ in rows if parent)
        touched.question.update(question for _, question, _ in rows if question)
        touched.asked.update(question for _, question, author in rows if question and author)


def _posts_of(session: Session, touched: Touched) -> Iterator[Sequence[int]]:
    """The posts of whole discussions, of questions and of members, in chunks by id."""
    conditions: list[ColumnElement[bool]] = []
    if touched.whole:
        conditions.append(Post.discussion_id.in_(touched.whole))
    if touched.asked:
        numbered = select(Question.discussion_id, Question.number).where(Question.id.in_(touched.asked))
        conditions.append(tuple_(Post.discussion_id, Post.question).in_(numbered))
    if touched.members:
        conditions.append(Post.member_id.in_(touched.members))
    last = 0
    while conditions:
        query = select(Post.id).where(or_(*conditions), Post.id > last).order_by(Post.id).limit(CHUNK)
        ids = session.scalars(query).all()
        if not ids:
            return
        yield ids
        last = ids[-1]


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
