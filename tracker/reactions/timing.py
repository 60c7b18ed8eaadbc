"""When an announcement could first be answered: its session, the sessions around it, and what to bear in mind.

Pure. A minute decides by itself; for a day, what the source says of the hour; else the day's own session.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final

from tracker.markets import calendar

# Enough sessions for the volume history, a halt before the news and one through it.
BEFORE: Final = 31
AFTER: Final = 10
NEAR_CLOSE: Final = timedelta(minutes=30)

DATE_ONLY: Final = "date_only"
PHASE_STATED: Final = "phase_stated"
GAP_PRECEDES_NEWS: Final = "gap_precedes_news"
NEAR_THE_CLOSE: Final = "near_close"
OUTSIDE_CALENDAR: Final = "outside_calendar"
# What sources say of the hour (SessionPhase values), as a phase of the event session.
STATED: Final = {"pre_market": "pre", "regular": "intraday", "after_hours": "post", "non_trading_day": "closed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The event session and its surroundings. `sessions` are in order; the event session stands at index BEFORE.

    Outside the trading calendar there are no sessions, and the days are the announcement's own.
    """

    event_on: date
    baseline_on: date
    phase: str
    close_at: datetime | None
    flags: tuple[str, ...]
    sessions: tuple[date, ...] = ()

    def is_over(self, now: datetime) -> bool:
        """Whether the event session has closed at `now`."""
        return self.close_at is None or self.close_at <= now

    def digest(self, security: str) -> str:
        """A short fingerprint of session, phase and flags for one security: it changes when the timing does."""
        parts = (security, self.event_on.isoformat(), self.baseline_on.isoformat(), self.phase, *self.flags)
        return sha256("|".join(parts).encode()).hexdigest()[:16]


def timing(announced_on: date, announced_at: datetime | None = None, stated_phase: str = "unknown") -> Timing:
    """The timing of news whose minute is known (`announced_at`), or of a day with what is said of its hour."""
    try:
        found, flags = _found(announced_on, announced_at, stated_phase)
        return Timing(
            event_on=found.event_on,
            baseline_on=found.baseline_on,
            phase=found.phase,
            close_at=found.close_at,
            flags=flags,
            sessions=tuple(calendar.sessions_around(found.event_on, BEFORE, AFTER)),
        )
    except calendar.OutsideCalendar:
        return Timing(
            event_on=announced_on,
            baseline_on=announced_on,
            phase="date_only",
            close_at=None,
            flags=(OUTSIDE_CALENDAR,),
        )


def _found(
    announced_on: date, announced_at: datetime | None, stated_phase: str
) -> tuple[calendar.EventSession, tuple[str, ...]]:
    if announced_at is not None:
        found = calendar.event_session(announced_at)
        return found, _minute_flags(found, announced_at)
    found = calendar.event_session_of_day(announced_on)
    phase = STATED.get(stated_phase)
    if phase is None or (phase in {"pre", "intraday", "post"} and found.event_on != announced_on):
        return found, (DATE_ONLY,)  # nothing said of the hour, or nothing that fits a day without trading
    if phase == "post":
        # The last session closes before an evening's news: the next one answers it.
        found = calendar.event_session(found.close_at)
    found = calendar.EventSession(found.event_on, found.baseline_on, phase, found.open_at, found.close_at)
    return found, (PHASE_STATED, GAP_PRECEDES_NEWS) if phase == "intraday" else (PHASE_STATED,)


def _minute_flags(found: calendar.EventSession, at: datetime) -> tuple[str, ...]:
    if found.phase != "intraday":
        return ()
    return (GAP_PRECEDES_NEWS, NEAR_THE_CLOSE) if found.close_at - at <= NEAR_CLOSE else (GAP_PRECEDES_NEWS,)
