"""Are these two one article?"""

import pytest

from journalclub.literature.matching import Candidate, identity, journal_key, match, unique_pii

LONG = "Single fraction versus multiple fractions for spinal metastases"


def record(title=LONG, journal="The Lancet Oncology", published="2025-12", pmid=None, doi=None, pmcid=None, pii=None):
    return identity(title=title, journal=journal, published=published, pmid=pmid, doi=doi, pmcid=pmcid, pii=pii)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (record(pmid="1", title="A"), record(pmid="1", title="B"), True),
        (record(doi="10.5555/a", title="A"), record(doi="10.5555/a", title="B"), True),
        (record(pmcid="PMC1", title="A"), record(pmcid="PMC1", title="B"), True),
        (record(pii="S1470-2045(25)00672-2", title="A"), record(pii="S1470204525006722", title="B"), True),
        (record(), record(), True),
        (record(), record(journal="Lancet Oncol. The Lancet: Oncology"), False),
        (record(), record(journal="Lancet Oncology (London)"), True),
        (record(), record(published="2026-01"), True),
        (record(), record(published="2023"), False),
        (record(), record(published=""), False),
        (record(), record(journal="JAMA"), False),
        (record(journal=""), record(journal=""), False),
        (record(title="Erratum"), record(title="Erratum"), False),
        (record(title="Department of Error"), record(title="Department of Error"), False),
        (record(title="Correction to: Lancet Oncol 2025"), record(title="Correction to: Lancet Oncol 2025"), False),
        (record(pmid="1"), record(pmid="2"), False),
        (record(pmid="1", doi="10.5555/a"), record(pmid="2", doi="10.5555/a"), False),
        (record(doi="10.5555/a"), record(doi="10.5555/b"), False),
        (record(pmid="1"), record(doi="10.5555/b"), True),
        (record(title=LONG.upper() + "."), record(title="<i>" + LONG + "</i>"), True),
    ],
)
def test_identifiers_decide_and_then_title_journal_and_year_together(one, other, same):
    assert bool(match(one, [Candidate(7, other)])) is same
    assert bool(match(other, [Candidate(7, one)])) is same


def test_a_record_that_knows_both_shows_that_two_rows_are_one():
    by_doi, by_pmid = Candidate(1, record(doi="10.5555/a")), Candidate(2, record(pmid="9", title="Other"))
    assert match(record(doi="10.5555/a", pmid="9"), [by_doi, by_pmid]) == [2, 1]


def test_only_publishers_numbers_that_are_unique_count():
    assert unique_pii("S1470-2045(25)00672-2") == "S1470204525006722"
    assert unique_pii("e2400285") is None


def test_spellings_of_a_journal_agree():
    assert journal_key("The Lancet. Oncology") == journal_key("Lancet Oncology")
    assert journal_key("Head & Neck") == journal_key("Head and neck")
    assert journal_key("Cancer") != journal_key("Cancer Cell")
