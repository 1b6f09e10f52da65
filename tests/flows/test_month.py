"""A month of the club, from the empty folder to the search that finds the evening again, as its people live it."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.fakes.club import Club, running_club
from tests.fakes.eutils import Eutils
from tests.fakes.smtp_sink import SmtpSink
from tests.flows.people import PATIENCE, Person, Program, found_the_club, mailed_link

pytestmark = pytest.mark.browser

ZONE = "America/Chicago"
BEN, CHEN = "ben@clinic.example", "chen.li@example.org"
PAPER = "Single fraction versus multiple fractions"
QUESTIONS = (
    "Was a non-inferiority design right for pain at three months?",
    "Do the results hold for mixed responses?",
    "What changes on Monday?",
)
ANSWER = "A margin of ten points is generous for palliation."
REPLY = "We chose it with patients, who ranked one visit above certainty."
SLIP = "Let us gossip about the competing trial instead."
WITHOUT_SCRIPT = "Retreatment was twice as frequent in the single fraction arm."
HIDDEN_WITHIN = 2.0  # seconds; TRUST.md


@pytest.fixture
def club(tmp_path: Path, eutils: Eutils, feeds: str, sink: SmtpSink) -> Iterator[Club]:
    with running_club(tmp_path / "club", pubmed_url=eutils.base, feeds=feeds, smtp_url=sink.url) as running:
        yield running


def test_a_month_of_the_club(club: Club, sink: SmtpSink, chromium: Any, tmp_path: Path) -> None:
    ada, ben = Person(chromium, club, ZONE), Person(chromium, club, "Europe/Brussels")
    chen, eve = Person(chromium, club, "Asia/Tokyo"), Person(chromium, club, script=False)

    ada_founds_the_club(ada, eve)
    articles_arrive(club, ada)
    ben_becomes_a_member(ben, ada, sink)
    place = ada_plans_the_next_edition(ada)
    ben_finds_it_and_attaches_further_reading(ben, place)
    ada_invites_the_author(ada, place)
    link = mailed_link(sink, CHEN, "/invitations/")
    opening_the_link_changes_nothing(link, ada, place)
    chen_accepts(chen, link, place)
    the_hour_comes(ada, place)
    everybody_is_there((ada, ben, chen), place)
    they_talk(ada, ben, chen)
    program = Program(club, BEN)
    ada_hides_a_post(ada, ben, chen, program, place)
    ben_goes_on_without_a_script(ben, ada, chromium, place)
    ada_closes_it(ada, place)
    afterwards_members_find_it_and_visitors_do_not(club, ben, eve, program)
    the_exports_hold_it(club, place, tmp_path)

    for person in (ada, ben, chen, eve):
        assert person.faults == []


def ada_founds_the_club(ada: Person, visitor: Person) -> None:
    visitor.go("/")
    visitor.sees("being set up")
    found_the_club(ada, ZONE)
    visitor.go(ada.club.set_up_link)
    visitor.sees("Starting the program again")
    visitor.faults.clear()  # the browser says that this page was a 404, as it should be


def articles_arrive(club: Club, ada: Person) -> None:
    table = club.cli("pull")
    assert "Everything new" in table
    ada.go("/library")
    ada.sees("for spinal metastases")
    ada.page.get_by_role("link", name=re.compile(PAPER)).first.click()
    ada.sees("10.5555/jio.2025.0001")


def ben_becomes_a_member(ben: Person, ada: Person, sink: SmtpSink) -> None:
    ben.go("/signup")
    ben.fill(
        name="Ben Moreau",
        email=BEN,
        profession="radiation oncologist",
        affiliation="Invented Clinic",
        country="BE",
        introduction="I treat bone metastases in a small town.",
    )
    ben.press("Apply")
    ben.sees("A moderator looks at every application")
    ada.go("/moderation")
    ada.sees("I treat bone metastases in a small town.")
    ada.press("Approve Ben Moreau")
    mailed_link(sink, BEN, "/")  # the letter of welcome
    ben.go("/signin")
    ben.fill(email=BEN)
    ben.press("Mail me a link")
    ben.go(mailed_link(sink, BEN, "/signin/"))
    ben.press("Sign in on this device")
    ben.page.get_by_label("You: Ben Moreau").wait_for()


def ada_plans_the_next_edition(ada: Person) -> str:
    """Returns the discussion's path."""
    ada.go("/agenda").get_by_role("link", name=re.compile("Make .* a discussion")).first.click()
    ada.fill(article="90000001", summary="It may change what we do on Monday.")
    for number, question in enumerate(QUESTIONS, start=1):
        ada.page.get_by_label(f"T{number}", exact=True).fill(question)
    ada.press("Save the draft")
    ada.sees("It is a draft")
    ada.press("Announce it")
    ada.sees("announced")
    return ada.page.url.removeprefix(ada.club.url)


def ben_finds_it_and_attaches_further_reading(ben: Person, place: str) -> None:
    ben.go("/agenda").get_by_role("link", name=re.compile(PAPER)).first.click()
    ben.page.wait_for_url(f"**{place}")
    ben.sees(QUESTIONS[2])
    ben.page.get_by_text("Attach further reading").click()
    ben.fill(identifier="90000002", why="The same endpoint after chemoradiotherapy.")
    ben.press("Attach")
    ben.sees("Attached.")


def ada_invites_the_author(ada: Person, place: str) -> None:
    ada.go(f"{place}/invitations")
    ada.page.locator("li", has_text=CHEN).get_by_role("button", name="Invite Chen Li").click()
    ada.sees("1 of 2: write")
    ada.press("See it as the author will")
    letter = ada.page.locator(".letter")
    assert "[link]" in letter.inner_text()
    assert f"Chen Li <{CHEN}>" in letter.inner_text()
    ada.press("Send it")
    ada.sees("is on its way")


def opening_the_link_changes_nothing(link: str, ada: Person, place: str) -> None:
    """Mail scanners fetch links."""
    for method in ("HEAD", "GET", "GET"):
        with urllib.request.urlopen(urllib.request.Request(link, method=method), timeout=PATIENCE) as answer:
            assert answer.status == 200
    ada.go(f"{place}/invitations")
    ada.sees("no answer yet")


def chen_accepts(chen: Person, link: str, place: str) -> None:
    chen.go(link)
    chen.sees(QUESTIONS[0])
    chen.press("Yes, I will be there")
    chen.page.wait_for_url(f"**{place}")
    chen.go(link)
    chen.sees("This invitation has been answered")


def the_hour_comes(ada: Person, place: str) -> None:
    """The host moves the hour to now; nothing else makes the discussion live."""
    wall = datetime.now(ZoneInfo(ZONE)).replace(tzinfo=None)
    moments = {"opens": -60, "starts": -5, "ends": 55, "closes": 600}
    ada.go(f"{place}/edit")
    ada.fill(**{name: f"{wall + timedelta(minutes=by):%Y-%m-%dT%H:%M}" for name, by in moments.items()})
    ada.press("Save")
    ada.page.locator('#live[data-state="live"]').wait_for()


def everybody_is_there(people: tuple[Person, ...], place: str) -> None:
    for person in people:
        person.go(place)
        person.is_connected()


def they_talk(ada: Person, ben: Person, chen: Person) -> None:
    """From here on nobody but the host loads a page: what appears has come by the stream."""
    marks = [person.page.evaluate("window.stayed = true") for person in (ben, chen)]
    ada.presses_on_the_desk("Ask T1 now")
    for person in (ben, chen):
        person.page.locator(".now").get_by_text("T1 of 3").wait_for()
    ada.is_connected()
    ben.posts(ANSWER)
    for person in (ada, chen):
        person.post(ANSWER).get_by_text("T1", exact=True).wait_for()
    chen.post(ANSWER).get_by_role("link", name="Reply to Ben Moreau").click()
    chen.posts(REPLY)
    for person in (ada, ben):
        shown = person.post(REPLY)
        shown.get_by_text("Author of this paper").first.wait_for()
        shown.get_by_text("to Ben Moreau").wait_for()
    ada.post(ANSWER).locator("details.add[data-needs=post] summary").click()
    ada.post(ANSWER).locator("details.add[data-needs=post]").get_by_role("button", name="insightful").click()
    for person in (ben, chen):
        person.post(ANSWER).locator('.react[value=insightful]:not([data-none]) .n:text-is("1")').wait_for()
    assert marks == [True, True] == [person.page.evaluate("window.stayed") for person in (ben, chen)]


def ada_hides_a_post(ada: Person, ben: Person, chen: Person, program: Program, place: str) -> None:
    """Within two seconds it is gone from every page, the replay, search and the API."""
    ben.posts(SLIP)
    for person in (ada, chen):
        person.post(SLIP).wait_for()
    until(lambda: program.found("gossip"), PATIENCE)
    with ada.page.expect_response("**/hiding"):
        ada.post(SLIP).get_by_role("button", name="Hide the post of Ben Moreau").click()
    deadline = time.monotonic() + HIDDEN_WITHIN
    for person in (ada, ben, chen):
        person.post(SLIP).wait_for(state="hidden", timeout=max(1, (deadline - time.monotonic()) * 1000))
    until(lambda: not program.found("gossip"), deadline - time.monotonic())
    discussion = program.get(f"/api/v1{place}")
    assert "gossip" not in json.dumps(program.get(f"/api/v1{place}/posts"))
    with program.listening(re.sub(r"since=\d+", "since=0", discussion["stream"])) as events:
        ben.posts("Back to the paper.")
        replayed = ""
        for _, data in events:
            replayed += json.dumps(data)
            if "Back to the paper." in replayed:
                break
    assert ANSWER in replayed
    assert "gossip" not in replayed


def ben_goes_on_without_a_script(ben: Person, ada: Person, chromium: Any, place: str) -> None:
    plain = Person(chromium, ben.club, script=False)
    plain.context.add_cookies(ben.context.cookies())
    plain.go(place)
    plain.sees(ANSWER)
    assert plain.post(SLIP).count() == 0
    plain.fill(text=WITHOUT_SCRIPT, question="2")
    plain.press("Post")
    plain.post(WITHOUT_SCRIPT).wait_for()
    ada.post(WITHOUT_SCRIPT).get_by_text("T2", exact=True).wait_for()
    plain.context.close()


def ada_closes_it(ada: Person, place: str) -> None:
    ada.go(place)
    ada.presses_on_the_desk("Close it")
    ada.sees("This discussion is closed.")


def afterwards_members_find_it_and_visitors_do_not(club: Club, ben: Person, visitor: Person, program: Program) -> None:
    until(lambda: program.found("retreatment"), PATIENCE)
    ben.sees("This discussion is closed.")  # his page loads itself anew for that: not in the middle of what follows
    ben.go("/search?q=retreatment+frequent")
    marked = ben.page.locator(".hit .found mark").all_inner_texts()
    assert [word.lower() for word in marked] == ["retreatment", "frequent"]
    ben.page.locator(".hit .found a").first.click()
    ben.post(WITHOUT_SCRIPT).wait_for()
    visitor.go("/search?q=retreatment+frequent")
    visitor.sees("Nothing found")
    assert Program(club).ask("GET", "/api/v1/search?q=retreatment")[0] == 401
    assert "Nothing was found." in club.cli("search", "retreatment frequent")
    assert WITHOUT_SCRIPT.split(maxsplit=1)[0] in club.cli("search", "retreatment frequent", "--as", BEN)


def the_exports_hold_it(club: Club, place: str, folder: Path) -> None:
    number = place.rpartition("/")[2]
    transcript = club.cli("export", "discussion", number, "--format", "md")
    for words in (PAPER.split(maxsplit=1)[0], QUESTIONS[0], ANSWER, REPLY, WITHOUT_SCRIPT, "Chen Li"):
        assert words in transcript
    assert SLIP not in transcript
    club.cli("export", "club", str(folder / "club.jsonl"))
    lines = [json.loads(line) for line in (folder / "club.jsonl").read_text(encoding="utf-8").splitlines()]
    posts = [line["text"] for line in lines if line["type"] == "post"]
    assert {ANSWER, REPLY, WITHOUT_SCRIPT} <= set(posts)
    assert [line["text"] for line in lines if line["type"] == "question"] == list(QUESTIONS)
    assert {"Ada Novak", "Ben Moreau", "Chen Li"} <= {line.get("name") for line in lines}


def until(condition: Any, seconds: float) -> None:
    """Asks again and again until the answer is yes; fails when it is not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
