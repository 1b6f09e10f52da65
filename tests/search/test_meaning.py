from dataclasses import replace
from datetime import date

import pytest

from journalclub.search.document import Document
from journalclub.search.engine import SearchEngine
from journalclub.search.meaning import BUILT_IN, built_in, widening
from journalclub.search.operators import Reader
from journalclub.search.query import Expanded, parse
from tests.search.library import MEMBER, post


def found(engine: SearchEngine, text: str) -> list[str]:
    tree, _ = parse(text, Reader(date(2026, 1, 1)), widening(built_in))
    return [key for key, _ in engine.search(tree, MEMBER, limit=20).items]


def saying(number: int, text: str) -> Document:
    return replace(post(number, text), text={"text": text})


def test_another_way_to_say_it_is_found_after_the_word_itself(engine: SearchEngine) -> None:
    said = (
        "SABR here",
        "SBRT here",
        "stereotactic ablative radiotherapy here",
        "body radiotherapy, stereotactic or not",
    )
    engine.apply([saying(number, text) for number, text in enumerate(said, 1)], [], 1)
    assert found(engine, "SBRT here")[0] == "post:2"
    assert set(found(engine, "sbrt")) == {"post:1", "post:2", "post:3"}


def test_it_can_be_switched_off_and_is_never_refused_unasked(engine: SearchEngine) -> None:
    engine.apply([saying(1, "SABR here"), saying(2, "SBRT here")], [], 1)
    assert found(engine, "=SBRT") == ["post:2"]
    assert found(engine, "here -SBRT") == ["post:1"]


def test_every_way_leads_to_the_others() -> None:
    assert [way.text for way in BUILT_IN["sabr",]] == [
        "SBRT", "stereotactic body radiotherapy", "stereotactic ablative radiotherapy",
    ]  # fmt: skip
    assert [way.text for way in BUILT_IN["5fu",]] == ["fluorouracil"]
    assert built_in([("spine",)]) == {}


@pytest.mark.parametrize("text", ["overall survival pembrolizumab", "+overall +survival", "(x OR (overall survival))"])
def test_what_an_abbreviation_stands_for_leads_to_it(text: str) -> None:
    understood = parse(text, Reader(date(2026, 1, 1)), widening(built_in))[1]
    assert understood.expanded == [Expanded("overall survival", ("OS",))]


def test_a_text_with_the_abbreviation_has_every_word_it_stands_for(engine: SearchEngine) -> None:
    said = ("HCC and sorafenib", "sorafenib for a carcinoma", "hepatocellular carcinoma: sorafenib")
    engine.apply([saying(number, text) for number, text in enumerate(said, 1)], [], 1)
    assert found(engine, "hepatocellular carcinoma sorafenib") == ["post:3", "post:1", "post:2"]


@pytest.mark.parametrize(
    "text", ["=overall survival", "overall =survival", '"overall survival"', "x -(overall survival)"]
)
def test_what_is_wanted_exactly_or_refused_is_not_said_otherwise(text: str) -> None:
    assert parse(text, Reader(date(2026, 1, 1)), widening(built_in))[1].expanded == []
