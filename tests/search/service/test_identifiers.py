"""Articles by their numbers, and what is like something."""

import pytest

from journalclub.discussions.actions import posting
from journalclub.kit.refusal import NotFound
from journalclub.literature.models import Article
from journalclub.search import service
from journalclub.search.found import Hit
from journalclub.search.indexer import Indexer
from tests.search.service.asking import article, ask
from tests.world import World


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
