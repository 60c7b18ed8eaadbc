"""When a source that failed is asked again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.sources.schedule import LONGEST, wait_after_failure

QUARTER = timedelta(minutes=15)


def test_the_wait_doubles_with_each_failure() -> None:
    waits = [wait_after_failure(1, failures=n, interval=QUARTER).total_seconds() / 60 for n in (1, 2, 3, 4)]
    for wait, expected in zip(waits, (15, 30, 60, 120), strict=True):
        assert 0.8 * expected <= wait <= 1.2 * expected


def test_sources_that_failed_together_come_back_apart() -> None:
    assert len({wait_after_failure(pk, failures=1, interval=QUARTER) for pk in range(50)}) > 40


def test_the_same_failure_waits_equally_long_everywhere() -> None:
    assert wait_after_failure(7, failures=3, interval=QUARTER) == wait_after_failure(7, failures=3, interval=QUARTER)


def test_a_wait_that_the_site_asks_for_is_kept() -> None:
    assert wait_after_failure(1, failures=1, interval=QUARTER, retry_after=7200) == timedelta(hours=2)
    assert wait_after_failure(1, failures=4, interval=QUARTER, retry_after=5) > timedelta(hours=1)


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(1, 10**6), st.none() | st.floats(0, 1e12))
def test_no_wait_is_longer_than_a_day(pk: int, failures: int, minutes: int, retry_after: float | None) -> None:
    interval = timedelta(minutes=minutes)
    assert (
        timedelta() < wait_after_failure(pk, failures=failures, interval=interval, retry_after=retry_after) <= LONGEST
    )
