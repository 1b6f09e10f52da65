"""A consumer of the change log: articles teach the abbreviations they define.

Each article's pairs are kept, so that one that changes or is merged away takes its own back: the counts are exact, and
learning an article twice is harmless.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, tuple_
from sqlalchemy.orm import Session

from journalclub.changes.consumer import Consumer, position_of
from journalclub.changes.models import Change
from journalclub.db import Database
from journalclub.literature.models import Article
from journalclub.search import abbreviations
from journalclub.search.meaning import terms_of
from journalclub.search.meaning_models import Abbreviation, Definition
from journalclub.search.sources import searched_ids

NAME = "abbreviations"
BATCH = 100  # articles read under the database's write lock: some 10 ms of reading
MOST_OF_AN_ARTICLE = 40
Pair = tuple[str, str]


def handle(session: Session, batch: Sequence[Change], now: datetime) -> None:
    touched = {int(change.ids[name]) for change in batch for name in ("article", "merged") if name in change.ids}
    learn(session, sorted(touched))


LEARNER = Consumer(NAME, handle, BATCH)


def learn(session: Session, articles: Sequence[int]) -> None:
    """What these articles define now takes the place of what they defined before. At most some hundred at a time."""
    if not articles:
        return
    standing = (Article.id.in_(articles), Article.merged_into.is_(None), Article.pending.is_(False))
    written: dict[Pair, abbreviations.Definition] = {}
    new: set[tuple[int, str, str]] = set()
    for id, title, abstract in session.execute(select(Article.id, Article.title, Article.abstract).where(*standing)):
        for pair, definition in defined(f"{title}\n{abstract}"):
            new.add((id, *pair))
            written[pair] = _plainer(definition, written.get(pair))
    rows = session.scalars(select(Definition).where(Definition.article_id.in_(articles))).all()
    old = {(row.article_id, row.short, row.long) for row in rows}
    for row in rows:
        if (row.article_id, row.short, row.long) not in new:
            session.delete(row)
    if new - old:
        columns = ("article_id", "short", "long")
        session.execute(insert(Definition), [dict(zip(columns, one, strict=True)) for one in sorted(new - old)])
    _count(session, Counter(one[1:] for one in new - old), Counter(one[1:] for one in old - new), written)


def relearn(database: Database, now: datetime, progress: Callable[[int], None] = lambda done: None) -> int:
    """Learn the whole library anew, a chunk at a time; returns the number of articles. Meanwhile less is known."""
    with database.transaction() as session:
        position_of(session, NAME, now)  # locked until the commit, here and below: the consumer waits
        session.execute(delete(Definition))
        session.execute(delete(Abbreviation))
    with database.reading() as session:
        ids = [id for chunk in searched_ids(session, "article") for id in chunk]
    for start in range(0, len(ids), BATCH):
        with database.transaction() as session:
            position_of(session, NAME, now)
            learn(session, ids[start : start + BATCH])
        progress(min(start + BATCH, len(ids)))
    return len(ids)


def defined(text: str) -> Iterable[tuple[Pair, abbreviations.Definition]]:
    """(short and long as terms, how they are written) for each abbreviation that a text defines, at most 40."""
    found: dict[Pair, abbreviations.Definition] = {}
    for definition in abbreviations.definitions(text):
        short, long = terms_of(definition.short), " ".join(terms_of(definition.long))
        if len(short) == 1 and 0 < len(long) <= 300 and short[0] != long and len(definition.long) <= 200:
            found.setdefault((short[0], long), definition)
        if len(found) == MOST_OF_AN_ARTICLE:
            break
    return found.items()


def _plainer(one: abbreviations.Definition, other: abbreviations.Definition | None) -> abbreviations.Definition:
    """Of two ways to write a pair, the one that begins no sentence, and the singular rather than the plural."""
    return min(one, other, key=_plainness) if other else one


def _plainness(definition: abbreviations.Definition) -> tuple[bool, int, str]:
    return definition.long[:1].isupper(), len(definition.long), definition.long


def _count(
    session: Session, more: Counter[Pair], less: Counter[Pair], written: dict[Pair, abbreviations.Definition]
) -> None:
    pairs = sorted(more.keys() | less.keys())
    known: dict[Pair, Abbreviation] = {}
    for start in range(0, len(pairs), 500):
        chosen = tuple_(Abbreviation.short, Abbreviation.long).in_(pairs[start : start + 500])
        known.update({(row.short, row.long): row for row in session.scalars(select(Abbreviation).where(chosen))})
    for pair in pairs:
        row, change = known.get(pair), more[pair] - less[pair]
        if row is None:
            short, long = written[pair]
            session.add(Abbreviation(short=pair[0], long=pair[1], written=short, meant=long, articles=change))
        elif row.articles + change <= 0:
            session.delete(row)
        else:
            row.articles += change
            if pair in written:
                row.meant = _plainer(abbreviations.Definition(row.written, row.meant), written[pair]).long
