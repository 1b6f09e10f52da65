"""What an answer says, to whom."""

from sqlalchemy import select

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.discussions import policy
from journalclub.discussions.models import Discussion, DiscussionHost
from journalclub.discussions.post_models import Post
from journalclub.members.models import Member
from journalclub.members.viewer import VISITOR
from journalclub.search import service
from journalclub.search.indexer import Indexer
from journalclub.search.spoken import CONSUMER as SPOKEN
from journalclub.search.whoosh_engine import WhooshEngine
from tests.search.service.asking import article, ask, ids
from tests.world import World


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


def test_a_members_plain_name_finds_what_they_wrote_and_host_where_one_may_read(indexer: Indexer, world: World) -> None:
    found = ask(indexer, world, "mo", "delacroix")
    assert ids(found) == {post for name, post in world.posts.items() if name.endswith("ada")}
    assert ids(found, "discussion") == set(world.discussions.values())
    assert {str(hit.by) for hit in found.hits if hit.kind != "article"} == {"Ada <mark>Delacroix</mark>"}
    assert {hit.by for hit in ask(indexer, world, "mo", "live", kind="discussion").hits} == {""}
    with world.database.reading() as session:
        readable = set(session.scalars(select(Discussion.id).where(policy.visible(VISITOR, world.now))))
    assert ids(ask(indexer, world, "visitor", "delacroix"), "discussion") == readable
    assert ids(ask(indexer, world, "mo", "eriksen four weeks")) == {
        post for name, post in world.posts.items() if name.endswith("ben")
    }
    with world.database.transaction() as session:
        session.get_one(Member, world.members["ada"]).name = "Ada Lovelace"
        log.record(session, Kind.MEMBER_CHANGED, actor=None, now=world.now, member=world.members["ada"])
        here = world.discussions["members live"]
        session.add(DiscussionHost(discussion_id=here, member_id=world.members["mo"]))
        log.record(session, Kind.HOST_ADDED, actor=None, now=world.now, discussion=here, member=world.members["mo"])
    indexer.drain(world.now)
    assert not ask(indexer, world, "mo", "delacroix").hits
    assert len(ask(indexer, world, "mo", "lovelace").hits) == len(found.hits)
    assert ids(ask(indexer, world, "ben", "haddad"), "discussion") == {here}


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


def test_without_an_index_the_database_answers_and_says_so(world: World, engine: WhooshEngine) -> None:
    indexer = Indexer(world.database, engine)
    answer = ask(indexer, world, "ben", "endpoint palliation")
    assert answer.notice
    assert world.posts["members live ada"] in ids(answer)
    assert not ids(ask(indexer, world, "visitor", "endpoint")) & {world.posts["members live ada"]}
    assert ask(indexer, world, "ben", "endpoint -palliation").hits == []


def test_any_text_gives_an_answer(indexer: Indexer, world: World) -> None:
    for text in ("", "   ", '"', "(((", "OR", "author:", "\x00", "é" * 2000, "-", "*", "%_\\", "a OR -b (c", "\ud800"):
        assert ask(indexer, world, "visitor", text).query.sentence
