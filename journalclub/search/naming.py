"""A query that names an article by its number: that article goes first, with what the club has done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.discussions.library import ArticleStanding, standing_of
from journalclub.members.viewer import Viewer
from journalclub.search.found import Hit
from journalclub.search.tree import Either, Group, Mark, Node

KINDS = ("pmid", "pmcid", "doi", "nct", "pii")
MOST = 3  # a trial may have several articles
Numbers = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Named:
    hit: Hit
    standing: ArticleStanding


def identifiers(tree: Group) -> Numbers:
    """Every number of an article or trial that is asked for."""
    return frozenset((mark.name, value) for mark in _marks(tree) for value in mark.values)


def answered(
    session: Session, viewer: Viewer, tree: Group, found: Sequence[Hit], now: datetime
) -> tuple[list[Named], str]:
    """For a query that is a number and nothing else: the articles, or the number that the library does not have."""
    nodes = [*tree.required, *tree.wanted]
    if tree.refused or not nodes or not all(_is_number(node) for node in nodes):
        return [], ""
    wanted = identifiers(tree)
    hits = [hit for hit in found if hit.identifiers & wanted][:MOST]
    standings = standing_of(session, viewer, [hit.id for hit in hits], now)
    named = [Named(hit, standings[hit.id]) for hit in hits if hit.id in standings]
    return named, "" if named else _marks(tree)[0].said.removeprefix("with ").removeprefix("on trial ")


def _is_number(node: Node) -> bool:
    """A mark of these kinds; a bare number may be one."""
    return bool(_marks(node)) and isinstance(node, Mark | Either)


def _marks(node: Node) -> list[Mark]:
    match node:
        case Mark(name=name) if name in KINDS:
            return [node]
        case Either(nodes):
            return [mark for one in nodes for mark in _marks(one)]
        case Group(wanted, required):
            return [mark for one in (*required, *wanted) for mark in _marks(one)]
        case _:
            return []
