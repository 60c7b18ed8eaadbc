"""Where each announcement falls: its event session among the sessions of the panel, or why it has none.

A halt through the session moves the event to the first one with trade. Nothing is measured before a share's second
session, in quarantine, or before the session's bar is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import numpy as np

from tracker.announcements.models import Announcement
from tracker.companies.models import Security
from tracker.reactions import timing as times
from tracker.reactions.panel import Prices
from tracker.reactions.sample_filter import DATE
from tracker.reactions.timing import Timing

# Why an announcement is in no figure.
NO_SHARE: Final = "no_share"
NO_PRICES: Final = "no_prices"
NOT_LISTED: Final = "not_listed"
AWAITING: Final = "awaiting"
OUTSIDE: Final = "outside_calendar"
SUSPECT: Final = "suspect_move"
# A share that does not trade for longer has no event session: the news is old by then.
LONGEST_HALT: Final = times.AFTER
COLUMNS: Final = (
    "pk",
    "company_id",
    "slug",
    "title",
    "kind",
    "scope",
    "announced_on",
    "announced_at",
    "session_phase",
    "capacity_mw",
    "capacity_basis",
    "value_usd",
    "value_counts",
)


@dataclass(frozen=True, slots=True)
class Told:
    """One announcement and where it falls: `at` is the session's place in the panel, None with a `reason`."""

    pk: int
    company_id: int
    slug: str
    title: str
    kind: str
    scope: str
    announced_on: date
    announced_at: datetime | None
    capacity_mw: Decimal | None
    capacity_basis: str
    value_usd: Decimal | None
    value_counts: str
    share: str | None
    when: Timing
    at: int | None
    halted: bool
    reason: str


def all_told(prices: Prices, anchor: str) -> tuple[Told, ...]:
    """Every published announcement, oldest first."""
    owned = shares()
    rows = Announcement.objects.published().order_by("announced_on", "pk").values_list(*COLUMNS)
    grid = _Grid(prices, {day: at for at, day in enumerate(prices.days)}, columns_of(prices))
    return tuple(_told(row, anchor, owned.get(row[1]), grid) for row in rows)


def columns_of(prices: Prices) -> dict[str, int]:
    """Each share's column in the panel."""
    return {key: column for column, key in enumerate(prices.shares)}


@dataclass(frozen=True, slots=True)
class _Grid:
    prices: Prices
    places: Mapping[date, int]
    columns: Mapping[str, int]


def shares() -> dict[int, str]:
    """The primary share's key by company id."""
    return dict(Security.objects.filter(company__isnull=False, is_primary=True).values_list("company_id", "key"))


# Pure, and asked for the same announcements again and again.
_timing = lru_cache(maxsize=16_384)(times.timing)


def _told(row: tuple[Any, ...], anchor: str, share: str | None, grid: _Grid) -> Told:
    pk, company, slug, title, kind, scope, on, moment, phase, mw, basis, usd, counts = row
    when = _when(on, moment, phase, anchor)
    place = _place(when, share, grid)
    return Told(pk, company, slug, title, kind, scope, on, moment, mw, basis, usd, counts, share, when, *place)


def _when(on: date, moment: datetime | None, phase: str, anchor: str) -> Timing:
    return _timing(on, None, "unknown") if anchor == DATE else _timing(on, moment, phase)


def _place(when: Timing, share: str | None, grid: _Grid) -> tuple[int | None, bool, str]:
    """The event session's place, whether a halt moved it, and else why there is none."""
    column = grid.columns.get(share) if share is not None else None
    if column is None:
        return None, False, NO_SHARE
    if not when.sessions:
        return None, False, OUTSIDE
    at = grid.places.get(when.event_on)
    if at is not None:
        return _traded(at, column, grid.prices)
    until = grid.prices.until
    return None, False, AWAITING if until is not None and when.event_on > until else NO_PRICES


def _traded(at: int, column: int, prices: Prices) -> tuple[int | None, bool, str]:
    first = int(prices.first[column])
    # A share's very first session has no return: there is none before it.
    if first < 0 or at <= first:
        return None, False, NOT_LISTED if first >= 0 else NO_PRICES
    found, halted = (at, False) if prices.traded[at, column] else _after_halt(at, column, prices)
    if found is None:
        return None, False, AWAITING if at + LONGEST_HALT >= len(prices.days) else NO_PRICES
    return (found, halted, "") if np.isfinite(prices.returns[found, column]) else (None, False, SUSPECT)


def _after_halt(at: int, column: int, prices: Prices) -> tuple[int | None, bool]:
    """The first session with trade from `at` on."""
    later = prices.traded[at : at + LONGEST_HALT + 1, column]
    return (at + int(later.argmax()), True) if later.any() else (None, False)
