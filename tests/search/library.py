"""A small club to search in: one discussion of Ada's with an article, questions and posts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from journalclub.search.document import Document
from journalclub.search.engine import Hits, Order, SearchEngine, Sight
from journalclub.search.operators import Reader
from journalclub.search.query import parse

MEMBER = Sight(frozenset({"public", "members"}))
VISITOR = Sight(frozenset({"public"}))
BEN = 2

ARTICLE = Document(
    kind="article",
    id=1,
    visibility="public",
    at=datetime(2024, 5, 1),
    text={
        "title": "Single-fraction versus multiple-fraction stereotactic body radiotherapy for spine metastases",
        "text": "We randomised 200 patients with vertebral metastases to 24 Gy in one fraction. HER2+ was rare.",
        "names": "Chen Okafor",
    },
    names=("Chen Okafor",),
    journal="Lancet Oncology",
    pmids=("31234567",),
    pmcids=("PMC7654321",),
    dois=("10.1000/Spine.1",),
    ncts=("NCT01234567",),
    mesh=("Radiosurgery",),
    flags=frozenset({"retracted"}),
)
DISCUSSION = Document(
    kind="discussion",
    id=7,
    visibility="public",
    at=datetime(2024, 6, 1),
    text={"title": "Fraction size in spine SBRT"},
    discussion=7,
    series="RadOnc",
    journal="Lancet Oncology",
    pmids=("31234567",),
)
QUESTION = Document(
    kind="question",
    id=3,
    visibility="public",
    at=datetime(2024, 6, 2),
    text={"text": "Would you give a single fraction?", "context": "Fraction size in spine SBRT"},
    discussion=7,
    series="RadOnc",
    question=3,
    has=frozenset({"answer"}),
    flags=frozenset({"author-answered"}),
)


def post(id: int, text: str, **changes: object) -> Document:
    plain = Document(
        kind="post",
        id=id,
        visibility="members",
        at=datetime(2024, 6, 2, 20, id % 60),
        text={"text": text, "context": "Fraction size in spine SBRT"},
        discussion=7,
        series="RadOnc",
        question=3,
        member=BEN,
        names=("Ben Ito",),
        role="member",
        specialty="Radiation oncology",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


POSTS = (
    post(1, "I would still split the dose: fracture risk after one single fraction worries me."),
    post(
        2,
        "A fraction of patients, a single centre.",
        member=1,
        names=("Ada Lovelace",),
        role="host",
        specialty="Neurosurgery",
        reactions=9,
    ),
    post(3, "We saw IL-6 and PD-L1 move. COVID-19 slowed accrual.", member=9, names=("Chen Okafor",), role="author"),
    post(4, "Tumour control is what counts https://example.org", has=frozenset({"link"}), question=1),
    post(5, "Patients first, please.", role="patient_advocate", visibility="patients", question=None),
    post(6, "My secret thoughts about vertebroplasty", discussion=8, visibility="nobody", series="other"),
)
EVERYTHING = (ARTICLE, DISCUSSION, QUESTION, *POSTS)


def ask(
    engine: SearchEngine,
    text: str,
    sight: Sight = MEMBER,
    *,
    kinds: Sequence[str] = (),
    order: Order = Order.RELEVANCE,
    me: int | None = BEN,
) -> Hits:
    tree, _ = parse(text, Reader(date(2024, 12, 1), me=me))
    return engine.search(tree, sight, kinds=kinds, limit=50, order=order)


def keys(engine: SearchEngine, text: str, sight: Sight = MEMBER, **more: object) -> list[str]:
    return [key for key, _ in ask(engine, text, sight, **more).items]  # type: ignore[arg-type]
