"""Saying something about an article: from its page, from a list, refused and brought back, and seen by whom."""

from __future__ import annotations

import pytest

from journalclub.kit import clock
from journalclub.literature.models import Article
from tests.web.browser import form_to
from tests.web.conftest import ClientAs
from tests.world import World

WORDS = "Does this change our fractionation?"


@pytest.fixture
def say(world: World) -> str:
    return f"/articles/{world.article}/posts"


def test_a_sentence_and_a_passage_stand_on_the_articles_page_and_the_passage_as_a_quotation(
    client_as: ClientAs, world: World, say: str
) -> None:
    page = f"/articles/{world.article}"
    posted = client_as("ben").submit(page, say, text=WORDS, quote="Pain at three months did not differ.")
    assert (posted.status_code, posted.location.partition("#")[0]) == (302, page)
    seen = client_as("ada").get(page).text
    quotation = seen[seen.index("<blockquote") : seen.index("</blockquote>")]
    assert "Pain at three months did not differ." in quotation
    assert f'<div class="text">{WORDS}</div>' in seen
    assert "data-stream" in seen


@pytest.mark.parametrize("name", ["visitor", "eve", "dora", "chen", "ari", "sam"])
def test_a_thread_is_on_nobody_elses_page(client_as: ClientAs, world: World, say: str, name: str) -> None:
    client_as("ben").send(say, text=WORDS, client_token="t")
    for page in (f"/articles/{world.article}", "/week", "/library", "/"):
        assert WORDS not in client_as(name).get(page).text


@pytest.mark.parametrize("page", ["/week", "/library", "/"])
def test_lists_show_members_the_latest_sentence(client_as: ClientAs, world: World, say: str, page: str) -> None:
    with world.database.transaction() as session:
        session.get_one(Article, world.article).added_at = clock.now()
    client_as("ben").send(say, text=WORDS, client_token="t")
    assert WORDS in client_as("ada").get(page).text


def test_one_shares_from_a_list(client_as: ClientAs, world: World, say: str) -> None:
    posted = client_as("ben").submit("/library", say, text=WORDS)
    assert posted.status_code == 302
    assert posted.location.startswith(f"/articles/{world.article}#post-")


@pytest.mark.parametrize(
    ("text", "quote"),
    [("My patient Mr Jones, 83, was seen on 14 March 2026.", ""), (WORDS, "Words of nobody"), ("x" * 300, "")],
)
def test_what_is_refused_comes_back_filled_in(
    client_as: ClientAs, world: World, say: str, text: str, quote: str
) -> None:
    answer = client_as("ben").send(say, text=text, quote=quote, client_token="t")
    assert answer.status_code == 422
    form = form_to(answer.text, say)
    assert (form.fields["text"], form.fields["quote"], form.fields["client_token"]) == (text, quote, "t")


def test_a_script_is_given_the_post_and_a_retry_the_same_one(client_as: ClientAs, say: str) -> None:
    ben = client_as("ben")
    sent = {"csrf_token": ben.token(), "text": WORDS, "client_token": "t"}
    first = ben.post(say, data=sent, headers={"Accept": "application/json"})
    again = ben.post(say, data=sent, headers={"Accept": "application/json"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["id"] == again.json["id"]


def test_a_thread_has_a_page_of_its_own_without_what_only_evenings_have(
    client_as: ClientAs, world: World, say: str
) -> None:
    ben = client_as("ben")
    ben.send(say, text=WORDS, client_token="t")
    post = ben.get(f"/articles/{world.article}").text.split('href="/posts/')[1].split('"')[0]
    place = ben.get(f"/posts/{post}", follow_redirects=True)
    assert WORDS in place.text
    for absent in ("Add to calendar", "The questions will follow", "Attach further reading", "This question"):
        assert absent not in place.text
    moderator = client_as("mo").get(place.request.path).text
    for absent in ("It also opens, goes live", "15 minutes more", "Close it"):
        assert absent not in moderator


def test_a_paused_thread_takes_no_post_and_says_so(client_as: ClientAs, world: World, say: str) -> None:
    ben, page = client_as("ben"), f"/articles/{world.article}"
    ben.send(say, text=WORDS, client_token="t")
    post = ben.get(page).text.split('href="/posts/')[1].split('"')[0]
    thread = ben.get(f"/posts/{post}").location.partition("#")[0]
    assert client_as("mo").send(f"{thread}/lock", on="1").status_code == 302
    assert "only moderators write" in ben.get(page).text
    assert 'id="write"' not in ben.get(page).text
    assert ben.send(say, text="More.", client_token="u").status_code == 409


def test_an_edit_changes_the_writers_words_only(client_as: ClientAs, world: World, say: str) -> None:
    ben = client_as("ben")
    ben.send(say, text=WORDS, quote="Pain at three months", client_token="t")
    post = ben.get(f"/articles/{world.article}").text.split('href="/posts/')[1].split('"')[0]
    form = form_to(ben.get(f"/posts/{post}/edit").text, f"/posts/{post}/edit")
    assert form.fields["text"] == WORDS
    ben.send(f"/posts/{post}/edit", text="Or not?")
    page = ben.get(f"/articles/{world.article}").text
    assert "Or not?" in page
    assert "Pain at three months</p>" in page
