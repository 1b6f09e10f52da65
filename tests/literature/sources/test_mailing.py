"""Authors' addresses never stay in a text that is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalclub.literature.sources.mailing import WITHHELD, cut, withhold


@pytest.mark.parametrize(
    ("affiliation", "rest", "addresses"),
    [
        ("Dept, Ghent, Belgium. Electronic address: a.b@c.example.", "Dept, Ghent, Belgium.", ("a.b@c.example",)),
        ("X, Y. a@b.example.org.", "X, Y.", ("a@b.example.org",)),
        ("Institute, Ghent (e-mail: chen@x.example.org).", "Institute, Ghent.", ("chen@x.example.org",)),
        ("I; a@b.org; c@d.org.", "I.", ("a@b.org", "c@d.org")),
        ("E-mail addresses: a@b.org and c@d.org. Oslo.", ". Oslo.", ("a@b.org", "c@d.org")),
        ("Correspondence to: a@b.org", "", ("a@b.org",)),
        ("Univ (a@b.org), Oslo", "Univ, Oslo", ("a@b.org",)),
        ("Lab, Oslo. a [at] b.org", "Lab, Oslo.", ("a@b.org",)),
        ("Oslo.Electronic address: A@B.ORG,c@d.co.uk.", "Oslo.", ("A@b.org", "c@d.co.uk")),
        ("Lab＠home, x＠b.org", "Lab＠home", ("x@b.org",)),
        ("AB @ home, Oslo", "AB @ home, Oslo", ()),
        ("No address, Oslo.", "No address, Oslo.", ()),
    ],
)
def test_addresses_and_the_words_before_them_are_cut_out(affiliation, rest, addresses):
    kept, found = cut(affiliation)
    assert kept.lstrip(". ") == rest.lstrip(". ")
    assert found == addresses


def test_other_texts_keep_a_remark_in_place_of_the_address():
    assert withhold("Write to trial@example.org today, @handle") == f"Write to {WITHHELD} today, @handle"


@given(st.text("ab .,;()", max_size=20), st.text("ab .,;()", max_size=20))
def test_an_address_in_any_surroundings_is_found(before, after):
    kept, found = cut(f"{before} ada.l@uni.example.org {after}")
    assert "@" not in kept
    assert [address for address in found if address.startswith("ada.l@uni.example.org")]
