"""New York sessions: when they open and close, and which one an announcement belongs to.

Pure. Sessions are days of the New York Stock Exchange (XNYS) with its holidays, early closes and unscheduled closures;
Nasdaq keeps the same ones. Moments are aware UTC, days are New York days.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

NEW_YORK: Final = ZoneInfo("America/New_York")
# From the first bitcoin to years ahead. Outside of it no question is answered rather than answered wrongly.
FIRST_DAY: Final = date(2009, 1, 1)
LAST_DAY: Final = date(2040, 12, 31)


class OutsideCalendar(ValueError):
    """The day or moment lies outside the years this calendar covers."""

    def __init__(self, asked: date | datetime) -> None:
        super().__init__(
            f"{asked.isoformat()} is outside the trading calendar ({FIRST_DAY} to {LAST_DAY}). Mend the date."
        )


class NaiveTime(ValueError):
    """A moment without a zone belongs to no session."""

    def __init__(self, asked: datetime) -> None:
        super().__init__(f"{asked.isoformat()} has no time zone. Give the moment in UTC.")


@dataclass(frozen=True, slots=True)
class EventSession:
    """The session that could first answer some news, and the one before it (METHOD section 1).

    `phase`: "pre", "intraday", "post" or "closed" (where the moment falls on its New York day), "date_only" for a day.
    """

    event_on: date
    baseline_on: date
    phase: str
    open_at: datetime
    close_at: datetime


@dataclass(frozen=True, slots=True)
class _Sessions:
    days: list[date]
    opens: list[datetime]
    closes: list[datetime]


@lru_cache(maxsize=1)
def _sessions() -> _Sessions:
    # Imported here: exchange_calendars brings pandas, over half a second that whoever asks no price need not pay.
    import exchange_calendars  # noqa: PLC0415

    calendar = exchange_calendars.get_calendar("XNYS", start=FIRST_DAY.isoformat(), end=LAST_DAY.isoformat())
    return _Sessions(
        days=[stamp.date() for stamp in calendar.sessions],
        opens=[stamp.to_pydatetime() for stamp in calendar.opens],
        closes=[stamp.to_pydatetime() for stamp in calendar.closes],
    )


def event_session(at: datetime) -> EventSession:
    """The first session whose close is strictly later than `at`: news at or after the bell belongs to the next one.

    Raises NaiveTime without a zone, OutsideCalendar beyond the covered years.
    """
    if at.tzinfo is None:
        raise NaiveTime(at)
    known = _sessions()
    position = bisect_right(known.closes, at)
    return _event(position, _phase(at, known), at)


def event_session_of_day(day: date) -> EventSession:
    """The session of a day whose hour is not known, or the next one where there was none. Raises OutsideCalendar."""
    return _event(bisect_left(_sessions().days, day), "date_only", day)


def _event(position: int, phase: str, asked: date | datetime) -> EventSession:
    known = _sessions()
    # Before the first session bisect answers 0, also for days long before it: neither has a session before it.
    if not 0 < position < len(known.days):
        raise OutsideCalendar(asked)
    return EventSession(
        event_on=known.days[position],
        baseline_on=known.days[position - 1],
        phase=phase,
        open_at=known.opens[position],
        close_at=known.closes[position],
    )


def _phase(at: datetime, known: _Sessions) -> str:
    day = at.astimezone(NEW_YORK).date()
    position = bisect_left(known.days, day)
    if position == len(known.days) or known.days[position] != day:
        return "closed"
    if at < known.opens[position]:
        return "pre"
    return "intraday" if at < known.closes[position] else "post"


def is_session(day: date) -> bool:
    """Whether New York trades on that day. Raises OutsideCalendar."""
    _inside(day)
    days = _sessions().days
    position = bisect_left(days, day)
    return position < len(days) and days[position] == day


def sessions_around(day: date, before: int, after: int) -> list[date]:
    """The session of `day` (or the next one) with `before` sessions ahead of it and `after` behind, in order.

    Raises OutsideCalendar where one of them is beyond the covered years.
    """
    days = _sessions().days
    position = bisect_left(days, day)
    if day < FIRST_DAY or position - before < 0 or position + after >= len(days):
        raise OutsideCalendar(day)
    return days[position - before : position + after + 1]


def sessions_between(start: date, end: date) -> list[date]:
    """All sessions from `start` to `end`, both included. Raises OutsideCalendar."""
    _inside(start)
    _inside(end)
    days = _sessions().days
    return days[bisect_left(days, start) : bisect_right(days, end)]


def last_closed_session(now: datetime) -> date:
    """The newest session that is over at `now`. Raises NaiveTime and OutsideCalendar."""
    if now.tzinfo is None:
        raise NaiveTime(now)
    _inside(now.astimezone(NEW_YORK).date())
    known = _sessions()
    position = bisect_right(known.closes, now) - 1
    if position < 0:
        raise OutsideCalendar(now)
    return known.days[position]


def last_closed_utc_day(now: datetime) -> date:
    """The newest UTC day that is over at `now`: coins trade without a bell. Raises NaiveTime."""
    if now.tzinfo is None:
        raise NaiveTime(now)
    return now.astimezone(ZoneInfo("UTC")).date() - timedelta(days=1)


def _inside(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise OutsideCalendar(day)
