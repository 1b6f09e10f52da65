"""The question as a reader asks it, and the answer as pages, the API and the command line show it."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from journalclub.db import Database
from journalclub.kit.clock import rfc3339
from journalclub.kit.refusal import NotFound
from journalclub.members import queries as members
from journalclub.members.viewer import Viewer
from journalclub.search import fallback
from journalclub.search.alike import likeness
from journalclub.search.correcting import correction
from journalclub.search.document import KINDS
from journalclub.search.engine import Damaged, Facets, Hits, Order, SearchEngine, Sight
from journalclub.search.found import Hit, shown
from journalclub.search.lexicon import known
from journalclub.search.meaning import widening
from journalclub.search.naming import MOST as MOST_NAMED
from journalclub.search.naming import Named, answered, identifiers
from journalclub.search.news import News, news
from journalclub.search.operators import Reader
from journalclub.search.query import Expanded, Ignored, Understood, parse
from journalclub.search.sight import sight
from journalclub.search.tree import Group, Word, words_of

log = logging.getLogger(__name__)
_PASSING = timedelta(seconds=30)  # trouble that is over before nobody needs to hear of
MOST = 200  # relevance shows so many hits and then asks to narrow


@dataclass(frozen=True)
class Answer:
    """`total` counts all that matched, `hits` holds the best. `at_least`: the query was too broad to be looked for
    everywhere, and there may be more. `notice` is set when the index could not be asked.

    `did_you_mean` is another query. `named` are the articles whose number was asked for, `missing` the number of one
    that the library does not have.
    """

    query: Understood
    hits: Sequence[Hit] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    total: int = 0
    at_least: bool = False
    notice: str = ""
    did_you_mean: str = ""
    named: Sequence[Named] = ()
    missing: str = ""

    def as_json(self, public_url: str) -> dict[str, Any]:
        """As the API and `journalclub search --json` give it; addresses are absolute."""
        return {
            "query": {
                "understood": self.query.sentence,
                "ignored": [str(one) for one in self.query.ignored],
                "expanded": [str(one) for one in self.query.expanded],
                "did_you_mean": self.did_you_mean or None,
            },
            "hits": [
                {
                    "kind": hit.kind,
                    "id": hit.id,
                    "key": hit.key,
                    "archive": hit.archive,
                    "title": hit.title,
                    "snippet": str(hit.snippet),
                    "url": public_url.rstrip("/") + hit.path,
                    "score": hit.score,
                    "at": rfc3339(hit.at) if hit.at else None,
                }
                for hit in self.hits
            ],
            "facets": {name: dict(counts) for name, counts in self.facets.items()},
            "total": self.total,
        }


def search(
    database: Database,
    engine: SearchEngine,
    viewer: Viewer,
    text: str,
    *,
    kind: str | None = None,
    limit: int = 20,
    offset: int = 0,
    order: Order = Order.RELEVANCE,
    with_facets: bool = True,
    now: datetime,
) -> Answer:
    """Never an error for a text: what cannot be used is said. What `viewer` may not see is not found, not counted."""
    with database.reading() as session:
        asked = _asked(session, viewer, text, kind, now)
        last = min(offset + limit, MOST)
        try:
            hits = engine.search(asked.tree, asked.sight, kinds=asked.kinds, limit=last, order=order)
            own = _named(engine, asked)
        except Damaged:
            log.warning("search answers from the database meanwhile")
            hits, beyond = fallback.search(session, viewer, asked.tree, kinds=asked.kinds, limit=last, now=now)
            asked.query.ignored.extend(Ignored(one, "not without the search index") for one in beyond)
            found = shown(session, viewer, hits.items, words_of(asked.tree), now)
            notice = _meanwhile(news(session, now))
            return Answer(asked.query, found[offset:last], total=len(found), at_least=hits.at_least, notice=notice)
        items = [*own, *(item for item in hits.items if item not in own)][offset:last]
        found = shown(session, viewer, items, words_of(asked.tree), now)
        named, missing = answered(session, viewer, asked.tree, found, now) if not offset else ([], "")
        return Answer(
            asked.query,
            found,
            _facets(engine, viewer, asked) if with_facets and hits.total else {},
            hits.total - (len(items) - len(found)),
            at_least=hits.at_least,
            did_you_mean="" if offset or _all_there(hits) else _meant(session, engine, asked, text),
            named=named,
            missing=missing,
            notice=_late(news(session, now), now),
        )


def facets(
    database: Database, engine: SearchEngine, viewer: Viewer, text: str, *, kind: str | None = None, now: datetime
) -> Facets:
    """The facets alone, for a page that shows its hits first."""
    with database.reading() as session:
        return _facets(engine, viewer, _asked(session, viewer, text, kind, now))


def alike(
    database: Database, engine: SearchEngine, viewer: Viewer, kind: str, id: int, *, limit: int = 20, now: datetime
) -> tuple[Hit, Answer]:
    """More like a post, question, article or discussion that the viewer may read, and that itself. Raises NotFound."""
    with database.reading() as session:
        itself = shown(session, viewer, [(f"{kind}:{id}", 0.0)], (), now) if kind in KINDS else []
        if not itself:
            raise NotFound
        try:
            tree, kinds, own = likeness(session, engine, kind, id)
            hits = (
                engine.search(tree, sight(session, viewer, now), kinds=kinds, limit=limit + len(own))
                if tree
                else Hits()
            )
        except Damaged:
            return itself[0], Answer(Understood(""), notice=_meanwhile(news(session, now)))
        others = [item for item in hits.items if item[0] not in own][:limit]
        found = shown(session, viewer, others, words_of(tree), now)
        said = ", ".join(word.text for word in words_of(tree))
        return itself[0], Answer(Understood(said), found, total=len(found))


class _Asked(NamedTuple):
    tree: Group
    query: Understood
    kinds: tuple[str, ...]
    sight: Sight


def _asked(session: Session, viewer: Viewer, text: str, kind: str | None, now: datetime) -> _Asked:
    tree, query = parse(text, _reader(session, viewer, now), widening(known(session)))
    if kind is not None and kind not in KINDS:
        query.ignored.append(Ignored(f"kind={kind[:40]}", f"knows {', '.join(KINDS)}"))
        kind = None
    return _Asked(tree, query, (kind,) if kind else (), sight(session, viewer, now))


def _facets(engine: SearchEngine, viewer: Viewer, asked: _Asked) -> Facets:
    """Specialties are for those who are signed in, as on the pages of members."""
    try:
        counted = engine.facets(asked.tree, asked.sight, kinds=asked.kinds)
    except Damaged:
        return {}
    return {name: counts for name, counts in counted.items() if name != "specialty" or not viewer.is_visitor}


def _named(engine: SearchEngine, asked: _Asked) -> list[tuple[str, float]]:
    """The articles whose number is asked for: they go first, what was said about them follows."""
    if not identifiers(asked.tree) or "article" not in (asked.kinds or KINDS):
        return []
    return engine.search(asked.tree, asked.sight, kinds=("article",), limit=MOST_NAMED).items


def _all_there(hits: Hits) -> bool:
    return bool(hits.items) and hits.items[0][1] >= 1


def _meant(session: Session, engine: SearchEngine, asked: _Asked, text: str) -> str:
    def is_found(word: Word) -> bool:
        return bool(engine.search(Group(wanted=(word,)), asked.sight, limit=1).total)

    try:
        return correction(session, text, [one for one in words_of(asked.tree) if isinstance(one, Word)], is_found)
    except Damaged:
        return ""


def _meanwhile(known: News) -> str:
    why = "The search index cannot be asked and will be built anew."
    if known.is_building:
        why = f"The search index is being built anew ({known.done:,} of {known.expected:,})."
    return (
        f"{why} Meanwhile words are looked for as you wrote them,"
        f" in the newest {fallback.NEWEST:,} posts, questions, articles and discussions."
    )


def _late(known: News, now: datetime) -> str:
    """That the index does not follow the tables, once that lasts."""
    if known.trouble_since is None or now - known.trouble_since < _PASSING:
        return ""
    return "The search index cannot be brought up to date at the moment: what is newest may be missing here."


def _reader(session: Session, viewer: Viewer, now: datetime) -> Reader:
    """Dates in a query are days of the club's zone."""
    club = members.club(session)
    zone = ZoneInfo(club.time_zone) if club else UTC
    return Reader(now.astimezone(zone).date(), zone, viewer.id)


__all__ = ["MOST", "Answer", "Expanded", "Facets", "Hits", "Ignored", "Sight", "alike", "facets", "search"]
