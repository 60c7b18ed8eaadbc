"""When a source that failed is asked again. Pure."""

from datetime import timedelta
from typing import Final
from zlib import crc32

LONGEST: Final = timedelta(hours=24)
_SPREAD: Final = 0.2  # sources that failed together come back apart


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
