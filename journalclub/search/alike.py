"""More like this: the most telling words of a document, asked for together."""

import math
from collections import defaultdict
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.discussions.models import Discussion, Question
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


class Likeness(NamedTuple):
    """What to ask for (nothing, when the document says nothing telling), the kinds to ask among, and what is itself."""

    tree: Group
    kinds: tuple[str, ...]
    itself: frozenset[str]


def likeness(session: Session, engine: SearchEngine, kind: str, id: int) -> Likeness:
    """Raises Damaged."""
    documents = _documents(session, kind, id)
    said = _said(documents)
    having = engine.having([word.term for word in said])
    # The commonest of its words stands in for the number of documents: only the order of the words matters.
    most = max(having.values(), default=0) + 1
    telling = [
        (weight * math.log(most / having[word.term]), word) for word, weight in said.items() if having[word.term] > 1
    ]
    best = sorted(telling, key=lambda one: -one[0])[:TELLING]
    here = {str(one.discussion) for one in documents if kind in {"post", "question"}}
    elsewhere = tuple(Mark("discussion", (number,), "elsewhere") for number in here)
    tree = Group(wanted=tuple(word for _, word in best), refused=elsewhere) if best else Group()
    return Likeness(tree, _KINDS[kind], frozenset(one.key for one in documents))


def _documents(session: Session, kind: str, id: int) -> list[Document]:
    """A discussion's own words are few: its article and its questions speak for it."""
    documents = SOURCES[kind][1](session, [id])
    if kind == "discussion" and documents:
        asked = session.scalars(select(Question.id).where(Question.discussion_id == id)).all()
        about = session.get_one(Discussion, id).article_id
        documents += SOURCES["question"][1](session, asked)
        documents += SOURCES["article"][1](session, [about]) if about else []
    return documents


def _said(documents: Sequence[Document]) -> dict[Word, float]:
    """Their words as they are first written, each with how much the documents make of it."""
    written: dict[str, str] = {}
    weights: dict[str, float] = defaultdict(float)
    for document, name in product(documents, _FIELDS):
        text = document.text.get(name, "") if (document.kind, name) != ("discussion", "tags") else ""
        for term in terms(text):
            if any(letter.isalpha() for letter in term.term):
                written.setdefault(term.term, text[term.start : term.end])
                weights[term.term] += WEIGHTS[name]
    heaviest = sorted(weights.items(), key=lambda one: -one[1])[:_CANDIDATES]
    return {Word(written[term], term): 1 + math.log(1 + weight) for term, weight in heaviest}
