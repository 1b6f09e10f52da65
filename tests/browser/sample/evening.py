"""Discussions of the sample club, and what is said in one."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace as Thing
from typing import Any

from markupsafe import Markup

from tests.browser.sample.cast import ADA, ADA_P, BEN_P, CHEN_P, DAY, DORA_P, HOUR, MINUTE, MO_P, NOW, person
from tests.browser.sample.papers import BREAST, PAPER, PROTON, WITHDRAWN

ASKED = [
    "Aim and design: is pain at 4 weeks the right end point?",
    "Which result surprised you?",
    "Earlier trials found more retreatment after one fraction. Does this one change that, or only who we retreat?",
    "What speaks against one fraction in your department?",
    "What will you do differently on Monday?",
]


def discussion(id: int, state: str, paper: Any = PAPER, starts: datetime = NOW - 31 * MINUTE, **more: Any) -> Thing:
    facts = {
        "title": paper.title if paper else "October discussion",
        "kind": "edition",
        "series": Thing(name="Sunday chat", hashtag="#sampleonc"),
        "ends": starts + HOUR,
        "opens": starts - 2 * DAY,
        "closes": starts + HOUR,
        "hosts": [ADA_P],
        "readings": [],
        "questions": [],
        "current_question": None,
        "visibility": "members",
        "patients_welcome": False,
        "guests": [],
        "post_count": 0,
        "summary": "",
        **more,
    }
    return Thing(id=id, state=state, article=paper, starts=starts, **facts)


def questions(asked: int, starts: datetime, counts: tuple[int, ...] = (38, 51, 12, 0, 0)) -> list[Thing]:
    return [
        Thing(
            id=n,
            number=n,
            text=text,
            asked_at=starts + n * 9 * MINUTE if n <= asked else None,
            post_count=counts[n - 1],
        )
        for n, text in enumerate(ASKED, start=1)
    ]


START = NOW - 31 * MINUTE
LIVE = discussion(
    7,
    "live",
    questions=questions(3, START),
    current_question=3,
    guests=[CHEN_P],
    patients_welcome=True,
    post_count=101,
    readings=[Thing(id=1, article=PROTON, by=BEN_P, member_id=BEN_P.id, why="The same question in another setting.")],
)
SOON = discussion(
    7,
    "open",
    starts=NOW + 3 * DAY,
    opens=NOW - DAY,
    questions=questions(0, NOW, (14, 9, 0, 0, 0)),
    guests=[CHEN_P],
    post_count=23,
)
CHOOSING = discussion(8, "announced", None, NOW + 31 * DAY)
OLD = [
    discussion(
        5,
        "closed",
        WITHDRAWN,
        NOW - 32 * DAY,
        title="Immunotherapy and SABR",
        post_count=214,
        guests=[CHEN_P],
        questions=questions(5, NOW),
    ),
    discussion(
        4,
        "archived",
        BREAST,
        NOW - 60 * DAY,
        title="Hippocampal sparing: who still does it?",
        post_count=388,
        visibility="public",
    ),
    discussion(3, "cancelled", PROTON, NOW - 90 * DAY, title="Dose and fractions in spinal metastases"),
]


def post(id: int, member: Thing, minute: float, text: str, **more: Any) -> Thing:
    facts = {
        "question": 3,
        "edited_at": None,
        "reply_to": None,
        "reply_name": None,
        "hidden": False,
        "withdrawn": False,
        "reactions": {},
        "discussion": 7,
        "discussion_title": LIVE.title,
        "to": [],
        **more,
    }
    return Thing(
        id=id,
        key=f"p{id}",
        seq=1000 + id,
        member=member,
        text=text,
        html=Markup.escape(text),
        at=START + minute * MINUTE,
        **facts,
    )


POSTS = [
    post(
        1,
        ADA_P,
        1,
        "Welcome to the September discussion. Please say in a few words who you are and where you work.",
        question=None,
    ),
    post(
        2,
        BEN_P,
        2,
        "Ben, radiation oncologist in Aarhus. We give one fraction to about half of these patients.",
        question=None,
        reactions={"agree": 2},
    ),
    post(
        3,
        MO_P,
        12,
        "A reminder from the house rules: no ages with dates, no places, please. A paraphrase does just as well.",
        question=1,
    ),
    post(
        4,
        ADA_P,
        27.5,
        "T3. Earlier trials found more retreatment after one fraction. Does this one change that, or "
        "only who we retreat?",
    ),
    post(
        5,
        BEN_P,
        28,
        "Retreatment 18 % v 9 %, as before. What is new is pain at 4 weeks: no difference even > 8 "
        "Gy. I would still fractionate if cord is near.",
        reactions={"agree": 7, "insightful": 3},
    ),
    post(
        6,
        CHEN_P,
        29,
        "We excluded cord compression, so please do not read it that way. Retreatment was at the "
        "clinician’s discretion, which inflates the difference.",
        reply_to=5,
        reply_name="Ben Eriksen",
        reactions={"insightful": 14, "will_change_practice": 2},
        edited_at=START + 30 * MINUTE,
    ),
    post(
        7,
        DORA_P,
        30,
        "One visit instead of five was worth a lot to my group. Was travel time asked about?",
        reactions={"question": 9},
    ),
    post(
        8,
        person(9, "A. van der Westhuizen-Papadopoulos", None, "clinical oncology trainee", "ZA"),
        30.5,
        "x",
        hidden=True,
    ),
    post(
        9,
        person(10, "Grace Mbeki", None, "medical physicist", "KE"),
        31,
        "https://example.org/a/very/long/address/that/does/not/break/anywhere/and/goes/on/and/on/an"
        "d/on/until/the/end shows the plan.",
    ),
]
WRITE = Thing(text="", question=3, reply_to=None, error="", findings=[], client_token="sample-token")
WARNED = Thing(
    text="Our 83-year-old seen on 14 March had no flare after 8 Gy",
    question=3,
    reply_to=POSTS[4],
    error="",
    client_token="t",
    findings=[
        Thing(text="14 March", why="is an exact date; a date, an age and a place together can identify somebody")
    ],
)
SAID = Thing(id=1, words="Does the dose bath matter here?", member=Thing(name="Ben E."))
TALK = Thing(latest=SAID, people=4, posts=4)


def _cue(id: int, minute: int, standing: str = "waiting", text: str = "", question: int | None = None) -> Thing:
    entry = Thing(id=id, hour=0, minutes=minute, question=question, text=text, member_id=ADA.id, refused=None)
    return Thing(entry=entry, due=START + minute * HOUR / 60, standing=standing)


CUES = [
    _cue(1, 2, "passed", "Who is here?"),
    _cue(2, 45, question=4),
    _cue(3, 50, text="What will you do differently on Monday?"),
    _cue(4, 61, "after", "Thank you all."),
]
DESK = {
    "paces": [0, 15, 30],
    "script": Thing(lines=CUES, of_this_hour=CUES, writers={ADA.id: "Ada Delacroix"}, hour=0, by_clock=True),
    "others": [Thing(id=30, name="Mo Haddad")],
}
