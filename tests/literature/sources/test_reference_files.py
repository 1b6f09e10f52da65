"""Reference managers' files, as they come: whole, broken, in any format, and never a record less."""

from __future__ import annotations

import pytest

from journalclub.literature.sources.reference_files import LARGEST, MOST, NotReferences, decoded, read
from tests.shared_data import shared_data


def found(text):
    return [entry.found for entry in read(text).entries]


def test_ris_of_pubmed_scopus_and_our_own_names_the_article_alike():
    for lines in (
        "DB  - PubMed\nAN  - 31000001\nDO  - 10.5555/a.1\nC2  - PMC123",
        "M2  - PMID: 31000001\nM2  - PMCID: PMC123\nDO  - https://doi.org/10.5555/A.1",
        "N1  - PMID: 31000001\nU2  - PMC123\nUR  - https://doi.org/10.5555/a.1",
    ):
        (one,) = found(f"TY  - JOUR\nT1  - A title.\n{lines}\nER  - ")
        assert (one.title, one.pmid, one.doi, one.pmcid) == ("A title", "31000001", "10.5555/a.1", "PMC123")


def test_an_accession_number_of_another_database_is_no_pmid():
    (one,) = found("TY  - JOUR\nTI  - A title\nDB  - Embase\nAN  - 31000001\nER  - ")
    assert one.pmid is None


def test_no_record_of_ris_is_lost_for_want_of_an_end_or_a_beginning():
    text = "\ufeffProvider: Somebody\n\nTY  - JOUR\nTI  - One\nAB  - First line\nsecond line\n\nTY  - JOUR\nTI  - Two"
    one, two = found(text)
    assert (one.title, two.title) == ("One", "Two")
    assert one.sections[0].html == "<p>First line second line</p>"


@pytest.mark.parametrize(
    ("lines", "published"),
    [
        ("PY  - 2025\nDA  - 2025/11/07/", "2025-11-07"),
        ("Y1  - 2025/11//", "2025-11"),
        ("PY  - 2025///", "2025"),
        ("PY  - 2025\nDA  - 2025/03//Mar-Apr", "2025-03"),
        ("PY  - in press", ""),
    ],
)
def test_a_date_is_as_exact_as_its_file(lines, published):
    assert found(f"TY  - JOUR\nTI  - T\n{lines}\nER  - ")[0].published == published


def test_names_keep_their_particles_suffixes_and_groups():
    (one,) = found(
        "TY  - JOUR\nTI  - T\nAU  - van Raaij, M. J.\nAU  - Eriksen, Ben, Jr\nA1  - INVENTED-1 Investigators\nER  -"
    )
    assert [author.name for author in one.authors] == ["M J van Raaij", "Ben Eriksen Jr", "INVENTED-1 Investigators"]
    assert [author.initials for author in one.authors] == ["MJ", "B", ""]
    assert one.authors[2].collective


def test_bibtex_is_read_with_its_strings_and_its_letters():
    text = r"""
    @string{jio = "Journal of Invented Oncology"}
    @article{one, title = {{D}ose in {PD-L1} \& {\textless}50\% $\beta$},
      author = "M{\"u}ller, Jr, Jos\'e and {WHO Group}",
      journal = jio # ", Part A", month = nov, year = 2025, pages = {101--9}, doi = {10.5555/A\_1}, pmid = {31000001}}
    @comment{nothing}
    @article{two, title = {Not closed, year = 2020
    @online{three, title = {A page}, url = {https://example.org}}
    @article{one, title = {The same key again}}
    """
    one, broken, page, again = read(text).entries
    assert one.found.title == "Dose in PD-L1 & <50% β"
    assert [author.name for author in one.found.authors] == ["José Müller Jr", "WHO Group"]
    assert (one.found.journal, one.found.published) == ("Journal of Invented Oncology, Part A", "2025-11")
    assert (one.found.pages, one.found.doi, one.found.pmid) == ("101-9", "10.5555/a_1", "31000001")
    assert broken.refused.reason.startswith("It could not be read as BibTeX, from line")
    assert page.refused.reason == "It is a web page, not literature."
    assert again.found.title == "The same key again"


def test_bibtex_opens_no_file():
    (one,) = found(r"@article{a, title = {x \input{/etc/passwd} y}}")
    assert one.title == "x y"


def test_a_list_is_one_identifier_a_line():
    text = "31000001\nhttps://doi.org/10.5555/A.1\nPMC123\nsee 10.5555/b.1 and 10.5555/c.1\nhttps://pubmed.ncbi.nlm.nih.gov/31000002/"
    entries = read(text).entries
    assert [(e.found.pmid, e.found.doi, e.found.pmcid) for e in entries if e.found] == [
        ("31000001", None, None),
        (None, "10.5555/a.1", None),
        (None, None, "PMC123"),
        ("31000002", None, None),
    ]
    assert "names no PMID, DOI or PMC number" in entries[3].refused.reason


def test_more_than_a_worker_can_look_up_is_counted_and_not_read():
    made = read("TY  - JOUR\nTI  - T\nER  - \n" * (MOST + 7))
    assert (len(made.entries), made.left) == (MOST, 7)


def test_addresses_and_markup_that_harms_are_left_out():
    (one,) = found(
        "TY  - JOUR\nTI  - <i>In vitro</i><script>alert(1)</script> 5 < 6\nAB  - Write to a.b@example.org\n"
        "AD  - Here, a.b@example.org\nUR  - javascript:alert(1)\nER  - "
    )
    assert "script" not in one.title_html
    assert "@" not in repr(one)
    assert one.url == ""


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\x00", b"%PDF-1.7\x00\x01", b"a" * (LARGEST + 1)])
def test_what_is_no_text_is_refused(content):
    with pytest.raises(NotReferences):
        decoded(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_comes_in_the_encodings_that_programs_write(encoding):
    (one,) = found(decoded("TY  - JOUR\r\nTI  - Müller’s dose\r\nER  - \r\n".encode(encoding)))
    assert one.title == "Müller’s dose"


@pytest.mark.parametrize(
    "hostile", ["{" * 5000 + "}" * 5000, "\\x{" * 3000, "\\begin{x}" * 3000, "$\\frac{" * 2000 + "}" * 2000]
)
def test_a_hostile_file_is_an_entry_like_any_other(hostile):
    assert len(read("@article{a, title={" + hostile + "}, doi={10.5555/a.1}}").entries) == 1


def test_every_record_of_jabrefs_edge_cases_is_taken_or_refused_with_a_reason():
    files = [file for file in sorted(shared_data("pubmed/jabref").iterdir()) if file.suffix in {".txt", ".nbib"}]
    told = {
        file.name: [
            entry.refused.reason if entry.refused else "taken" for entry in read(decoded(file.read_bytes())).entries
        ]
        for file in files
    }
    assert {name: len(lines) for name, lines in told.items()} == {
        "MedlinePlainImporterStringOutOfBounds.txt": 2,
        "MedlinePlainImporterTestCompleteEntry.txt": 1,
        "MedlinePlainImporterTestDOI.txt": 1,
        "MedlinePlainImporterTestInproceeding.txt": 1,
        "MedlinePlainImporterTestMultiAbstract.txt": 1,
        "MedlinePlainImporterTestMultiTitle.txt": 1,
        "MedlinePlainImporterTestMultipleEntries.txt": 7,
        "NbibImporterTest.nbib": 1,
    }
    refused = [line for lines in told.values() for line in lines if line != "taken"]
    assert set(refused) <= {"It has neither a title nor a PMID, DOI or PMC number."}
