import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalclub.kit import ids
from journalclub.kit.ids import Identifier, find_identifiers


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("10.1200/JCO.23.01234", "10.1200/jco.23.01234"),
        ("doi:10.1200/JCO.23.01234.", "10.1200/jco.23.01234"),
        ("DOI: 10.1200/JCO.23.01234;", "10.1200/jco.23.01234"),
        ("https://doi.org/10.1016/S0140-6736(20)30937-5", "10.1016/s0140-6736(20)30937-5"),
        ("http://dx.doi.org/10.1016/j.x.2024.1.001)", "10.1016/j.x.2024.1.001"),
        ("https://doi.org/10.1000%2Fabc?utm_source=x#top", "10.1000/abc"),
        ("<https://doi.org/10.1000/abc>", "10.1000/abc"),
        ("info:doi/10.1000/abc", "10.1000/abc"),
        ("10.1000.10/abc", "10.1000.10/abc"),
        ("https://doi.org/10.1101/2025.01.01.25321234v2", "10.1101/2025.01.01.25321234"),
        (
            "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
            "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2",
        ),
        ("10.1000/ÄB", "10.1000/Äb"),
        ("10.1000/", None),
        ("11.1000/abc", None),
        ("10.1000/a b", None),
        ("10.1000/a\u00a0b", None),
        ("10.12/abc", None),
        ("", None),
    ],
)
def test_a_doi_has_one_form(written: str, doi: str | None) -> None:
    assert ids.normalise_doi(written) == doi


@pytest.mark.parametrize(
    ("normalise", "written", "value"),
    [
        (ids.normalise_pmid, "PMID: 12345678", "12345678"),
        (ids.normalise_pmid, "0012", "12"),
        (ids.normalise_pmid, "https://pubmed.ncbi.nlm.nih.gov/37777777/", "37777777"),
        (ids.normalise_pmid, "123456789", None),
        (ids.normalise_pmid, "0", None),
        (ids.normalise_pmid, "PMC12", None),
        (ids.normalise_pmcid, "pmc 1234567", "PMC1234567"),
        (ids.normalise_pmcid, "PMCID: PMC1234567.2", "PMC1234567"),
        (ids.normalise_pmcid, "https://pmc.ncbi.nlm.nih.gov/articles/PMC99/", "PMC99"),
        (ids.normalise_pmcid, "1234567", None),
        (ids.normalise_nct, "nct01234567", "NCT01234567"),
        (ids.normalise_nct, "https://clinicaltrials.gov/study/NCT01234567", "NCT01234567"),
        (ids.normalise_nct, "NCT0123456", None),
        (ids.normalise_issn, "0140-6736", "0140-6736"),
        (ids.normalise_issn, "eISSN 15347796", "1534-7796"),
        (ids.normalise_issn, "2434-561x", "2434-561X"),
        (ids.normalise_issn, "0140-6737", None),
        (ids.normalise_orcid, "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        (ids.normalise_orcid, "000000021694233x", "0000-0002-1694-233X"),
        (ids.normalise_orcid, "0000-0002-1825-0098", None),
    ],
)
def test_an_identifier_has_one_form(normalise: Callable[[str], str | None], written: str, value: str | None) -> None:
    assert normalise(written) == value


def test_identifiers_are_found_in_running_text_once_each_and_in_order() -> None:
    text = (
        "See doi:10.1000/ABC.1, (https://doi.org/10.1000/abc.1) and PMID 4711; trial NCT01234567 "
        "https://onlinelibrary.wiley.com/doi/full/10.1002/cncr.1?af=R PMC99 https://pubmed.ncbi.nlm.nih.gov/4711/"
    )
    assert find_identifiers(text) == [
        Identifier("doi", "10.1000/abc.1"),
        Identifier("pmid", "4711"),
        Identifier("nct", "NCT01234567"),
        Identifier("doi", "10.1002/cncr.1"),
        Identifier("pmcid", "PMC99"),
    ]


@pytest.mark.parametrize("text", ["8 Gy in 1", "v10.1234", "110.1000/abc", "PMID", "NCT123", "PMC", "24/2"])
def test_numbers_that_only_look_alike_are_not_identifiers(text: str) -> None:
    assert find_identifiers(text) == []


@given(st.text())
def test_no_text_upsets_the_normalisers(text: str) -> None:
    for normalise in (ids.normalise_doi, ids.normalise_pmid, ids.normalise_pmcid, ids.normalise_nct,
                      ids.normalise_issn, ids.normalise_orcid):  # fmt: skip
        value = normalise(text)
        assert value is None or normalise(value) == value
    find_identifiers(text)


@pytest.mark.parametrize("piece", ["10.1000/", "10.1000.", "doi:", "PMID ", "(", ")", "NCT0", "issn ", " ", "<>"])
def test_a_hundred_kilobytes_of_the_same_are_read_in_linear_time(piece: str) -> None:
    hostile = piece * (100_000 // len(piece))
    begun = time.process_time()
    find_identifiers(hostile)
    ids.normalise_doi(hostile)
    ids.normalise_issn("issn" + hostile + "x")
    assert time.process_time() - begun < 5  # a quadratic search takes minutes


@pytest.mark.parametrize(
    ("address", "kind", "value"),
    [
        ("https://ascopubs.org/doi/abs/10.1200/JCO-25-00991?af=R", "doi", "10.1200/jco-25-00991"),
        ("https://www.nejm.org/doi/full/10.1056/NEJMoa2501234#t=article", "doi", "10.1056/nejmoa2501234"),
        (
            "https://www.medrxiv.org/content/10.1101/2025.01.01.25321234v1.full.pdf",
            "doi",
            "10.1101/2025.01.01.25321234",
        ),
        ("https://www.nature.com/articles/s41591-025-01234-5", "doi", "10.1038/s41591-025-01234-5"),
        (
            "https://academic.oup.com/annonc/article/36/1/12/10.1093/annonc/mdx123/7654321",
            "doi",
            "10.1093/annonc/mdx123",
        ),
        (
            "https://aacrjournals.org/cancerres/article/doi/10.1158/0008-5472.CAN-25-1/754321/Title-of-It",
            "doi",
            "10.1158/0008-5472.can-25-1",
        ),
        ("https://europepmc.org/article/MED/38147649", "pmid", "38147649"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/38147649?dopt=Abstract", "pmid", "38147649"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC9900001/pdf/x.pdf", "pmcid", "PMC9900001"),
    ],
)
def test_an_address_of_an_article_gives_its_identifier(address: str, kind: str, value: str) -> None:
    assert find_identifiers(address) == [Identifier(kind, value)]
