"""Ranks with ties shared, held against scipy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from tracker.reactions.event_study.ordering import average_ranks

ROWS = st.lists(
    st.lists(st.sampled_from([-np.inf, -1.5, -0.0, 0.0, 1e-9, 2.0, np.inf]), min_size=7, max_size=7), min_size=1
)


@given(ROWS)
def test_ranks_are_those_of_scipy(rows: list[list[float]]) -> None:
    values = np.array(rows)
    np.testing.assert_array_equal(average_ranks(values), rankdata(values, axis=-1))


@pytest.mark.parametrize("count", [0, 1, 2, 1_000])
def test_any_length_has_its_ranks(count: int) -> None:
    values = np.random.default_rng(3).integers(0, 50, count).astype(float)
    np.testing.assert_array_equal(average_ranks(values), rankdata(values) if count else np.empty(0))


def test_equal_values_share_the_mean_of_their_ranks() -> None:
    assert average_ranks(np.array([10.0, 30.0, 10.0, 20.0])).tolist() == [1.5, 4.0, 1.5, 3.0]
