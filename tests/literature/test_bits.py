"""Sets of article ids as bits: they are sets, however they are packed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalclub.literature.bits import FEW, SIZE, Articles, changed, unpack_bits

IDS = st.sets(st.integers(min_value=1, max_value=3 * SIZE), max_size=300)


@given(IDS, IDS)
def test_they_are_sets(one: set[int], other: set[int]) -> None:
    left, right = Articles.of(one), Articles.of(other)
    assert set(left & right) == one & other
    assert set(left | right) == one | other
    assert len(left) == len(one)
    assert list(left) == sorted(one)
    assert all((id in left) == (id in one) for id in one | other)


@pytest.mark.parametrize("many", [1, FEW, FEW + 1, SIZE])
def test_a_packed_block_is_counted_as_it_was(many: int) -> None:
    lows = set(range(0, SIZE, SIZE // many)) if many < SIZE else set(range(SIZE))
    packed = changed(b"", added=lows, removed=set())
    assert unpack_bits(packed).bit_count() == len(lows)
    within = {0, 1, 2, 700, SIZE - 1}
    assert Articles.of(within).count(0, packed) == len(lows & within)
    assert Articles.of(within).count(1, packed) == 0


def test_a_block_shrinks_to_a_list_again_and_takes_back_what_it_was_given() -> None:
    many = set(range(0, 4 * FEW, 2))
    packed = changed(changed(b"", added=many, removed=set()), added={1}, removed=many - {4})
    assert len(packed) == 4
    assert set(Articles.unpacked([(0, packed)])) == {1, 4}
    assert changed(packed, added=set(), removed={1, 4}) == b""


def test_a_value_of_nearly_all_loses_one() -> None:
    packed = changed(changed(b"", added=set(range(SIZE)), removed=set()), added=set(), removed={9})
    assert unpack_bits(packed).bit_count() == SIZE - 1
