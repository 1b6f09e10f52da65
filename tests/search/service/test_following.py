"""What was done is found as it is now: new, hidden, renamed, published, merged."""

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.discussions.actions import hosting, posting
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from journalclub.literature.models import Article
from journalclub.search.indexer import Indexer
from tests.search.service.asking import article, ask, ids
from tests.world import World


def test_a_hidden_post_is_gone_before_and_after_the_index_knows(indexer: Indexer, world: World) -> None:
    post = world.posts["members live ben"]
    with world.database.transaction() as session:
        session.get_one(Post, post).hidden_at = world.now
        log.record(session, Kind.POST_HIDDEN, actor=None, now=world.now, post=post)
    assert post not in ids(ask(indexer, world, "ben", "pain"))
    indexer.drain(world.now)
    assert post not in ids(ask(indexer, world, "ben", "pain"))
    assert f"post:{post}" not in indexer.engine.keys("post")


def test_a_new_post_is_found_after_one_step(indexer: Indexer, world: World) -> None:
    with world.database.transaction() as session:
        row, _ = posting.add_post(
            session,
            by=world.viewer("ben"),
            discussion_id=world.discussions["members live"],
            text="Vertebroplasty first?",
            client_token="new",
            now=world.now,
        )
    indexer.step(world.now)
    assert ids(ask(indexer, world, "ben", "vertebroplasty")) == {row.id}
    assert ids(ask(indexer, world, "visitor", "vertebroplasty")) == set()
    assert ids(ask(indexer, world, "ben", "is:mine is:unanswered")) == {row.id}


def test_a_title_that_changed_is_found_on_the_discussion_and_its_posts(indexer: Indexer, world: World) -> None:
    here = world.discussions["members live"]
    with world.database.transaction() as session:
        row = session.get_one(Discussion, here)
        row.title = "Brachytherapy afterwards"
        log.record(session, Kind.DISCUSSION_CHANGED, actor=None, now=world.now, discussion=here)
    indexer.drain(world.now)
    answer = ask(indexer, world, "ben", "brachytherapy")
    assert ids(answer, "discussion") == {here}
    assert ids(answer) == {world.posts["members live ada"], world.posts["members live ben"]}


def test_the_headings_of_an_article_are_other_words_for_what_is_said_of_it(indexer: Indexer, world: World) -> None:
    here = world.discussions["members live"]
    assert here not in ids(ask(indexer, world, "ben", "neurosurgery"), "discussion")
    with world.database.transaction() as session:
        session.get_one(Article, world.article).mesh = [{"name": "Neurosurgery"}]
        log.record(session, Kind.ARTICLE_CHANGED, actor=None, now=world.now, article=world.article)
    indexer.drain(world.now)
    answer = ask(indexer, world, "ben", "neurosurgery pain")
    assert here in ids(answer, "discussion")
    assert world.posts["members live ben"] in ids(answer)
    assert answer.hits[0].score > 1


def test_a_published_transcript_is_found_by_visitors(indexer: Indexer, world: World) -> None:
    here = world.discussions["public closed"]
    assert here not in ids(ask(indexer, world, "visitor", "kind:discussion"), "discussion")
    with world.database.transaction() as session:
        hosting.publish(session, by=world.viewer("ada"), discussion_id=here, now=world.now)
    indexer.drain(world.now)
    assert here in ids(ask(indexer, world, "visitor", "kind:discussion"), "discussion")
    assert world.posts["public closed ben"] in ids(ask(indexer, world, "visitor", "pain"))


def test_an_authors_answer_marks_the_question_and_what_was_said_under_it(indexer: Indexer, world: World) -> None:
    here = world.discussions["members live"]
    with world.database.transaction() as session:
        posting.add_post(
            session, by=world.viewer("chen"), discussion_id=here, text="We chose it for power.",
            client_token="c", question=1, now=world.now,
        )  # fmt: skip
    indexer.drain(world.now)
    answer = ask(indexer, world, "ben", "is:author-answered")
    assert world.posts["members live ada"] in ids(answer)
    assert len(ids(answer, "question")) == 1
    assert len(ids(ask(indexer, world, "ben", "by:author"))) == 1


def test_an_article_is_found_by_everybody_until_it_is_merged_away(indexer: Indexer, world: World) -> None:
    kept = article(world)
    gone = article(world, pmid="999", doi=None)
    indexer.drain(world.now)
    assert ids(ask(indexer, world, "visitor", "journal:lancet mesh:radiosurgery"), "article") == {kept, gone}
    with world.database.transaction() as session:
        session.get_one(Article, gone).merged_into = kept
        log.record(session, Kind.ARTICLE_MERGED, actor=None, now=world.now, article=kept, merged=gone)
    assert ids(ask(indexer, world, "visitor", "spine"), "article") == {kept}
    indexer.drain(world.now)
    assert ids(ask(indexer, world, "visitor", "spine"), "article") == {kept}
    assert f"article:{kept}" in indexer.engine.keys("article")
    assert f"article:{gone}" not in indexer.engine.keys("article")
