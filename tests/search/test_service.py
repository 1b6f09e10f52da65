from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db import Database
from journalclub.discussions import policy
from journalclub.discussions.actions import hosting, posting
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from journalclub.kit.refusal import NotFound
from journalclub.literature.models import Article
from journalclub.members.models import Member
from journalclub.search import service
from journalclub.search.engine import Order
from journalclub.search.found import Hit
from journalclub.search.indexer import Indexer
from journalclub.search.spoken import CONSUMER as SPOKEN
from journalclub.search.whoosh_engine import WhooshEngine
from tests.small_club import small_club
from tests.world import World


@pytest.fixture
def world(database: Database) -> World:
    return small_club(database)


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    return WhooshEngine(tmp_path / "index")


@pytest.fixture
def indexer(world: World, engine: WhooshEngine) -> Indexer:
    indexer = Indexer(world.database, engine)
    indexer.drain(world.now)
    return indexer


def ask(indexer: Indexer, world: World, who: str, text: str, **more: object) -> service.Answer:
    return service.search(
        world.database,
        indexer.engine,
        world.viewer(who),
        text,
        now=world.now,
        **{"limit": 200, **more},  # type: ignore[arg-type]
    )


def ids(answer: service.Answer, kind: str = "post") -> set[int]:
    return {hit.id for hit in answer.hits if hit.kind == kind}


def test_a_post_is_found_with_its_words_marked(indexer: Indexer, world: World) -> None:
    answer = ask(indexer, world, "ben", '"four weeks" pain')
    hit = answer.hits[0]
    assert hit.id in {world.posts[name] for name in world.posts if name.endswith("ben")}
    assert "<mark>pain</mark> at <mark>four</mark> <mark>weeks</mark>" in hit.snippet
    assert hit.writer is not None
    assert hit.writer.name == "Ben Eriksen"
    assert answer.query.sentence == "everything about “four weeks” and pain"


def test_a_reader_finds_what_they_may_read_and_counts_nothing_else(indexer: Indexer, world: World) -> None:
    for who in ("visitor", "eve", "sam", "ben", "ada", "dora", "chen", "mo", "ari"):
        answer = ask(indexer, world, who, "endpoint OR pain OR kind:discussion OR kind:question")
        with world.database.reading() as session:
            readable = set(session.scalars(select(Discussion.id).where(policy.visible(world.viewer(who), world.now))))
            posts = set(session.scalars(select(Post.id).where(Post.discussion_id.in_(readable))))
        assert ids(answer, "discussion") == readable, who
        assert ids(answer) == posts, who
        assert answer.total == len(answer.hits) == sum(answer.facets["kind"].values()), who


def test_the_answer_has_the_apis_face(indexer: Indexer, world: World) -> None:
    found = ask(indexer, world, "ben", "endpoint what q:zz", limit=1).as_json("https://club.example.org/")
    assert set(found) == {"query", "hits", "facets", "total"}
    assert set(found["query"]) == {"understood", "ignored", "expanded", "did_you_mean"}
    assert found["query"]["ignored"] == ["q:zz (needs a question such as T3)", "what (too common)"]
    (hit,) = found["hits"]
    assert set(hit) == {"kind", "id", "key", "archive", "title", "snippet", "url", "score", "at"}
    assert hit["url"] == f"https://club.example.org/posts/{hit['id']}"
    assert hit["at"].endswith("Z")


def test_an_unknown_kind_is_ignored_and_said(indexer: Indexer, world: World) -> None:
    answer = ask(indexer, world, "ben", "endpoint", kind="letter")
    assert [one.text for one in answer.query.ignored] == ["kind=letter"]
    assert answer.hits
    assert ids(ask(indexer, world, "ben", "discussion", kind="discussion"), "post") == set()


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


def test_operators_answer_from_the_clubs_own_rows(indexer: Indexer, world: World) -> None:
    ada = {post for name, post in world.posts.items() if name.endswith("ada")}
    assert ids(ask(indexer, world, "mo", "from:host")) == ada
    assert ids(ask(indexer, world, "mo", "author:delacroix")) == ada
    assert ids(ask(indexer, world, "mo", "q:T1 -author:ben")) == ada
    assert ids(ask(indexer, world, "mo", "kind:post has:answer")) == ada
    assert len(ask(indexer, world, "mo", "in:#sampleonc kind:discussion").hits) == len(world.discussions)
    assert ids(ask(indexer, world, "ada", "is:mine")) == ada
    here = world.discussions["members live"]
    assert ids(ask(indexer, world, "mo", f"in:{here}")) == {
        world.posts["members live ada"],
        world.posts["members live ben"],
    }


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


def article(world: World, **changes: object) -> int:
    with world.database.transaction() as session:
        row = Article(
            title="Stereotactic radiotherapy for spine metastases",
            abstract="We randomised 200 patients to one fraction or three.",
            journal="Lancet Oncology",
            pmid="31234567",
            doi="10.1000/spine.1",
            listed_on=world.now.date(),
            added_at=world.now,
            changed_at=world.now,
            abstract_sections=[],
            languages=[],
            publication_types=[],
            mesh=[{"name": "Radiosurgery"}],
            keywords=[],
            trials=["NCT01234567"],
            details={},
            extra={},
        )
        for name, value in changes.items():
            setattr(row, name, value)
        session.add(row)
        session.flush()
        log.record(session, Kind.ARTICLE_ADDED, actor=None, now=world.now, article=row.id)
        return row.id


def test_a_pasted_identifier_goes_to_the_article_first(indexer: Indexer, world: World) -> None:
    wanted = article(world)
    with world.database.transaction() as session:
        posting.add_post(
            session, by=world.viewer("ben"), discussion_id=world.discussions["members live"],
            text="See PMID 31234567, doi:10.1000/spine.1, NCT01234567.", client_token="x", now=world.now,
        )  # fmt: skip
    indexer.drain(world.now)
    for pasted in ("31234567", "PMID: 31234567", "https://doi.org/10.1000/SPINE.1", "NCT01234567"):
        answer = ask(indexer, world, "ben", pasted)
        assert (answer.hits[0].kind, answer.hits[0].id) == ("article", wanted), pasted
        assert len(answer.hits) == 2, pasted


def test_an_identifier_goes_straight_to_what_the_club_did_with_the_article(indexer: Indexer, world: World) -> None:
    with world.database.transaction() as session:
        session.get_one(Article, world.article).pmcid = "PMC7654321"
    indexer.rebuild(world.now)
    for pasted in ("99000001", "PMID 99000001", "https://doi.org/10.5555/sample.1", "PMC7654321"):
        answer = ask(indexer, world, "ben", pasted, limit=5)
        (named,) = answer.named
        assert named.hit.id == world.article, pasted
        assert named.standing.discussed > 1, pasted
        assert answer.missing == ""
    assert ask(indexer, world, "visitor", "99000001").named[0].standing.discussed < named.standing.discussed
    assert ask(indexer, world, "ben", "pain 10.5555/sample.1").named == []
    unknown = ask(indexer, world, "ben", "NCT99999999")
    assert (unknown.named, unknown.missing) == ([], "NCT99999999")


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


def test_a_slip_is_asked_about_unless_the_word_is_found(indexer: Indexer, world: World) -> None:
    article(world)
    article(world, pmid="31234568", doi="10.1000/spine.2")
    SPOKEN.drain(world.database, world.now)
    indexer.drain(world.now)
    answer = ask(indexer, world, "visitor", "stereotatic spine")
    assert answer.did_you_mean == "stereotactic spine"
    assert answer.as_json("")["query"]["did_you_mean"] == "stereotactic spine"
    assert ask(indexer, world, "visitor", "stereotactic spine").did_you_mean == ""


def test_specialties_are_counted_for_those_who_are_signed_in(indexer: Indexer, world: World) -> None:
    with world.database.transaction() as session:
        session.get_one(Member, world.members["ben"]).specialty = "Radiotherapy"
        log.record(session, Kind.MEMBER_CHANGED, actor=None, now=world.now, member=world.members["ben"])
    indexer.drain(world.now)
    assert ask(indexer, world, "ada", "pain").facets["specialty"]["Radiotherapy"] > 1
    assert "specialty" not in ask(indexer, world, "visitor", "pain").facets


def test_the_facets_can_be_asked_for_alone(indexer: Indexer, world: World) -> None:
    without = ask(indexer, world, "ben", "pain", with_facets=False)
    assert without.facets == {}
    alone = service.facets(world.database, indexer.engine, world.viewer("ben"), "pain", now=world.now)
    assert alone == ask(indexer, world, "ben", "pain").facets
    assert sum(alone["kind"].values()) == without.total


def test_more_like_this_is_found_elsewhere_and_only_where_one_may_read(indexer: Indexer, world: World) -> None:
    wanted = article(world)
    twin = article(world, pmid="31234568", doi="10.1000/spine.2", title="Spine metastases: stereotactic fractions")
    article(world, pmid="31234569", doi="10.1000/gut.1", title="Gut flora", abstract="Nothing of the kind.")
    indexer.drain(world.now)

    def like(who: str, kind: str, id: int) -> list[Hit]:
        viewer = world.viewer(who)
        _, answer = service.alike(world.database, indexer.engine, viewer, kind, id, now=world.now)
        return list(answer.hits)

    found = [(hit.kind, hit.id) for hit in like("visitor", "article", wanted)]
    assert found[0] == ("article", twin)
    assert ("article", wanted) not in found
    post, here = world.posts["members live ben"], world.discussions["members live"]
    others = like("ben", "discussion", here)
    keys = {(hit.kind, hit.id) for hit in others}
    assert {kind for kind, _ in keys} == {"discussion", "article"}
    assert not keys & {("discussion", here), ("article", world.article)}  # its article speaks for it and is not like it
    ours = like("ben", "post", post)
    assert ours
    assert not [hit for hit in ours if hit.discussion == here or hit.kind not in {"post", "question"}]
    for who in ("visitor", "ari"):
        with pytest.raises(NotFound):
            like(who, "post", post)
    public = world.posts["public published ben"]
    assert {hit.discussion for hit in like("visitor", "post", public)} <= {
        id for name, id in world.discussions.items() if name.startswith("public")
    }


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


def test_without_an_index_the_database_answers_and_says_so(world: World, engine: WhooshEngine) -> None:
    indexer = Indexer(world.database, engine)
    answer = ask(indexer, world, "ben", "endpoint palliation")
    assert answer.notice
    assert world.posts["members live ada"] in ids(answer)
    assert not ids(ask(indexer, world, "visitor", "endpoint")) & {world.posts["members live ada"]}
    assert ask(indexer, world, "ben", "endpoint -palliation").hits == []


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


def test_any_text_gives_an_answer(indexer: Indexer, world: World) -> None:
    for text in ("", "   ", '"', "(((", "OR", "author:", "\x00", "é" * 2000, "-", "*", "%_\\", "a OR -b (c", "\ud800"):
        assert ask(indexer, world, "visitor", text).query.sentence
