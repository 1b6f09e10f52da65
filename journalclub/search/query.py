"""Our query language → a tree. Pure, and never an error: whatever cannot be used is said in `ignored`.

Plain words: all preferred, any accepted. "A phrase", -not, +must, OR, parentheses, radio* from three letters,
=term (no other ways to say it), and the operators of `journalclub.search.operators`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from journalclub.kit.ids import find_identifiers
from journalclub.search.analysis import asked, folded
from journalclub.search.operators import OPERATORS, Reader
from journalclub.search.periods import Unreadable
from journalclub.search.sentence import sentence
from journalclub.search.spelling import same_spelling
from journalclub.search.tree import Either, Group, Mark, Node, Phrase, Prefix, Word, selective

LONGEST = 1000
MOST_PARTS = 40
DEEPEST = 6
# What costs most to look for: of each kind only so many in one query.
MOST = {"words": 60, "phrases": 10, "beginnings such as radio*": 5}
LONGEST_PHRASE = 20  # words


class Ignored(NamedTuple):
    """What was left out, and why."""

    text: str
    why: str

    def __str__(self) -> str:
        return f"{self.text} ({self.why})"


class Expanded(NamedTuple):
    """Words for which others are looked for, too. `term` stands in the query so, a space between its words."""

    term: str
    also: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.term} (also: {', '.join(self.also)})"


@dataclass(frozen=True)
class Understood:
    """How a query was read, for people: the sentence, what was left out and why, what else is looked for."""

    sentence: str
    ignored: list[Ignored] = field(default_factory=list)
    expanded: list[Expanded] = field(default_factory=list)


Widen = Callable[[Group], tuple[Group, list[Expanded]]]


def parse(text: str, reader: Reader, widen: Widen = lambda tree: (tree, [])) -> tuple[Group, Understood]:
    """`widen` adds the other ways to say words (`meaning`). An empty tree means that nothing usable was asked."""
    whole = text[: LONGEST + 1].encode("utf-8", "replace").decode()  # half of a surrogate pair is no character
    parsing = _Parsing(whole, reader)
    tree, expanded = widen(parsing.group(0))
    if parsing.common:
        parsing.ignored.append(Ignored(", ".join(dict.fromkeys(parsing.common)), "too common"))
    return tree, Understood(sentence(tree), list(dict.fromkeys(parsing.ignored)), expanded)


def parts(text: str) -> list[tuple[int, int, str]]:
    """Where each word, phrase and operator of a query stands, its sign included; parentheses are passed over."""
    return [(match.start(), match.end(), match[0]) for match in _TOKEN.finditer(text) if not match["open"]]


@dataclass(frozen=True)
class _Token:
    kind: str  # open, close, or, phrase, operator, bare
    sign: str
    text: str
    name: str = ""


class _Parsing:
    def __init__(self, text: str, reader: Reader) -> None:
        self.reader = reader
        self.ignored: list[Ignored] = []
        self.common: list[str] = []
        self.spent = dict.fromkeys(MOST, 0)
        if len(text) > LONGEST:
            text = text[:LONGEST]
            self.ignored.append(Ignored("the rest", f"only the first {LONGEST} characters are read"))
        self.tokens = _tokens(text)
        if len(self.tokens) > MOST_PARTS:
            self.ignored.append(Ignored("the rest", f"only the first {MOST_PARTS} words are read"))
            del self.tokens[MOST_PARTS:]
        self.at = 0

    def group(self, depth: int) -> Group:
        """Reads up to the closing parenthesis, or the end."""
        clauses: list[tuple[str, list[Node]]] = []
        joined = False
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.kind == "close":
                if depth:
                    break
                continue
            if token.kind == "or":
                joined = bool(clauses)
                continue
            nodes = self.clause(token, depth)
            if not nodes:
                continue
            if joined and clauses[-1][0] != "-" and token.sign != "-":
                clauses[-1] = (clauses[-1][0], [_either(_one(clauses[-1][1]), _one(nodes))])
            else:
                clauses.append((token.sign, nodes))
            joined = False
        return _sorted(clauses)

    def clause(self, token: _Token, depth: int) -> list[Node]:
        """The nodes of one token: several for an ordinary compound such as single-fraction."""
        if token.kind == "open":
            return self.nested(depth)
        if token.kind == "phrase":
            return self.phrase(token.text)
        if token.kind == "operator":
            return self.operator(token)
        return self.words(token.text, exact=token.sign == "=")

    def nested(self, depth: int) -> list[Node]:
        if depth >= DEEPEST:
            self.ignored.append(Ignored("(", f"parentheses may be {DEEPEST} deep"))
            return []
        group = self.group(depth + 1)
        if not group:
            return []
        if len(group.wanted) + len(group.required) == 1 and not group.refused:
            return [*group.wanted, *group.required]
        return [group]

    def phrase(self, text: str) -> list[Node]:
        found = asked(text)
        if not found:
            self.ignored.append(Ignored(f"“{text.strip()[:60]}”", "nothing in it to look for"))
            return []
        if not self.affords("phrases", text):
            return []
        if len(found) > LONGEST_PHRASE:
            text = text[: found[LONGEST_PHRASE - 1].end]
            self.ignored.append(
                Ignored("the rest of a phrase", f"only its first {LONGEST_PHRASE} words are looked for")
            )
        places = ((term.term, term.position - found[0].position) for term in found[:LONGEST_PHRASE])
        return [Phrase(text.strip(), tuple(places))]

    def operator(self, token: _Token) -> list[Node]:
        if not token.text.strip():
            example = OPERATORS[token.name].example
            self.ignored.append(Ignored(f"{token.name}:", f"needs a value, such as {example}"))
            return []
        try:
            return [OPERATORS[token.name].read(token.text, self.reader)]
        except Unreadable as wrong:
            self.ignored.append(Ignored(f"{token.name}:{token.text[:60]}", str(wrong)))
            return []

    def words(self, text: str, *, exact: bool) -> list[Node]:
        identifiers = find_identifiers(text)
        if identifiers and (_ADDRESS.match(text) or len(text) < len(identifiers[0].value) + 16):
            return [
                OPERATORS[one.kind].read(one.value, self.reader) for one in identifiers if one.kind in OPERATORS
            ] or self.plain(text, exact=exact)
        if _ADDRESS.match(text) and (number := _PUBLISHERS_OWN.search(text)):
            return [
                Mark(
                    "pii",
                    (re.sub(r"[^0-9a-z]", "", number[1].lower()),),
                    f"with the publisher's number {number[1].upper()}",
                )
            ]
        if _plain_number(text):
            known = Mark("pmid", (text.lstrip("0"),), f"with PMID {text}")
            return [Either((known, Word(text, text)))]
        if text.endswith("*") and (cut := _PREFIX.fullmatch(text)):
            return [*self.plain(cut[1], exact=exact), *self.prefix(cut[2])]
        return self.plain(text, exact=exact)

    def plain(self, text: str, *, exact: bool) -> list[Node]:
        terms = [term for term in asked(text) if self.affords("words", text)]
        found: list[Node] = [Word(text[term.start : term.end], term.term, exact=exact) for term in terms]
        if not asked(text) and any(c.isalnum() for c in text):
            self.common.append(text[:60])
        return found

    def prefix(self, text: str) -> list[Node]:
        start = same_spelling(folded(text))
        if len(start) < 3:
            self.ignored.append(Ignored(f"{text}*", "needs three letters"))
            return []
        return [Prefix(f"{text}*", start)] if self.affords("beginnings such as radio*", f"{text}*") else []

    def affords(self, kind: str, text: str) -> bool:
        """Whether one more may be looked for; said once for each text when not."""
        self.spent[kind] += 1
        if self.spent[kind] > MOST[kind]:
            self.ignored.append(Ignored(text.strip()[:60], f"only the first {MOST[kind]} {kind} are looked for"))
        return self.spent[kind] <= MOST[kind]


def _plain_number(text: str) -> bool:
    """A bare number that may be a PMID: today's have seven or eight digits."""
    return text.isascii() and text.isdecimal() and 7 <= len(text) <= 8


def _tokens(text: str) -> list[_Token]:
    return [token for match in _TOKEN.finditer(text) if (token := _token(match))]


def _token(match: re.Match[str]) -> _Token | None:
    sign = match["sign"] or ""
    sign = "-" if sign in _MINUS else sign
    if match["open"]:
        return _Token("open", sign, "(")
    if match["close"]:
        return _Token("close", "", ")")
    if match["quoted"] is not None:
        return _Token("phrase", sign, match["quoted"][1:-1])
    if match["name"]:
        value = match["value"] or ""
        return _Token("operator", sign, value.strip('"“”„'), match["name"].lower())
    bare = match["bare"]
    if bare in {"OR", "|", "||"} and not sign:
        return _Token("or", "", bare)
    if bare == "AND" and not sign:
        return None
    return _Token("bare", sign, bare)


_MINUS = ("-", "−", "–", "—")
_QUOTED = '"[^"]*"|“[^“”]*[”"]|„[^„“”]*[“”]|«[^«»]*»'
_NAMES = "|".join(sorted(OPERATORS, key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?P<sign>(?<!\S)[-−–—+=]|(?<=\()[-−–—+=])?"
    rf"(?:(?P<open>\()|(?P<close>\))|(?P<quoted>{_QUOTED})"
    rf"|(?P<name>(?<!\w)(?:{_NAMES})):(?!//)(?P<value>{_QUOTED}|[^\s()\"“”]+|(?<=pmid:)\s\d+|(?<=doi:)\s10\.\S+|)"
    rf"|(?P<bare>pmid\s\d{{1,8}}(?!\w)|(?:https?://|10\.\d{{4,9}}/)\S+|[^\s()\"“”„«»]+))",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://|10\.\d{4,9}/", re.IGNORECASE)
# The number that Elsevier's journals have in their addresses: /article/PIIS1470-2045(24)00001-1/fulltext, /pii/S0360…
_PUBLISHERS_OWN = re.compile(r"pii/?(s[\dx()-]{16,24})", re.IGNORECASE | re.ASCII)
_PREFIX = re.compile(r"(.*?)([^\W_]+)\*+")


def _sorted(clauses: list[tuple[str, list[Node]]]) -> Group:
    """What must hold, what is preferred, what must not be."""
    wanted: list[Node] = []
    required: list[Node] = []
    refused: list[Node] = []
    for sign, nodes in clauses:
        if sign == "-":
            refused.append(_one(nodes))
        elif sign == "+":
            required.extend(nodes)
        else:
            for node in nodes:
                (required if selective(node) else wanted).append(node)
    return Group(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(required)), tuple(dict.fromkeys(refused)))


def _one(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Group(required=tuple(nodes))


def _either(left: Node, right: Node) -> Either:
    before = left.nodes if isinstance(left, Either) else (left,)
    after = right.nodes if isinstance(right, Either) else (right,)
    return Either((*before, *after))
