import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journalclub.search.meaning import lexicon, widening
from journalclub.search.operators import OPERATORS, Reader
from journalclub.search.query import parse
from journalclub.search.tree import Either, Group, Mark, Period, Phrase, Prefix, Word
from tests.shared_data import shared_data

BEN = Reader(date(2026, 11, 22), UTC, me=7)


def tree(text: str, reader: Reader = BEN) -> Group:
    return parse(text, reader)[0]


def ignored(text: str, reader: Reader = BEN) -> list[str]:
    return [str(one) for one in parse(text, reader)[1].ignored]


def test_plain_words_are_preferred_and_phrases_and_properties_must_hold() -> None:
    found = tree('SBRT spine "single fraction" is:author-answered after:2024')
    assert found.wanted == (Word("SBRT", "sbrt"), Word("spine", "spine"))
    assert [type(node) for node in found.required] == [Phrase, Mark, Period]
    assert found.refused == ()


def test_or_joins_its_neighbours_only() -> None:
    found = tree("spine OR lung sbrt")
    assert found.wanted == (Either((Word("spine", "spine"), Word("lung", "lung"))), Word("sbrt", "sbrt"))


def test_a_minus_refuses_words_phrases_properties_and_parentheses() -> None:
    refused = tree('-brain -"single dose" -kind:post -(a1 b2)').refused
    assert [type(node) for node in refused] == [Word, Phrase, Mark, Group]


def test_a_minus_inside_a_word_is_no_minus() -> None:
    assert tree("PD-L1").wanted == (Word("PD-L1", "pdl1"),)


def test_a_phrase_keeps_the_gap_of_a_common_word() -> None:
    assert tree('"quality of life"').required == (Phrase("quality of life", (("qualiti", 0), ("life", 2))),)


def test_a_prefix_needs_three_letters() -> None:
    assert tree("radio*").wanted == (Prefix("radio*", "radio"),)
    assert tree("ra*") == Group()
    assert ignored("ra*") == ["ra* (needs three letters)"]


def test_a_prefix_in_british_spelling_meets_the_american() -> None:
    assert tree("haemo*").wanted == (Prefix("haemo*", "hemo"),)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("by:author", ("role", "author")),
        ("from:host", ("role", "host")),
        ("from:hosts", ("role", "host")),
        ("role:patient", ("role", "patient_advocate")),
        ("in:#RadOnc", ("series", "radonc")),
        ("in:12", ("discussion", "12")),
        ("q:T3", ("question", "3")),
        ("q:3", ("question", "3")),
        ("pmid:31234567", ("pmid", "31234567")),
        ("PMID: 31234567", ("pmid", "31234567")),
        ("doi:10.1000/ABC", ("doi", "10.1000/abc")),
        ("nct:NCT01234567", ("nct", "nct01234567")),
        ("pmcid:PMC7654321", ("pmcid", "pmc7654321")),
        ("specialty:radiotherapy", ("specialty", "radiotherapi")),
        ("kind:question", ("kind", "question")),
        ("kind:posts", ("kind", "post")),
        ("has:link", ("has", "link")),
        ("is:retracted", ("is", "retracted")),
        ("is:mine", ("member", "7")),
        ("10.1056/NEJMoa2001017", ("doi", "10.1056/nejmoa2001017")),
        ("https://doi.org/10.1056/NEJMoa2001017", ("doi", "10.1056/nejmoa2001017")),
        ("https://pubmed.ncbi.nlm.nih.gov/31234567/", ("pmid", "31234567")),
        ("NCT01234567", ("nct", "nct01234567")),
        ("PMID 31234567", ("pmid", "31234567")),
        ("PMC7654321", ("pmcid", "pmc7654321")),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC7654321/", ("pmcid", "pmc7654321")),
        ("https://clinicaltrials.gov/study/NCT01234567", ("nct", "nct01234567")),
        (
            "https://www.thelancet.com/journals/lanonc/article/PIIS1470-2045(24)00001-1/fulltext",
            ("pii", "s1470204524000011"),
        ),
    ],
)
def test_an_operator_asks_for_a_property(text: str, mark: tuple[str, str]) -> None:
    (node,) = tree(text).required
    assert isinstance(node, Mark)
    assert (node.name, *node.values) == mark


def test_a_bare_number_is_a_word_or_a_pubmed_number() -> None:
    (node,) = tree("31234567").required
    assert isinstance(node, Either)
    assert {type(one) for one in node.nodes} == {Mark, Word}


def test_a_quoted_value_holds_several_names() -> None:
    (node,) = tree('journal:"Lancet Oncology"').required
    assert isinstance(node, Mark)
    assert node.values == ("lancet", "oncolog")


def test_dates_are_days_of_the_clubs_zone() -> None:
    chicago = Reader(date(2026, 11, 22), ZoneInfo("America/Chicago"))
    (node,) = tree("during:2025-05", chicago).required
    assert isinstance(node, Period)
    assert (node.start, node.end) == (datetime(2025, 5, 1, 5), datetime(2025, 6, 1, 5))


def test_after_and_before_share_no_moment_and_leave_none_out() -> None:
    (after,), (before,) = tree("after:2024-03").required, tree("before:2024-03").required
    assert isinstance(after, Period)
    assert isinstance(before, Period)
    assert after.start == before.end


@pytest.mark.parametrize(
    ("text", "start"), [("last:6m", (2026, 5, 22)), ("last:2w", (2026, 11, 8)), ("last:1y", (2025, 11, 22))]
)
def test_last_counts_back_from_today(text: str, start: tuple[int, int, int]) -> None:
    (node,) = tree(text).required
    assert isinstance(node, Period)
    assert node.start == datetime(*start)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("after:banana", "after:banana (not a date such as 2025, 2025-05 or 2025-05-19)"),
        ("after:2025-02-30", "after:2025-02-30 (no such date)"),
        ("author:", "author: (needs a value, such as author:okafor)"),
        ("what is it", "what, is, it (too common)"),
        ("q:zz", "q:zz (needs a question such as T3)"),
        ('"the"', "“the” (nothing in it to look for)"),
    ],
)
def test_what_cannot_be_used_is_said_with_the_reason(text: str, reason: str) -> None:
    assert ignored(text) == [reason]
    assert tree(text) == Group()


def test_a_visitor_owns_nothing() -> None:
    assert ignored("is:mine", Reader(date(2026, 11, 22))) == ["is:mine (sign in first)"]
    assert ignored("specialty:surgery", Reader(date(2026, 11, 22))) == ["specialty:surgery (sign in first)"]


def test_an_unknown_operator_is_plain_words() -> None:
    assert tree("note:this5").wanted == (Word("note", "note"), Word("this5", "this5"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('by:author after:2025-05 "single fraction" spine',
         "posts by the paper's authors, from May 2025 on, about “single fraction” and spine"),
        ("kind:post OR kind:question spine", "posts or questions about spine"),
        ("kind:post SBRT -brain", "posts about SBRT, without brain"),
        ("spine OR lung", "everything about (spine or lung)"),
        ("", "nothing to look for"),
    ],
)  # fmt: skip
def test_the_sentence_says_what_was_understood(text: str, said: str) -> None:
    assert parse(text, BEN)[1].sentence == said


def test_other_ways_to_say_a_word_are_shown_and_can_be_switched_off() -> None:
    widen = widening(lambda runs: lexicon([["SBRT", "SABR"]]))
    found, understood = parse("SBRT", BEN, widen)
    assert found.wanted == (Word("SBRT", "sbrt", (Word("SABR", "sabr"),)),)
    assert [str(one) for one in understood.expanded] == ["SBRT (also: SABR)"]
    assert parse("=SBRT", BEN, widen)[0].wanted == (Word("SBRT", "sbrt", exact=True),)


def test_words_that_stand_for_one_thing_are_said_together() -> None:
    understood = parse("overall survival lung", BEN, widening(lambda runs: lexicon([["OS", "overall survival"]])))[1]
    assert understood.sentence == "everything about overall survival (also: OS) and lung"


def test_every_operators_example_is_understood() -> None:
    for operator in OPERATORS.values():
        found, understood = parse(operator.example, BEN)
        assert found.required, operator.name
        assert understood.ignored == []


def test_a_very_long_query_is_cut_and_says_so() -> None:
    found, understood = parse(" ".join(f"word{n}" for n in range(5000)), BEN)
    assert len(found.wanted) == 40
    assert len(understood.ignored) == 2


PIECES = st.sampled_from(
    [
        "(",
        ")",
        '"',
        "-",
        "+",
        "=",
        "*",
        "OR",
        "AND",
        "author:",
        "after:",
        "last:",
        "q:",
        "in:",
        "doi:",
        "“",
        "”",
        "a",
        "radio",
        ":",
    ]
)


@settings(max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.one_of(PIECES, st.text(max_size=8))).flatmap(
        lambda parts: st.sampled_from([" ".join(parts), "".join(parts)])
    )
)
def test_any_string_gives_an_answer(text: str) -> None:
    found, understood = parse(text, BEN)
    assert understood.sentence
    assert isinstance(found, Group)


@pytest.mark.parametrize("count", [10, 999, 20_000])
def test_deep_nesting_is_bounded(count: int) -> None:
    assert isinstance(tree("(" * count + "spine"), Group)
    assert isinstance(tree("-(" * count + "spine"), Group)
    assert isinstance(tree("x OR " * count), Group)


def test_naughty_strings_give_an_answer() -> None:
    for path in sorted(shared_data("hostile").iterdir()):
        if path.is_file():
            for line in re.split(r"[\n]", path.read_text("utf-8", "replace"))[:3000]:
                assert parse(line, BEN)[1].sentence


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pneu* cardi* neuro* onco* radio* chemo*", "chemo* (only the first 5 beginnings"),
        (" ".join(f'"phrase {n}"' for n in range(11)), "phrase 10 (only the first 10 phrases are looked for)"),
        ("-".join(f"{a}{b}logic" for a in "bdfgklmnpr" for b in "aeiouyx"), "only the first 60 words are looked for"),
        (f'"{"dose " * 21}"', "the rest of a phrase (only its first 20 words are looked for)"),
    ],
)  # fmt: skip
def test_what_is_dear_to_look_for_is_bounded_and_said(text: str, said: str) -> None:
    assert len(ignored(text)) == 1
    assert said in ignored(text)[0]
