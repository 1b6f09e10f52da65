"""The operators of the query language: one table that parser, help, suggestions and documentation read."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo

from journalclub.search.analysis import asked, folded
from journalclub.search.periods import Unreadable, ago, span, start_of
from journalclub.search.tree import Mark, Period


@dataclass(frozen=True)
class Reader:
    """Who asks and when: `today` in the club's zone, `me` the member's id (None for a visitor)."""

    today: date
    zone: tzinfo = UTC
    me: int | None = None


@dataclass(frozen=True)
class Operator:
    """`read` turns a value into a node and raises Unreadable with the reason when it cannot."""

    name: str
    example: str
    help: str
    read: Callable[[str, Reader], Mark | Period]
    choices: Mapping[str, str] = field(default_factory=dict)


def _names(mark: str, said: str) -> Callable[[str, Reader], Mark]:
    def read(value: str, _: Reader) -> Mark:
        names = tuple(term.term for term in asked(value)) or tuple(folded(value).split())
        if not any(any(c.isalnum() for c in name) for name in names):
            raise Unreadable("no name in it")
        return Mark(mark, names, said.format(value.strip()))

    return read


def _choice(mark: str, choices: Mapping[str, str], words: Mapping[str, str]) -> Callable[[str, Reader], Mark]:
    def read(value: str, reader: Reader) -> Mark:
        chosen = choices.get(folded(value)) or choices.get(folded(value).removesuffix("s"))
        if chosen is None:
            raise Unreadable(f"knows {', '.join(dict.fromkeys(choices))}")
        if chosen == "mine":
            if reader.me is None:
                raise Unreadable("sign in first")
            return Mark("member", (str(reader.me),), words[chosen])
        return Mark(mark, (chosen,), words[chosen])

    return read


def _number(mark: str, pattern: str, said: str, wrong: str) -> Callable[[str, Reader], Mark]:
    form = re.compile(pattern, re.IGNORECASE | re.ASCII)

    def read(value: str, _: Reader) -> Mark:
        match = form.fullmatch(value.strip())
        if not match:
            raise Unreadable(wrong)
        known = match[1].lower()
        return Mark(mark, (known,), said.format(known.upper() if mark in {"nct", "pmcid"} else known))

    return read


def _place(value: str, _: Reader) -> Mark:
    wanted = folded(value).lstrip("#").strip()
    if not wanted:
        raise Unreadable("needs a series such as #radonc or a discussion's number")
    if wanted.isdecimal() and wanted.isascii():
        return Mark("discussion", (str(int(wanted[:18])),), f"in discussion {int(wanted[:18])}")
    return Mark("series", (wanted,), f"in #{wanted}")


def _after(value: str, reader: Reader) -> Period:
    when = span(value)
    return Period(start_of(when.first, reader.zone), None, f"from {when.said} on")


def _before(value: str, reader: Reader) -> Period:
    when = span(value)
    return Period(None, start_of(when.first, reader.zone), f"before {when.said}")


def _during(value: str, reader: Reader) -> Period:
    when = span(value)
    return Period(start_of(when.first, reader.zone), start_of(when.after, reader.zone), f"in {when.said}")


def _last(value: str, reader: Reader) -> Period:
    when = ago(value, reader.today)
    return Period(start_of(when.first, reader.zone), start_of(when.after, reader.zone), f"from the last {when.said}")


KINDS = {"post": "post", "question": "question", "article": "article", "discussion": "discussion"}
KIND_WORDS = {"post": "posts", "question": "questions", "article": "articles", "discussion": "discussions"}
ROLES = {
    "author": "author", "host": "host", "patient": "patient_advocate", "advocate": "patient_advocate",
    "patient_advocate": "patient_advocate", "moderator": "moderator", "member": "member",
}  # fmt: skip
ROLE_WORDS = {
    "author": "by the paper's authors", "host": "by a host", "patient_advocate": "by a patient advocate",
    "moderator": "by a moderator", "member": "by a member",
}  # fmt: skip
HAS = {"link": "link", "citation": "citation", "answer": "answer", "poll": "poll"}
HAS_WORDS = {
    "link": "with a link", "citation": "that cite an article", "answer": "with an answer", "poll": "with a poll",
}  # fmt: skip
IS = {
    "retracted": "retracted", "mine": "mine", "unanswered": "unanswered", "author-answered": "author-answered",
}  # fmt: skip
IS_WORDS = {
    "retracted": "about a retracted article", "mine": "by me", "unanswered": "without an answer",
    "author-answered": "answered by the paper's authors",
}  # fmt: skip

_role = _choice("role", ROLES, ROLE_WORDS)
_author = _names("name", "by {}")


_trained = _names("specialty", "by people in {}")


def _specialty(value: str, reader: Reader) -> Mark:
    """Members see each other's specialty; visitors do not."""
    if reader.me is None:
        raise Unreadable("sign in first")
    return _trained(value, reader)


def _by(value: str, reader: Reader) -> Mark | Period:
    return _role(value, reader) if folded(value).removesuffix("s") == "author" else _author(value, reader)


OPERATORS: dict[str, Operator] = {
    operator.name: operator
    for operator in (
        Operator("author", "author:okafor", "who wrote it", _author),
        Operator("by", "by:author", "posts of the paper's authors", _by, {"author": "author"}),
        Operator("from", "from:host", "posts of hosts, authors, patient advocates, moderators", _role, ROLES),
        Operator("role", "role:patient", "posts of people in this role", _role, ROLES),
        Operator("in", "in:#radonc", "one series, or one discussion by its number", _place),
        Operator("q", "q:T3", "one question of a discussion",
                 _number("question", r"[tq]?0*(\d{1,3})", "on T{}", "needs a question such as T3")),
        Operator("journal", 'journal:"lancet oncology"', "articles of a journal, and what was said about them",
                 _names("journal", "from {}")),
        Operator("pmid", "pmid:31234567", "one article by its PubMed number",
                 _number("pmid", r"(?:pmid:?)?0*([1-9]\d{0,7})", "with PMID {}", "not a PubMed number")),
        Operator("pmcid", "pmcid:PMC1234567", "one article by its PubMed Central number",
                 _number("pmcid", r"(pmc\d{1,9})", "with {}", "not a PubMed Central number such as PMC1234567")),
        Operator("doi", "doi:10.1016/j.ijrobp.2024.01.001", "one article by its DOI",
                 _number("doi", r"(?:https?://)?(?:(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", "with DOI {}", "not a DOI")),
        Operator("nct", "nct:NCT01234567", "one trial by its registration",
                 _number("nct", r"((?:nct)\d{8})", "on trial {}", "not a trial number such as NCT01234567")),
        Operator("mesh", "mesh:radiosurgery", "articles with a MeSH heading", _names("mesh", "with the heading {}")),
        Operator("specialty", 'specialty:"radiation oncology"', "posts of people of this specialty", _specialty),
        Operator("kind", "kind:question", "only posts, questions, articles or discussions",
                 _choice("kind", KINDS, KIND_WORDS), KINDS),
        Operator("after", "after:2024", "from this year, month or day on", _after),
        Operator("before", "before:2024-06", "before this year, month or day", _before),
        Operator("during", "during:2025-05", "within this year, month or day", _during),
        Operator("last", "last:6m", "within the last days, weeks, months or years (10d, 2w, 6m, 1y)", _last),
        Operator("has", "has:link", "with a link, a citation of an article, an answer, or a poll",
                 _choice("has", HAS, HAS_WORDS), HAS),
        Operator("is", "is:author-answered", "retracted, mine, unanswered, author-answered",
                 _choice("is", IS, IS_WORDS), IS),
    )
}  # fmt: skip
