"""More like this: the most telling words of a document, asked for together."""

import math
from collections import defaultdict

from sqlalchemy.orm import Session

from journalclub.search.analysis import terms
from journalclub.search.document import WEIGHTS, Document
from journalclub.search.engine import SearchEngine
from journalclub.search.sources import SOURCES
from journalclub.search.tree import Group, Mark, Word

TELLING = 12  # words
_CANDIDATES = 60
_FIELDS = ("title", "text", "tags", "context")
# What is like a post is said elsewhere; what is like an article or a discussion is another of these.
_KINDS = {
    "post": ("post", "question"),
    "question": ("post", "question"),
    "article": ("article", "discussion"),
    "discussion": ("discussion", "article"),
}


def likeness(session: Session, engine: SearchEngine, kind: str, id: int) -> tuple[Group, tuple[str, ...]]:
    """What to ask for, and the kinds to ask among. Empty when the document says nothing telling. Raises Damaged."""
    documents = SOURCES[kind][1](session, [id])
    if not documents:
        return Group(), ()
    document = documents[0]
    said = _said(document)
    having = engine.having([word.term for word in said])
    # The commonest of its words stands in for the number of documents: only the order of the words matters.
    most = max(having.values(), default=0) + 1
    telling = [
        (weight * math.log(most / having[word.term]), word) for word, weight in said.items() if having[word.term] > 1
    ]
    best = sorted(telling, key=lambda one: -one[0])[:TELLING]
    elsewhere = (Mark("discussion", (str(document.discussion),), "elsewhere"),) if kind in {"post", "question"} else ()
    return Group(wanted=tuple(word for _, word in best), refused=elsewhere) if best else Group(), _KINDS[kind]


def _said(document: Document) -> dict[Word, float]:
    """Its words as they are first written, each with how much the document makes of it."""
    written: dict[str, str] = {}
    weights: dict[str, float] = defaultdict(float)
    for name in _FIELDS:
        text = document.text.get(name, "")
        for term in terms(text):
            if any(letter.isalpha() for letter in term.term):
                written.setdefault(term.term, text[term.start : term.end])
                weights[term.term] += WEIGHTS[name]
    heaviest = sorted(weights.items(), key=lambda one: -one[1])[:_CANDIDATES]
    return {Word(written[term], term): 1 + math.log(1 + weight) for term, weight in heaviest}
