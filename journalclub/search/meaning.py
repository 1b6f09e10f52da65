"""Other ways to say what a query says. They are shown with the answer; `=term` leaves them out.

A meaning is a set of ways to say it: an abbreviation and what it stands for. Whichever of them stands in the query, the
others are looked for too, and count less than the reader's own words. Phrases and refused words stay as they are, and
so do ordinary words such as “all” that mean something else in capitals.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from journalclub.search.analysis import asked
from journalclub.search.meaning_table import ORDINARY, TABLE
from journalclub.search.query import Expanded, Widen
from journalclub.search.tree import Either, Group, Node, Phrase, Word

Terms = tuple[str, ...]
Way = Word | Phrase
Others = Mapping[Terms, tuple[Way, ...]]
LONGEST = 6  # words of a way


def widening(look_up: Callable[[Iterable[Terms]], Others]) -> Widen:
    """What `query.parse` takes. `look_up` is asked once for a query, with every run of up to LONGEST of its words."""

    def widen(tree: Group) -> tuple[Group, list[Expanded]]:
        runs = {tuple(word.term for word in run) for run in _runs(tree)}
        found = look_up(runs) if runs else {}
        expanded: list[Expanded] = []
        return (_group(tree, found, expanded) if found else tree), list(dict.fromkeys(expanded))

    return widen


def lexicon(meanings: Iterable[Sequence[str]]) -> Others:
    """By the terms of each way, the others of its meaning."""
    found: dict[Terms, tuple[Way, ...]] = {}
    for meaning in meanings:
        ways = {terms: one for text in meaning if (terms := terms_of(text)) and (one := way(text))}
        for terms in ways:
            found.setdefault(terms, tuple(other for key, other in ways.items() if key != terms))
    return found


def terms_of(text: str) -> Terms:
    return tuple(term.term for term in asked(text))


def way(text: str) -> Way | None:
    """A way to say something as a node of the tree; None when there is nothing in it to look for."""
    found = asked(text)
    if not found:
        return None
    if len(found) == 1:
        return Word(text, found[0].term)
    return Phrase(text, tuple((term.term, term.position - found[0].position) for term in found))


def table() -> list[list[str]]:
    """The meanings that come with the program."""
    return [[way.strip() for way in line.split("|")] for line in TABLE.strip().splitlines()]


def built_in(runs: Iterable[Terms]) -> Others:
    """Looks up what comes with the program and nothing else."""
    return {run: BUILT_IN[run] for run in runs if run in BUILT_IN}


def _runs(node: Node) -> Iterator[Sequence[Word]]:
    """Every run of up to LONGEST neighbouring words that may be said otherwise."""
    match node:
        case Either(nodes):
            for one in nodes:
                yield from _runs(one)
        case Group(wanted, required):
            for nodes in (wanted, required):
                for start in range(len(nodes)):
                    yield from _runs_from(nodes, start)
                yield from (run for one in nodes if isinstance(one, Either | Group) for run in _runs(one))
        case Word():
            yield from _runs_from([node], 0)


def _runs_from(nodes: Sequence[Node], start: int) -> Iterator[Sequence[Word]]:
    run: list[Word] = []
    for node in nodes[start : start + LONGEST]:
        if not isinstance(node, Word) or node.exact:
            return
        run.append(node)
        if len(run) > 1 or node.text not in ORDINARY:
            yield tuple(run)


def _group(group: Group, found: Others, expanded: list[Expanded]) -> Group:
    return replace(
        group,
        required=_widened(group.required, found, expanded),
        wanted=_widened(group.wanted, found, expanded),
    )


def _widened(nodes: Sequence[Node], found: Others, expanded: list[Expanded]) -> tuple[Node, ...]:
    """The longest run that has other ways comes first. Each of its words may then stand for the whole: a text that
    says HCC has all of “hepatocellular carcinoma”."""
    made: list[Node] = []
    while len(made) < len(nodes):
        start = len(made)
        runs = [run for run in _runs_from(nodes, start) if tuple(word.term for word in run) in found]
        if runs:
            also = found[tuple(word.term for word in runs[-1])]
            expanded.append(Expanded(" ".join(word.text for word in runs[-1]), tuple(way.text for way in also)))
            made.extend(replace(word, also=also) for word in runs[-1])
        else:
            made.append(_inside(nodes[start], found, expanded))
    return tuple(made)


def _inside(node: Node, found: Others, expanded: list[Expanded]) -> Node:
    match node:
        case Either(nodes):
            return Either(tuple(one for inner in nodes for one in _widened((inner,), found, expanded)))
        case Group():
            return _group(node, found, expanded)
        case _:
            return node


BUILT_IN = lexicon(table())
