"""Whoosh and PostgreSQL on the same random clubs: the same hits, counts and facets, and never what one may not see."""

import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from journalclub.search.document import Document
from journalclub.search.engine import Order, Sight
from journalclub.search.operators import Reader
from journalclub.search.postgres_engine import PostgresEngine
from journalclub.search.query import parse
from journalclub.search.whoosh_engine import WhooshEngine
from tests.search.library import EVERYTHING

WORDS = (
    "single", "fraction", "fractions", "spine", "SBRT", "IL-6", "HER2+", "β", "tumour", "of", "the", "5-FU",
    "randomised", "radiotherapy", "radical", "radiosurgery", "O'Brien", "back\\slash", "naïve",
)  # fmt: skip
TOKENS = ("public", "members", "patients", "draft")
texts = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    """A club of up to 14 documents, each of its own key."""
    made = {}
    for kind, number in draw(
        st.lists(st.tuples(st.sampled_from(("post", "question", "article")), st.integers(1, 9)), max_size=14)
    ):
        made[kind, number] = Document(
            kind=kind,
            id=number,
            visibility=draw(st.sampled_from(TOKENS)),
            at=datetime(2024, 1, 1) + timedelta(days=draw(st.integers(0, 800))),
            text={name: draw(texts) for name in ("title", "text", "context", "writer")},
            discussion=draw(st.sampled_from((None, 1, 2, 3))),
            series=draw(st.sampled_from((None, "RadOnc", "Lung"))),
            question=draw(st.sampled_from((None, 1, 2))),
            member=draw(st.integers(1, 3)),
            names=draw(st.sampled_from(((), ("Ada Lovelace",), ("Chen O'Brien", "Ben Ito")))),
            role=draw(st.sampled_from((None, "host", "author", "member"))),
            journal=draw(st.sampled_from((None, "Lancet Oncology", "JAMA"))),
            pmids=draw(st.sampled_from(((), ("31234567",)))),
            has=frozenset(draw(st.sets(st.sampled_from(("link", "answer"))))),
            flags=frozenset(draw(st.sets(st.sampled_from(("retracted", "unanswered"))))),
            reactions=draw(st.integers(0, 4)),
        )
    return list(made.values())


leaves = st.one_of(
    st.sampled_from(WORDS),
    texts.map('"{}"'.format),
    st.sampled_from((
        "rad*", "fract*", "zzz*", "kind:post", "kind:article", "author:obrien", 'author:"ada lovelace"', "from:host",
        "by:author", "in:#radonc", "in:2", "q:T1", "journal:lancet", "pmid:31234567", "31234567", "after:2024-06",
        "before:2025", "during:2025", "has:link", "is:retracted", "is:mine", "=fraction", "in:#'\\", "OR", "(", ")",
    )),
)  # fmt: skip
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map("-{}".format),
        inner.map("+{}".format),
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(" OR ".join),
        st.lists(inner, min_size=1, max_size=4).map(" ".join).map("({})".format),
    ),
    max_leaves=9,
)
Club = list[Document]
Asked = list[tuple[str, Sight]]
sights = st.builds(Sight, st.frozensets(st.sampled_from(TOKENS)), st.frozensets(st.integers(1, 3)))
few = settings(
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking a club takes longer than looking at one
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@settings(few, max_examples=12)
@given(club=documents(), asked=st.lists(st.tuples(queries, sights), min_size=6, max_size=12), change=st.data())
def test_both_engines_find_the_same_and_nothing_that_one_may_not_see(
    tmp_path: Path, postgres: PostgresEngine, club: Club, asked: Asked, change: st.DataObject
) -> None:
    both_agree(tmp_path, postgres, club, asked, change)


@pytest.mark.slow
@settings(few, max_examples=600)
@given(club=documents(), asked=st.lists(st.tuples(queries, sights), min_size=6, max_size=12), change=st.data())
def test_both_engines_agree_on_many_clubs(
    tmp_path: Path, postgres: PostgresEngine, club: Club, asked: Asked, change: st.DataObject
) -> None:
    both_agree(tmp_path, postgres, club, asked, change)


def both_agree(folder: Path, postgres: PostgresEngine, club: Club, asked: Asked, change: st.DataObject) -> None:
    """Built from half of the club, the other half and some changes applied: as an index lives.

    Whoosh's is a new one each time: it names segments by `random`, which hypothesis always begins alike.
    """
    whoosh = WhooshEngine(folder / secrets.token_hex(8))
    gone = change.draw(st.sets(st.sampled_from([one.key for one in club]))) if club else set()
    changed = [replace(one, visibility="members") for one in club[::3] if one.key not in gone]
    for engine in (whoosh, postgres):
        engine.rebuild(club[::2], 1)
        engine.apply(club[1::2], [], 2)
        engine.apply(changed, sorted(gone), 3)
    now = {one.key: one for one in (*club, *changed) if one.key not in gone}
    note(f"{club}\n{asked}\n{sorted(gone)}")
    for text, sight in asked:
        tree, _ = parse(text, Reader(date(2025, 6, 1), me=1))
        orders = [Order.RELEVANCE, Order.NEWEST, Order.REACTIONS]
        found = [engine.search(tree, sight, limit=50, order=order) for order in orders for engine in (whoosh, postgres)]
        first = found[0]
        for other in found:
            assert {key for key, _ in other.items} == {key for key, _ in first.items}, text
            assert other.total == len(other.items)
        assert all(may_see(now[key], sight) for key, _ in first.items), text
        assert whoosh.facets(tree, sight) == postgres.facets(tree, sight), text
        whole = [{key for key, score in one.items if score >= 1} for one in found[:2]]
        assert whole[0] == whole[1], text
    for kind in ("post", "question", "article"):
        assert whoosh.keys(kind) == postgres.keys(kind) == {key for key, one in now.items() if one.kind == kind}


def may_see(document: Document, sight: Sight) -> bool:
    return document.visibility in sight.tokens or document.discussion in sight.discussions


def test_both_engines_score_alike(whoosh: WhooshEngine, postgres: PostgresEngine) -> None:
    for engine in (whoosh, postgres):
        engine.rebuild(EVERYTHING, 1)
    sight = Sight(frozenset({"public", "members", "patients", "nobody"}))
    for text in (
        "single fraction spine",
        "vertebral (tumor OR dose) -COVID-19",
        "frac* patients",
        "author:okafor IL-6",
    ):
        tree, _ = parse(text, Reader(date(2025, 6, 1)))
        ours, theirs = (dict(engine.search(tree, sight, limit=50).items) for engine in (whoosh, postgres))
        assert ours
        assert theirs == pytest.approx(ours, abs=0.02), text


def test_a_huge_text_is_found_by_its_words(whoosh: WhooshEngine, postgres: PostgresEngine) -> None:
    """PostgreSQL's tsvector has bounds; a document beyond them must not stop the index."""
    text = "beginning " + " ".join(f"{number:060}" for number in range(20_000))
    for engine in (whoosh, postgres):
        engine.rebuild([], 1)
        engine.apply([replace(EVERYTHING[3], text={"text": text})], [], 2)
        tree, _ = parse("beginning", Reader(date(2025, 6, 1)))
        assert engine.search(tree, Sight(frozenset({"members"})), limit=5).total == 1
