"""Every screen and every component: usable by all, on a phone, in the dark, without a third party."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser import sample

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = sample.pages()
SCREENS = [(page, variant) for page, (_, variants) in PAGES.items() for variant in variants]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('button, summary, input:not([type=hidden]), select, textarea, .button')]
  .map((element) => element.closest('label.check') ?? element)
  .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < LEAST)
  .map((element) => element.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize(("page", "variants"), [(name, list(variants)) for name, (_, variants) in PAGES.items()])
def test_a_screen_fits_a_phone_and_breaks_no_rule_of_its_own(open_page: Any, page: str, variants: list[str]) -> None:
    for variant in variants:
        tab = open_page(page, variant, width=360, scheme="dark")
        assert tab.evaluate(OVERFLOW) <= 0, f"{page}/{variant} is wider than a phone"
        assert tab.locator("h1").count() == 1, f"{page}/{variant} needs one h1"
        asked_elsewhere = [one for one in tab.faults if "stub" not in one and "502" not in one and "404" not in one]
        assert asked_elsewhere == []


def test_axe_finds_nothing_in_the_components_in_either_theme(open_page: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for width, scheme in [(1280, "light"), (360, "dark")]:
        found = axe.run(open_page("gallery", "full", width=width, scheme=scheme)).response["violations"]
        assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("page", ["gallery", "show", "library", "form"])
def test_targets_are_large_enough(open_page: Any, page: str) -> None:
    for least, touch in [(24, False), (44, True)]:
        tab = open_page(page, "full" if page != "form" else "new", width=390, has_touch=touch, is_mobile=touch)
        assert tab.evaluate(SMALL.replace("LEAST", str(least - 0.5))) == []


def test_every_badge_is_told_apart_by_its_word_and_its_sign(open_page: Any) -> None:
    tab = open_page("gallery", "full")
    kinds = ["host", "author", "patient_advocate", "moderator", "verified"]
    badges = [tab.locator(f".badge.{kind}").first for kind in kinds]
    assert len({badge.inner_text() for badge in badges}) == len(kinds)
    assert len({badge.locator("svg").inner_html() for badge in badges}) == len(kinds)
    for badge in badges:
        assert badge.get_attribute("title"), "a badge says what was checked"


def test_the_menu_folds_on_a_phone_and_does_not_disappear(open_page: Any) -> None:
    tab = open_page("home", "full", width=360, java_script_enabled=False)
    assert tab.get_by_role("link", name="Agenda", exact=True).is_hidden()
    tab.locator("summary[aria-label=Menu]").click()
    for name in ("Library", "Agenda", "Discussions", "Search"):
        assert tab.get_by_role("link", name=name, exact=True).is_visible()


def test_the_first_stop_of_the_keyboard_is_the_way_past_the_menu(open_page: Any) -> None:
    tab = open_page("home", "full")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.hash") == "#main"
    assert tab.locator(".skip").bounding_box()["width"] > 20


def test_escape_closes_a_menu_and_gives_the_focus_back(open_page: Any) -> None:
    tab = open_page("home", "full")
    tab.locator("summary[aria-label^=You]").click()
    tab.get_by_role("link", name="Settings").focus()
    tab.keyboard.press("Escape")
    assert tab.get_by_role("link", name="Settings").is_hidden()
    assert tab.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_time_is_the_readers_with_the_clubs_one_tap_away(open_page: Any) -> None:
    tab = open_page("home", "full")
    when = tab.locator(".hero .hour")
    assert when.inner_text() == "Thursday 24 September, 03:31–04:31 Brussels time"
    when.get_by_role("button").click()
    assert when.inner_text() == "Wednesday 23 September, 20:31–21:31 Chicago time"
    assert tab.locator(".hero-when .near").inner_text() == "In 3 days"


def test_without_a_script_times_are_the_clubs_and_say_so(open_page: Any) -> None:
    tab = open_page("home", "full", java_script_enabled=False)
    assert tab.locator(".hero .hour").inner_text() == "Wednesday 23 September, 20:31–21:31 Chicago time"
    assert tab.locator(".hero-when .near").inner_text() == "In 3 days"


def test_slash_goes_to_the_search_but_not_while_somebody_writes(open_page: Any) -> None:
    tab = open_page("show", "full")
    tab.locator("#text").type("8 Gy/1")
    assert tab.locator("#text").input_value() == "8 Gy/1"
    tab.locator("#text").blur()
    tab.keyboard.press("/")
    tab.wait_for_url("**/search")


def test_a_refused_form_says_what_is_wrong_beside_the_line_and_keeps_the_words(open_page: Any) -> None:
    tab = open_page("signin", "refused")
    field = tab.get_by_label("E-mail")
    assert field.input_value() == "ben@"
    assert field.get_attribute("aria-invalid") == "true"
    assert tab.locator(f"#{field.get_attribute('aria-describedby')}").inner_text() == "This is not an address."


def test_a_transcript_prints_as_a_document(open_page: Any) -> None:
    tab = open_page("transcript", "full")
    tab.emulate_media(media="print")
    assert tab.locator("header.top").is_hidden()
    assert tab.get_by_role("link", name="Markdown").is_hidden()
    assert tab.get_by_text("Retreatment 18 % v 9 %").is_visible()


def test_on_a_phone_the_conversation_comes_before_the_paper(open_page: Any) -> None:
    tab = open_page("show", "full", width=360)
    assert tab.locator(".brief").bounding_box()["height"] < 70
    assert tab.locator(".brief .questions").is_hidden()
    assert tab.locator("#write").bounding_box()["y"] < 800


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_has_no_inline_script_or_style_and_trusts_no_text(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:|\|\s*safe\b", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
    if "mail" not in template.parts:
        assert not re.search(r"(?:src|link rel=\"stylesheet\" href)=\"https?:", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_form_that_posts_carries_its_token(template: Path) -> None:
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", template.read_text(), re.S)
    assert all("form_token()" in form for form in forms)


def test_the_styles_stay_one_file_per_layer_and_short() -> None:
    sheets = {path.name: path.read_text() for path in (ROOT / "journalclub/static/css").glob("*.css")}
    assert set(sheets) == {"tokens.css", "base.css", "components.css", "pages.css"}
    assert sum(text.count("\n") for text in sheets.values()) < 900
    for name in ("base.css", "components.css", "pages.css"):
        loose = re.findall(r"(?<!&)#[0-9a-f]{3,8}\b", sheets[name].replace("--paper: #fff; --card: #fff", ""))
        assert loose == [], f"{name} has colours of its own"
