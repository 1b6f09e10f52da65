"""Journals' names as on their covers."""

import pytest

from journalclub.literature.matching import journal_key
from journalclub.literature.sources.journals import journal_name


@pytest.mark.parametrize(
    ("catalogued", "cover"),
    [
        ("JAMA otolaryngology-- head & neck surgery", "JAMA Otolaryngology–Head & Neck Surgery"),
        ("The Lancet. Oncology", "The Lancet Oncology"),
        ("International journal of radiation oncology, biology, physics", "International Journal of Radiation Oncology,"
         " Biology, Physics"),
        ("Journal of clinical oncology : official journal of the American Society of Clinical Oncology",
         "Journal of Clinical Oncology"),
        ("Clinical oncology (Royal College of Radiologists (Great Britain))", "Clinical Oncology"),
        ("Acta oncologica (Stockholm, Sweden)", "Acta Oncologica"),
        ("Neuro-oncology", "Neuro-Oncology"),
        ("JCO global oncology", "JCO Global Oncology"),
        ("Strahlentherapie und Onkologie", "Strahlentherapie und Onkologie"),
        ("eLife", "eLife"),
        ("BMC cancer", "BMC Cancer"),
        ("CA: a cancer journal for clinicians", "CA: a Cancer Journal for Clinicians"),
        ("medRxiv : the preprint server for health sciences", "medRxiv"),
        ("Dalton transactions (Cambridge, England : 2003)", "Dalton Transactions"),
        ("PloS one", "PLOS One"),
        ("Cancer", "Cancer"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_name_as_on_the_cover_is_still_the_same_journal(catalogued: str, cover: str) -> None:
    assert journal_name(catalogued) == cover
    assert journal_key(cover) == journal_key(catalogued)


def test_a_societys_name_is_said_once() -> None:
    book = "American Society of Clinical Oncology educational book"
    assert journal_name(f"{book}. American Society of Clinical Oncology. Annual Meeting") == (
        "American Society of Clinical Oncology Educational Book"
    )
