"""Posting from a page: plain forms first, the same for scripts that ask for JSON."""

from __future__ import annotations

import pytest

from tests.web.browser import form_to, forms
from tests.web.conftest import ClientAs
from tests.world import World

JSON = {"Accept": "application/json"}
WORDS = "Two fractions for me, since the fracture risk was ten per cent."


def live(world: World) -> int:
    return world.discussions["members live"]


def test_a_member_posts_with_a_plain_form_and_sees_it(client_as: ClientAs, world: World) -> None:
    page, path = f"/discussions/{live(world)}", f"/discussions/{live(world)}/posts"
    answer = client_as("ben").submit(page, path, text=WORDS, question="1", follow=True)
    assert answer.status_code == 200
    assert WORDS in answer.text


def test_a_refused_form_comes_back_as_it_was_sent(client_as: ClientAs, world: World) -> None:
    ben, long = client_as("ben"), "x" * 300
    answer = ben.send(f"/discussions/{live(world)}/posts", text=long, client_token="t", question="2")
    assert answer.status_code == 422
    (form,) = [form for form in forms(answer.text) if "text" in form.fields]
    assert form.fields["text"] == long
    assert (form.fields["client_token"], form.fields["question"]) == ("t", "2")
    assert "300 characters" in answer.text


def test_a_patient_detail_is_shown_and_posted_only_when_confirmed(client_as: ClientAs, world: World) -> None:
    ben, path = client_as("ben"), f"/discussions/{live(world)}/posts"
    words = "Saw Mr Jansen on 14 March 2026, MRN 48151623."
    first = ben.send(path, text=words, client_token="t")
    assert first.status_code == 422
    assert "<mark>" in first.text
    assert words not in ben.get(f"/discussions/{live(world)}").text
    assert ben.send(path, text=words, client_token="t", confirmed="1").status_code == 302
    assert "Mr Jansen" in ben.get(f"/discussions/{live(world)}").text


def test_a_script_gets_the_post_object_and_a_retry_the_same(client_as: ClientAs, world: World) -> None:
    ben, path = client_as("ben"), f"/discussions/{live(world)}/posts"
    fields = {"csrf_token": ben.token(), "text": WORDS, "client_token": "t"}
    first = ben.post(path, data=fields, headers=JSON)
    second = ben.post(path, data=fields, headers=JSON)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json["id"] == second.json["id"]
    assert f'id="post-{first.json["id"]}"' in first.json["html"]
    assert "<form" not in first.json["html"]
    changed = ben.post(path, data=fields | {"text": "Other words"}, headers=JSON)
    assert (changed.status_code, changed.json["code"]) == (409, "token-reused")


def test_findings_reach_scripts_with_their_places(client_as: ClientAs, world: World) -> None:
    ben, text = client_as("ben"), "Her number is MRN 48151623."
    fields = {"csrf_token": ben.token(), "text": text, "client_token": "t"}
    answer = ben.post(f"/discussions/{live(world)}/posts", data=fields, headers=JSON)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    (found,) = answer.json["findings"]
    assert "48151623" in text[found["start"] : found["end"]]


def test_a_post_without_a_form_token_is_refused(client_as: ClientAs, world: World) -> None:
    answer = client_as("ben").post(f"/discussions/{live(world)}/posts", data={"text": WORDS, "client_token": "t"})
    assert answer.status_code == 400
    assert WORDS not in client_as("ben").get(f"/discussions/{live(world)}").text


def test_reactions_toggle(client_as: ClientAs, world: World) -> None:
    ben, post = client_as("ben"), world.posts["members live ada"]
    path, fields = f"/posts/{post}/reactions", {"csrf_token": ben.token(), "kind": "agree"}
    assert ben.post(path, data=fields, headers=JSON).json["reactions"] == {"agree": 1}
    again = ben.post(path, data=fields, headers=JSON).json
    assert (again["reactions"], again["mine"]) == ({}, False)


@pytest.mark.parametrize("who", ["ada", "mo", "ari"])
def test_a_hidden_post_is_gone_for_everybody_at_once(client_as: ClientAs, world: World, who: str) -> None:
    post, place = world.posts["public live ben"], f"/discussions/{world.discussions['public live']}"
    assert "would have told us more (public live)" in client_as("visitor").get(place).text
    client_as(who).send(f"/posts/{post}/hiding", why="could identify a patient")
    for name in ("visitor", "ben", "mo"):
        assert "would have told us more (public live)" not in client_as(name).get(place).text


def test_an_own_post_is_edited_and_withdrawn(client_as: ClientAs, world: World) -> None:
    ben, place = client_as("ben"), f"/discussions/{live(world)}"
    posted = ben.submit(place, f"{place}/posts", text=WORDS)
    post = int(posted.location.rpartition("-")[2])
    assert ben.submit(f"/posts/{post}/edit", f"/posts/{post}/edit", text="Better words.").status_code == 302
    assert "Better words." in ben.get(place).text
    ben.send(f"/posts/{post}/withdrawal")
    assert "Better words." not in ben.get(place).text


def test_a_posts_address_leads_to_its_place(client_as: ClientAs, world: World) -> None:
    post = world.posts["members live ben"]
    assert client_as("ben").get(f"/posts/{post}").location.endswith(f"/discussions/{live(world)}#post-{post}")
    assert client_as("visitor").get(f"/posts/{post}").status_code == 404


def test_a_post_is_quoted_with_a_plain_form_and_leads_to_it(client_as: ClientAs, world: World) -> None:
    ben, page, quoted = client_as("ben"), f"/discussions/{live(world)}", world.posts["members live ada"]
    answer = ben.submit(f"{page}?quotes={quoted}", f"{page}/posts", text=WORDS, follow=True)
    box = answer.text.partition(WORDS)[0].rpartition("<blockquote")[2]
    assert f'href="/posts/{quoted}"' in box
    assert "A primary endpoint at three months" in box
    client_as("mo").send(f"/posts/{quoted}/hiding")
    assert "A primary endpoint at three months" not in ben.get(page).text
    assert "A post that is no longer shown" in ben.get(page).text


def test_a_refused_form_still_quotes(client_as: ClientAs, world: World) -> None:
    ben, quoted = client_as("ben"), world.posts["members live ada"]
    answer = ben.send(f"/discussions/{live(world)}/posts", text="x" * 300, client_token="t", quotes=str(quoted))
    (form,) = [form for form in forms(answer.text) if "text" in form.fields]
    assert form.fields["quotes"] == str(quoted)
    assert "Quoting Ada Delacroix" in answer.text


@pytest.mark.parametrize(("who", "status"), [("ben", 200), ("ada", 200), ("mo", 200), ("chen", 403), ("ari", 404)])
def test_the_writer_hosts_and_moderators_read_the_earlier_wording(
    client_as: ClientAs, world: World, who: str, status: int
) -> None:
    ben, place = client_as("ben"), f"/discussions/{live(world)}"
    post = int(ben.submit(place, f"{place}/posts", text=WORDS).location.rpartition("-")[2])
    ben.submit(f"/posts/{post}/edit", f"/posts/{post}/edit", text="Better words.")
    answer = client_as(who).get(f"/posts/{post}/wordings")
    assert answer.status_code == status
    assert (WORDS in answer.text) is (status == 200)
    assert WORDS not in client_as(who).get(place).text


def test_a_host_sets_how_long_a_post_may_be(client_as: ClientAs, world: World) -> None:
    place, ada, ben = f"/discussions/{world.discussions['members live']}", client_as("ada"), client_as("ben")
    questions = ["What was the question, and was the design right for it?", "What changes on Monday?"]
    written = form_to(ada.get(f"{place}/edit").text, "").fields | {"questions": questions}
    assert ada.post(f"{place}/edit", data=written | {"post_limit": "99"}).status_code == 422
    assert ada.post(f"{place}/edit", data=written | {"post_limit": "500"}).status_code == 302
    assert ada.post(f"{place}/edit", data=written | {"post_limit": ""}).status_code == 302
    assert 'data-limit="500"' in ben.get(place).text
    assert ben.send(f"{place}/posts", text="x" * 500, client_token="long").status_code == 302
    assert ben.send(f"{place}/posts", text="x" * 501, client_token="longer").status_code == 422
