"""Publication times as feeds write them: aware UTC, or None where the time cannot be true."""

import re
import time
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

EARLIEST_YEAR: Final = 1995  # no feed is older; 1970 and the like are clocks that were never set
_ISO_DAY: Final = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})")
# Zones that feedparser takes for UTC: hours east of it.
_ZONES: Final = {"WEST": 1, "BST": 1, "CET": 1, "MET": 1, "CEST": 2, "MEST": 2, "EET": 2, "EEST": 3, "HKT": 8, "JST": 9}


def moment_of(written: object, parsed: object) -> datetime | None:
    """The moment a feed means. `written` is its text, `parsed` what feedparser made of it (UTC); no zone means UTC."""
    if not isinstance(written, str) or not _is_a_day(written):
        return None
    moment = _from_parts(parsed) if isinstance(parsed, time.struct_time) else _from_mail(written)
    if moment is None or moment.year < EARLIEST_YEAR:
        return None
    words = written.split()
    return moment - timedelta(hours=_ZONES.get(words[-1], 0)) if words else moment


def iso_moment(written: object) -> datetime | None:
    """The moment of an ISO time with its zone; None without one, since a day or a local time is no moment."""
    try:
        moment = datetime.fromisoformat(written.strip()[:40]) if isinstance(written, str) else None
        utc = moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
    return utc if utc and utc.year >= EARLIEST_YEAR else None


def iso_day(written: object) -> str:
    """The day that an ISO day or time starts with, whatever its zone; empty where it starts with none that can be."""
    found = _ISO_DAY.match(written) if isinstance(written, str) else None
    if found is None or not _is_a_day(found.group()):
        return ""
    day = date(*map(int, found.groups()))
    return day.isoformat() if day.year >= EARLIEST_YEAR else ""


def _is_a_day(written: str) -> bool:
    """False for an ISO day that no calendar has, which feedparser would move into the next month."""
    day = _ISO_DAY.match(written)
    if day is None:
        return True
    try:
        date(*map(int, day.groups()))
    except ValueError:
        return False
    return True


def _from_parts(parts: time.struct_time) -> datetime | None:
    try:
        return datetime(*parts[:6], tzinfo=UTC)
    except ValueError:
        return None


def _from_mail(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written[:100])
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
