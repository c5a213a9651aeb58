"""Lists in pages: which pages a pager names."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agora.views.lists import ALL_STEPS, AROUND, steps


@given(st.integers(1, 3000).flatmap(lambda last: st.tuples(st.integers(1, last), st.just(last))))
def test_a_pager_names_the_ends_and_what_is_around_and_leaves_out_two_or_more(
    place: tuple[int, int],
) -> None:
    number, last = place
    named = [step for step in steps(number, last) if step]
    assert named == sorted(set(named))
    around = range(max(1, number - AROUND), min(last, number + AROUND) + 1)
    assert {1, last, *around} <= set(named) <= set(range(1, last + 1))
    assert len(named) <= ALL_STEPS
    gaps = [after - before for before, after in pairwise(named) if after != before + 1]
    assert len(gaps) == steps(number, last).count(0)
    assert all(gap > 2 for gap in gaps), "a gap of one page is that page"


def test_a_short_list_names_all_of_its_pages() -> None:
    assert steps(3, 8) == (1, 2, 3, 4, 5, 6, 7, 8)
    assert steps(200, 417) == (1, 0, 198, 199, 200, 201, 202, 0, 417)
