"""A host splits a wrong merge: from the article's page, over a page that asks, to two articles."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from journalclub.changes.models import AuditEntry, Change
from journalclub.discussions.models import Discussion, DiscussionHost
from journalclub.literature import intake
from journalclub.literature.faceting import FACETING
from journalclub.literature.found import Authority, FoundArticle
from journalclub.literature.merging import merge
from journalclub.literature.models import Article
from tests.web.browser import form_to
from tests.web.conftest import ClientAs
from tests.world import World


@pytest.fixture
def merged(world: World) -> int:
    """The id of an article that went, wrongly, into the one that every discussion is about."""
    found = FoundArticle(title="Another sample trial altogether", authority=Authority.FEED, doi="10.5555/another")
    with world.database.transaction() as session:
        gone = intake.take(session, "feed", [("guid", found)], now=world.now).outcomes["guid"].article
        articles = [session.get_one(Article, world.article), session.get_one(Article, gone)]
        kept, _ = merge(session, *articles, now=world.now - timedelta(days=3), source="feed")
        assert kept.id == world.article
    FACETING.drain(world.database, world.now)
    return gone


def test_a_host_splits_it_and_says_what_was_discussed_where(client_as: ClientAs, world: World, merged: int) -> None:
    ada, here = client_as("ada"), world.discussions["members closed"]
    assert ada.get(f"/articles/{merged}").headers["Location"] == f"/articles/{world.article}"
    page = ada.get(f"/articles/{world.article}").text
    assert "Another sample trial altogether" in page
    assert f'href="/articles/{merged}/split"' in page
    assert ada.get(f"/articles/{merged}/split").status_code == 200
    answer = ada.submit(f"/articles/{merged}/split", f"/articles/{merged}/split", **{f"discussion-{here}": str(merged)})
    assert answer.headers["Location"] == f"/articles/{merged}"
    page = ada.get(f"/articles/{merged}").text
    assert "Another sample trial altogether" in page
    assert f"/discussions/{here}" in page
    assert "Merged from" not in ada.get(f"/articles/{world.article}").text
    with world.database.reading() as session:
        about = {row.id: row.article_id for row in session.scalars(select(Discussion))}
        assert {id for id, article in about.items() if article == merged} == {here}
        assert session.scalars(select(Change.kind).order_by(Change.seq.desc()).limit(2)).all()[-1] == "article.split"
        audit = session.scalars(select(AuditEntry).where(AuditEntry.act == "article.split")).one()
        assert audit.ids == {"article": merged, "kept": world.article}
    FACETING.drain(world.database, world.now)
    assert "2 articles" in ada.get("/library").text


def test_what_is_not_merged_cannot_be_split(client_as: ClientAs, world: World, merged: int) -> None:
    ada = client_as("ada")
    assert ada.get(f"/articles/{world.article}/split").status_code == 409
    assert ada.send(f"/articles/{world.article}/split").status_code == 409
    ada.send(f"/articles/{merged}/split")
    assert ada.send(f"/articles/{merged}/split").status_code == 409


def test_members_neither_see_nor_do_it(client_as: ClientAs, world: World, merged: int) -> None:
    ben = client_as("ben")
    assert "Merged from" not in ben.get(f"/articles/{world.article}").text
    assert ben.get(f"/articles/{merged}/split").status_code == 403
    assert ben.send(f"/articles/{merged}/split").status_code == 403


def test_nobody_moves_a_discussion_that_is_not_theirs_to_edit(client_as: ClientAs, world: World, merged: int) -> None:
    here = world.discussions["members closed"]
    with world.database.transaction() as session:
        session.execute(delete(DiscussionHost).where(DiscussionHost.discussion_id == here))
    form = form_to(client_as("ada").get(f"/articles/{merged}/split").text, f"/articles/{merged}/split")
    assert f"discussion-{here}" not in form.fields
    answer = client_as("ada").send(f"/articles/{merged}/split", **{f"discussion-{here}": str(merged)})
    assert answer.status_code == 403
    with world.database.reading() as session:
        assert session.get_one(Article, merged).merged_into == world.article


@pytest.mark.parametrize("field", ["discussion-²", "discussion-1" + "0" * 30, "discussion-x"])
def test_a_field_that_names_no_discussion_is_passed_over(
    client_as: ClientAs, world: World, merged: int, field: str
) -> None:
    place = f"/articles/{merged}/split"
    assert client_as("ada").submit(place, place, **{field: "²"}).headers["Location"] == f"/articles/{merged}"
