"""The live page in a browser: what happens on the evening is on the page, and the reader is left in peace."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.evening import asked, said
from tests.browser.sample import cast

pytestmark = pytest.mark.browser

ABE = cast.person(20, "Yuki Abe", None, "oncologist", "JP")


def connected(tab: Any) -> Any:
    tab.locator('[data-connection="on"]').wait_for()
    return tab


def test_a_post_of_the_stream_appears_once_however_often_it_comes(open_page: Any, club: Any) -> None:
    tab = connected(open_page("show", "full"))
    post = said(club.app, 50, ABE, "What about the spine?")
    club.evening.tell("post", post)
    club.evening.tell("post", post)
    club.evening.tell("post", said(club.app, 51, ABE, "The last word."))
    tab.get_by_text("The last word.").wait_for()
    assert tab.locator("#post-50").count() == 1
    assert tab.locator("#log > :last-child").get_attribute("id") == "post-51"
    assert tab.locator("#log time").last.inner_text() == "03:40"  # in Brussels


def test_posts_stand_in_the_order_of_their_times_not_of_their_arrival(open_page: Any, club: Any) -> None:
    tab = connected(open_page("show", "full"))
    for id, minute in ((53, 42), (52, 41.0012), (50, 41), (51, 41.0011)):  # three of them in one second
        club.evening.tell("post", said(club.app, id, ABE, f"Post {id}", minute=minute))
    tab.locator("#post-51").wait_for()
    shown = tab.locator("#log > [data-post-id]").evaluate_all("all => all.map((post) => post.id)")
    assert shown[-4:] == ["post-50", "post-51", "post-52", "post-53"]


def test_a_hidden_post_loses_its_words_at_once(open_page: Any, club: Any) -> None:
    tab = connected(open_page("show", "full"))
    club.evening.tell("post-hidden", {"id": 5, "hidden": True})
    tab.locator("#post-5.gone").wait_for()
    assert "Retreatment" not in tab.locator("#post-5").inner_text()


def test_a_reader_who_has_scrolled_up_is_not_moved_but_told(open_page: Any, club: Any) -> None:
    tab = connected(open_page("show", "full"))
    tab.evaluate("scrollTo(0, 0)")
    for id in (50, 51):
        club.evening.tell("post", said(club.app, id, ABE, f"Post {id}"))
    tab.get_by_role("button", name="2 new").wait_for()
    assert tab.evaluate("scrollY") == 0
    pill, box = (tab.locator(name).bounding_box() for name in (".pill", "#write"))
    assert pill["y"] + pill["height"] <= box["y"], "the pill hides behind the writing box"
    tab.locator(".pill").click()
    assert tab.locator("#post-51").bounding_box()["y"] < box["y"]
    assert tab.locator(".pill").is_hidden()


def test_in_the_calm_lane_posts_wait_until_they_are_asked_for(open_page: Any, club: Any) -> None:
    tab = connected(open_page("show", "full"))
    tab.get_by_role("button", name="Calm").click()
    club.evening.tell("post", said(club.app, 50, ABE, "One more"))
    tab.get_by_role("button", name="1 new").click()
    assert tab.locator("#post-50").is_visible()


def test_the_lane_of_authors_and_hosts_shows_nobody_else(open_page: Any, club: Any) -> None:
    tab = connected(open_page("show", "full"))
    tab.get_by_role("link", name="Authors & hosts").click()
    club.evening.tell("post", said(club.app, 50, ABE, "From the floor"))
    club.evening.tell("post", said(club.app, 51, cast.CHEN_P, "From the author"))
    tab.locator("#post-51").wait_for()
    assert tab.locator("#post-50").is_hidden()
    assert tab.locator("#post-5").is_hidden()
    assert tab.locator("#post-4").is_visible()


def test_the_next_question_moves_the_page_on(open_page: Any, club: Any) -> None:
    tab = connected(open_page("show", "full"))
    club.evening.tell("question", asked(club.app, 4))
    tab.get_by_text("T4 of 5").wait_for()
    assert tab.locator(".questions [aria-current]").inner_text().startswith("T4")
    assert tab.locator("#asked-4").is_visible()
    assert tab.locator("select[name=question]").input_value() == "4"


def test_a_reply_answers_the_question_of_what_it_replies_to_and_the_next_post_where_we_are(
    open_page: Any, club: Any
) -> None:
    tab = connected(open_page("show", "full"))
    question = tab.locator("select[name=question]")
    tab.locator("#post-3 [data-reply]").click()
    assert question.input_value() == "1"
    tab.locator("#text").fill("Late, on T1.")
    tab.get_by_role("button", name="Post", exact=True).click()
    tab.get_by_text("Late, on T1.").wait_for()
    assert question.input_value() == "3"
    tab.locator("#post-3 [data-reply]").click()
    club.evening.tell("question", asked(club.app, 4))
    tab.get_by_text("T4 of 5").wait_for()
    assert question.input_value() == "1"
    tab.locator("[data-no-reply]").click()
    assert question.input_value() == "4"
    assert [fields["question"] for fields in club.evening.posted] == ["1"]


def test_a_post_is_shown_at_once_and_stands_once(open_page: Any, club: Any) -> None:
    tab = connected(open_page("show", "full"))
    tab.locator("#text").fill("One fraction is enough.")
    tab.get_by_role("button", name="Post", exact=True).click()
    tab.locator("#post-101").wait_for()
    assert tab.get_by_text("One fraction is enough.").count() == 1
    assert tab.locator("#text").input_value() == ""
    assert tab.locator("#post-101 [data-own]").first.is_visible()
    assert tab.evaluate("localStorage.length") == 0
    assert len(club.evening.posted[0]["client_token"]) == 36


def test_what_could_not_be_sent_is_kept_and_sent_again_with_the_same_token(open_page: Any, club: Any) -> None:
    tab = connected(open_page("show", "full"))
    club.evening.answers = [(503, {})]
    tab.locator("#text").fill("Kept.")
    tab.get_by_role("button", name="Post", exact=True).click()
    tab.get_by_text("Your words are kept").wait_for()
    tab.get_by_role("button", name="Send again").click()
    tab.locator("#post-101").wait_for()
    first, second = club.evening.posted
    assert first["client_token"] == second["client_token"]
    assert tab.get_by_text("Kept.").count() == 1


def test_a_possible_patient_detail_comes_back_marked_and_can_be_confirmed(open_page: Any, club: Any) -> None:
    tab = connected(open_page("show", "full"))
    finding = {"start": 12, "end": 20, "sentence": "An exact date."}
    club.evening.answers = [(422, {"detail": "Look again.", "findings": [finding]})]
    tab.locator("#text").fill("😀 An adult, 14 March, no flare")
    tab.get_by_role("button", name="Post", exact=True).click()
    tab.get_by_text("Could this identify a patient?").wait_for()
    assert tab.locator("#findings mark").inner_text() == "14 March"
    assert tab.locator("#text").input_value().startswith("😀 An adult")
    tab.get_by_text("It identifies nobody").click()
    tab.get_by_role("button", name="Post", exact=True).click()
    tab.locator("#post-101").wait_for()
    assert club.evening.posted[1]["confirmed"] == "1"


def test_characters_are_counted_as_people_count_them(open_page: Any) -> None:
    tab = open_page("show", "full")
    tab.locator("#text").fill("👩‍⚕️é")
    assert tab.locator("[data-count]").inner_text() == "2 of 280"
    tab.locator("#text").fill("x" * 283)
    assert tab.locator("[data-count]").inner_text() == "3 too many"


def test_a_draft_survives_a_reload(open_page: Any) -> None:
    tab = open_page("show", "full")
    tab.locator("#post-6 [data-reply]").click()
    tab.locator("#text").type("Half a th")
    tab.reload()
    assert tab.locator("#text").input_value() == "@Li Chen Half a th"  # whose post is an answer itself
    assert tab.get_by_text("Reply to Li Chen").is_visible()
    assert tab.locator("[name=reply_to]").input_value() == "6"


def test_a_reaction_is_given_without_leaving_the_page(open_page: Any, club: Any) -> None:
    tab = connected(open_page("show", "full"))
    tab.locator("#post-6 details.add[data-needs=post] summary").click()
    tab.locator("#post-6 details.add[data-needs=post]").get_by_role("button", name="agree").click()
    chip = tab.locator("#post-6 .react[value=agree]")
    chip.get_by_text("15").wait_for()
    assert chip.get_attribute("aria-pressed") == "true"


def test_only_the_writer_sees_the_buttons_of_a_post_of_theirs(open_page: Any) -> None:
    tab = open_page("show", "full")
    assert tab.locator("#post-5").get_by_role("button", name="Withdraw").is_visible()
    assert tab.locator("#post-6").get_by_role("button", name="Withdraw").is_hidden()
    assert tab.locator("#post-6").get_by_role("button", name="Hide").is_hidden()


def test_a_stream_that_does_not_pass_is_said_and_the_page_is_looked_up_again(open_page: Any, club: Any) -> None:
    club.evening.passes = False
    tab = open_page("show", "full")
    tab.get_by_text("looking every few seconds").wait_for()


def test_the_page_works_without_a_script(open_page: Any) -> None:
    tab = open_page("show", "full", java_script_enabled=False)
    assert tab.locator("#post-5").is_visible()
    assert tab.locator(".brief .questions").is_visible()
    tab.locator("#text").fill("By plain form.")
    tab.get_by_role("button", name="Post", exact=True).click()
    assert "By plain form." in tab.content()


def test_a_proxy_that_keeps_what_is_on_a_stream_is_noticed_and_the_page_polls(open_page: Any, club: Any) -> None:
    club.evening.held = True
    tab = open_page("show", "full")
    tab.evaluate("document.getElementById('live').dataset.poll = '0.2'")
    tab.get_by_text("looking every few seconds").wait_for(timeout=20_000)
    club.evening.tell("post", said(club.app, 50, ABE, "Through the proxy"))
    tab.get_by_text("Through the proxy").wait_for()
    club.evening.held = False
    connected(tab)
    assert tab.locator("#post-50").count() == 1


def test_tabs_of_one_browser_share_a_stream_and_the_next_takes_over(open_page: Any, club: Any) -> None:
    first = connected(open_page("show", "full"))
    second = first.context.new_page()
    second.goto(first.url)
    connected(second)
    club.evening.tell("post", said(club.app, 50, ABE, "To both"))
    for tab in (first, second):
        tab.get_by_text("To both").wait_for()
    assert len(club.evening.streams) == 1
    first.close()
    club.evening.tell("post", said(club.app, 51, ABE, "To the other"))
    second.get_by_text("To the other").wait_for()
    assert len(club.evening.streams) == 2
    assert second.locator("#log > :last-child").get_attribute("id") == "post-51"
    assert second.locator("#post-50").count() == 1


def test_a_tab_that_comes_later_gets_what_its_page_does_not_have_yet(open_page: Any, club: Any) -> None:
    first = connected(open_page("show", "full"))
    club.evening.tell("post", said(club.app, 50, ABE, "Before the second came"))
    first.get_by_text("Before the second came").wait_for()
    second = first.context.new_page()
    second.goto(first.url)  # the stub's page is as it was before
    second.get_by_text("Before the second came").wait_for()
    assert len(club.evening.streams) == 1


def test_a_tab_that_does_not_answer_loses_the_stream_to_one_that_is_looked_at(open_page: Any, club: Any) -> None:
    first = connected(open_page("show", "full"))
    first.evaluate(
        "const until = performance.now() + 5000; setTimeout(() => { while (performance.now() < until); }, 100)"
    )
    second = first.context.new_page()
    second.goto(first.url)
    club.evening.tell("post", said(club.app, 50, ABE, "While it slept"))
    second.get_by_text("While it slept").wait_for(timeout=4500)
    first.get_by_text("While it slept").wait_for()
    club.evening.tell("post", said(club.app, 51, ABE, "Since it woke"))
    for tab in (first, second):
        tab.get_by_text("Since it woke").wait_for()
        assert tab.locator("#post-50, #post-51").count() == 2


def test_different_sign_ins_of_one_browser_never_share(open_page: Any, club: Any) -> None:
    first = connected(open_page("show", "full"))
    second = first.context.new_page()
    html = first.request.get(first.url).text().replace('data-share="7.1"', 'data-share="7.2"')
    second.route(first.url, lambda route: route.fulfill(body=html, content_type="text/html"))
    second.goto(first.url)
    connected(second)
    assert len(club.evening.streams) == 2
