"""The shape of what is searched: one document for each post, question, article and discussion."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from journalclub.search.analysis import asked, folded, terms

KINDS = ("post", "question", "article", "discussion")

# How much a word counts by where it stands: the weights of BM25F. `context` is what a post hangs on (its discussion's
# title, its question, the MeSH headings of the article): it lets "fraction size spine" find a post about fraction size
# under a question about the spine. `writer` is who wrote a post or hosts a discussion: so little that
# what is said of young patients comes before whatever a Dr Young has said.
WEIGHTS: Mapping[str, float] = {"title": 3.0, "text": 1.0, "tags": 2.0, "names": 1.0, "context": 0.5, "writer": 0.05}
# A text is never taken for shorter: BM25 would put a post of three words before one that answers.
SHORTEST = 25
# A phrase never runs from one field into the next.
_GAP = 50


@dataclass(frozen=True)
class Document:
    """`at` is naive UTC. `visibility` is a token such as `public` or `members`; who holds which is the reader's side.

    An engine keeps terms and properties, never the text: what is shown comes from the database's row.
    """

    kind: str
    id: int
    visibility: str
    at: datetime
    text: Mapping[str, str] = field(default_factory=dict)  # by the names of WEIGHTS
    discussion: int | None = None
    series: str | None = None  # the hashtag without #
    question: int | None = None  # its number
    member: int | None = None
    names: tuple[str, ...] = ()  # who wrote it: the member, the article's authors
    role: str | None = None  # at the time of writing: author, host, patient_advocate, moderator, member
    specialty: str | None = None  # of who wrote it
    journal: str | None = None
    pmids: tuple[str, ...] = ()
    pmcids: tuple[str, ...] = ()
    piis: tuple[str, ...] = ()  # publishers' own numbers, as they stand in their addresses
    dois: tuple[str, ...] = ()
    ncts: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    has: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()  # what `is:` asks for
    reactions: int = 0

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"


def weighted_terms(document: Document) -> dict[str, tuple[float, list[int]]]:
    """Each term's weight, summed over the fields, and its positions."""
    weights: dict[str, float] = defaultdict(float)
    positions: dict[str, list[int]] = defaultdict(list)
    base = 0
    for name, text in document.text.items():
        found, weight = terms(text), WEIGHTS[name]
        for term in found:
            weights[term.term] += weight
            positions[term.term].append(base + term.position)
        base += (found[-1].position + 1 if found else 0) + _GAP
    return {term: (weight, positions[term]) for term, weight in weights.items()}


def length(weights: Iterable[float]) -> int:
    """How long a document counts as, for BM25, from its terms' weights."""
    return max(SHORTEST, round(sum(weights)))


def marks(document: Document) -> Iterator[str]:
    """Its exact properties as `name:value`, as the operators' `Mark` asks for them."""
    yield f"kind:{document.kind}"
    single = {
        "discussion": document.discussion,
        "series": folded(document.series) if document.series else None,
        "question": document.question,
        "member": document.member,
        "role": document.role,
    }
    yield from (f"{name}:{value}" for name, value in single.items() if value is not None)
    several = {
        "pmid": document.pmids,
        "pmcid": (pmcid.lower() for pmcid in document.pmcids),
        "pii": (pii.lower() for pii in document.piis),
        "doi": (doi.lower() for doi in document.dois),
        "nct": (nct.lower() for nct in document.ncts),
        "has": document.has,
        "is": document.flags,
        "name": _words(document.names),
        "journal": _words((document.journal or "",)),
        "mesh": _words(document.mesh),
        "specialty": _words((document.specialty or "",)),
    }
    for name, values in several.items():
        yield from (f"{name}:{value}" for value in dict.fromkeys(values))


FACETS = ("kind", "series", "year", "journal", "question", "role", "specialty")


def facets(document: Document) -> dict[str, str]:
    """The value of each facet, empty where it has none."""
    return {
        "kind": document.kind,
        "series": document.series or "",
        "year": f"{document.at:%Y}",
        "journal": document.journal or "",
        "question": str(document.question) if document.question is not None else "",
        "role": document.role or "",
        "specialty": document.specialty or "",
    }


def _words(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        yield from (term.term for term in asked(name))
