"""When a source is asked again."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tracker.sources.schedule import LONGEST, next_round, wait_after_failure

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


def test_sources_of_one_interval_are_spread_over_it() -> None:
    now = datetime(2025, 10, 21, 9, 0, tzinfo=UTC)
    rounds = sorted(next_round(pk, now=now, interval=QUARTER) for pk in range(60))
    gaps = [later - earlier for earlier, later in pairwise(rounds)]
    assert rounds[-1] - rounds[0] > timedelta(minutes=12)
    assert max(gaps) < timedelta(minutes=2)


@given(st.integers(1, 10**9), st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.integers(1, 10_000))  # noqa: DTZ001
def test_a_round_comes_between_half_and_one_and_a_half_intervals_later(pk: int, at: datetime, minutes: int) -> None:
    now, interval = at.replace(tzinfo=UTC), timedelta(minutes=minutes)
    wait = next_round(pk, now=now, interval=interval) - now
    assert interval / 2 - timedelta(seconds=1) <= wait <= interval * 1.5


def test_a_source_keeps_its_moment_of_the_interval() -> None:
    first = next_round(7, now=datetime(2025, 10, 21, 9, 0, tzinfo=UTC), interval=QUARTER)
    later = next_round(7, now=first + timedelta(seconds=40), interval=QUARTER)
    assert later - first == QUARTER
