"""What may be suggested, to whom, and what may never be."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db import Database
from journalclub.discussions.actions import hosting
from journalclub.discussions.models import Discussion
from journalclub.literature.models import Article, ArticleTag
from journalclub.search.correcting import correction, distance
from journalclub.search.kept_models import Spoken
from journalclub.search.operators import OPERATORS
from journalclub.search.query import parse
from journalclub.search.spoken import CONSUMER
from journalclub.search.suggesting import MOST, Suggestion, suggest
from journalclub.search.tree import Word, words_of
from tests.literature.counted import statements
from tests.search.test_query import BEN
from tests.small_club import small_club
from tests.world import World

Typed = Callable[..., list[str]]


@pytest.fixture
def world(database: Database) -> World:
    world = small_club(database)
    for number in range(3):
        add(world, f"Stereotactic radiotherapy with PD-L1 blockade, part {number}", "Lancet Oncology")
    add(world, "RADIOTHERAPY AND VERTEBRAL FRACTURE", "Journal of Sample Physics")
    CONSUMER.drain(world.database, world.now)
    return world


def add(world: World, title: str, journal: str, tag: str = "bone metastases") -> int:
    with world.database.transaction() as session:
        row = Article(
            title=title, abstract="", journal=journal, listed_on=world.now.date(), added_at=world.now,
            changed_at=world.now, mesh=[{"name": "Spinal Neoplasms"}], keywords=["oligoprogression"],
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add(ArticleTag(article_id=row.id, tag=tag))
        log.record(session, Kind.ARTICLE_ADDED, actor=None, now=world.now, article=row.id)
        return row.id


@pytest.fixture
def typed(world: World) -> Typed:
    def ask(text: str, who: str = "visitor") -> list[str]:
        with world.database.reading() as session:
            return [one.text for one in suggest(session, world.viewer(who), text)]

    return ask


def test_the_last_word_is_completed_and_the_rest_is_kept(typed: Typed) -> None:
    assert typed("spine ster") == ["spine stereotactic"]
    assert typed("-(spine OR ster") == ["-(spine OR stereotactic"]
    assert typed("pd-") == ["PD-L1"]
    assert "radiotherapy" in typed("radioth")


def test_journals_headings_and_tags_are_found_by_any_of_their_words(typed: Typed) -> None:
    assert typed("journal:onco") == ['journal:"Lancet Oncology"']
    assert typed('journal:"lancet on') == ['journal:"Lancet Oncology"']
    assert typed("mesh:neopl") == ['mesh:"Spinal Neoplasms"']
    assert '"bone metastases"' in typed("metast")
    assert 'journal:"Lancet Oncology"' in typed("lance")


def test_operators_and_their_values_come_from_the_one_table(typed: Typed) -> None:
    assert "journal:" in typed("jour")
    assert typed("kind:")[: len(OPERATORS["kind"].choices)] == [f"kind:{one}" for one in OPERATORS["kind"].choices]
    assert typed("is:un") == ["is:unanswered"]
    assert typed("in:#sam") == ["in:#sampleonc"]


def test_a_finished_or_short_word_suggests_nothing(typed: Typed) -> None:
    for text in ("", " ", "spine ", "s", '"spine"', "x" * 1001, "q:T3", "\x00", "%", "_", "\\"):
        assert typed(text) == []


def test_people_are_suggested_to_verified_members_only(typed: Typed) -> None:
    assert typed("author:eri", "ben") == ['author:"Ben Eriksen"']
    assert typed("spine eri", "ben") == ['spine author:"Ben Eriksen"']
    assert typed("eri") == typed("eri", "eve") == []
    assert typed("author:eri", "dora") == ['author:"Ben Eriksen"']
    for who in ("visitor", "eve", "sam", "chen"):
        assert typed("author:eri", who) == []
    assert typed("author:mart", "ben") == []  # Eve is not verified
    assert typed("author:field", "ben") == []  # Sam is suspended


def test_people_are_looked_for_last_and_by_an_index(world: World) -> None:
    add(world, "Stera sterb sterc sterd stere", "Stern Journal")
    add(world, "More", "Sterling Letters", "sternum")
    CONSUMER.drain(world.database, world.now)
    with world.database.reading() as session, statements(world.database) as asked:
        assert len(suggest(session, world.viewer("ben"), "ster")) == MOST
        assert not any("SELECT members.name" in one for one in asked[1:])
        suggest(session, world.viewer("ben"), "author:eri")
    if not world.database.is_postgres:  # which goes through a table as small as this one
        (people,) = [one for one in asked if one.startswith("SELECT members.name")]
        with world.database.engine.connect() as connection:
            marks = ("",) * people.count("?")
            plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {people}", marks)]
        assert plan == ["SCAN members USING COVERING INDEX ix_members_standing"]


def test_only_published_transcripts_suggest_their_titles(world: World, typed: Typed) -> None:
    with world.database.reading() as session:
        published = session.scalars(select(Discussion.id).where(Discussion.published_at.is_not(None))).all()
    assert typed("in:discu", "mo") == [f"in:{id}" for id in published]
    with world.database.transaction() as session:
        here = world.discussions["public closed"]
        hosting.publish(session, by=world.viewer("ada"), discussion_id=here, now=world.now)
    assert f"in:{here}" in typed("in:discu")


def test_no_word_of_any_post_is_ever_suggested(world: World, typed: Typed) -> None:
    with world.database.reading() as session:
        shown = set(session.scalars(select(Spoken.shown)))
    assert "palliation" not in shown  # every post of Ada's has it, the published ones too
    assert typed("palliat", "mo") == []


def test_a_changed_article_adds_new_words_and_counts_nothing_twice(world: World) -> None:
    with world.database.transaction() as session:
        row = session.scalars(select(Article).where(Article.journal == "Journal of Sample Physics")).one()
        row.title += " in dosimetry"
        log.record(session, Kind.ARTICLE_CHANGED, actor=None, now=world.now, article=row.id)
    CONSUMER.drain(world.database, world.now)
    with world.database.reading() as session:
        counts = dict(session.execute(select(Spoken.shown, Spoken.count).where(Spoken.kind == "word")).all())  # type: ignore[arg-type]
    assert (counts["dosimetry"], counts["radiotherapy"]) == (1, 4)


def test_there_are_never_more_than_fit_below_a_box(typed: Typed) -> None:
    assert all(len(typed(text, "ben")) <= MOST for text in ("a", "r", "in", "is:", "kind:", "ra", "jo"))


def test_each_says_what_it_is(world: World) -> None:
    with world.database.reading() as session:
        found = suggest(session, world.viewer("ben"), "oligo")
    assert found == [Suggestion("oligoprogression", "word")]


def corrected(world: World, text: str, known: set[str] = frozenset()) -> str:  # type: ignore[assignment]
    tree, _ = parse(text, BEN)
    words = [one for one in words_of(tree) if isinstance(one, Word)]
    with world.database.reading() as session:
        return correction(session, text, words, lambda word: word.text in known)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("radiotheraphy", "radiotherapy"),
        ("spine radioterapy OR x", "spine radiotherapy OR x"),
        ("stereotatcic", "stereotactic"),
        ("sterotatic", "stereotactic"),
        ("=radiotherpay", "=radiotherapy"),
        ("zzzzzzzz", ""),
        ("radiotherapy", ""),
        ("dosimetr", ""),  # one article alone says dosimetry
    ],
)
def test_a_slip_of_the_finger_is_mended(world: World, text: str, meant: str) -> None:
    assert corrected(world, text, {"spine", "x", "radiotherapy"}) == meant


def test_a_word_that_finds_something_is_never_questioned(world: World) -> None:
    assert corrected(world, "radiotheraphy", {"radiotheraphy"}) == ""


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abd", 1), ("abc", "b", 2), ("a", "xyz", 3)],
)
def test_distance_counts_slips(one: str, other: str, steps: int) -> None:
    assert distance(one, other, 2) == steps
