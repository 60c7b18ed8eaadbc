"""The parts of charts: series on one footing, steps of a grid, labels apart."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.charts import parts

PRICES = st.floats(min_value=0.01, max_value=1e6)


def test_a_series_is_rebased_to_the_first_known_point() -> None:
    assert parts.rebased([None, 50.0, None, 75.0], 10.0, 0) == [None, 10.0, None, 15.0]
    assert parts.rebased([40.0, 50.0, 75.0], 10.0, 1) == [8.0, 10.0, 15.0]
    assert parts.rebased([None, None], 10.0, 0) == [None, None]


@given(PRICES, PRICES)
def test_grid_lines_are_few_and_within_the_range(one: float, other: float) -> None:
    low, high = sorted((one, other))
    steps = parts.round_steps(low, high)
    assert len(steps) <= 7
    if high - low > 1e-3:
        assert all(low - 1e-5 <= step <= high + 1e-5 for step in steps)


@given(st.lists(st.floats(min_value=-100, max_value=100), min_size=1, max_size=4))
def test_labels_keep_their_order_and_stand_apart(values: list[float]) -> None:
    places = parts.spread(values, 5.0)
    order = sorted(range(len(values)), key=values.__getitem__)
    placed = [places[index] for index in order]
    assert all(upper - lower >= 4.9 for lower, upper in itertools.pairwise(placed))


@pytest.mark.parametrize(("opacity", "written"), [(100, "var(--ink)"), (45, "var(--ink@45)")])
def test_a_colour_is_a_token_for_the_page_to_resolve(opacity: int, written: str) -> None:
    assert parts.var("ink", opacity) == written
