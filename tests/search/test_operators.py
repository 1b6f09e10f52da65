"""The one table of operators, and everything that has to say the same."""

from pathlib import Path

from journalclub.search.operators import OPERATORS
from journalclub.search.query import parse
from tests.search.test_query import BEN

DOCS = Path(__file__).resolve().parents[2] / "docs" / "searching.md"
# What issue and help promise: each name, with a value that must be understood.
PROMISED = (
    "author:okafor by:author from:host role:patient in:#radonc q:T3 journal:lancet pmid:1 doi:10.1000/x "
    "nct:NCT01234567 mesh:spine kind:post kind:question kind:article kind:discussion after:2024 "
    "before:2024 during:2025-05 last:6m has:link has:citation has:answer has:poll "
    "is:retracted is:mine is:unanswered is:author-answered"
)


def test_the_documentation_is_the_table() -> None:
    rows = [line for line in DOCS.read_text().splitlines() if line.startswith("| `")]
    choices = {one.name: f" ({', '.join(one.choices)})" if len(one.choices) > 1 else "" for one in OPERATORS.values()}
    assert rows == [f"| `{one.example}` | {one.help}{choices[one.name]} |" for one in OPERATORS.values()]


def test_every_promised_operator_is_understood() -> None:
    for text in PROMISED.split():
        tree, understood = parse(text, BEN)
        assert (len(tree.required), understood.ignored) == (1, []), text
    assert {text.partition(":")[0] for text in PROMISED.split()} <= OPERATORS.keys()
