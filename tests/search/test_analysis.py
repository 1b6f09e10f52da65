import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalclub.search.analysis import asked, terms


def words(text: str) -> list[str]:
    return [term.term for term in asked(text)]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("COVID-19", "covid19"),
        ("IL-6", "il6"),
        ("PD-L1", "pdl1"),
        ("pd-l1", "pdl1"),
        ("HER2+", "her2+"),
        ("5-FU", "5fu"),
        ("T4N0", "t4n0"),
        ("β", "beta"),
        ("TGF-β", "tgfbeta"),
        ("X-ray", "xray"),
        ("CAR-T", "cart"),
        ("i.v.", "iv"),
        ("0.05", "0.05"),
        ("1,000", "1000"),
        ("RT", "rt"),
        ("OS", "os"),
        ("PFS", "pfs"),
        ("RCTs", "rct"),
        ("Hodgkin's", "hodgkin"),
        ("Sjögren", "sjogren"),
    ],
)
def test_a_clinical_name_is_one_term(text: str, term: str) -> None:
    assert words(text) == [term]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tumour", "tumors"),
        ("oesophageal", "esophageal"),
        ("haemoglobin", "hemoglobin"),
        ("leukaemia", "leukemia"),
        ("paediatric", "pediatric"),
        ("randomised", "randomized"),
        ("analyse", "analysis"),
        ("dialysed", "dialysis"),
        ("diagnoses", "diagnosis"),
        ("metastases", "metastatic"),
        ("centre", "center"),
        ("fibre", "fiber"),
        ("labelled", "labeled"),
        ("diarrhoea", "diarrhea"),
        ("coeliac", "celiac"),
        ("vertebrae", "vertebral"),
        ("hospitalisation", "hospitalization"),
        ("β-blocker", "beta-blocker"),
        ("TGFβ", "TGF-beta"),
        ("COVID‑19", "covid19"),
    ],
)
def test_spellings_of_one_word_meet(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize(
    ("one", "other"), [("hour", "hor"), ("four", "for"), ("dose", "dosis"), ("course", "corse"), ("HER2", "HER3")]
)
def test_different_words_do_not_meet(one: str, other: str) -> None:
    assert words(one) != words(other)


def test_an_ordinary_compound_is_its_words() -> None:
    assert words("single-fraction") == words("single fraction")
    assert words("10-20 Gy") == ["10", "20", "gy"]
    assert words("EGFR-mutant anti-PD-1") == ["egfr", "mutant", "anti", "pd1"]


def test_a_name_with_a_plus_is_also_found_without_it() -> None:
    found = terms("HER2+ disease")
    assert [(term.term, term.position) for term in found] == [("her2+", 0), ("her2", 0), ("diseas", 1)]


def test_common_words_leave_a_gap_unless_written_in_capitals() -> None:
    assert [(term.term, term.position) for term in terms("quality of life")] == [("qualiti", 0), ("life", 2)]
    assert words("the OR was 2") == ["or", "2"]


@given(st.text())
def test_offsets_point_into_the_text_and_positions_rise(text: str) -> None:
    found = terms(text)
    assert all(0 <= term.start < term.end <= len(text) and term.term for term in found)
    assert [term.position for term in found] == sorted(term.position for term in found)


@given(st.text(alphabet="aeiourtnlsy-’'.+19βA ", max_size=40))
def test_what_is_asked_is_among_what_is_written(text: str) -> None:
    written = {term.term for term in terms(text)}
    assert {term.term for term in asked(text)} <= written
