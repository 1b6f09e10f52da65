"""Hits as people see them: each is read from its row through the domains' own rights, or it is not shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.discussions import policy
from journalclub.discussions.models import Discussion, Question
from journalclub.discussions.post_models import Post
from journalclub.discussions.posts import Writer, writers_of
from journalclub.literature.models import Article
from journalclub.members.viewer import Viewer
from journalclub.search.snippet import marked, snippet
from journalclub.search.tree import Phrase, Prefix, Word

Words = Sequence[Word | Phrase | Prefix]


@dataclass(frozen=True)
class Hit:
    """`title` is plain; `title_html` and `snippet` are escaped HTML with <mark>. `path` is below the public address."""

    kind: str
    id: int
    key: str | None
    archive: str | None
    title: str
    title_html: str
    snippet: str
    path: str
    score: float
    at: datetime | None
    question: int | None = None
    discussion: int | None = None
    writer: Writer | None = None
    retracted: bool = False
    identifiers: frozenset[tuple[str, str]] = frozenset()


def shown(
    session: Session, viewer: Viewer, items: Sequence[tuple[str, float]], words: Words, now: datetime
) -> list[Hit]:
    """In the order given; four small queries, however many hits there are. What the viewer may not read is left out."""
    ids: dict[str, list[int]] = {"post": [], "question": [], "article": [], "discussion": []}
    for key, _ in items:
        kind, _, id = key.partition(":")
        ids[kind].append(int(id))
    seen = policy.visible(viewer, now)
    hits = {
        **_posts(session, select(Post, Discussion).where(Post.id.in_(ids["post"]), seen), words),
        **_questions(session, select(Question, Discussion).where(Question.id.in_(ids["question"]), seen), words),
        **_discussions(session, select(Discussion).where(Discussion.id.in_(ids["discussion"]), seen), words),
        **_articles(session, ids["article"], words),
    }
    return [_scored(hits[key], score) for key, score in items if key in hits]


def _posts(session: Session, query, words: Words) -> dict[str, Hit]:  # type: ignore[no-untyped-def]
    query = query.join(Discussion, Discussion.id == Post.discussion_id)
    rows = session.execute(query.where(Post.hidden_at.is_(None), Post.withdrawn_at.is_(None))).all()
    writers = writers_of(session, {(post.discussion_id, post.member_id) for post, _ in rows})
    return {
        f"post:{post.id}": Hit(
            kind="post",
            id=post.id,
            key=post.key,
            archive=post.archive,
            title=discussion.title,
            title_html=marked(discussion.title, words),
            snippet=snippet(post.text, words),
            path=f"/posts/{post.id}",
            score=0.0,
            at=post.at,
            question=post.question,
            discussion=discussion.id,
            writer=writers[post.discussion_id, post.member_id],
        )
        for post, discussion in rows
    }


def _questions(session: Session, query, words: Words) -> dict[str, Hit]:  # type: ignore[no-untyped-def]
    rows = session.execute(query.join(Discussion, Discussion.id == Question.discussion_id)).all()
    return {
        f"question:{question.id}": Hit(
            kind="question",
            id=question.id,
            key=None,
            archive=discussion.archive,
            title=f"T{question.number} · {discussion.title}",
            title_html=f"T{question.number} · {marked(discussion.title, words)}",
            snippet=snippet(question.text, words),
            path=f"/discussions/{discussion.id}#question-{question.id}",
            score=0.0,
            at=question.asked_at or discussion.starts,
            question=question.number,
            discussion=discussion.id,
        )
        for question, discussion in rows
    }


def _discussions(session: Session, query, words: Words) -> dict[str, Hit]:  # type: ignore[no-untyped-def]
    return {
        f"discussion:{row.id}": Hit(
            kind="discussion",
            id=row.id,
            key=row.key,
            archive=row.archive,
            title=row.title,
            title_html=marked(row.title, words),
            snippet=snippet(row.summary, words),
            path=f"/discussions/{row.id}",
            score=0.0,
            at=row.starts,
            discussion=row.id,
        )
        for row in session.scalars(query)
    }


def _articles(session: Session, ids: Sequence[int], words: Words) -> dict[str, Hit]:
    """The library is open to everybody who may open the club's pages."""
    rows = session.scalars(select(Article).where(Article.id.in_(ids), Article.merged_into.is_(None)))
    return {
        f"article:{row.id}": Hit(
            kind="article",
            id=row.id,
            key=row.key,
            archive=row.archive,
            title=row.title,
            title_html=marked(row.title, words),
            snippet=snippet(row.abstract, words),
            path=f"/articles/{row.id}",
            score=0.0,
            at=datetime.combine(row.listed_on, time(), UTC),
            retracted=row.retracted_on is not None,
            identifiers=_identifiers(row),
        )
        for row in rows
    }


def _identifiers(row: Article) -> frozenset[tuple[str, str]]:
    own = {("pmid", row.pmid), ("doi", row.doi and row.doi.lower())}
    own |= {("nct", str(trial).lower()) for trial in row.trials}
    return frozenset((kind, value) for kind, value in own if value)


def _scored(hit: Hit, score: float) -> Hit:
    return Hit(**{**hit.__dict__, "score": score})
