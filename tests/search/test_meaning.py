from dataclasses import replace
from datetime import date

from journalclub.search.document import Document
from journalclub.search.engine import SearchEngine
from journalclub.search.meaning import ways
from journalclub.search.operators import Reader
from journalclub.search.query import parse
from tests.search.library import MEMBER, post


def found(engine: SearchEngine, text: str) -> list[str]:
    tree, _ = parse(text, Reader(date(2026, 1, 1)), ways)
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
    assert [way.text for way in ways("sabr")] == [
        "SBRT", "stereotactic body radiotherapy", "stereotactic ablative radiotherapy",
    ]  # fmt: skip
    assert [way.text for way in ways("5fu")] == ["fluorouracil"]
    assert ways("spine") == ()
