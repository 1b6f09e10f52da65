"""What a search engine must do. Two play the part: Whoosh (embedded) and PostgreSQL; a third would be one more file.

An engine is disposable: the tables are the truth, `rebuild` makes it again. It keeps its position in the change log
together with the documents, so that after a crash both are of the same moment.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from journalclub.search.document import Document
from journalclub.search.tree import Group


class Order(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    REACTIONS = "reactions"


@dataclass(frozen=True)
class Sight:
    """What a reader may see: documents with one of these visibility tokens, and these discussions whatever theirs."""

    tokens: frozenset[str]
    discussions: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Hits:
    """(key, score) best first. A score above 1 means that everything asked for is there; below, some of it.

    `total` counts every document that matched; `at_least` is set when counting stopped at a bound.
    """

    items: list[tuple[str, float]] = field(default_factory=list)
    total: int = 0
    at_least: bool = False


@dataclass(frozen=True)
class Health:
    """`sound` when it can answer; `notice` says what was found wrong, for the one who runs the machine."""

    sound: bool
    documents: int = 0
    position: int = 0
    notice: str = ""


Progress = Callable[[int], None]
Facets = Mapping[str, Mapping[str, int]]


class Damaged(Exception):
    """The index cannot answer; rebuild it. Search answers from the database meanwhile."""


class Unwritable(Exception):
    """The index cannot be written now (no space, no right, another writer); what was to be written can be later."""


class SearchEngine(Protocol):
    """`kinds` empty means every kind. A read raises Damaged and nothing else, for any tree; a write Unwritable, too."""

    def search(
        self, tree: Group, sight: Sight, *, kinds: Sequence[str] = (), limit: int, order: Order = Order.RELEVANCE
    ) -> Hits: ...

    def facets(self, tree: Group, sight: Sight, *, kinds: Sequence[str] = ()) -> Facets:
        """Counts for each facet over everything that matches, as far as `sight` goes."""

    def apply(self, documents: Sequence[Document], deleted: Sequence[str], position: int) -> None:
        """Documents, deletions by key and the log position in one commit. Each key at most once in a batch."""

    def position(self) -> int:
        """The log position of the last commit. Raises Damaged also when something that is stored was found to be
        other than it was written."""

    def doubt(self) -> None:
        """Lets the next `position` look at all that is stored."""

    def having(self, terms: Sequence[str]) -> Mapping[str, int]:
        """About how many documents have each term, whoever may see them; an estimate will do. It tells rare words from
        common ones and is never shown."""

    def keys(self, kind: str) -> set[str]:
        """Every key of a kind that is in the index, to compare it with the tables."""

    def rebuild(self, documents: Iterable[Document], position: int, progress: Progress = lambda done: None) -> None:
        """Makes the index anew beside the old one, which serves until the new one is complete."""

    def health(self) -> Health: ...
