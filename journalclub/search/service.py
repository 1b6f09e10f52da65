"""The question as a reader asks it, and the answer as pages, the API and the command line show it."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from journalclub.db import Database
from journalclub.kit.clock import rfc3339
from journalclub.members import queries as members
from journalclub.members.viewer import Viewer
from journalclub.search import fallback
from journalclub.search.document import KINDS
from journalclub.search.engine import Damaged, Facets, Hits, Order, SearchEngine, Sight
from journalclub.search.found import Hit, shown
from journalclub.search.lexicon import known
from journalclub.search.meaning import widening
from journalclub.search.news import News, news
from journalclub.search.operators import Reader
from journalclub.search.query import Expanded, Ignored, Understood, parse
from journalclub.search.sight import sight
from journalclub.search.tree import Either, Group, Mark, Node, words_of

log = logging.getLogger(__name__)
_PASSING = timedelta(seconds=30)  # trouble that is over before nobody needs to hear of
MOST = 200  # relevance shows so many hits and then asks to narrow


@dataclass(frozen=True)
class Answer:
    """`total` counts all that matched, `hits` holds the best. `notice` is set when the index could not be asked."""

    query: Understood
    hits: Sequence[Hit] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    total: int = 0
    notice: str = ""

    def as_json(self, public_url: str) -> dict[str, Any]:
        """As the API and `journalclub search --json` give it; addresses are absolute."""
        return {
            "query": {
                "understood": self.query.sentence,
                "ignored": [str(one) for one in self.query.ignored],
                "expanded": [str(one) for one in self.query.expanded],
            },
            "hits": [
                {
                    "kind": hit.kind,
                    "id": hit.id,
                    "key": hit.key,
                    "archive": hit.archive,
                    "title": hit.title,
                    "snippet": hit.snippet,
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
        tree, query = parse(text, _reader(session, viewer, now), widening(known(session)))
        if kind is not None and kind not in KINDS:
            query.ignored.append(Ignored(f"kind={kind[:40]}", f"knows {', '.join(KINDS)}"))
            kind = None
        kinds = (kind,) if kind else ()
        seen = sight(session, viewer, now)
        last = min(offset + limit, MOST)
        try:
            hits = engine.search(tree, seen, kinds=kinds, limit=last, order=order)
            facets = engine.facets(tree, seen, kinds=kinds) if with_facets and hits.total else {}
            notice = _late(news(session, now), now)
        except Damaged:
            log.warning("search answers from the database meanwhile")
            (hits, beyond), facets = fallback.search(session, viewer, tree, kinds=kinds, limit=last, now=now), {}
            query.ignored.extend(Ignored(one, "not without the search index") for one in beyond)
            notice = _meanwhile(news(session, now))
        found = shown(session, viewer, hits.items, words_of(tree), now)
        gone = len(hits.items) - len(found)
        return Answer(query, _first(found, tree)[offset:last], facets, hits.total - gone, notice)


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


def _first(found: list[Hit], tree: Group) -> list[Hit]:
    """A pasted identifier names an article: that goes first, what was said about it follows."""
    asked = {(mark.name, value) for mark in _marks(tree) for value in mark.values}
    return sorted(found, key=lambda hit: not (hit.identifiers & asked)) if asked else found


def _marks(node: Node) -> list[Mark]:
    match node:
        case Mark(name="pmid" | "doi" | "nct"):
            return [node]
        case Either(nodes):
            return [mark for one in nodes for mark in _marks(one)]
        case Group(wanted, required):
            return [mark for one in (*required, *wanted) for mark in _marks(one)]
        case _:
            return []


__all__ = ["Answer", "Expanded", "Facets", "Hits", "Ignored", "Sight", "search"]
