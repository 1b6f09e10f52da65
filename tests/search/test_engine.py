"""The contract: what every engine does alike. Rankings may differ, who may see what may not."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journalclub.search.document import FACETS, Document
from journalclub.search.engine import Order, SearchEngine, Sight
from journalclub.search.operators import Reader
from journalclub.search.query import parse
from tests.search.library import ARTICLE, EVERYTHING, MEMBER, VISITOR, ask, keys, post


@pytest.fixture
def club(engine: SearchEngine) -> SearchEngine:
    engine.apply(EVERYTHING, [], 10)
    return engine


def test_hits_with_all_words_come_before_hits_with_some(club: SearchEngine) -> None:
    hits = ask(club, "fracture risk worries centre")
    assert hits.items[0][0] == "post:1"
    assert "post:2" in [key for key, _ in hits.items]
    both = ask(club, "single fraction")
    assert all(score > 1 for _, score in both.items[:4])


def test_a_long_question_still_finds_its_answer(club: SearchEngine) -> None:
    question = (
        "What is known about the risk of vertebral fracture after a single fraction of stereotactic radiotherapy?"
    )
    assert set(keys(club, question)[:2]) == {"post:1", "article:1"}


def test_a_writers_name_finds_what_they_wrote_below_what_says_the_word(club: SearchEngine) -> None:
    young = {"names": ("Sarah Young",)}
    said = {"text": "Older patients did worse.", "writer": "Sarah Young"}
    long = "Young " + "patients of the second cohort were rare and did no better for all that was tried. " * 12
    club.apply([replace(post(30, ""), text=said, **young), post(31, "The young patients."), post(32, long)], [], 11)
    assert keys(club, "young") == ["post:31", "post:32", "post:30"]
    assert keys(club, '"sarah young" older') == ["post:30"]
    assert keys(club, "sarah") == ["post:30"]


def test_a_phrase_must_stand_as_it_is(club: SearchEngine) -> None:
    assert set(keys(club, '"single fraction"')) == {"post:1", "question:3", "article:1"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("IL-6", {"post:3"}),
        ("pd-l1", {"post:3"}),
        ("COVID-19", {"post:3"}),
        ("covid", {"post:3"}),
        ("HER2+", {"article:1"}),
        ("tumor", {"post:4"}),
        ("randomized", {"article:1"}),
        ("vertebr*", {"article:1"}),
        ("author:okafor", {"article:1", "post:3"}),
        ('author:"ada lovelace"', {"post:2"}),
        ("by:author", {"post:3"}),
        ("from:host", {"post:2"}),
        ("q:T1", {"post:4"}),
        ("journal:lancet kind:article", {"article:1"}),
        ("pmid:31234567", {"article:1", "discussion:7"}),
        ("doi:10.1000/spine.1", {"article:1"}),
        ("nct:NCT01234567", {"article:1"}),
        ("mesh:radiosurgery", {"article:1"}),
        ("pmcid:PMC7654321", {"article:1"}),
        ("specialty:neurosurgery", {"post:2"}),
        ('specialty:"radiation oncology" fracture', {"post:1"}),
        ("kind:question", {"question:3"}),
        ("has:link", {"post:4"}),
        ("has:answer", {"question:3"}),
        ("is:retracted", {"article:1"}),
        ("is:author-answered", {"question:3"}),
        ("before:2024-05-02", {"article:1"}),
        ("during:2024-05", {"article:1"}),
        ("after:2024-06-02 kind:question", {"question:3"}),
        ("last:6m -kind:post", {"question:3", "discussion:7"}),
        ("in:#radonc kind:discussion", {"discussion:7"}),
        ("in:7 from:author", {"post:3"}),
        ("is:mine q:3", {"post:1"}),
        ("kind:article OR by:author", {"article:1", "post:3"}),
        ("kind:post -(from:host OR by:author) -q:1", {"post:1"}),
        ("fracture -risk", set()),
        ("nowhere", set()),
        ("", set()),
    ],
)
def test_an_operator_or_word_finds_exactly_this(club: SearchEngine, text: str, found: set[str]) -> None:
    hits = ask(club, text)
    assert {key for key, _ in hits.items} == found
    assert hits.total == len(found)


def test_what_a_reader_may_not_see_is_neither_found_nor_counted(club: SearchEngine) -> None:
    for text in ("vertebroplasty", "kind:post", "-spine", "secret OR dose", "in:8", "last:1y"):
        assert not {"post:6"} & set(keys(club, text))
        assert not [key for key in keys(club, text, VISITOR) if key.startswith("post:")]
    tree, _ = parse("kind:post", Reader(date(2024, 12, 1)))
    assert club.facets(tree, VISITOR) == {name: {} for name in FACETS}
    assert club.facets(tree, MEMBER)["series"] == {"RadOnc": 4}
    assert ask(club, "kind:post", VISITOR).total == 0


def test_a_guest_sees_the_discussion_that_invited_them(club: SearchEngine) -> None:
    guest = Sight(frozenset({"public"}), frozenset({8}))
    assert keys(club, "secret thoughts", guest) == ["post:6"]
    assert keys(club, "dose", guest) == []


def test_a_reader_with_no_rights_finds_nothing(club: SearchEngine) -> None:
    assert ask(club, "fraction OR kind:post", Sight(frozenset())).total == 0
    assert ask(club, "fraction", Sight(frozenset({""}))).total == 0


def test_facets_count_what_matches(club: SearchEngine) -> None:
    tree, _ = parse("fraction", Reader(date(2024, 12, 1)))
    counted = club.facets(tree, MEMBER)
    assert counted["kind"] == {"post": 4, "article": 1, "discussion": 1, "question": 1}
    assert counted["role"] == {"member": 2, "host": 1, "author": 1}
    assert counted["specialty"] == {"Radiation oncology": 3, "Neurosurgery": 1}
    assert counted["year"] == {"2024": 7}
    assert counted["journal"] == {"Lancet Oncology": 2}


def test_only_the_kinds_asked_for_are_found(club: SearchEngine) -> None:
    assert set(keys(club, "fraction", kinds=("article", "question"))) == {"article:1", "question:3"}


def test_hits_can_be_ordered_by_date_and_by_reactions(club: SearchEngine) -> None:
    assert keys(club, "kind:post in:7", order=Order.NEWEST) == ["post:4", "post:3", "post:2", "post:1"]
    assert keys(club, "fraction", order=Order.REACTIONS)[0] == "post:2"


def test_a_changed_document_is_there_once_with_its_new_words(club: SearchEngine) -> None:
    club.apply([post(1, "entirely other words")], [], 11)
    assert keys(club, "fracture risk worries") == []
    assert keys(club, "entirely other") == ["post:1"]
    assert ask(club, "kind:post is:mine q:3").total == 1


def test_the_same_key_twice_in_a_batch_is_one_document(club: SearchEngine) -> None:
    club.apply([post(20, "first wording"), post(20, "second wording")], [], 11)
    assert keys(club, "wording") == ["post:20"]
    assert keys(club, "first") == []


def test_a_deleted_document_is_gone(club: SearchEngine) -> None:
    club.apply([], ["post:1", "post:999"], 11)
    assert "post:1" not in keys(club, "kind:post")
    assert keys(club, "fracture risk worries") == []
    assert club.keys("post") == {f"post:{n}" for n in (2, 3, 4, 5, 6)}


def test_a_changed_visibility_takes_effect_with_the_commit(club: SearchEngine) -> None:
    club.apply([post(1, "fracture risk", visibility="public")], [], 11)
    assert keys(club, "fracture", VISITOR) == ["post:1"]
    club.apply([post(1, "fracture risk", visibility="nobody")], [], 12)
    assert keys(club, "fracture", MEMBER) == []


def test_the_position_moves_with_the_documents(club: SearchEngine) -> None:
    assert club.position() == 10
    club.apply([], [], 11)
    assert club.position() == 11


def test_many_small_commits_stay_one_index(club: SearchEngine) -> None:
    for number in range(100, 140):
        club.apply([post(number, f"counted{number} wording")], [f"post:{number - 10}"], number)
    assert club.position() == 139
    assert club.keys("post") == {f"post:{n}" for n in (1, 2, 3, 4, 5, 6, *range(130, 140))}
    assert keys(club, "counted139") == ["post:139"]
    assert keys(club, "counted105") == []
    assert ask(club, "wording").total == 10


def test_a_rebuild_holds_what_it_was_given_and_nothing_else(club: SearchEngine) -> None:
    told: list[int] = []
    club.rebuild((post(n, f"number{n}") for n in range(1000, 1450)), 77, told.append)
    assert (club.position(), len(club.keys("post")), club.keys("article")) == (77, 450, set())
    assert keys(club, "number1234") == ["post:1234"]
    assert told == [200, 400]


def test_a_rebuild_that_fails_leaves_the_old_index_serving(club: SearchEngine) -> None:
    def broken():  # type: ignore[no-untyped-def]
        yield ARTICLE
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        club.rebuild(broken(), 99)
    assert club.position() == 10
    assert keys(club, "fracture") == ["post:1"]
    club.apply([post(30, "afterwards")], [], 12)
    assert keys(club, "afterwards") == ["post:30"]


def test_while_it_is_rebuilt_the_old_index_serves(club: SearchEngine) -> None:
    seen: list[list[str]] = []

    def documents():  # type: ignore[no-untyped-def]
        for number in range(3):
            seen.append(keys(club, "fracture"))
            yield post(500 + number, "fresh")

    club.rebuild(documents(), 20)
    assert seen == [["post:1"]] * 3
    assert keys(club, "fracture") == []
    assert len(keys(club, "fresh")) == 3


def test_common_words_are_told_from_rare_ones(club: SearchEngine) -> None:
    counted = club.having(["fraction", "vertebroplasti", "nowher"])
    assert counted["fraction"] > counted["vertebroplasti"] > counted["nowher"] == 0


def test_a_prefix_of_too_many_words_says_that_there_may_be_more(club: SearchEngine) -> None:
    assert not ask(club, "frac*").at_least
    club.apply([post(50, " ".join(f"countless{number}" for number in range(250)))], [], 11)
    hits = ask(club, "countless*")
    assert hits.at_least
    assert [key for key, _ in hits.items] == ["post:50"]


def test_health_counts_the_documents(club: SearchEngine) -> None:
    health = club.health()
    assert (health.sound, health.documents, health.position) == (True, len(EVERYTHING), 10)


def test_equal_hits_are_ordered_newest_first(club: SearchEngine) -> None:
    club.apply([post(n, "samesame", at=datetime(2024, 1, n)) for n in (41 - 20, 42 - 20, 43 - 20)], [], 13)
    assert keys(club, "samesame") == ["post:23", "post:22", "post:21"]


BROKEN = ["\ud800x author:\udfffy in:#\ud83d", "\x00", '"' + "spine " * 150 + '"', "doi:10.1000/\udc00"]


@pytest.mark.parametrize("text", BROKEN)
def test_broken_characters_and_endless_phrases_find_nothing_and_break_nothing(club: SearchEngine, text: str) -> None:
    assert ask(club, text).total == 0


PIECES = [
    "(",
    ")",
    '"',
    "-",
    "OR",
    "fraction",
    "single",
    "rad*",
    "kind:post",
    "after:2024",
    '"single fraction"',
    "spine",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=12).map(" ".join))
def test_any_query_gives_an_answer_within_what_one_may_see(club: SearchEngine, text: str) -> None:
    hits = ask(club, text, VISITOR)
    assert hits.total == len(hits.items)
    assert not [key for key, _ in hits.items if key.startswith("post:")]
    assert all(0 <= score < 2 for _, score in hits.items)


def test_of_texts_that_say_as_much_the_liked_and_the_new_come_first(engine: SearchEngine) -> None:
    def said(number: int, text: str, year: int, reactions: int = 0) -> Document:
        return replace(post(number, text), at=datetime(year, 6, 1), reactions=reactions, text={"text": text})

    engine.apply(
        [
            said(1, "boost the dose", 2010),
            said(2, "boost the dose", 2020),
            said(3, "boost the dose", 2010, reactions=40),
            said(4, "boost, boost", 2026, reactions=500),  # one of the words, however new and liked
            replace(said(5, "", 2010), text={"title": "boost the dose", "text": "of it"}),  # is about it
            said(6, "something else of that length", 2026),
        ],
        [],
        1,
    )
    assert keys(engine, "boost dose") == ["post:5", "post:3", "post:2", "post:1", "post:4"]
