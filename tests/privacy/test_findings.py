import gzip
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalclub.privacy import Finding, Kind, findings
from tests.privacy.corpus import clean, identifying
from tests.shared_data import shared_data

# TRUST.md, "Patient details".
RECALL_OF_PATTERNS = 0.99
RECALL_OF_COMBINATIONS_AND_NAMES = 0.90
FALSE_ALARMS = 0.02


def kinds(text: str) -> set[str]:
    return {found.kind.value for found in findings(text)}


def missed(file: str) -> list[tuple[str, str]]:
    return [(kind, post) for kind, post in identifying(file) if kind not in kinds(post)]


def test_the_corpus_is_large_enough_to_measure_with() -> None:
    assert len(identifying("patterned.txt")) + len(identifying("telling.txt")) >= 150
    assert len(set(clean())) == len(clean()) >= 300
    assert {kind for file in ("patterned.txt", "telling.txt") for kind, _ in identifying(file)} == set(Kind)


def test_patterned_identifiers_are_found() -> None:
    misses = missed("patterned.txt")
    assert 1 - len(misses) / len(identifying("patterned.txt")) >= RECALL_OF_PATTERNS, misses


def test_cued_names_and_combinations_are_found() -> None:
    misses = missed("telling.txt")
    assert 1 - len(misses) / len(identifying("telling.txt")) >= RECALL_OF_COMBINATIONS_AND_NAMES, misses


def test_clean_clinical_posts_raise_no_alarm() -> None:
    alarms = [(post, kinds(post)) for post in clean() if findings(post, article_authors=["Samplewell, Jo"])]
    assert len(alarms) / len(clean()) <= FALSE_ALARMS, alarms


def test_the_talk_of_other_peoples_review_clubs_raises_hardly_an_alarm() -> None:
    with gzip.open(shared_data("bench/review_club_messages.jsonl.gz"), "rt", encoding="utf-8") as lines:
        messages = [json.loads(line)["text"] for line in lines][::5]
    alarms = [message for message in messages if findings(message)]
    print(f"{len(alarms)} alarms in {len(messages)} messages ({len(alarms) / len(messages):.2%})")
    assert len(alarms) / len(messages) <= 0.002, alarms[:20]


def test_the_words_are_marked() -> None:
    text = "83-year-old seen on 14 March"
    (found,) = findings(text)
    assert (found.kind, text[found.start : found.end]) == (Kind.DATE_OF_CARE, "14 March")
    assert found.sentence.endswith(".")


def test_one_number_is_one_finding() -> None:
    assert [found.kind for found in findings("NHS number 943 476 5919")] == [Kind.NHS_NUMBER]


def test_an_nhs_number_without_a_cue_needs_its_check_digit() -> None:
    assert kinds("943 476 5919") == {"nhs_number"}
    assert kinds("943 476 5918") == set()


def test_an_author_of_the_article_is_no_patient() -> None:
    assert kinds("Mr Okonkwo is too kind about the margins") == {"name"}
    assert not findings("Mr Okonkwo is too kind about the margins", article_authors=["Okonkwo, Ada B"])
    assert findings("Mr Jones is too kind about the margins", article_authors=["Okonkwo, Ada B"])


@pytest.mark.parametrize(
    ("text", "alarm"),
    [
        ("45-year-old with thymoma", False),
        ("45-year-old from Bruges", False),
        ("45-year-old from Bruges with thymoma", True),
        ("45-year-old with thymoma in March 2023", True),
        ("Thymoma in Bruges in March 2023", False),
        ("My patient in Bruges with thymoma in March 2023", True),
        ("Median age 45, thymoma registry in Bruges since March 2023", False),
    ],
)
def test_a_combination_is_one_person_and_what_makes_them_the_only_one(text: str, alarm: bool) -> None:
    assert (kinds(text) == {"combination"}) is alarm


@pytest.mark.parametrize(
    ("text", "alarm"),
    [
        ("He presented this at ASCO on 3 June.", False),
        ("She will join the chat on 5 May.", False),
        ("She was randomised on 14 March 2019.", True),
        ("He died on 3 May during the trial.", True),
        ("The trial closed on 3 May 2019.", False),
        ("Present in this man by a factor of 2.2 per 20 years.", False),
        ("Our patient was seen on 3 May 2019, one month before the trial closed.", True),
        ("Published 3 May 2019. My patient was admitted on 4 May 2019.", True),
    ],
)
def test_a_date_alarms_where_one_persons_care_is_spoken_of(text: str, alarm: bool) -> None:
    assert (kinds(text) == {"date_of_care"}) is alarm


@given(st.text())
def test_any_text_is_read_and_every_mark_lies_inside_it(text: str) -> None:
    for found in findings(text):
        assert isinstance(found, Finding)
        assert 0 <= found.start < found.end <= len(text)


PIECES = [
    "0", "1 ", "12 ", "a", "a.", "a@", " at ", "Mr ", "my patient ", "called A", "14 March ", "seen 14/03 ", "MRN ",
    "number is ", "(0", "+4", "A ", "Ab ", "van ", "12 High ", "rue de ", "Via A ", "SW1A ", "IL 6", "91 ",
    "91-year-old ", "in Ghent sarcoma last March ", "45-year-old in Ghent sarcoma ", "he ", "in March ", "http://",
    "10.1000/", "\n", ". A", "- ", "insurance policy ", "\x00", "Á",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_hundred_kilobytes_of_the_same_are_read_in_linear_time(piece: str) -> None:
    begun = time.process_time()
    findings(piece * (100_000 // len(piece)))
    assert time.process_time() - begun < 10  # a quadratic search takes minutes
