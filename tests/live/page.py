"""The live page as a reader has it, and what its script (`live.js`, `log.js`) makes of an event."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from tests.live.markup import Node, parsed

LOG = re.compile(r'(?s)(?<=tabindex="0">)(.*)(?=</div>\s*<div class="quietnote)')  # what stands in `#log`
ENTRY = re.compile(r'(?=<article class="post|<div class="asked")')


@dataclass
class Entry:
    """A post, or the mark of a question, in the conversation."""

    markup: str
    at: str
    reactions: dict[str, int] = field(default_factory=dict)
    voters: int | None = None  # of a poll


@dataclass
class Page:
    """What one sees of it. `brought` is all that the script fetches again when an event tells it to look (`looks`)."""

    stream: str
    log: dict[str, Entry]
    questions: dict[int, tuple[str, bool]]
    asking: tuple[str, str]
    pinned: tuple[str, str]  # which post, and what one sees of it
    brought: dict[str, str]
    waiting: str = ""  # what the reader has sent to the hosts; a page that shows nothing of it does not look for it
    told: int = 0  # events, of which some only make a host's desk fetch itself
    looks: bool = False
    looks_at_what_waits: bool = False

    @classmethod
    def read(cls, html: str) -> Page:
        opening, inside, rest = LOG.split(html)
        frame = _found(parsed(opening + rest), id="live")
        listed = next((node for node in frame.walk() if "questions" in node.classes), Node("ol"))
        return cls(
            stream=frame.attributes.get("data-stream", ""),
            log=dict(_entry(markup) for markup in ENTRY.split(inside) if markup.strip()),
            questions={int(item.id.removeprefix("question-")): _question(item) for item in listed.elements},
            asking=(_found(frame, having="data-of").text, _found(frame, having="data-current").text),
            pinned=_pinned(frame),
            brought=_brought(frame),
            waiting=waiting.text if (waiting := frame.find(id="waiting")) else "",
        )

    def apply(self, name: str, data: dict[str, Any]) -> None:
        """What the page's script does with this event."""
        self.told += 1
        if name in {"post", "post-changed", "post-hidden"}:
            self._place(data["html"])
        elif name == "reaction":
            self._count(data)
        elif name == "question":
            self._asked(data)
        elif name == "state" and data.get("pin"):
            self._pin(data["pinned"])
        elif name == "state" and data.get("desk"):
            self.looks_at_what_waits = bool(self.waiting)  # and whoever has a desk fetches that
        elif name in {"state", "reset"}:
            self.looks = True

    def must_be_like(self, fresh: Page) -> None:
        """Fails unless a reader of this page sees what a reader of the fresh one sees.

        A page shows the newest posts, so that this one may have more of the earlier ones.
        """
        if self.looks:
            self._bring_in_line(fresh)
        if self.looks_at_what_waits:
            self.waiting = fresh.waiting
        assert self.waiting in {"", fresh.waiting}
        assert list(self.log)[-len(fresh.log) :] == list(fresh.log)
        assert {name: self.log[name] for name in fresh.log} == fresh.log
        assert (self.questions, self.asking) == (fresh.questions, fresh.asking)
        assert self.pinned == fresh.pinned
        assert self.brought == fresh.brought

    def _bring_in_line(self, fresh: Page) -> None:
        """A look brings posts too, but what happens to a post has to be told by an event."""
        self.questions, self.asking, self.brought = fresh.questions, fresh.asking, fresh.brought
        self.pinned, self.waiting = fresh.pinned, fresh.waiting
        for name, entry in fresh.log.items():
            if name.startswith("asked-"):
                self._put(name, entry)

    def _place(self, html: str) -> None:
        name, entry = _entry(html)
        self._put(name, entry)
        if name == f"post-{self.pinned[0]}":
            self.pinned = (self.pinned[0], _words(entry.markup))

    def _pin(self, post: int | None) -> None:
        name = f"post-{post}"
        if post is not None and name not in self.log:
            self.looks = True
        else:
            self.pinned = (str(post or ""), _words(self.log[name].markup) if post else "")

    def _put(self, name: str, entry: Entry) -> None:
        if name in self.log:
            self.log[name] = entry
            return
        listed = list(self.log.items())
        before = next((i for i in range(len(listed), 0, -1) if listed[i - 1][1].at <= entry.at), 0)
        self.log = dict([*listed[:before], (name, entry), *listed[before:]])

    def _count(self, data: dict[str, Any]) -> None:
        if (entry := self.log.get(f"post-{data['post']}")) is not None and entry.reactions:
            entry.reactions = {kind: data["reactions"].get(kind, 0) for kind in entry.reactions}
            if entry.voters is not None and "voters" in data:
                entry.voters = data["voters"]

    def _asked(self, data: dict[str, Any]) -> None:
        if data["id"] not in self.questions or data["state"] != self.brought["state"]:
            self.looks = True
            return
        self.questions[data["id"]] = (data["text"], data["asked_at"] is not None)
        if data["asked_at"]:
            self._place(data["html"])
        if data["number"] == data["current_question"]:
            self.asking = (f"T{data['number']} of {len(self.questions)}", data["text"])


def _brought(frame: Node) -> dict[str, str]:
    hints = next((child.text for child in _found(frame, of="asking").elements if "soft" in child.classes), "")
    return {
        "state": frame.attributes["data-state"],
        "can": frame.attributes["data-can"].strip(),
        "box": str(frame.find(id="write") is not None),
        "pace": hints,
    }


def _pinned(frame: Node) -> tuple[str, str]:
    line = frame.find(having="data-pinned")
    if line is None:
        return "", ""
    return line.attributes["data-pinned"], _found(line, having="data-pinned-words").text


def _words(markup: str) -> str:
    said = parsed(markup).find(of="text")
    return said.text if said else ""


def _question(item: Node) -> tuple[str, bool]:
    text = next(node.text for node in item.walk() if node.tag == "span")
    return text, "done" in item.classes


def _entry(markup: str) -> tuple[str, Entry]:
    name, entry = _parsed_entry(markup.strip())
    return name, replace(entry, reactions=dict(entry.reactions))


@lru_cache(maxsize=10_000)
def _parsed_entry(markup: str) -> tuple[str, Entry]:
    """Its id, and the element with the counts of reactions taken out of its markup, and what only the script reads."""
    (element,) = parsed(markup).elements
    counts = {}
    element.attributes.pop("data-seq", None)
    for button in (node for node in element.walk() if "react" in node.classes):
        number = _found(button, of="n")
        counts[button.attributes["value"]] = int(number.text or 0)
        button.attributes.pop("data-none", None)
        number.children = []
    voters = None
    if (link := element.find(having="data-voters")) is not None:
        voters, link.children = int(link.text.split()[0]), []
    return element.id, Entry(str(element), element.attributes.get("data-at", ""), counts, voters)


def _found(node: Node, **wanted: str) -> Node:
    found = node.find(**wanted)
    assert found is not None, f"the page has no {wanted}"
    return found
