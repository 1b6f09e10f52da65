"""Every screen of the real application, in three clubs: one not yet set up, a young one, and the sample club."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakes.club import Club, running_club
from tests.fakes.smtp_sink import SmtpSink
from tests.flows.people import Person, Program, found_the_club, mailed_link

ZONE = "America/Chicago"


@dataclass(frozen=True)
class Screen:
    """A page, by whom it is seen and where; `{…}` in a path stands for what only the running club knows."""

    name: str
    club: str
    who: str
    path: str
    status: int = 200


SCREENS = [
    Screen("being-set-up", "bare", "visitor", "/"),
    Screen("wizard", "bare", "visitor", "{set_up}"),
    Screen("young-home", "young", "ada", "/"),
    Screen("young-library", "young", "ada", "/library"),
    Screen("young-week", "young", "ada", "/week"),
    Screen("young-agenda", "young", "ada", "/agenda"),
    Screen("young-discussions", "young", "visitor", "/discussions"),
    Screen("young-discussion", "young", "ada", "{discussion}"),
    Screen("young-transcript", "young", "ada", "{discussion}/transcript"),
    Screen("young-moderation", "young", "ada", "/moderation"),
    Screen("young-outbox", "young", "ada", "/admin/outbox"),
    Screen("young-sources", "young", "ada", "/admin/sources"),
    Screen("invitation", "young", "visitor", "{invitation}"),
    Screen("invitation-gone", "young", "visitor", "/invitations/lost", 404),
    Screen("invitations", "young", "ada", "{discussion}/invitations"),
    Screen("invitation-draft", "young", "ada", "{discussion}/invitations/2/edit"),
    Screen("invitation-preview", "young", "ada", "{discussion}/invitations/2/preview"),
    Screen("signin-link", "young", "visitor", "{sign_in}"),
    Screen("signin-gone", "young", "visitor", "/signin/lost"),
    Screen("signup-done", "young", "visitor", "/signup?done=1"),
    Screen("home-visitor", "sample", "visitor", "/"),
    Screen("home", "sample", "ben", "/"),
    Screen("library", "sample", "ben", "/library"),
    Screen("library-narrowed", "sample", "visitor", "/library?is=discussed&year=2026"),
    Screen("library-nothing", "sample", "ben", "/library?journal=None+such"),
    Screen("inbox", "sample", "ada", "/library/inbox"),
    Screen("inbox-aside", "sample", "ada", "/library/inbox?show=aside"),
    Screen("article", "sample", "ben", "/articles/1"),
    Screen("file-references", "sample", "ada", "/articles/file"),
    Screen("asked-for", "sample", "ben", "/articles/filed"),
    Screen("article-talk", "sample", "ben", "/articles/27"),
    Screen("article-nominated", "sample", "ada", "/articles/13"),
    Screen("thread", "sample", "ben", "/discussions/17"),
    Screen("week", "sample", "ben", "/week"),
    Screen("nominations", "sample", "ada", "/series/1/nominations"),
    Screen("agenda", "sample", "ada", "/agenda"),
    Screen("run-sheet", "sample", "ada", "/discussions/{upcoming}/run-sheet"),
    Screen("series", "sample", "ada", "/series/1"),
    Screen("series-form", "sample", "ada", "/series/1/edit"),
    Screen("edition", "sample", "ada", "{edition}"),
    Screen("discussions", "sample", "ben", "/discussions"),
    Screen("announced", "sample", "ben", "/discussions/{upcoming}"),
    Screen("live", "sample", "ben", "/discussions/{live}"),
    Screen("live-author", "sample", "chen", "/discussions/{live}"),
    Screen("live-host", "sample", "ada", "/discussions/{live}"),
    Screen("catch-up", "sample", "ben", "/discussions/{live}/catch-up"),
    Screen("script", "sample", "ada", "/discussions/{live}/script"),
    Screen("poll", "sample", "ben", "/posts/{poll}/poll"),
    Screen("wordings", "sample", "ben", "/posts/{own_post}/wordings"),
    Screen("archived", "sample", "visitor", "/discussions/{spine_single}"),
    Screen("closed", "sample", "ben", "/discussions/{spine_single}"),
    Screen("closing", "sample", "ada", "/discussions/{osimertinib}/closing"),
    Screen("reflection", "sample", "ben", "/discussions/{spine_single}/reflection"),
    Screen("certificate", "sample", "ben", "/discussions/{spine_single}/certificate"),
    Screen("transcript", "sample", "visitor", "/discussions/{spine_single}/transcript"),
    Screen("schedule", "sample", "ada", "/discussions/new"),
    Screen("edit-discussion", "sample", "ada", "/discussions/{upcoming}/edit"),
    Screen("edit-post", "sample", "ben", "/posts/{own_post}/edit"),
    Screen("search", "sample", "ben", "/search"),
    Screen("search-found", "sample", "ben", "/search?q=single+fraction+spine"),
    Screen("search-newest", "sample", "ben", "/search?q=fraction+OR+kind:article&sort=newest"),
    Screen("search-number", "sample", "ben", "/search?q=NCT01234567"),
    Screen("search-like", "sample", "ben", "/search?like=post:{own_post}"),
    Screen("kept-searches", "sample", "ben", "/searches"),
    Screen("search-nothing", "sample", "visitor", "/search?q=xyzzy"),
    Screen("meanings", "sample", "ada", "/search/meanings"),
    Screen("signin", "sample", "visitor", "/signin"),
    Screen("signup", "sample", "visitor", "/signup"),
    Screen("member", "sample", "ben", "/members/{ada}"),
    Screen("settings", "sample", "ben", "/settings"),
    Screen("moderation", "sample", "mo", "/moderation"),
    Screen("members", "sample", "mo", "/moderation/members"),
    Screen("admin", "young", "ada", "/admin"),
    Screen("not-found", "sample", "visitor", "/nothing-here", 404),
]


@dataclass
class Scene:
    """A running club, the cookies of its people, and what `{…}` stands for."""

    club: Club
    words: dict[str, str] = field(default_factory=dict)
    states: dict[str, Any] = field(default_factory=lambda: {"visitor": None})
    seats: dict[str, Person] = field(default_factory=dict)

    def keep(self, name: str, person: Person) -> None:
        """Remember who `person` is signed in as."""
        self.states[name] = person.context.storage_state()

    def person(self, browser: Any, screen: Screen) -> Person:
        """Whoever looks at this screen: the same browser for each of their screens. Nothing fades while it is looked
        at."""
        if screen.who not in self.seats:
            state = self.states[screen.who]
            self.seats[screen.who] = Person(browser, self.club, storage_state=state, reduced_motion="reduce")
        someone = self.seats[screen.who]
        someone.go("about:blank")  # what the page before this one still has to say is not this one's fault
        someone.faults.clear()
        return someone

    def open(self, person: Person, screen: Screen, width: int, scheme: str = "light") -> Any:
        """The server's answer to the page, opened in a window as wide as this."""
        person.page.set_viewport_size({"width": width, "height": 800})
        person.page.emulate_media(color_scheme=scheme)
        return person.page.goto(self.path(screen))

    def path(self, screen: Screen) -> str:
        return screen.path.format(**self.words)


@contextmanager
def scene(name: str, browser: Any, folder: Path) -> Iterator[Scene]:
    """One of the three clubs: bare, young or sample."""
    with SCENES[name](browser, folder) as found:
        yield found
        for person in found.seats.values():
            person.context.close()


@contextmanager
def _bare(browser: Any, folder: Path) -> Iterator[Scene]:
    with running_club(folder) as club:
        yield Scene(club, {"set_up": club.set_up_link.removeprefix(club.url)})


@contextmanager
def _young(browser: Any, folder: Path) -> Iterator[Scene]:
    with SmtpSink() as sink, running_club(folder, smtp_url=sink.url) as club:
        here, ada = Scene(club), Person(browser, club)
        found_the_club(ada, ZONE)
        here.words["discussion"] = _plan_a_discussion(ada)
        _draft_an_invitation(ada, here.words["discussion"], "Chen Li", "chen@example.org")
        ada.press("See it as the author will")
        ada.press("Send it")
        _draft_an_invitation(ada, here.words["discussion"], "Dora Novak", "dora@example.org")
        here.words["invitation"] = mailed_link(sink, "chen@example.org", "/invitations/").removeprefix(club.url)
        link = club.cli("member", "add", "ben@example.org", "--name", "Ben Moreau")
        here.words["sign_in"] = link.strip().removeprefix(club.url)
        here.keep("ada", ada)
        yield here


def _plan_a_discussion(ada: Person) -> str:
    ada.go("/discussions/new")
    starts = datetime.now(ZoneInfo(ZONE)) + timedelta(days=9)
    ends = starts + timedelta(hours=1)
    ada.fill(
        title="One fraction or five", starts=f"{starts:%Y-%m-%dT%H:%M}", ends=f"{ends:%Y-%m-%dT%H:%M}", questions="Why?"
    )
    ada.press("Save and announce")
    return ada.page.url.removeprefix(ada.club.url)


def _draft_an_invitation(ada: Person, discussion: str, name: str, email: str) -> None:
    ada.go(f"{discussion}/invitations")
    ada.fill(name=name, email=email)
    ada.press("Write a letter")


@contextmanager
def _sample(browser: Any, folder: Path) -> Iterator[Scene]:
    with running_club(folder, arguments=("--demo",)) as club:
        club.environ["JC_INSTANCE"] += "/demo"  # for the commands that follow
        here, program = Scene(club), Program(club, "ada@example.org")
        found = program.get("/api/v1/discussions?limit=100")["discussions"]
        here.words |= {discussion["key"]: str(discussion["id"]) for discussion in found}
        posts = program.get(f"/api/v1/discussions/{here.words['live']}/posts?limit=100")["posts"]
        here.words["ada"] = next(str(post["member"]["id"]) for post in posts if post["member"]["badge"] == "host")
        for name in ("ada", "ben", "chen", "mo"):
            person = Person(browser, club)
            person.go("/").get_by_role("button", name=name.capitalize(), exact=True).click()
            person.page.get_by_label("You: ").wait_for()
            here.keep(name, person)
            if name == "ben":
                _say_something(person, here)
            if name == "ada":
                _ask_all(person, here)
                here.words["edition"] = (
                    person.go("/series/1").locator("a[href*='/editions/']").last.get_attribute("href")
                )
            person.context.close()
        yield here


def _say_something(ben: Person, here: Scene) -> None:
    ben.go(f"/discussions/{here.words['live']}")
    ben.posts("We plan two fractions for the fit and one for the tired.")
    here.words["own_post"] = _number_of("one for the tired", ben)
    ben.go(f"/posts/{here.words['own_post']}/edit")
    ben.fill(text="We plan two fractions for the fit, and one for the tired.")
    ben.press("Save")
    ben.is_connected()
    ben.posts("An 83-year-old, seen on 14 March 2026, did well with one.")
    ben.page.get_by_role("button", name="Send it to a host first").click()
    ben.page.locator(".waiting .findings").wait_for()


def _ask_all(ada: Person, here: Scene) -> None:
    ada.go(f"/discussions/{here.words['live']}").locator("#text").fill("Who plans on an MRI of this week?")
    ada.page.get_by_text("Make it a poll").click()
    ada.fill(choices="Always\nMostly\nRarely")
    ada.page.get_by_role("button", name="Post", exact=True).click()
    here.words["poll"] = _number_of("an MRI of this week", ada)


def _number_of(words: str, person: Person) -> str:
    found = person.post(words).and_(person.page.locator("[data-post-id]"))
    return str(found.get_attribute("data-post-id"))


SCENES = {"bare": _bare, "young": _young, "sample": _sample}
