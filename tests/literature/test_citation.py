"""An article as other programs want it."""

import pytest

from journalclub.literature.citation import Cited, Name, bibtex, citation_tags, csl, ris, vancouver

TRIAL = Cited(
    title="Dose & effect: 100% of {x} in spinal metastases",
    authors=(
        Name("Delacroix", "Ada M", "AM"),
        Name("Eriksen", "Ben", "B", "Jr"),
        Name("INVENTED-1 Investigators", group=True),
    ),
    journal="Journal of Invented Oncology",
    journal_abbreviation="J Invent Oncol",
    issn="2000-0006",
    volume="12",
    issue="3",
    pages="1101-9",
    published="2025-11-07",
    doi="10.5555/jio.2025_1",
    pmid="90000001",
    abstract="AIM: To know.\n\nRESULT: Yes.",
    keywords=("spine", "dose"),
    id=7,
)


def test_ris_is_what_reference_managers_read():
    lines = ris(TRIAL).split("\r\n")
    assert lines[0] == "TY  - JOUR"
    assert lines[-3:] == ["ER  - ", "", ""]
    # JabRef reads an accession or article number as the issue, and A2 as an author.
    assert not [line for line in lines if line[:2] in {"AN", "C7", "M1", "A2"}]
    for line in (
        "AU  - Delacroix, Ada M.",
        "AU  - Eriksen, Ben, Jr",
        "AU  - INVENTED-1 Investigators",
        "IS  - 3",
        "M2  - PMID: 90000001",
        "SP  - 1101",
        "EP  - 1109",
        "DA  - 2025/11/07/",
        "DO  - 10.5555/jio.2025_1",
        "AB  - AIM: To know. RESULT: Yes.",
    ):
        assert line in lines


def test_bibtex_escapes_what_tex_would_read():
    written = bibtex(TRIAL)
    assert written.startswith("@article{Delacroix2025Dose7,\n")
    assert r"title = {Dose \& effect: 100\% of \{x\} in spinal metastases}" in written
    assert "author = {Delacroix, Ada M. and Eriksen, Jr, Ben and {INVENTED-1 Investigators}}" in written
    assert "pages = {1101--1109}" in written
    assert "month = nov" in written
    assert "date = {2025-11-07}" in written
    assert "doi = {10.5555/jio.2025_1}" in written


def test_bibtex_keeps_capitals_that_styles_would_make_small():
    written = bibtex(Cited("Phase III trial of PD-L1 (KEYNOTE-1): Hodgkin's x"))
    assert "title = {Phase {III} trial of {PD-L1} ({KEYNOTE-1}): {Hodgkin's} x}" in written


def test_csl_has_names_in_parts_and_a_date_in_numbers():
    item = csl(TRIAL)
    assert item["type"] == "article-journal"
    assert item["author"][1] == {"family": "Eriksen", "given": "Ben", "suffix": "Jr"}
    assert item["author"][2] == {"literal": "INVENTED-1 Investigators"}
    assert item["issued"] == {"date-parts": [[2025, 11, 7]]}
    assert item["page"] == "1101-1109"


def test_vancouver_names_six_and_then_others():
    assert vancouver(TRIAL) == (
        "Delacroix AM, Eriksen B Jr, INVENTED-1 Investigators. Dose & effect: 100% of {x} in spinal metastases. "
        "J Invent Oncol. 2025 Nov 7;12(3):1101-9. doi: 10.5555/jio.2025_1. PMID: 90000001."
    )
    many = Cited("Many hands?", authors=[Name(f"N{n}", initials="A") for n in range(9)], journal="J", published="2024")
    assert vancouver(many) == "N0 A, N1 A, N2 A, N3 A, N4 A, N5 A, et al. Many hands? J. 2024."


def test_highwire_tags_stand_in_the_order_zotero_reads():
    tags = citation_tags(TRIAL, page="https://club.example/articles/7")
    assert tags[0] == ("citation_title", TRIAL.title)
    assert [value for name, value in tags if name == "citation_author"][1] == "Eriksen, Ben, Jr"
    assert ("citation_publication_date", "2025/11/07") in tags
    assert ("citation_firstpage", "1101") in tags
    assert ("citation_lastpage", "1109") in tags
    assert tags[-1] == ("citation_public_url", "https://club.example/articles/7")


@pytest.mark.parametrize(
    ("pages", "first", "last"),
    [("101-9", "101", "109"), ("e55", "e55", ""), ("S12-S15", "S12", "S15"), ("3-3.e1", "3", "3.e1"), ("", "", "")],
)
def test_pages_are_spelt_out(pages, first, last):
    tags = dict(citation_tags(Cited("T", pages=pages)))
    assert (tags.get("citation_firstpage", ""), tags.get("citation_lastpage", "")) == (first, last)


def test_an_article_with_a_title_and_nothing_else_can_be_cited():
    bare = Cited("Only a title")
    assert ris(bare).startswith("TY  - JOUR\r\nTI  - Only a title\r\nER")
    assert bibtex(bare).startswith("@article{articleOnly,")
    assert csl(bare)["title"] == "Only a title"
    assert vancouver(bare) == "Only a title."


def test_a_chapter_is_cited_in_its_book():
    chapter = Cited(
        "How to invent",
        book="An Invented Manual",
        publisher="Invented Press",
        authors=(Name("Field", "Sam", editor=True),),
    )
    assert ris(chapter).startswith("TY  - CHAP")
    assert "ED  - Field, Sam" in ris(chapter)
    assert csl(chapter)["container-title"] == "An Invented Manual"
    assert bibtex(chapter).startswith("@incollection{")
