"""The search: found, nothing found, not asked yet; kept searches."""

from __future__ import annotations

from types import SimpleNamespace as Thing
from typing import Any

from markupsafe import Markup

from tests.browser.sample.cast import DAY, NOW, VISITOR, can
from tests.browser.sample.papers import PAPER

OPERATORS = [Thing(name="kind", example="kind:post", help="only posts", choices={"post": "", "article": ""})]
NOTHING: dict[str, Any] = {
    "understood": "everything about zzz",
    "ignored": [Thing(text="q:zz", why="needs a question such as T3")],
    "expanded": [],
    "exact": [],
    "meant": "spine",
    "named": [],
    "missing": "",
    "groups": [],
    "total": 0,
    "at_least": False,
    "most": 200,
    "capped": False,
    "sort": "best",
    "next": None,
    "error": "",
    "facets": list,
}


def pages() -> dict[str, Any]:
    frame = {"operators": OPERATORS, "here_begins_the_rest": "", "can": can("save")}
    query = 'SBRT spine "single fraction" is:author-answered after:2024'
    kept = [Thing(id=1, name="Spines", query=query, made_at=NOW - 9 * DAY, digest=b"x", addressed_at=NOW - DAY)]
    fresh = {"id": 1, "address": "https://club.example.org/feeds/" + 43 * "x"}
    return {
        "search": (
            "search/index.html",
            {
                "full": {**frame, "q": query, "result": Thing(**NOTHING | _found())},
                "none": {**frame, "q": "zzz", "result": Thing(**NOTHING)},
                "empty": {**frame, "q": "", "result": None, "viewer": VISITOR},
            },
        ),
        "searches": (
            "searches/index.html",
            {"full": {**frame, "kept": kept, "fresh": fresh}, "empty": {**frame, "kept": []}},
        ),
    }


def _found() -> dict[str, Any]:
    post = Thing(
        kind="post",
        id=5,
        path="#",
        at=NOW - 400 * DAY,
        snippet=Markup("We stopped: 24 Gy in a <mark>single fraction</mark> of <mark>SABR</mark> is asking for it."),
        writer=Thing(name="Ben Eriksen", badge=None),
        by="Ben Eriksen",
        beside=Thing(
            parent=Thing(id=4, name="Ada Delacroix", badge="host", snippet=Markup("Who still gives one?")),
            answer=Thing(id=6, name="Li Chen", badge="author", snippet=Markup("Fracture risk was 10 %, all lytic.")),
        ),
    )
    paper = Thing(kind="article", id=1, at=NOW - 40 * DAY, snippet=Markup("… <mark>spine</mark> metastases …"))
    under = Thing(number=3, text=Markup("Does it fit what we knew?"), by_author=True, posts=[post] * 5)
    title = Markup("Dose and fractions in <mark>spinal</mark> metastases")
    return {
        "understood": "everything answered by the paper's authors, from 2024 on, about “single fraction” and SBRT",
        "ignored": [],
        "expanded": [Thing(term="SBRT", also=["SABR", "stereotactic body radiotherapy"], only_url="#")],
        "groups": [
            Thing(head=None, title=title, url="#", hashtag="#sampleonc", retracted=True, questions=[under]),
            Thing(head=paper, title=PAPER.title_html, url="#", hashtag="", retracted=False, questions=[]),
        ],
        "total": 14,
        "next": "#",
        "facets": lambda: [
            Thing(
                name="Kind",
                choices=[
                    Thing(label="Posts", count=9, url="#", current=False),
                    Thing(label="Articles", count=2, url="#", current=True),
                ],
            )
        ],
    }
