"""A consumer of the change log: keeps the index by which the library is browsed at the articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, tuple_, update
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.consumer import Consumer, position_of
from journalclub.changes.models import Change
from journalclub.db import Database
from journalclub.literature.bits import SIZE, WIDTH, changed
from journalclub.literature.facet_models import FacetBlock, FacetedArticle, FacetValue
from journalclub.literature.facets import values_of
from journalclub.literature.models import Article, ArticleNotice, ArticleTag, Sighting
from journalclub.literature.queries import article_ids

AT_ONCE = 500  # keys in one statement
_Keys = dict[tuple[int, int], set[int]]  # (value, block) → low ids
_VALUES = cast(Table, FacetValue.__table__)
_ADD_TO_TOTAL = update(_VALUES).where(_VALUES.c.id == bindparam("of")).values(total=_VALUES.c.total + bindparam("more"))


def handle(session: Session, batch: Sequence[Change], _now: datetime) -> None:
    touched = {
        id
        for change in batch
        if change.kind.startswith("article.")
        for name in ("article", "merged")
        if (id := change.ids.get(name))
    }
    refresh(session, touched)


FACETING = Consumer("facets", handle)


def rebuild(database: Database, now: datetime) -> None:
    """Make the index anew from the articles; until it is done, the library is browsed by what is there."""
    with database.transaction() as session:
        for table in (FacetBlock, FacetedArticle, FacetValue):
            session.execute(delete(table))
        position_of(session, FACETING.name, now).seq = log.head(session)
    after = 0
    while True:
        with database.transaction() as session:
            position_of(session, FACETING.name, now)  # one keeper at a time
            ids = article_ids(session, after, AT_ONCE)
            refresh(session, set(ids))
        if not ids:
            return
        after = ids[-1]


def refresh(session: Session, ids: set[int]) -> None:
    """Let the index say of these articles what their rows say; one that was merged is in it no more."""
    if not ids:
        return
    wanted = _wanted(session, ids)
    numbers = _numbers(session, {pair for pairs in wanted.values() for pair in pairs})
    known = select(FacetedArticle).where(FacetedArticle.article_id.in_(ids))
    held = {row.article_id: row for row in session.scalars(known)}
    added, removed, new = defaultdict[Any, set[int]](set), defaultdict[Any, set[int]](set), []
    for id in ids:
        now = {numbers[pair] for pair in wanted.get(id, ())}
        row = held.get(id)
        before = set(row.values) if row else set()
        for keys, values in ((added, now - before), (removed, before - now)):
            for value in values:
                keys[value, id >> WIDTH].add(id % SIZE)
        if row is None and now:
            new.append({"article_id": id, "values": sorted(now)})
        elif row is not None and now != before:
            row.values = sorted(now)
    if new:
        session.execute(insert(FacetedArticle), new)
    _apply(session, added, removed)


def _wanted(session: Session, ids: set[int]) -> dict[int, set[tuple[str, str]]]:
    """The facets of those that stand."""
    sources, tags, notices = (
        _by_article(session, column, ids) for column in (Sighting.source, ArticleTag.tag, ArticleNotice.kind)
    )
    standing = select(Article).where(Article.id.in_(ids), Article.merged_into.is_(None))
    return {row.id: values_of(row, sources[row.id], tags[row.id], notices[row.id]) for row in session.scalars(standing)}


def _by_article(session: Session, column: Any, ids: set[int]) -> dict[int, set[str]]:
    owner = column.class_.article_id
    found: dict[int, set[str]] = defaultdict(set)
    for article, value in session.execute(select(owner, column).where(owner.in_(ids))):
        found[article].add(value)
    return found


def _numbers(session: Session, pairs: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The ids of these values; those not met before are added."""
    found: dict[tuple[str, str], int] = {}
    for some in _portions(sorted(pairs)):
        query = select(FacetValue.facet, FacetValue.value, FacetValue.id)
        for facet, value, id in session.execute(query.where(tuple_(FacetValue.facet, FacetValue.value).in_(some))):
            found[facet, value] = id
    missing = sorted(pairs - found.keys())
    if missing:
        rows = [{"facet": facet, "value": value, "total": 0} for facet, value in missing]
        ids = session.scalars(insert(FacetValue).returning(FacetValue.id, sort_by_parameter_order=True), rows)
        found |= dict(zip(missing, ids, strict=True))
    return found


def _apply(session: Session, added: _Keys, removed: _Keys) -> None:
    totals: dict[int, int] = defaultdict(int)
    for some in _portions(sorted(added.keys() | removed.keys())):
        query = select(FacetBlock).where(tuple_(FacetBlock.value_id, FacetBlock.block).in_(some))
        blocks = {(row.value_id, row.block): row for row in session.scalars(query)}
        for key in some:
            more, less = added.get(key, set()), removed.get(key, set())
            totals[key[0]] += len(more) - len(less)
            if (row := blocks.get(key)) is None:
                session.add(row := FacetBlock(value_id=key[0], block=key[1], members=b""))
            row.members = changed(row.members, added=more, removed=less)
        session.flush()
    moved = [{"of": id, "more": more} for id, more in totals.items() if more]
    if moved:
        session.connection().execute(_ADD_TO_TOTAL, moved)


def _portions(keys: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (keys[at : at + AT_ONCE] for at in range(0, len(keys), AT_ONCE))
