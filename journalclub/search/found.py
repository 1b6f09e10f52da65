"""Hits as people see them: each is read from its row through the domains' own rights, or it is not shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any

from markupsafe import Markup
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from journalclub.discussions import policy, polls
from journalclub.discussions.closing import queries as closing
from journalclub.discussions.models import Discussion, DiscussionHost, Question
from journalclub.discussions.post_models import Post
from journalclub.discussions.posts import Writer, writers_of
from journalclub.discussions.queries.parts import people
from journalclub.literature.models import Article
from journalclub.literature.views import alarms
from journalclub.members.viewer import Viewer
from journalclub.search.beside import NOTHING, Beside, beside
from journalclub.search.snippet import marked, snippet
from journalclub.search.tree import Phrase, Prefix, Word

Words = Sequence[Word | Phrase | Prefix]


@dataclass(frozen=True)
class Hit:
    """`title` is plain; `title_html` and `snippet` are escaped HTML with <mark>. `path` is below the public address.

    `since` is when it came to be here, never ahead of now. `about` is the article that it is or is about, `alarm` what
    was said against that (see `literature.views.alarms`). `place` is the title of its discussion, marked, where `title`
    is longer. `by` is who wrote a post, and who hosts a discussion that is found by their names; marked.
    """

    kind: str
    id: int
    key: str | None
    archive: str | None
    title: str
    title_html: Markup
    snippet: Markup
    path: str
    score: float
    at: datetime | None
    since: datetime | None = None
    place: Markup = Markup()  # noqa: RUF009
    hashtag: str = ""
    beside: Beside = NOTHING
    question: int | None = None
    discussion: int | None = None
    writer: Writer | None = None
    by: Markup = Markup()  # noqa: RUF009
    about: int | None = None
    alarm: str = ""
    identifiers: frozenset[tuple[str, str]] = frozenset()


def shown(
    session: Session, viewer: Viewer, items: Sequence[tuple[str, float]], words: Words, now: datetime
) -> list[Hit]:
    """In the order given, by a few queries however many there are. What the viewer may not read is left out."""
    ids: dict[str, list[int]] = {"post": [], "question": [], "article": [], "discussion": []}
    for key, _ in items:
        kind, _, id = key.partition(":")
        ids[kind].append(int(id))
    seen = policy.visible(viewer, now)
    hits = {
        **_posts(session, _about(Post).where(Post.id.in_(ids["post"]), seen), words),
        **_questions(session, _about(Question).where(Question.id.in_(ids["question"]), seen), words),
        **_discussions(session, _about().where(Discussion.id.in_(ids["discussion"]), seen), words),
        **_articles(session, ids["article"], words),
    }
    said = alarms(session, {hit.about for hit in hits.values() if hit.about})
    found = ((hits[key], score) for key, score in items if key in hits)
    return [replace(hit, score=score, alarm=said.get(hit.about or 0, "")) for hit, score in found]


def _about(*tables: Any) -> Select[Any]:
    """With the article that each discussion is about."""
    query = select(*tables, Discussion, func.coalesce(Article.merged_into, Article.id))
    for table in tables:
        query = query.join(Discussion, Discussion.id == table.discussion_id)
    return query.outerjoin(Article, Article.id == Discussion.article_id)


def _posts(session: Session, query: Select[Any], words: Words) -> dict[str, Hit]:
    rows = session.execute(query.where(Post.hidden_at.is_(None), Post.withdrawn_at.is_(None))).all()
    writers = writers_of(session, {(post.discussion_id, post.member_id) for post, _, _ in rows})
    around = beside(session, [post for post, _, _ in rows], words)
    choices = polls.choices(session, [post for post, _, _ in rows])
    return {
        f"post:{post.id}": Hit(
            kind="post",
            id=post.id,
            key=post.key,
            archive=post.archive,
            title=discussion.title,
            title_html=marked(discussion.title, words),
            snippet=snippet("\n".join((post.text, *choices.get(post.id, ()))), words),
            path=f"/posts/{post.id}",
            score=0.0,
            at=post.at,
            since=post.at,
            hashtag=_hashtag(discussion),
            beside=around[post.id],
            question=post.question,
            discussion=discussion.id,
            writer=writers[post.discussion_id, post.member_id],
            by=marked(writers[post.discussion_id, post.member_id].name, words),
            about=article,
        )
        for post, discussion, article in rows
    }


def _questions(session: Session, query: Select[Any], words: Words) -> dict[str, Hit]:
    return {
        f"question:{question.id}": Hit(
            kind="question",
            id=question.id,
            key=None,
            archive=discussion.archive,
            title=f"T{question.number} · {discussion.title}",
            title_html=Markup("T{} · {}").format(question.number, marked(discussion.title, words)),
            snippet=snippet(question.text, words),
            path=f"/discussions/{discussion.id}#question-{question.id}",
            score=0.0,
            at=question.asked_at or discussion.starts,
            since=question.asked_at or discussion.announced_at or discussion.made_at,
            place=marked(discussion.title, words),
            hashtag=_hashtag(discussion),
            question=question.number,
            discussion=discussion.id,
            about=article,
        )
        for question, discussion, article in session.execute(query)
    }


def _discussions(session: Session, query: Select[Any], words: Words) -> dict[str, Hit]:
    rows = session.execute(query).all()
    hosting = people(session, DiscussionHost, [row.id for row, _ in rows])
    hosts = {id: marked(", ".join(host.name for host in some), words) for id, some in hosting.items()}
    told = closing.told(session, [row.id for row, _ in rows])
    return {
        f"discussion:{row.id}": Hit(
            kind="discussion",
            id=row.id,
            key=row.key,
            archive=row.archive,
            title=row.title,
            title_html=marked(row.title, words),
            snippet=snippet("\n".join(filter(None, (told.get(row.id), row.summary))), words),
            path=f"/discussions/{row.id}",
            score=0.0,
            at=row.starts,
            since=row.announced_at or row.made_at,
            hashtag=_hashtag(row),
            discussion=row.id,
            by=hosts[row.id] if "<mark>" in hosts.get(row.id, "") else Markup(),
            about=article,
        )
        for row, article in rows
    }


def _hashtag(discussion: Discussion) -> str:
    return discussion.series.hashtag if discussion.series else ""


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
            since=row.added_at,
            about=row.id,
            identifiers=_identifiers(row),
        )
        for row in rows
    }


def _identifiers(row: Article) -> frozenset[tuple[str, str]]:
    own = {("pmid", row.pmid), ("doi", row.doi and row.doi.lower())}
    own |= {("pmcid", row.pmcid and row.pmcid.lower()), ("pii", row.pii and row.pii.lower())}
    own |= {("nct", str(trial).lower()) for trial in row.trials}
    return frozenset((kind, value) for kind, value in own if value)
