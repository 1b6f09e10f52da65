"""What answers while the index cannot: the tables themselves. Words as they are written, without their other forms, in
the newest rows of each kind; the properties that a column tells. What it cannot do it says."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, false, literal, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from journalclub.discussions import policy
from journalclub.discussions.closing import queries as closing
from journalclub.discussions.models import Discussion, Question
from journalclub.discussions.post_models import Post
from journalclub.literature.models import Article
from journalclub.members.viewer import Viewer
from journalclub.search.document import KINDS
from journalclub.search.engine import Hits
from journalclub.search.fallback_marks import DATES, Beyond, dated, marked
from journalclub.search.sources import SOURCES
from journalclub.search.tree import Either, Group, Mark, Node, Period, Phrase, Prefix, Word, about_words

NEWEST = 20_000  # rows of a kind that are looked at: what bounds the time
_MOST_WORDS = 12
_TEXTS: dict[str, Sequence[InstrumentedAttribute[str]]] = {
    "post": (Post.text,),
    "question": (Question.text,),
    "article": (Article.title, Article.abstract),
    "discussion": (Discussion.title, Discussion.summary),
}


class Found(NamedTuple):
    """`beyond` names what was asked and cannot be answered without the index; then nothing is found."""

    hits: Hits
    beyond: list[str]


def search(session: Session, viewer: Viewer, tree: Group, *, kinds: Sequence[str], limit: int, now: datetime) -> Found:
    """Rows with the most of the words first, the newest among those. Visibility is part of every query. A property that
    no column tells finds nothing, rather than what was not asked for."""
    clauses = [node for node in (*tree.required, *tree.wanted) if about_words(node)][:_MOST_WORDS]
    if not tree:
        return Found(Hits(), [])
    rows: list[tuple[int, datetime, str]] = []
    try:
        for kind in kinds or KINDS:
            matches = [_holds(kind, clause) for clause in clauses]
            wanted = _bounded(kind, tree) & (or_(*matches) if matches else true())
            count = sum((case((match, 1), else_=0) for match in matches), literal(0))
            query = _newest(kind, viewer, now).where(wanted).add_columns(count.label("words"))
            query = query.order_by(count.desc(), _id(kind).desc()).limit(limit)
            rows += [(words, _instant(at), f"{kind}:{id}") for id, at, words in session.execute(query)]
    except Beyond as beyond:
        return Found(Hits(), [str(beyond)])
    rows.sort(reverse=True)
    items = [(key, words / (len(clauses) + 1)) for words, _, key in rows[:limit]]
    return Found(Hits(items, len(items), at_least=True), [])


def _newest(kind: str, viewer: Viewer, now: datetime) -> Select[int, date]:
    """The newest rows of a kind that the viewer may read: (id, date)."""
    id = _id(kind)
    query = select(id, DATES[kind]).select_from(id.class_)
    if kind == "article":
        standing = Article.merged_into.is_(None) & Article.pending.is_(False)
        return query.where(standing, _among_newest(id))
    if kind == "post":
        query = query.join(Discussion, Discussion.id == Post.discussion_id)
        query = query.where(Post.hidden_at.is_(None), Post.withdrawn_at.is_(None))
    if kind == "question":
        query = query.join(Discussion, Discussion.id == Question.discussion_id)
    return query.where(policy.visible(viewer, now), _among_newest(id))


def _among_newest(id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    first = select(id).order_by(id.desc()).offset(NEWEST - 1).limit(1).correlate(None).scalar_subquery()
    return or_(first.is_(None), id >= first)


def _id(kind: str) -> InstrumentedAttribute[int]:
    return SOURCES[kind][0]


def _bounded(kind: str, group: Group) -> ColumnElement[bool]:
    """Has everything required and nothing refused."""
    required = [_holds(kind, node) for node in group.required]
    return and_(true(), *required, *(not_(_holds(kind, node)) for node in group.refused))


def _holds(kind: str, node: Node) -> ColumnElement[bool]:
    match node:
        case Word(text=text, also=also):
            return or_(_says(kind, text), *(_says(kind, other.text) for other in also))
        case Phrase(text=text):
            return _says(kind, text)
        case Prefix(text=text):
            return _says(kind, text.rstrip("*"))
        case Mark():
            return marked(kind, node)
        case Period():
            return dated(kind, node)
        case Either(nodes):
            return or_(false(), *(_holds(kind, one) for one in nodes))
        case Group(wanted, required):
            any_wanted = wanted and not any(about_words(one) for one in required)
            return and_(_bounded(kind, node), _holds(kind, Either(wanted)) if any_wanted else true())


def _says(kind: str, word: str) -> ColumnElement[bool]:
    columns = or_(*(column.icontains(word, autoescape=True) for column in _TEXTS[kind]))
    return or_(columns, closing.tells(word)) if kind == "discussion" else columns


def _instant(at: date) -> datetime:
    return at.replace(tzinfo=UTC) if isinstance(at, datetime) else datetime.combine(at, time(), UTC)
