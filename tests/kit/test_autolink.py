import re
import time
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalclub.kit.text import autolink
from tests.kit.hostile import OWN, dompurify_payloads, naughty_strings
from tests.shared_data import shared_data

PIECES = st.sampled_from([
    "https://", "http://example.org/a", "javascript:", '"', "'", "<", ">", "&", "&lt;", "<script>", "onload=", " ",
    "doi:10.1000/x", "10.1000/(SICI)1<2>", "PMID 123", "NCT01234567", "PMC12", ")", "(", "\n", "@", "#x", "\\", "`",
    "https://example.org/?a=1&b=2", "\u202e", "%22%3E", "=",
])  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join))


class Tags(HTMLParser):
    """What a browser would find in a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_harmless(text: str) -> None:
    html = str(autolink(text))
    assert set(re.findall(r"<[^>]*", html)) <= {"<br", "</a"} | set(
        re.findall(r'<a href="[^"<>]*" rel="[a-z ]+"(?: title="[^"<>]*")?', html)
    )
    for tag, attributes in Tags(html).tags:
        assert tag in {"a", "br"}
        if tag == "a":
            assert attributes.keys() - {"title"} == {"href", "rel"}
            assert attributes.get("title", attributes["href"]) == attributes["href"]
            assert re.match(r"https?://[a-z0-9]", str(attributes["href"]), re.IGNORECASE)
            assert attributes["rel"] == "nofollow noopener noreferrer"


@given(TEXTS)
def test_no_post_can_bring_markup_of_its_own(text: str) -> None:
    assert_harmless(text)


@given(TEXTS)
def test_without_long_addresses_no_letter_is_lost(text: str) -> None:
    if "://" not in text:
        assert Tags(str(autolink(text))).text == text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("text", OWN)
def test_our_own_nasty_lines_stay_text(text: str) -> None:
    assert_harmless(text)


def test_the_payloads_of_dompurify_and_the_naughty_strings_stay_text() -> None:
    folder = shared_data("hostile")
    nasty = dompurify_payloads(folder) + naughty_strings(folder)
    assert len(nasty) > 600
    for text in nasty:
        assert_harmless(text)


@pytest.mark.parametrize(
    ("text", "href", "shown"),
    [
        ("see https://example.org/a.", "https://example.org/a", "example.org/a"),
        ("(https://example.org/a_(b))", "https://example.org/a_(b)", "example.org/a_(b)"),
        ("https://example.org/?a=1&b=2", "https://example.org/?a=1&b=2", "example.org/?a=1&b=2"),
        ("PMID 12345!", "https://pubmed.ncbi.nlm.nih.gov/12345/", "PMID 12345"),
        ("pmid:12345", "https://pubmed.ncbi.nlm.nih.gov/12345/", "pmid:12345"),
        ("doi:10.1000/ABC.", "https://doi.org/10.1000/abc", "doi:10.1000/ABC"),
        ("10.1000/a#b?c%d", "https://doi.org/10.1000/a%23b%3Fc%25d", "10.1000/a#b?c%d"),
        ("NCT01234567", "https://clinicaltrials.gov/study/NCT01234567", "NCT01234567"),
        ("PMC77", "https://pmc.ncbi.nlm.nih.gov/articles/PMC77/", "PMC77"),
    ],
)
def test_addresses_and_identifiers_are_linked(text: str, href: str, shown: str) -> None:
    page = Tags(str(autolink(text)))
    assert page.tags == [("a", {"href": href, "rel": "nofollow noopener noreferrer"})]
    assert f">{shown}</a>" in str(autolink(text)).replace("&amp;", "&")


@pytest.mark.parametrize(
    "text",
    ["https://bank.example@evil.example/", "https://аррӏе.example/", "https://", "http://[::1", "javascript:x",
     "https://example.org:99999/", "24 Gy/3", "PMID", "#radonc @ben T3", "https://example.org/a\u202eb"],
)  # fmt: skip
def test_what_deceives_or_is_no_address_is_not_linked(text: str) -> None:
    assert "<a" not in autolink(text)


def test_a_long_address_is_shown_by_its_beginning() -> None:
    html = str(autolink("https://www.example.org/" + "a" * 200))
    assert ">example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaa…</a>" in html
    assert f'title="https://www.example.org/{"a" * 200}"' in html
    assert "a" * 200 in html


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#RadOnc, T3", ["#RadOnc"]),
        ("(#radonc) #sbrt#spine", ["#radonc", "#sbrt"]),
        ("see #bone_mets.", ["#bone_mets"]),
        ("#été2026 for <b>", ["#été2026"]),
        ("#1 and &#39; and a#b and ## and #x", []),
        ("https://example.org/#radonc", []),
    ],
)
def test_a_hashtag_leads_to_what_is_found_for_it(text: str, tags: list[str]) -> None:
    html = str(autolink(text, tags="/search?q="))
    linked = re.findall(r'<a class="hashtag" href="/search\?q=%23([^"]+)">([^<]+)</a>', html)
    assert [shown for _, shown in linked] == tags
    assert [unquote(href) for href, _ in linked] == [tag.removeprefix("#") for tag in tags]
    assert Tags(html).text == (text if "://" not in text else "example.org/#radonc")


def test_lines_are_kept() -> None:
    assert autolink("a < b\r\nc") == "a &lt; b<br>\nc"


@pytest.mark.parametrize("piece", ["https://", "10.1000/", "(", "doi:", "PMID ", "https://a(", "a)", "&<"])
def test_a_hundred_kilobytes_of_the_same_are_linked_in_linear_time(piece: str) -> None:
    begun = time.process_time()
    autolink(piece * (100_000 // len(piece)))
    assert time.process_time() - begun < 5  # a quadratic search takes minutes
