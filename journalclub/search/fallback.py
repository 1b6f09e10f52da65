"""What answers while there is no index: plain words, looked for in the tables. Slow on a big club, and bounded."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from journalclub.discussions import policy
from journalclub.discussions.models import Discussion, Question
from journalclub.discussions.post_models import Post
from journalclub.literature.models import Article
from journalclub.members.viewer import Viewer
from journalclub.search.document import KINDS
from journalclub.search.engine import Hits
from journalclub.search.sources import SOURCES
from journalclub.search.tree import Group, about_words, words_of

_MOST_WORDS = 8


def search(session: Session, viewer: Viewer, tree: Group, *, kinds: Sequence[str], limit: int, now: datetime) -> Hits:
    """The newest rows that hold every word. Refused words and properties are beyond it: rather than show what was
    refused, such a query finds nothing."""
    words = [word.text.rstrip("*") for word in words_of(tree)][:_MOST_WORDS]
    if not words or tree.refused or not all(about_words(node) for node in tree.required):
        return Hits()
    found: list[tuple[str, float]] = []
    for kind in kinds or KINDS:
        ids = session.scalars(_query(kind, words).where(_visible(kind, viewer, now)).limit(limit))
        found += [(f"{kind}:{id}", 0.0) for id in ids]
    return Hits(found[:limit], len(found[:limit]), at_least=True)


_TEXTS: dict[str, Sequence[InstrumentedAttribute[str]]] = {
    "post": (Post.text,),
    "question": (Question.text,),
    "article": (Article.title, Article.abstract),
    "discussion": (Discussion.title, Discussion.summary),
}


def _query(kind: str, words: Sequence[str]) -> Select[int]:
    id = SOURCES[kind][0]
    query = select(id).order_by(id.desc()).where(and_(*(_holds(_TEXTS[kind], word) for word in words)))
    if kind == "post":
        return query.join(Discussion, Discussion.id == Post.discussion_id)
    return query.join(Discussion, Discussion.id == Question.discussion_id) if kind == "question" else query


def _visible(kind: str, viewer: Viewer, now: datetime) -> ColumnElement[bool]:
    return Article.merged_into.is_(None) if kind == "article" else policy.visible(viewer, now)


def _holds(columns: Sequence[InstrumentedAttribute[str]], word: str) -> ColumnElement[bool]:
    pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return or_(*(column.ilike(pattern, escape="\\") for column in columns))
