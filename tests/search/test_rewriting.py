import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalclub.search.query import parts
from journalclub.search.rewriting import exactly, freely, holds, narrowed, widened


@pytest.mark.parametrize(
    ("query", "words", "exact"),
    [
        ("SBRT spine", "SBRT", "=SBRT spine"),
        ("SBRT RT", "RT", "SBRT =RT"),
        ('overall survival "overall survival"', "overall survival", '=overall =survival "overall survival"'),
        ("(OS OR PFS) -OS", "OS", "(=OS OR PFS) -OS"),
        ("author:OS OS", "OS", "author:OS =OS"),
    ],
)
def test_a_word_is_looked_for_alone_and_again_in_other_words(query: str, words: str, exact: str) -> None:
    assert exactly(query, words) == exact
    assert freely(exact, words) == query


def test_a_part_is_added_once_and_taken_away_whole() -> None:
    assert narrowed("spine", "kind:post") == "spine kind:post"
    assert narrowed("spine KIND:post", "kind:post") == "spine KIND:post"
    assert widened('kind:post spine journal:"Lancet Oncology" -kind:post', "kind:post") == (
        'spine journal:"Lancet Oncology" -kind:post'
    )
    assert widened('spine journal:"Lancet Oncology"', 'journal:"lancet oncology"') == "spine"
    assert not holds("kind:posters", "kind:post")


@given(st.text(max_size=60))
def test_the_parts_of_any_query_stand_where_they_say(text: str) -> None:
    for start, end, part in parts(text):
        assert text[start:end] == part
