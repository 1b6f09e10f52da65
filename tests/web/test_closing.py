"""After the hour: marks, points, recap, reflection, certificate and figures, as pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from journalclub.archive.transcripts import FORMATS, export
from journalclub.discussions.actions import hosting
from journalclub.discussions.closing import marking, queries, telling
from journalclub.discussions.closing.telling import Point
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from journalclub.members.actions import tokens
from tests.web.api.test_api import program
from tests.web.conftest import ClientAs
from tests.world import World


@pytest.fixture
def closed(world: World) -> int:
    """Members only, closed; Ben's answer to Ada stands in the middle of the live hour."""
    discussion = world.discussions["members closed"]
    with world.database.transaction() as session:
        starts = session.get_one(Discussion, discussion).starts
        session.get_one(Post, world.posts["members closed ben"]).at = starts + timedelta(minutes=30)
    return discussion


def tell(world: World, discussion: int, *points: Point, recap: str = "") -> None:
    with world.database.transaction() as session:
        given = {"by": world.viewer("ada"), "discussion_id": discussion, "now": world.now}
        telling.write_points(session, points=points, **given)  # type: ignore[arg-type]
        telling.write_recap(session, text=recap, **given)  # type: ignore[arg-type]


def test_a_host_marks_a_post_and_only_hosts_see_it(client_as: ClientAs, world: World) -> None:
    place, post = f"/discussions/{world.discussions['members live']}", world.posts["members live ben"]
    ada, ben = client_as("ada"), client_as("ben")
    assert "Marked to take home" not in ada.get(place).text
    assert ada.send(f"/posts/{post}/mark", on="1").headers["Location"] == f"{place}#post-{post}"
    assert "Marked to take home" in ada.get(place).text
    assert "Marked to take home" not in ben.get(place).text
    assert "Marked to take home" not in client_as("chen").get(f"{place}/desk").text
    ada.submit(f"{place}/desk", f"/posts/{post}/mark")
    assert "Marked to take home" not in ada.get(place).text


def test_hosts_write_points_from_marked_posts_and_members_read_them(
    client_as: ClientAs, world: World, closed: int
) -> None:
    post = world.posts["members closed ben"]
    with world.database.transaction() as session:
        marking.mark(session, by=world.viewer("ada"), post_id=post, on=True, now=world.now)
    place, ada = f"/discussions/{closed}", client_as("ada")
    fields = {"point-1": "One fraction is enough.", "point-2": "Ask at four weeks.", "post-2": str(post)}
    assert ada.submit(f"{place}/closing", f"{place}/take-home", **fields).status_code == 302
    for page in (place, f"{place}/transcript"):
        shown = client_as("ben").get(page).text
        assert "One fraction is enough." in shown
        assert "as Ben Eriksen put it" in shown
    assert f'value="{post}" selected' in ada.get(f"{place}/closing").text


def test_a_refused_form_comes_back_as_it_was(client_as: ClientAs, world: World, closed: int) -> None:
    place, ada = f"/discussions/{closed}", client_as("ada")
    telling_one = "As in Mrs Miller, seen on 14 March 2026."
    answer = ada.submit(f"{place}/closing", f"{place}/take-home", **{"point-3": telling_one})
    assert answer.status_code == 422
    assert telling_one in answer.text
    assert "<mark>14 March 2026</mark>" in answer.text
    answer = ada.submit(f"{place}/closing", f"{place}/take-home", **{"point-3": telling_one, "confirmed": "on"})
    assert answer.status_code == 302
    answer = ada.submit(f"{place}/closing", f"{place}/recap", recap="x" * 5001)
    assert answer.status_code == 422
    assert "x" * 5001 in answer.text


def test_a_recap_begins_as_a_draft_and_is_read_when_it_is_published(
    client_as: ClientAs, world: World, closed: int
) -> None:
    tell(world, closed, Point("One *fraction* is enough."))
    place, ada, ben = f"/discussions/{closed}", client_as("ada"), client_as("ben")
    draft = ada.get(f"{place}/closing").text
    assert "2 people wrote 2 posts." in draft
    assert r"One \*fraction\* is enough." in draft
    ada.submit(f"{place}/closing", f"{place}/recap", recap="We **agreed**.")
    assert "draft, for hosts" in ada.get(f"{place}/transcript").text
    assert "agreed" not in ben.get(f"{place}/transcript").text
    ada.submit(f"{place}/closing", f"{place}/recap", publish="1")
    assert "We <strong>agreed</strong>." in ben.get(f"{place}/transcript").text
    assert "<b>Write and publish the recap</b>" in ada.get(f"{place}/run-sheet").text  # no link: it is done


def test_programs_read_points_and_the_published_recap(client_as: ClientAs, world: World, app: Flask) -> None:
    discussion = world.discussions["members closed"]
    tell(world, discussion, Point("One fraction.", world.posts["members closed ben"]), recap="We agreed.")
    with world.database.transaction() as session:
        ben = world.viewer("ben")
        token = tokens.create(session, by=ben, member_id=ben.id or 0, name="A test", now=world.now)

    def told() -> tuple[object, object]:
        headers = {"Authorization": f"Bearer {token}"}
        answer = app.test_client().get(f"/api/v1/discussions/{discussion}", headers=headers).json
        assert answer
        return answer["take_home"], answer["recap"]

    points = [{"text": "One fraction.", "post": world.posts["members closed ben"]}]
    assert told() == (points, "")
    with world.database.transaction() as session:
        telling.publish_recap(session, by=world.viewer("ada"), discussion_id=discussion, now=world.now)
    assert told() == (points, "We agreed.")


def test_points_are_read_when_it_has_closed_and_not_while_hosts_write_them(
    client_as: ClientAs, world: World, app: Flask
) -> None:
    discussion = world.discussions["public live"]
    tell(world, discussion, Point("Too early."))
    place = f"/discussions/{discussion}"
    assert "Too early." in client_as("ada").get(f"{place}/transcript").text
    for who in ("visitor", "ben"):
        for page in (place, f"{place}/transcript"):
            assert "Too early." not in client_as(who).get(page).text
    assert "Too early." not in program(app, world, "ben").get(place).text
    with world.database.reading() as session:
        row = session.get_one(Discussion, discussion)
        for form in FORMATS:
            assert "Too early." not in export(session, row, form, public_url="http://club", now=world.now).body


def test_what_is_left_of_a_public_discussion_is_public_with_its_transcript(client_as: ClientAs, world: World) -> None:
    discussion = world.discussions["public closed"]
    tell(world, discussion, Point("For everybody."), recap="Also for everybody.")
    place, visitor = f"/discussions/{discussion}", client_as("visitor")
    assert visitor.get(place).status_code == 404
    with world.database.transaction() as session:
        hosting.publish(session, by=world.viewer("ada"), discussion_id=discussion, now=world.now)
    assert "For everybody." in visitor.get(place).text
    assert "Also for everybody." in visitor.get(f"{place}/transcript").text
    assert "What will you do differently?" not in visitor.get(place).text


def test_the_closed_page_thanks_those_who_wrote(client_as: ClientAs, closed: int) -> None:
    page = client_as("mo").get(f"/discussions/{closed}").text
    thanks = "Thank you to Chen Li, author of the paper; Ada Delacroix, who hosted; and to all who wrote: Ben Eriksen."
    assert thanks in " ".join(page.split())


def test_a_reflection_is_ones_own(client_as: ClientAs, world: World, closed: int) -> None:
    place, ben, ada = f"/discussions/{closed}", client_as("ben"), client_as("ada")
    words = {"outcome": "changes", "differently": "One fraction from Monday on."}
    assert ben.submit(f"{place}/reflection", f"{place}/reflection", **words).status_code == 302
    assert "One fraction from Monday on." in ben.get(place).text
    for page in (place, f"{place}/closing", f"{place}/transcript"):
        assert "from Monday on" not in ada.get(page).text
    assert "1 person has written a reflection: 1 will change their practice." in ada.get(f"{place}/closing").text
    ben.submit(f"{place}/reflection", f"{place}/reflection", quotable="on")
    assert "One fraction from Monday on." in ada.get(f"{place}/closing").text
    assert "Ben" not in ada.get(f"{place}/closing").text.partition("What it was for those who came")[2]
    ben.submit(f"{place}/reflection", f"{place}/reflection/removal")
    with world.database.reading() as session:
        assert queries.reflection(session, closed, world.members["ben"]) is None


def test_a_reflection_that_may_name_a_patient_comes_back(client_as: ClientAs, closed: int) -> None:
    place, ben = f"/discussions/{closed}/reflection", client_as("ben")
    answer = ben.submit(place, place, differently="  Less.", still_open="And Mrs Miller, born 14 March 1951?")
    assert answer.status_code == 422
    assert "<mark>14 March 1951</mark>" in answer.text
    assert "  Less." in answer.text
    assert ben.submit(place, place).status_code == 422


def test_a_certificate_says_what_somebody_did_and_can_be_checked(
    client_as: ClientAs, world: World, closed: int
) -> None:
    page = client_as("ben").get(f"/discussions/{closed}/certificate").text
    assert "Ben Eriksen" in page
    assert "5 minutes" in page
    assert "T1" in page
    assert "Added by whoever runs this club, " in page
    code = re.search(r"http://club.example.org(/certificates/[0-9a-z-]+)", page)
    assert code
    checked = client_as("visitor").get(code[1])
    assert checked.headers["Cache-Control"] == "no-store"
    assert "This certificate is genuine" in checked.text
    assert "5 minutes" in checked.text
    assert client_as("visitor").get(code[1].upper().replace("/CERTIFICATES", "/certificates")).status_code == 200
    other = code[1].replace(f"-{world.members['ben']}-", f"-{world.members['ada']}-")
    for wrong in (other, code[1][:-1] + ("a" if code[1][-1] != "a" else "b"), "/certificates/1-1-x"):
        assert client_as("visitor").get(wrong).status_code == 404


def test_who_did_nothing_has_no_certificate_and_is_told_why(client_as: ClientAs, world: World, closed: int) -> None:
    answer = client_as("mo").get(f"/discussions/{closed}/certificate").text
    assert "There is no certificate for you here" in answer
    assert "/certificates/" not in answer
    early = client_as("ben").get(f"/discussions/{world.discussions['members live']}/certificate").text
    assert "once the discussion has closed" in early


def test_an_author_has_a_certificate_that_says_how_the_club_knows_them(
    client_as: ClientAs, world: World, closed: int
) -> None:
    with world.database.transaction() as session:
        session.get_one(Post, world.posts["members closed ada"]).member_id = world.members["chen"]
    page = client_as("chen").get(f"/discussions/{closed}/certificate").text
    assert "Author of the article, invited by the host" in page
    assert "1 written at leisure" in page
    assert "not in the live hour" in page


def test_the_transcript_shows_the_hour_in_figures_with_a_table_behind(client_as: ClientAs, closed: int) -> None:
    page = client_as("mo").get(f"/discussions/{closed}/transcript").text
    assert page.count("<rect ") == 1
    assert "The same as a table" in page
    assert "1 post, 1 person" not in page.partition("In figures")[0]
    assert "2 posts, 2 people" in page
