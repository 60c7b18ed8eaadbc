"""When a source is asked again. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zlib import crc32

LONGEST: Final = timedelta(hours=24)
_SPREAD: Final = 0.2  # sources that failed together come back apart

_FIRST: Final = timedelta(minutes=10)
_START: Final = datetime(2000, 1, 1, tzinfo=UTC)


def first_round(source_id: int, *, now: datetime, interval: timedelta) -> datetime:
    """When a new source is asked for the first time: within ten minutes, not all of them at once."""
    share = crc32(f"source {source_id}".encode()) / 2**32
    return (now + share * min(interval, _FIRST)).replace(microsecond=0)


def next_round(source_id: int, *, now: datetime, interval: timedelta) -> datetime:
    """When a source that answered is asked again: its own moment of each interval, half an interval from now at least.

    Sources that share an interval have moments spread over it, the same on every machine, so that even after a day
    without a network they come one after the other again.
    """
    share = crc32(f"source {source_id}".encode()) / 2**32
    since = now + interval / 2 - _START - share * interval
    rounds = -(-since // interval)
    moment = _START + share * interval + rounds * interval
    return moment.replace(microsecond=0)


def wait_after_failure(
    source_id: int, *, failures: int, interval: timedelta, retry_after: float | None = None
) -> timedelta:
    """How long to wait after the n-th failure in a row: the interval, doubled each time, at most a day.

    Up to a fifth is added or taken off by source and failure, the same on every machine. A wait that the site asks for
    (`retry_after`, seconds) is kept in full up to that day.
    """
    doubled = interval.total_seconds() * 2 ** min(max(failures - 1, 0), 20)
    dice = crc32(f"{source_id}:{failures}".encode()) / 2**32
    spread = doubled * (1 - _SPREAD + 2 * _SPREAD * dice)
    seconds = min(max(spread, retry_after or 0.0), LONGEST.total_seconds())
    return timedelta(seconds=round(seconds))
