"""What the sample club says and wants between its evenings: posts about articles, nominations, votes, dates."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

REACTIONS = ("agree", "insightful", "question")


@dataclass(frozen=True)
class Remark:
    """A post in an article's thread, `hours` ago; a `reply` answers the one before it."""

    article: str
    member: str
    hours: int
    text: str
    quote: str
    reply: bool
    reactions: list[tuple[str, str]]  # member and kind


@dataclass(frozen=True)
class Wish:
    """A nomination, `days` ago, and who votes for it; `declined` is a host's reason, given later."""

    article: str
    member: str
    days: int
    reason: str
    votes: list[str]
    author: bool = False
    declined: str = ""
    declined_days: int = 0


def remarks() -> list[Remark]:
    """The posts, an answered one before its answer."""
    return [
        Remark(
            article=one["article"],
            member=one["member"],
            hours=one["hours"],
            text=one["text"],
            quote=one.get("quote", ""),
            reply=one.get("reply", False),
            reactions=[(member, kind) for kind in REACTIONS for member in one.get(kind, [])],
        )
        for one in _written()["post"]
    ]


def wishes() -> list[Wish]:
    return [Wish(**one) for one in _written()["nomination"]]


def dates() -> dict[str, list[int]]:
    """By member: the editions that suit, counted from the next one."""
    return dict(_written()["dates"])


def days_ago(article: str) -> int | None:
    """How long ago it came, for those that have just come in."""
    text = (files("journalclub.sample") / "articles_3.toml").read_text(encoding="utf-8")
    found: int | None = tomllib.loads(text).get(article, {}).get("days")
    return found


@cache
def _written() -> dict[str, Any]:
    return tomllib.loads((files("journalclub.sample") / "agenda.toml").read_text(encoding="utf-8"))
