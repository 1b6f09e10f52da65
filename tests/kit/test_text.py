import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalclub.kit.text import clean, graphemes, is_markup, plain, safe_abstract, safe_inline, title_key
from tests.kit.hostile import OWN, dompurify_payloads, naughty_strings
from tests.kit.test_autolink import Tags
from tests.shared_data import shared_data

MARKUP = st.lists(
    st.sampled_from(["<", ">", "<b>", "</b>", "<p>", "<script>", "</script>", "<!--", "-->", "&lt;", "&", "x", '"',
                     "<a href='javascript:x'>", "<mml:math>", "</mml:math>", "<svg>", "<style>", " ", "\n", "=",
                     "<img src=x onerror=1>", "<jats:sec>", "&#60;", "<![CDATA[", "]]>", "<sup>2</sup>"]),
    max_size=14,
).map("".join)  # fmt: skip


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    for lines in (True, False):
        assert clean(clean(text, lines=lines), lines=lines) == clean(text, lines=lines)


@given(st.text())
def test_clean_text_is_normal_storable_and_shows_what_it_holds(text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned.encode().decode() == cleaned.strip()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]", cleaned)
    assert "\n" not in clean(text, lines=False)


def test_the_naughty_strings_survive_cleaning() -> None:
    for text in naughty_strings(shared_data("hostile")):
        cleaned = clean(text)
        assert cleaned.encode().decode() == cleaned
        assert graphemes(cleaned) <= len(cleaned)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("  a  \n \n\n\n  b ", "a\n\n  b"),
        ("24\u00a0Gy\u202fin\u20093", "24 Gy in 3"),
        ("e\u0301", "é"),
        ("abc\u202egpj.exe", "abcgpj.exe"),
        ("hypo\u00adfractionation\u200b", "hypofractionation"),
        ("👩‍⚕️ می‌خواهم", "👩‍⚕️ می‌خواهم"),
        ("x" + "\u0335" * 500, "x" + "\u0335" * 8),
        ("a\x00b\ud800c", "abc"),
    ],
)
def test_clean_keeps_what_was_meant(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(("text", "count"), [("", 0), ("abc", 3), ("é", 1), ("👩‍⚕️🇧🇪👍🏽", 3), ("p ≤ 0.05", 8)])
def test_length_is_what_a_reader_counts(text: str, count: int) -> None:
    assert graphemes(text) == count


@pytest.mark.parametrize(
    "text",
    [
        "p < 0.05 and x<y",
        "> 60 years",
        "5*10*3 Gy",
        "AT&T",
        "a<b and c>d",
        "if x<b>y then",
        "<unknown>",
        "R&D; x",
        "<5%",
    ],
)
def test_plain_text_is_not_taken_for_markup(text: str) -> None:
    assert not is_markup(text)
    assert Tags(safe_inline(text)).text == text
    assert plain(text) == text


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("H<sub>2</sub>O & p<0.05", "H<sub>2</sub>O &amp; p&lt;0.05"),
        ("A&amp;B &lt;5%", "A&amp;B &lt;5%"),
        ("<i onclick='x'>in vivo</i> <a href='/x'>y</a>", "<i>in vivo</i> y"),
        ("x <script>alert(1)</script>y", "x y"),
        ("<jats:italic>TP53</jats:italic> 5<b and c", "<i>TP53</i> 5&lt;b and c"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ('rules for <Emphasis Type="Italic">well-behaved</Emphasis> trials', "rules for <em>well-behaved</em> trials"),
        ("<math><mi>n</mi><mo>&lt;</mo><mn>3</mn></math> cells", "n&lt;3 cells"),
    ],
)
def test_a_title_keeps_its_inline_tags_and_nothing_else(markup: str, title: str) -> None:
    assert safe_inline(markup) == title


@pytest.mark.parametrize(
    ("given_text", "abstract"),
    [
        ("One < two\nthree\n\nFour", "<p>One &lt; two<br>three</p><p>Four</p>"),
        ("<jats:sec><jats:title>Aim</jats:title><jats:p>x</jats:p></jats:sec>", "<strong>Aim</strong></p><p>x</p>"),
        ("<h4>Aim</h4><div class='a'>x</div>", "<p><strong>Aim</strong></p><p>x</p>"),
        ("<p><a href='javascript:x'>a</a> <a href='/b'>b</a></p>", None),
        ("a<br/>b<img src=x onerror=y><iframe src=z></iframe>", "a<br>b"),
    ],
)
def test_an_abstract_keeps_its_paragraphs_and_nothing_that_runs(given_text: str, abstract: str | None) -> None:
    html = safe_abstract(given_text)
    assert "javascript" not in html
    assert "href" not in html
    if abstract:
        assert html.endswith(abstract)


def test_links_of_an_abstract_pass_no_rank_on() -> None:
    html = safe_abstract('<p>see <a href="https://example.org/" target="x">this</a></p>')
    assert html == '<p>see <a href="https://example.org/" rel="nofollow noopener noreferrer">this</a></p>'


def assert_only(html: str, allowed: set[str]) -> None:
    for tag, attributes in Tags(html).tags:
        assert tag in allowed
        assert attributes.keys() <= {"href", "rel"}
        assert re.match(r"https?://", str(attributes.get("href", "http://")), re.IGNORECASE)


@given(st.one_of(MARKUP, st.text()))
def test_no_markup_brings_more_than_what_is_allowed(markup: str) -> None:
    assert_only(safe_inline(markup), {"sub", "sup", "i", "b", "em", "strong"})
    assert_only(safe_abstract(markup), {"sub", "sup", "i", "b", "em", "strong", "p", "br", "a"})
    title_key(markup)


def test_the_payloads_of_dompurify_bring_nothing() -> None:
    payloads = dompurify_payloads(shared_data("hostile"))
    assert len(payloads) > 100
    for payload in [*payloads, *OWN]:
        assert_only(safe_inline(payload), {"sub", "sup", "i", "b", "em", "strong"})
        assert_only(safe_abstract(payload), {"sub", "sup", "i", "b", "em", "strong", "p", "br", "a"})


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two &amp; &lt;3</p>", "One\n\nTwo & <3"),
        ("10<sup>9</sup>/L, 10<sup>-3</sup>, <sup>177</sup>Lu", "10⁹/L, 10⁻³, 177Lu"),
        ("a<br>b", "a\nb"),
        ("<script>x</script>y<!-- z -->", "y"),
        ("<mml:math><mml:msup><mml:mn>10</mml:mn><mml:mn>9</mml:mn></mml:msup></mml:math>", "10^9"),
        ("<math><mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac></math>", "a/(b+1)"),
        ("<math><msubsup><mi>η</mi><mi>p</mi><mn>2</mn></msubsup></math>", "ηp^2"),
        ("<math><mtable><mtr><mtd>1</mtd><mtd>0</mtd></mtr><mtr><mtd>0</mtd></mtr></mtable></math>", "1 0; 0"),
        ("<math><mi>α</mi><mo>/</mo><mi>β", "<math><mi>α</mi><mo>/</mo><mi>β"),
        ("<math><mi>x&broken;</mi></math>", "x&broken;"),
    ],
)
def test_markup_is_told_in_plain_words(markup: str, text: str) -> None:
    assert plain(markup) == text


@pytest.mark.parametrize(
    "other",
    ["Hypo-fractionation of TGF-β in café patients.",
     "[Hypofractionation of TGF-beta in cafe patients]",
     "HYPOFRACTIONATION of <i>TGF-&beta;</i> in cafe\u0301 patients",
     "Hypo\u00adfractionation of TGF β in Café Patients"],
)  # fmt: skip
def test_the_same_title_from_two_sources_has_one_key(other: str) -> None:
    assert title_key(other) == title_key("Hypofractionation of TGF-β in café patients")


@pytest.mark.parametrize(
    "piece", [" ", "<b ", "<", "<p>", "&lt", "<!--", "<math>", "</", "<a:", "\u0335", " \n", "<![CDATA["]
)
def test_a_hundred_kilobytes_of_the_same_are_read_in_linear_time(piece: str) -> None:
    hostile = piece * (100_000 // len(piece))
    begun = time.process_time()
    clean(hostile)
    plain(hostile + "<b>x</b>")
    safe_abstract(hostile + "<b>x</b>")
    assert time.process_time() - begun < 10  # a quadratic search takes minutes
