"""Any string at all: naughty ones, every operator with good and bad values, and what a cat would type."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

from journalclub.search.operators import OPERATORS

_BLNS = Path(__file__).resolve().parents[3] / "shared" / "data" / "hostile" / "blns.json"
_SIGNS = ("", "", "", "-", "+", "=", "−", "--", "-+", "=-")
_GLUE = (
    " ",
    " ",
    " ",
    "",
    "  ",
    "\t",
    "\n",
    " OR ",
    " | ",
    "||",
    " AND ",
    "(",
    ")",
    " (",
    ") ",
    "((",
    "))",
    '"',
    "“",
    "„",
)
_SAID = """
dose pain fraction patients single SBRT RT CT OS all IL-6 PD-L1 HER2+ 5-FU T4N0 COVID-19 β TGF-β 8-Gy i.v. 1,000 a the
of radio* con* p* * ** rad*io naïve größe İstanbul ﬁeld Ǆ ß ΑΣ 10.1000/x https://doi.org/10.1/x pmid:1 NCT01234567
31234567 a-b-c-d-e-f anti-PD-1 x^2 [tiab] {1,2} \\ \\x00 % _ ' '' ; -- /* ~5 ?abc :x x: ::
"""
_WORDS = _SAID.split()
_VALUES = (
    "", '""', '"', "1", "0", "-1", "9999999999999999999", "2024", "2024-13", "0000", "9999-12-31", "0001-01-01",
    "6m", "99999y", "T3", "t0", "#radonc", "##", "author", "host", "mine", "link", "lancet oncology",
    '"lancet oncology"', "“x”", "x" * 300, "10.1/" + "(" * 40, "💊", "\u202e", "\ud800", "*",
    "NCT00000000", "(a OR b)", ":", "a:b:c",
)  # fmt: skip


def any_queries(seed: int, count: int) -> Iterator[str]:
    """The same for a seed; the naughty strings come first, as far as they are there."""
    chance = random.Random(seed)
    naughty = json.loads(_BLNS.read_text("utf-8")) if _BLNS.exists() else ["undefined", "'; DROP TABLE posts; --"]
    for number in range(count):
        if number < len(naughty):
            yield naughty[number]
        else:
            yield chance.choice((_language, _language, _language, _characters, _mixed))(chance, naughty)


def _language(chance: random.Random, _: list[str]) -> str:
    return "".join(f"{_piece(chance)}{chance.choice(_GLUE)}" for _ in range(chance.choice((1, 2, 3, 5, 8, 60))))


def _piece(chance: random.Random) -> str:
    sign = chance.choice(_SIGNS)
    if chance.random() < 0.4:
        return f"{sign}{chance.choice(list(OPERATORS))}:{chance.choice(_VALUES)}"
    if chance.random() < 0.2:
        return f'{sign}"{" ".join(chance.choices(_WORDS, k=chance.choice((0, 1, 2, 3, 30))))}"'
    return sign + chance.choice(_WORDS)


def _characters(chance: random.Random, _: list[str]) -> str:
    highest = chance.choice((0x7F, 0xFF, 0x2FFF, 0x10FFFF))
    return "".join(chr(chance.randint(0, highest)) for _ in range(chance.choice((1, 3, 10, 40, 1200))))


def _mixed(chance: random.Random, naughty: list[str]) -> str:
    return f"{_language(chance, naughty)}{chance.choice(naughty)}{_piece(chance)}"
