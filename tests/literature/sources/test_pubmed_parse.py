"""PubMed's records, read by Biopython's parser or by our own."""

import gzip
import re
from pathlib import Path

import pytest

from journalclub.literature.found import AbstractSection, FoundArticle, Heading, Notice
from journalclub.literature.sources.pubmed_parse import NotPubMed, parse
from tests.shared_data import shared_data

INVENTED = Path(__file__).resolve().parents[2] / "data" / "pubmed" / "invented.xml"


@pytest.fixture(scope="module")
def answer() -> bytes:
    return INVENTED.read_bytes()


@pytest.fixture(scope="module")
def articles(answer) -> dict[str, FoundArticle]:
    return {entry.key: entry.found for entry in parse(answer).entries}


def test_biopythons_parser_reads_the_whole_answer(answer):
    parsed = parse(answer)
    assert not parsed.lenient
    assert [entry.key for entry in parsed.entries] == [f"9000000{n}" for n in range(1, 8)]


def test_identifiers_are_the_records_own_and_not_those_of_its_references(articles):
    trial = articles["90000001"]
    assert (trial.pmid, trial.doi, trial.pmcid) == ("90000001", "10.5555/jio.2025.0001", "PMC9900001")
    assert trial.pii == "S2000-0006(25)00001-X"
    assert trial.issn == "2000-0006"


def test_a_title_is_never_cut_at_a_tag(articles):
    trial = articles["90000001"]
    assert trial.title.startswith(
        "Single fraction versus multiple fractions of 5 × 10³ cGy for spinal metastases when P < .05"
    )
    assert trial.title.endswith(": the INVENTED-1 trial")
    assert "<i>versus</i>" in trial.title_html
    assert "10<sup>3</sup>" in trial.title_html
    assert articles["90000006"].title == "An expected energy of E=m in a phantom"


def test_an_abstract_keeps_every_section_with_its_label(articles):
    sections = articles["90000001"].sections
    assert [section.label for section in sections] == ["BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS"]
    assert sections[1].html == "<p>Adults were randomised 1:1; SUV<sub>max</sub> was measured.</p>"
    assert sections[2].html == "<p>Of 400 patients, 61% ± 4% responded (<i>P</i> &lt; .001, x&lt;y).</p>"


def test_an_abstract_in_another_language_stands_beside(articles):
    assert articles["90000003"].sections == (AbstractSection("", "<p>Een samenvatting.</p>", "dut"),)
    assert articles["90000003"].details["vernacular_title"] == "Radiotherapie in uitgevonden omstandigheden."


def test_authors_come_in_order_with_everything_that_is_said_of_them(articles):
    ada, ben, chen, group, dora = articles["90000001"].authors
    assert (ada.name, ada.orcid, ada.equal) == ("Ada M Delacroix", "0000-0002-1825-0097", True)
    assert (ben.name, ben.suffix) == ("Ben Eriksen Jr", "Jr")
    assert chen.affiliations == ("Invented Institute, Leuven, Belgium.", "Second Institute, Ghent, Belgium.")
    assert group.collective == "INVENTED-1 Investigators"
    assert (dora.name, dora.role) == ("Dora Novak", "investigator")


def test_mail_addresses_are_cut_out_and_kept_apart(articles):
    trial = articles["90000001"]
    assert trial.authors[0].addresses == ("ada.delacroix@example.org",)
    assert trial.authors[2].addresses == ("chen.li@example.org", "c.li@mail.example.net", "chen@second.example.org")
    assert not [text for author in trial.authors for text in author.affiliations if "@" in text]
    assert trial.sections[3].html == "<p>One fraction is enough. Contact: [address withheld].</p>"


def test_subjects_trials_types_and_grants_are_read(articles):
    trial = articles["90000001"]
    assert trial.mesh == (
        Heading("Radiosurgery", True, "D016634", (("methods", True),)),
        Heading("Humans", False, "D006801"),
    )
    assert trial.keywords == ("single fraction", "spine")
    assert trial.trials == ("NCT99000001", "EudraCT 2024-000001-11")
    assert trial.publication_types == ("Journal Article", "Randomized Controlled Trial")
    assert trial.details["grants"] == [{"id": "INV-7", "agency": "Invented Research Fund", "country": "Belgium"}]
    assert trial.details["conflict_of_interest"] == "A. Delacroix has nothing to declare."


def test_ties_to_other_records_are_read_and_the_literature_cited_is_not_one(articles):
    source = "J Invent Oncol. 2025 Nov 3;12(4):300. doi: 10.5555/jio.2025.0009."
    assert articles["90000002"].notices == (Notice("retraction-in", "90000009", "10.5555/jio.2025.0009", source),)
    assert [notice.kind for notice in articles["90000004"].notices] == ["erratum-for"]


def test_dates_of_every_form(articles):
    assert (articles["90000001"].published, str(articles["90000001"].published_on)) == ("2025-11", "2025-10-07")
    assert articles["90000002"].published == "2025-09"
    assert articles["90000003"].details["printed"] == "2025 Winter"
    assert articles["90000006"].published == "2025-02"


def test_a_chapter_stands_in_its_book(articles):
    chapter = articles["90000007"]
    assert (chapter.title, chapter.journal, chapter.published) == ("How to invent", "An Invented Manual", "2020-05-01")
    assert [(person.name, person.role) for person in chapter.authors] == [
        ("Ada Delacroix", "author"),
        ("Sam Field", "editor"),
    ]
    assert chapter.details["publisher"] == "Invented Press & Company"


def test_our_own_parser_reads_the_same_as_biopythons(answer, articles):
    # Without its set around them, Biopython refuses the records.
    bare = re.sub(rb"<!DOCTYPE[^>]*>|</?PubmedArticleSet>", b"", answer)
    parsed = parse(
        b"<PubmedArticleSet>" + bare.replace(b'<?xml version="1.0" ?>', b"") + b"<Unclosed></PubmedArticleSet>"
    )
    assert parsed.lenient
    assert {entry.key: entry.found for entry in parsed.entries} == articles


def test_a_broken_record_costs_only_itself(answer):
    broken = answer.replace(b"<ArticleTitle>Pembrolizumab", b"<ArticleTitle>Pem <oops brolizumab")
    parsed = parse(broken)
    assert parsed.lenient
    assert [refused.label for refused in parsed.refused] == ["PMID 90000002"]
    assert len([entry for entry in parsed.entries if entry.found]) == 6


def test_an_answer_that_breaks_off_names_the_record_it_lost(answer):
    cut = answer[: answer.index(b'<PMID Version="1">90000004') + 400]
    parsed = parse(cut)
    assert [(refused.label, refused.reason) for refused in parsed.refused] == [
        ("PMID 90000004", "The answer ends in the middle of this record.")
    ]
    assert [entry.key for entry in parsed.entries if entry.found] == ["90000001", "90000002", "90000003"]


@pytest.mark.parametrize("old", ["&nbsp;", "&eacute;", "AT&T", "\x0b"])
def test_what_xml_forbids_inside_a_text_loses_no_record(answer, old):
    parsed = parse(answer.replace(b"Bone metastases hurt", b"Bone " + old.encode() + b" hurt"))
    assert len([entry for entry in parsed.entries if entry.found]) == 7


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>Down</body></html>", "web page"),
        (b'{"error":"API rate limit exceeded"}', "not XML"),
        (b"<?xml version='1.0'?><eFetchResult><ERROR>Empty id list</ERROR></eFetchResult>", "Empty id list"),
        (b"<?xml version='1.0'?><eSearchResult/>", "no article set"),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><PubmedArticleSet>&b;</PubmedArticleSet>", "entities"),
    ],
)
def test_an_answer_that_is_something_else_says_what(body, words):
    with pytest.raises(NotPubMed, match=words):
        parse(body)


def test_an_empty_set_is_an_answer():
    assert parse(b"<?xml version='1.0'?><PubmedArticleSet></PubmedArticleSet>").entries == []


def test_no_doctype_makes_the_parser_reach_for_the_network(answer, monkeypatch):
    monkeypatch.setattr("Bio.Entrez.Parser.urlopen", lambda *_: pytest.fail("it fetched"))
    for doctype in (
        b"",
        b'<!DOCTYPE PubmedArticleSet PUBLIC "x" "http://www.ncbi.nlm.nih.gov/corehtml/query/DTD/pubmed_120101.dtd">',
        b'<!DOCTYPE PubmedArticleSet SYSTEM "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_990101.dtd">',
        b'<!DOCTYPE PubmedArticleSet SYSTEM "file:///etc/passwd">',
    ):
        changed = re.sub(rb"<!DOCTYPE[^>]*>", doctype, answer)
        assert len([entry for entry in parse(changed).entries if entry.found]) == 7


@pytest.mark.parametrize("name", ["xmlbomb.xml", "quadratic.xml", "external_file.xml"])
def test_hostile_xml_is_refused(name):
    with pytest.raises(NotPubMed):
        parse(shared_data(f"hostile/{name}").read_bytes())


@pytest.mark.parametrize(("folder", "expected"), [("efetch_pages", 497), ("efetch_single", 163)])
def test_no_record_of_the_stored_answers_is_lost(folder, expected):
    found = sent = 0
    for path in sorted(shared_data(f"pubmed/{folder}").iterdir()):
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        parsed = parse(body)
        sent += len(re.findall(rb"<(?:PubmedArticle|PubmedBookArticle)\b", body))
        found += sum(1 for entry in parsed.entries if entry.found)
        assert not [
            text for e in parsed.entries if e.found for a in e.found.authors for text in a.affiliations if "@" in text
        ]
    print(f"{folder}: {sent} records sent, {found} found")
    assert found == sent == expected


@pytest.mark.parametrize("folder", ["biopython/Entrez", "errors", "jabref", "zotero_expected"])
def test_every_other_stored_answer_is_read_or_refused_with_a_sentence(folder):
    for path in sorted(shared_data(f"pubmed/{folder}").iterdir()):
        entries = refusal = None
        try:
            entries = parse(path.read_bytes()).entries
        except NotPubMed as refused:
            refusal = refused.sentence
        assert refusal or all(entry.found or entry.refused for entry in entries)


def test_our_own_parser_keeps_a_formula_without_prefixes_as_text(answer):
    formula = b"<math xmlns='http://www.w3.org/1998/Math/MathML'><mroot><mi>x</mi><mn>3</mn></mroot></math>"
    changed = answer.replace(b"Bone metastases hurt", b"Bone " + formula + b" hurt").replace(
        b"</PubmedArticleSet>", b""
    )
    parsed = parse(changed + b"<Unclosed></PubmedArticleSet>")
    assert parsed.lenient
    assert any("Bone 3\N{SQUARE ROOT}x hurt" in section.html for e in parsed.entries for section in e.found.sections)
