"""What a hit shows beside its words, and in which order they come."""

from datetime import timedelta

from sqlalchemy import event

from journalclub.discussions.actions import posting
from journalclub.discussions.post_models import Post
from journalclub.literature.models import Article
from journalclub.search import service
from journalclub.search.engine import Order
from journalclub.search.found import Hit
from journalclub.search.indexer import Indexer
from tests.search.service.asking import ask
from tests.world import World


def test_a_post_is_found_with_its_words_marked(indexer: Indexer, world: World) -> None:
    answer = ask(indexer, world, "ben", '"four weeks" pain')
    hit = answer.hits[0]
    assert hit.id in {world.posts[name] for name in world.posts if name.endswith("ben")}
    assert "<mark>pain</mark> at <mark>four</mark> <mark>weeks</mark>" in hit.snippet
    assert hit.writer is not None
    assert hit.writer.name == "Ben Eriksen"
    assert answer.query.sentence == "everything about “four weeks” and pain"


def test_a_post_is_shown_with_its_question_its_parent_and_whether_an_author_answered(
    indexer: Indexer, world: World
) -> None:
    bens, adas = world.posts["members live ben"], world.posts["members live ada"]
    here = world.discussions["members live"]

    def hits() -> dict[int, Hit]:
        return {hit.id: hit for hit in ask(indexer, world, "ben", f"kind:post in:{here} pain endpoint").hits}

    found = hits()
    assert found[adas].beside.question == "What was the question, and was the design right for it?"
    assert found[bens].beside.parent is not None
    assert (found[bens].beside.parent.id, found[bens].beside.parent.name) == (adas, "Ada Delacroix")
    assert found[adas].beside.parent is found[adas].beside.answer is None
    assert not found[adas].beside.by_author
    with world.database.transaction() as session:
        posting.add_post(
            session, by=world.viewer("chen"), discussion_id=here, text="We chose it: pain was the point.",
            client_token="c", question=1, reply_to=adas, now=world.now,
        )  # fmt: skip
    answered = hits()[adas].beside
    assert answered.by_author
    assert answered.answer is not None
    assert "<mark>pain</mark> was the point" in answered.answer.snippet
    with world.database.transaction() as session:
        session.get_one(Post, adas).hidden_at = world.now
    assert hits()[bens].beside.parent is None


def test_what_is_about_a_retracted_article_says_so(indexer: Indexer, world: World) -> None:
    assert not any(hit.alarm for hit in ask(indexer, world, "mo", "pain OR kind:question").hits)
    with world.database.transaction() as session:
        session.get_one(Article, world.article).retracted_on = world.now.date()
    hits = ask(indexer, world, "mo", "pain OR kind:question OR kind:discussion").hits
    assert {hit.kind for hit in hits if hit.alarm == "retracted"} == {"article", "discussion", "question", "post"}
    assert {hit.alarm for hit in hits} == {"retracted"}


def test_hits_can_be_newest_first_and_come_in_pages(indexer: Indexer, world: World) -> None:
    whole = ask(indexer, world, "mo", "pain endpoint", order=Order.NEWEST)
    times = [hit.at for hit in whole.hits]
    assert times == sorted(times, key=lambda at: at or world.now - timedelta(9999), reverse=True)
    page = ask(indexer, world, "mo", "pain endpoint", order=Order.NEWEST, limit=3, offset=3)
    assert [hit.id for hit in page.hits] == [hit.id for hit in whole.hits[3:6]]


def test_the_number_of_queries_does_not_grow_with_the_hits(indexer: Indexer, world: World) -> None:
    counts = []
    for limit in (25, 50):  # both find something of every kind
        asked: list[str] = []

        def count(*args: object, seen: list[str] = asked) -> None:
            seen.append(str(args[2]))

        viewer = world.viewer("mo")
        event.listen(world.database.engine, "before_cursor_execute", count)
        service.search(world.database, indexer.engine, viewer, "kind:post pain", limit=limit, now=world.now)
        event.remove(world.database.engine, "before_cursor_execute", count)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= 21
