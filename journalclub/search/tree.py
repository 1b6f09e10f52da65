"""The tree a query becomes. Engines walk it; nothing in it depends on an engine."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Word:
    """One term of our analyser. `also` are other ways to say it, worth less than the word; `exact` wants none."""

    text: str
    term: str
    also: tuple["Word | Phrase", ...] = ()
    exact: bool = False


@dataclass(frozen=True)
class Phrase:
    """Terms at their distance from the first: common words leave gaps."""

    text: str
    terms: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Prefix:
    """Words that begin so; `start` is folded and has three letters or more."""

    text: str
    start: str


@dataclass(frozen=True)
class Mark:
    """An exact property of a document (`journalclub.search.document` lists the names). All `values` must be there."""

    name: str
    values: tuple[str, ...]
    said: str


@dataclass(frozen=True)
class Period:
    """Documents dated from `start` on and before `end`; both are naive UTC, as engines store them."""

    start: datetime | None
    end: datetime | None
    said: str


@dataclass(frozen=True)
class Either:
    """One of these."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True)
class Group:
    """Everything `required`, nothing `refused`; of the `wanted` all are preferred and any is accepted.

    A group that requires words (not only properties) is satisfied without a wanted one.
    """

    wanted: tuple["Node", ...] = ()
    required: tuple["Node", ...] = ()
    refused: tuple["Node", ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.required or self.refused)


Node = Word | Phrase | Prefix | Mark | Period | Either | Group


def about_words(node: Node) -> bool:
    """Whether a node looks at what was written, so that hits can be ranked by it."""
    match node:
        case Word() | Phrase() | Prefix():
            return True
        case Either(nodes):
            return any(about_words(one) for one in nodes)
        case Group(wanted, required, _):
            return any(about_words(one) for one in (*wanted, *required))
        case _:
            return False


def selective(node: Node) -> bool:
    """Whether a node must hold: phrases and properties must, words are preferred."""
    match node:
        case Phrase() | Mark() | Period():
            return True
        case Either(nodes):
            return any(selective(one) for one in nodes)
        case Group(_, required, refused):
            return bool(required or refused)
        case _:
            return False


def words_of(node: Node, *, refused: bool = False) -> list[Word | Phrase | Prefix]:
    """Every word looked for, in the order of the query: what to mark in a snippet. With `refused`, all."""
    match node:
        case Word(also=also):
            return [node, *also]
        case Phrase() | Prefix():
            return [node]
        case Either(nodes):
            return [word for one in nodes for word in words_of(one, refused=refused)]
        case Group(wanted, required, others):
            nodes = (*required, *wanted, *(others if refused else ()))
            return [word for one in nodes for word in words_of(one, refused=refused)]
        case _:
            return []
