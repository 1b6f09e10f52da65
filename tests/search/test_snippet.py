import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from journalclub.search.snippet import marked, snippet
from journalclub.search.tree import Phrase, Prefix, Word

SPINE = Word("spine", "spine")


def test_the_words_are_marked_in_every_form_they_take() -> None:
    assert marked("Spines, the spine", [SPINE]) == "<mark>Spines</mark>, the <mark>spine</mark>"


def test_markup_in_the_text_stays_text() -> None:
    found = snippet("<script>spine</script> p < 0.05 & more", [SPINE])
    assert found == "&lt;script&gt;<mark>spine</mark>&lt;/script&gt; p &lt; 0.05 &amp; more"


def test_a_phrase_is_marked_only_where_it_stands() -> None:
    phrase = Phrase("single fraction", (("singl", 0), ("fraction", 1)))
    found = marked("a single dose; one fraction; a single-fraction plan; single fraction", [phrase])
    assert found.count("<mark>") == 3
    assert found.startswith("a single dose; one fraction;")


def test_a_prefix_marks_whole_words() -> None:
    assert marked("radiotherapy and dose", [Prefix("radio*", "radio")]) == "<mark>radiotherapy</mark> and dose"


def test_a_long_text_shows_the_stretch_with_the_most_words() -> None:
    text = "spine " + "filler " * 100 + "spine metastases here " + "filler " * 100
    found = snippet(text, [SPINE, Word("metastases", "metastasi")], windows=1)
    assert "<mark>spine</mark> <mark>metastases</mark>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")


def test_a_second_stretch_shows_the_word_that_the_first_does_not() -> None:
    text = "spine " + "filler " * 100 + "metastases " + "filler " * 100
    found = snippet(text, [SPINE, Word("metastases", "metastasi")])
    assert "<mark>spine</mark>" in found
    assert "<mark>metastases</mark>" in found


def test_without_a_hit_the_beginning_is_shown() -> None:
    assert snippet("filler " * 100, [SPINE]).startswith("filler filler")


@given(st.text(max_size=600))
def test_what_is_marked_is_the_text_itself(text: str) -> None:
    assert unescape(re.sub(r"</?mark>", "", marked(text, [SPINE, Word("a", "a")]))) == unescape(
        re.sub(r"</?mark>", "", marked(text, []))
    )
    assert len(snippet(text, [SPINE])) >= 0
