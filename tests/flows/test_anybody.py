"""Who has no script, and who has no mouse: both take part in the same evening as everybody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.fakes.club import running_club
from tests.flows.evenings import PHONE, Table, comes, said
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
    post.locator("details.add summary").click()
    post.locator("details.add").get_by_role("button", name="agree").click()
    ben.post("Who has seen a fracture?").locator('.react[value=agree] .n:text-is("1")').wait_for()
    ada.post("Who has seen a fracture?").locator('.react[value=agree] .n:text-is("1")').wait_for()
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


class Keys:
    """Somebody's keyboard: what has the focus is found by walking to it, as they would."""

    def __init__(self, person: Person) -> None:
        self.page = person.page

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def to(self, name: str, within: Any = None) -> None:
        self._walk("Tab", name, within)

    def back_to(self, name: str, within: Any = None) -> None:
        self._walk("Shift+Tab", name, within)

    def _walk(self, key: str, name: str, within: Any) -> None:
        inside = within.element_handle() if within is not None else None
        seen = []
        for _ in range(250):
            self.press(key)
            called, there, visible = self.page.evaluate(FOCUS, inside)
            if there and called.startswith(name):
                assert visible, f"one does not see that {called!r} has the focus"
                return
            seen.append(called)
        raise AssertionError(f"the keyboard does not come to {name!r}, only to {seen[:80]}")


# The name that a screen reader says (as far as this page needs it), whether it is in the part, and whether one sees it.
FOCUS = """(inside) => {
    const here = document.activeElement;
    const label = here.labels?.[0]?.textContent ?? "";
    const name = (here.getAttribute("aria-label") || label || here.textContent).trim().replace(/\\s+/g, " ");
    const outline = (one) => !/^(0px|.* none )/.test(getComputedStyle(one).outline);
    return [name, !inside || inside.contains(here), outline(here) || outline(here.form ?? here)];
}"""
