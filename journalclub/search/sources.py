"""Rows to documents. Every function takes a bounded list of ids and makes a fixed number of queries.

What is hidden, withdrawn or merged away makes no document. Mail addresses are in no row that is read here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select, true, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from journalclub.discussions import author_questions, polls
from journalclub.discussions.author_questions import ANSWERED, OPEN
from journalclub.discussions.closing import queries as closing
from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost, Question
from journalclub.discussions.post_models import Post
from journalclub.discussions.posts import Writer, reaction_counts, writers_of
from journalclub.discussions.queries.parts import people
from journalclub.kit.ids import find_identifiers
from journalclub.literature.models import Article, ArticleAuthor, ArticleTag
from journalclub.search.document import Document
from journalclub.search.sight import PUBLIC, token

CHUNK = 500


def posts(session: Session, ids: Sequence[int]) -> list[Document]:
    readable = (Post.id.in_(ids), Post.hidden_at.is_(None), Post.withdrawn_at.is_(None))
    rows = session.scalars(select(Post).where(*readable)).all()
    around = _Around(session, {row.discussion_id for row in rows})
    writers = writers_of(session, {(row.discussion_id, row.member_id) for row in rows})
    said = _Said(
        reaction_counts(session, [row.id for row in rows]),
        _replied_to(session, [row.id for row in rows]),
        around.questions({(row.discussion_id, row.question) for row in rows if row.question is not None}),
        polls.choices(session, rows),
        author_questions.statuses(session, rows),
    )
    return [_post(row, around, writers[row.discussion_id, row.member_id], said) for row in rows]


def questions(session: Session, ids: Sequence[int]) -> list[Document]:
    rows = session.scalars(select(Question).where(Question.id.in_(ids))).all()
    around = _Around(session, {row.discussion_id for row in rows})
    asked = around.questions({(row.discussion_id, row.number) for row in rows})
    found = []
    for row in rows:
        discussion, state = around.discussion(row.discussion_id), asked[row.discussion_id, row.number]
        found.append(
            Document(
                kind="question",
                id=row.id,
                at=_naive(row.asked_at or discussion.starts),
                text={"text": row.text, "context": f"{discussion.title}\n{around.headings(discussion)}"},
                question=row.number,
                has=frozenset({"answer"} if state.answered else ()),
                flags=around.flags(discussion)
                | ({"unanswered"} if not state.answered else set())
                | ({"author-answered"} if state.by_author else set()),
                **around.shared(discussion),
            )
        )
    return found


def discussions(session: Session, ids: Sequence[int]) -> list[Document]:
    around, told = _Around(session, set(ids)), closing.told(session, ids)
    hosts = people(session, DiscussionHost, ids)
    return [
        Document(
            kind="discussion",
            id=row.id,
            at=_naive(row.starts),
            text={
                "title": row.title,
                "text": f"{row.summary}\n{told.get(row.id, '')}",
                "tags": row.series.hashtag if row.series else "",
                "context": around.headings(row),
                "writer": "\n".join(host.name for host in hosts.get(row.id, ())),
            },
            flags=around.flags(row),
            **around.shared(row),
        )
        for row in around.rows.values()
        if row.kind == "edition"  # a thread is found by its article and its posts
    ]


def articles(session: Session, ids: Sequence[int]) -> list[Document]:
    standing = (Article.id.in_(ids), Article.merged_into.is_(None), Article.pending.is_(False))
    rows = session.scalars(select(Article).where(*standing)).all()
    names: dict[int, list[str]] = defaultdict(list)
    authors = select(ArticleAuthor.article_id, ArticleAuthor.name).where(ArticleAuthor.article_id.in_(ids))
    for article, name in session.execute(authors.order_by(ArticleAuthor.position)):
        names[article].append(name)
    tags: dict[int, list[str]] = defaultdict(list)
    for one in session.scalars(select(ArticleTag).where(ArticleTag.article_id.in_(ids))):
        tags[one.article_id].append(one.tag)
    return [_article(row, tuple(names[row.id]), tags[row.id]) for row in rows]


Build = Callable[[Session, Sequence[int]], list[Document]]
# What there is to search, and how its documents are made.
SOURCES: dict[str, tuple[InstrumentedAttribute[int], Build]] = {
    "article": (Article.id, articles),
    "discussion": (Discussion.id, discussions),
    "question": (Question.id, questions),
    "post": (Post.id, posts),
}
_SEARCHED: dict[str, ColumnElement[bool]] = {
    "article": Article.merged_into.is_(None) & Article.pending.is_(False),
    "discussion": Discussion.kind == "edition",
    "post": Post.hidden_at.is_(None) & Post.withdrawn_at.is_(None),
}


def searched_ids(session: Session, kind: str) -> Iterator[Sequence[int]]:
    """The ids of everything of a kind that has a document, in chunks."""
    column, last = SOURCES[kind][0], 0
    while True:
        query = select(column).where(column > last).order_by(column).limit(CHUNK)
        if kind in _SEARCHED:
            query = query.where(_SEARCHED[kind])
        ids = session.scalars(query).all()
        if not ids:
            return
        yield ids
        last = ids[-1]


def searched_count(session: Session) -> int:
    """How many documents there are to make."""
    counts = (select(func.count(column)).where(_SEARCHED.get(kind, true())) for kind, (column, _) in SOURCES.items())
    return sum(session.scalar(count) or 0 for count in counts)


class _Asked(NamedTuple):
    text: str = ""
    answered: bool = False
    by_author: bool = False


class _Around:
    """What posts and questions hang on: their discussions, with the article each is about."""

    def __init__(self, session: Session, ids: set[int]) -> None:
        self.session = session
        self.rows = {row.id: row for row in session.scalars(select(Discussion).where(Discussion.id.in_(ids)))}
        wanted = {row.article_id for row in self.rows.values() if row.article_id}
        found = session.scalars(select(Article).where(Article.id.in_(wanted))).all()
        kept = {row.merged_into for row in found if row.merged_into} - wanted
        merged = session.scalars(select(Article).where(Article.id.in_(kept))).all() if kept else []
        by_id = {row.id: row for row in (*found, *merged)}
        self.articles = {id: by_id.get(row.merged_into or 0, row) for id, row in by_id.items()}

    def discussion(self, id: int) -> Discussion:
        return self.rows[id]

    def shared(self, discussion: Discussion) -> dict[str, Any]:
        """The properties that everything in a discussion has."""
        article = self.articles.get(discussion.article_id or 0)
        return {
            "visibility": token(discussion),
            "discussion": discussion.id,
            "series": discussion.series.hashtag.lstrip("#") if discussion.series else None,
            "journal": (article.journal or None) if article else None,
            "pmids": (article.pmid,) if article and article.pmid else (),
            "pmcids": (article.pmcid,) if article and article.pmcid else (),
            "piis": (article.pii,) if article and article.pii else (),
            "dois": (article.doi,) if article and article.doi else (),
            "ncts": _trials(article) if article else (),
            "mesh": _headings(article) if article else (),
        }

    def headings(self, discussion: Discussion) -> str:
        """The MeSH headings of its article: other words for what is talked about."""
        article = self.articles.get(discussion.article_id or 0)
        return "\n".join(_headings(article)) if article else ""

    def flags(self, discussion: Discussion) -> frozenset[str]:
        article = self.articles.get(discussion.article_id or 0)
        return frozenset({"retracted"} if article and article.retracted_on else ())

    def questions(self, pairs: set[tuple[int, int]]) -> dict[tuple[int, int], _Asked]:
        """Each question's text, whether it has a post, and whether one is by an author of the paper."""
        if not pairs:
            return {}
        texts = {
            (row.discussion_id, row.number): row.text
            for row in self.session.scalars(
                select(Question).where(tuple_(Question.discussion_id, Question.number).in_(pairs))
            )
        }
        answers = select(Post.discussion_id, Post.question, DiscussionGuest.member_id).distinct()
        answers = answers.outerjoin(
            DiscussionGuest,
            (DiscussionGuest.discussion_id == Post.discussion_id) & (DiscussionGuest.member_id == Post.member_id),
        ).where(
            tuple_(Post.discussion_id, Post.question).in_(pairs), Post.hidden_at.is_(None), Post.withdrawn_at.is_(None)
        )
        answered: dict[tuple[int, int], bool] = defaultdict(bool)
        for discussion, number, guest in self.session.execute(answers):
            answered[discussion, number or 0] |= guest is not None
        return {pair: _Asked(texts.get(pair, ""), pair in answered, answered.get(pair, False)) for pair in pairs}


class _Said(NamedTuple):
    """What posts are answered with, and what they answer: the questions; `for_author` as in `author_questions`."""

    reactions: dict[int, dict[str, int]]
    replied_to: set[int]
    asked: dict[tuple[int, int], _Asked]
    choices: dict[int, list[str]]
    for_author: dict[int, str]

    def waits(self, row: Post) -> bool:
        """Whether it asks something that nobody has answered. A poll is answered by votes."""
        asks = "?" in row.text and row.id not in self.replied_to and row.id not in self.choices
        return asks if row.id not in self.for_author else self.for_author[row.id] == OPEN


def _post(row: Post, around: _Around, writer: Writer, said: _Said) -> Document:
    discussion = around.discussion(row.discussion_id)
    question = said.asked.get((row.discussion_id, row.question or 0), _Asked())
    cited = find_identifiers(row.text)
    shared = around.shared(discussion)
    for name, kind in (("pmids", "pmid"), ("pmcids", "pmcid"), ("dois", "doi"), ("ncts", "nct")):
        shared[name] = (*shared[name], *(one.value for one in cited if one.kind == kind))
    has = {"answer"} if row.id in said.replied_to else set()
    has |= {"link"} if "http://" in row.text or "https://" in row.text else set()
    has |= {"citation"} if cited else set()
    has |= {"poll"} if row.id in said.choices else set()
    flags = set(around.flags(discussion))
    flags |= {"author-answered"} if question.by_author or said.for_author.get(row.id) == ANSWERED else set()
    flags |= {"unanswered"} if said.waits(row) else set()
    return Document(
        kind="post",
        id=row.id,
        at=_naive(row.at),
        text={
            "text": "\n".join((row.text, *said.choices.get(row.id, ()))),
            "context": f"{discussion.title}\n{question.text}\n{around.headings(discussion)}",
            "writer": writer.name,
        },
        question=row.question,
        member=row.member_id,
        names=(writer.name,),
        role=writer.badge or None,
        specialty=writer.specialty or None,
        reactions=sum(said.reactions.get(row.id, {}).values()),
        has=frozenset(has),
        flags=frozenset(flags),
        **shared,
    )


def _article(row: Article, names: tuple[str, ...], tags: list[str]) -> Document:
    return Document(
        kind="article",
        id=row.id,
        visibility=PUBLIC,
        at=datetime.combine(row.listed_on, time()),
        text={
            "title": row.title,
            "text": row.abstract,
            "tags": "\n".join((*_headings(row), *(str(word) for word in row.keywords), *tags)),
            "names": "\n".join(names),
        },
        names=names,
        journal=row.journal or None,
        pmids=(row.pmid,) if row.pmid else (),
        pmcids=(row.pmcid,) if row.pmcid else (),
        piis=(row.pii,) if row.pii else (),
        dois=(row.doi,) if row.doi else (),
        ncts=_trials(row),
        mesh=_headings(row),
        flags=frozenset({"retracted"} if row.retracted_on else ()),
    )


def _trials(row: Article) -> tuple[str, ...]:
    return tuple(trial for trial in row.trials if str(trial).startswith("NCT"))


def _headings(row: Article) -> tuple[str, ...]:
    return tuple(heading["name"] for heading in row.mesh if heading.get("name"))


def _replied_to(session: Session, ids: Sequence[int]) -> set[int]:
    replies = select(Post.reply_to_id).where(
        Post.reply_to_id.in_(ids), Post.hidden_at.is_(None), Post.withdrawn_at.is_(None)
    )
    return {id for id in session.scalars(replies) if id is not None}


def _naive(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None)
