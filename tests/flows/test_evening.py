"""One evening and its people: a host with a script, a late joiner, a member without a script, one without a mouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.fakes.club import running_club
from tests.flows.evenings import PHONE, QUESTIONS, STAYED, Keys, Table, comes, said
from tests.flows.people import Person

pytestmark = pytest.mark.browser


@dataclass
class Evening:
    table: Table
    ada: Person
    place: str


@pytest.fixture(scope="module")
def evening(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    with running_club(tmp_path_factory.mktemp("evening"), arguments=("--demo",)) as club:
        table = Table(club, chromium)
        ada = table.seat("Ada")
        place = table.live_hour(ada, "Two fractions or five")
        ada.page.get_by_role("button", name="Ask T1 now").click()
        ada.sees("T1 of 3")
        ada.is_connected()
        ada.posts("T1: was the design right?")
        comes(ada, "was the design right?")
        yield Evening(table, ada, place)
        assert ada.faults == []


def test_a_host_runs_a_scripted_hour_by_keyboard(evening: Evening) -> None:
    ada, ben = evening.table.seat("Ada"), evening.table.seat("Ben", **PHONE)
    place = evening.table.live_hour(ada, "An hour by the script", started=0)
    ada.go(f"{place}/script")
    keys = Keys(ada)
    keys.to("Begin with this")
    keys.enter()
    keys.to("Post by hand only")
    keys.enter()
    ada.page.get_by_role("button", name="Let the clock post").wait_for()
    planned = ada.page.locator("ol.script > li")
    assert planned.count() == 4 + len(QUESTIONS)

    for person in (ada, ben):
        person.go(place)
        person.is_connected()
        person.page.evaluate(STAYED)
    desk = ada.page.locator("#desk")
    step = ""
    while step != "Ask T3 now":  # the clock may have posted the welcome already
        first = desk.locator(".cue").first
        step, shown = first.get_by_role("button").inner_text(), first.inner_text()
        keys.to(step, within=desk)
        keys.press("Enter")
        ada.page.wait_for_function("(shown) => document.querySelector('#desk .cue').innerText !== shown", arg=shown)
        assert ada.page.evaluate("document.querySelector('#desk').contains(document.activeElement)")
        if step.startswith("Ask"):
            number = step.split()[1]
            ben.page.locator(".now").get_by_text(f"{number} of 3").wait_for()
            ben.posts(f"My answer to {number}.")
            ada.post(f"My answer to {number}.").locator(".tag", has_text=number).wait_for()
    due = desk.locator(".cue time").first
    then = due.get_attribute("datetime")
    keys.to("All that follows five minutes later", within=desk)
    keys.press("Enter")
    ada.page.wait_for_function("(then) => document.querySelector('#desk .cue time').dateTime !== then", arg=then)
    for _ in range(2):
        left = desk.locator(".cue").count()
        keys.back_to("Post it now", within=desk.locator(".cue").first)
        keys.press("Enter")
        ada.page.wait_for_function("(left) => document.querySelectorAll('#desk .cue').length < left", arg=left)
    thanks = said(ada)[-1]
    comes(ben, thanks)
    assert said(ben) == said(ada)
    assert [person.page.evaluate("window.stayed") for person in (ada, ben)] == [True, True]
    keys.to("Close it", within=desk)
    keys.press("Enter")
    ben.sees("This discussion is closed.")
    assert ada.faults == ben.faults == []
    for person in (ada, ben):
        person.context.close()


def test_a_late_joiner_catches_up_in_one_screen_and_speaks(evening: Evening) -> None:
    mo = evening.table.seat("Mo", **PHONE)
    mo.page.locator("main").get_by_role("link", name="Two or five fractions").first.click()
    mo.page.get_by_role("link", name="Catch up in a minute").click()
    mo.sees("We are on T3")
    authors = mo.page.locator(".catchup .author")
    assert authors.count() > 2
    asked = mo.page.locator(".catchup h2", has_text="T").all_inner_texts()
    assert [text.split()[0] for text in asked[:3]] == ["T1", "T2", "T3"]
    mo.page.get_by_role("link", name="Join the conversation").click()
    mo.is_connected()
    mo.posts("Late, and at one with Marco.")
    comes(mo, "Late, and at one with Marco.")
    assert mo.post("Late, and at one with Marco.").locator(".tag").inner_text() == "T3"
    assert mo.faults == []
    mo.context.close()


def test_without_a_script_a_member_reads_posts_replies_and_reacts(evening: Evening) -> None:
    ada = evening.ada
    ben = evening.table.seat("Ben", evening.place, script=False, **PHONE)
    ben.sees("T1 of 3")
    ben.sees("was the design right?")
    ben.fill(text="Without a script: yes, mostly.")
    ben.press("Post")
    comes(ben, "yes, mostly.")
    comes(ada, "yes, mostly.")
    assert ada.post("yes, mostly.").locator(".tag").inner_text() == "T1"

    ben.post("was the design right?").get_by_role("link", name="Reply to Ada").click()
    ben.fill(text="And in reply: six months is long.")
    ben.press("Post")
    ada.post("six months is long.").get_by_text("to Ada").wait_for()

    ada.posts("Who has seen a fracture?")
    comes(ada, "Who has seen a fracture?")
    ben.page.reload()
    comes(ben, "Who has seen a fracture?")
    post = ben.post("Who has seen a fracture?")
    post.locator("details.add[data-needs=post] summary").click()
    post.locator("details.add[data-needs=post]").get_by_role("button", name="agree").click()
    ben.post("Who has seen a fracture?").locator('.react[value=agree] .n:text-is("1")').wait_for()
    ada.post("Who has seen a fracture?").locator('.react[value=agree] .n:text-is("1")').wait_for()

    ada.page.locator("#text").fill("Who would offer two fractions tomorrow?")
    ada.page.get_by_text("Make it a poll").click()
    ada.fill(choices="I would\nI would not")
    ada.page.get_by_role("button", name="Post", exact=True).click()
    comes(ada, "Who would offer two")
    ben.go(evening.place)
    ben.post("Who would offer two").get_by_role("button", name="I would", exact=True).click()
    ben.sees("your vote")
    ada.post("Who would offer two").get_by_text("1 voted").wait_for()
    assert ben.faults == []
    ben.context.close()


def test_with_the_keyboard_alone_a_member_signs_in_reads_replies_reacts_and_posts(evening: Evening) -> None:
    ada = evening.ada
    ada.posts("How do you choose the patients?")
    comes(ada, "How do you choose the patients?")
    mo = Person(evening.table.chromium, evening.table.club)
    keys = Keys(mo)
    mo.go("/")
    keys.to("Mo")
    keys.press("Enter")
    mo.page.get_by_label("You: ").wait_for()
    mo.go("/discussions")
    keys.to("Two fractions or five")
    keys.press("Enter")
    mo.page.wait_for_url(f"**{evening.place}")
    mo.is_connected()

    post = mo.post("How do you choose the patients?")
    keys.to("React to Ada", within=post)
    keys.press("Enter")
    keys.to("insightful", within=post)
    keys.press("Enter")
    ada.post("How do you choose the patients?").locator('.react[value=insightful] .n:text-is("1")').wait_for()

    keys.back_to("Reply to Ada", within=post)
    keys.press("Enter")
    assert mo.page.evaluate("document.activeElement.id") == "text"
    mo.page.keyboard.type("With the surgeon, and in front of the scan.")
    keys.press("Control+Enter")
    ada.post("in front of the scan.").get_by_text("to Ada").wait_for()

    keys.to("Your post, as Mo")
    mo.page.keyboard.type("A post of my own.")
    keys.to("Post")
    keys.press("Enter")
    comes(ada, "A post of my own.")
    comes(mo, "A post of my own.")
    assert said(mo)[-1] == "A post of my own."
    assert mo.faults == []
    mo.context.close()


def test_a_poll_is_asked_voted_in_with_and_without_a_script_and_closed(evening: Evening) -> None:
    ada = evening.ada
    ben = evening.table.seat("Ben", evening.place, **PHONE)
    mo = evening.table.seat("Mo", evening.place, script=False)
    ben.is_connected()
    ada.page.get_by_text("Make it a poll").click()
    ada.page.get_by_label("The choices, one a line").fill("One fraction\nTwo fractions\nFive fractions")
    ada.posts("And you, on Monday?")
    comes(ben, "And you, on Monday?")
    asked = ben.post("And you, on Monday?")
    asked.get_by_role("button", name="Two fractions").click()
    asked.get_by_text("1 vote, 100 %").wait_for()
    assert ben.page.evaluate("document.activeElement.matches('.poll')"), "the pressed button is gone: the results speak"
    of_ada = ada.post("And you, on Monday?")
    of_ada.get_by_text("1 voted").wait_for()
    assert "%" not in of_ada.inner_text()

    mo.page.reload()
    mo.post("And you, on Monday?").get_by_role("button", name="Five fractions").click()
    mo.page.get_by_role("heading", name="And you, on Monday?").wait_for()
    assert mo.page.locator(".results").get_by_text("1 vote, 50 %").count() == 2
    of_ada.get_by_text("2 voted").wait_for()
    asked.get_by_text("1 vote, 50 %").first.wait_for()  # some seconds later

    ada.page.once("dialog", lambda dialog: dialog.accept())
    of_ada.get_by_role("button", name="Close the poll").click()
    for person in (ada, ben):
        person.post("And you, on Monday?").get_by_text("2 voted. The poll is closed.").wait_for()
    assert asked.get_by_role("button", name="Two fractions").count() == 0
    assert ben.faults == mo.faults == []
    for person in (ben, mo):
        person.context.close()


def test_a_question_to_the_author_lies_on_the_desk_by_how_many_ask_it(evening: Evening) -> None:
    ada = evening.ada
    ben = evening.table.seat("Ben", evening.place, **PHONE)
    ben.is_connected()
    for text in ("Why six months?", "Who was excluded?"):
        ben.posts(text)
        comes(ada, text)
        ada.post(text).locator("summary", has_text="More").click()
        ada.post(text).get_by_role("button", name="Ask the author").click()
        ben.post(text).get_by_text("For the author", exact=True).wait_for()
    tray = ada.page.locator("[data-asked]")
    tray.locator("li", has_text="Who was excluded?").wait_for()
    assert tray.locator("li p:first-child").all_inner_texts() == ["Why six months?", "Who was excluded?"]
    mo = evening.table.seat("Mo", evening.place, **PHONE)
    mo.is_connected()
    mo.post("Who was excluded?").get_by_role("button", name="I ask this too").click()
    tray.locator("li", has_text="2 ask this").wait_for()
    assert tray.locator("li p:first-child").all_inner_texts() == ["Who was excluded?", "Why six months?"]
    tray.locator("li", has_text="Who was excluded?").get_by_role("button", name="It is answered").click()
    ben.page.locator("[data-for-author=answered]", has_text="Who was excluded?").wait_for()
    assert ada.faults == ben.faults == mo.faults == []
    for person in (ben, mo):
        person.context.close()


def test_a_post_waits_for_the_host_and_a_quotation_follows_what_it_quotes(evening: Evening) -> None:
    ada, ben = evening.ada, evening.table.seat("Ben", evening.place, **PHONE)
    ada.go(evening.place)
    for person in (ada, ben):
        person.is_connected()
        person.page.evaluate(STAYED)
    box, waiting, tray = (
        ben.page.locator("#text"),
        ben.page.locator("#waiting section"),
        ada.page.locator("#desk .held"),
    )
    ben.posts("Mr Jansen had 8 Gy on 14 March 2026.")
    ben.page.get_by_role("button", name="Send it to a host first").click()
    waiting.get_by_text("Waits for a host.").wait_for()
    tray.get_by_text("Refuse it").click()
    tray.locator("[name=why]").fill("The date says who it is.")
    tray.get_by_role("button", name="Refuse", exact=True).click()
    waiting.get_by_text("The date says who it is.").wait_for()
    waiting.get_by_role("button", name="Re-word it").click()
    waiting.wait_for(state="detached")
    assert box.input_value() == "Mr Jansen had 8 Gy on 14 March 2026."
    ben.posts("Mr Jansen had 8 Gy in spring.")
    ben.page.get_by_role("button", name="Send it to a host first").click()
    tray.get_by_role("button", name="Release").click()
    comes(ben, "8 Gy in spring")
    waiting.wait_for(state="detached")

    post = ada.page.locator("#log article.post", has_text="8 Gy in spring")
    post.get_by_role("link", name="Quote").click()
    ada.posts("Which is what 10.5555/sample.hearing says, too.")
    quoting = ben.page.locator("#log article.post", has_text="Which is what")
    quoting.locator(".cited").get_by_text("8 Gy in spring").wait_for()
    quoting.locator(".cite").get_by_text("Hearing after cisplatin").wait_for()
    ben.page.once("dialog", lambda dialog: dialog.accept())
    ben.post("8 Gy in spring").locator("[data-own][formaction$=withdrawal]").first.click()
    for person in (ada, ben):
        person.page.locator("#log .cited").get_by_text("no longer shown").wait_for()
        assert person.page.evaluate("window.stayed")
