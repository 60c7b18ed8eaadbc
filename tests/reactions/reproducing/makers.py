"""A study of made-up returns with everything that makes one awkward: gaps, masks, several groups, small ones."""

from datetime import UTC, date, datetime, timedelta

import numpy as np

from tracker.reactions.event_study import Event, Panel, Spec
from tracker.reactions.reproducing.packing import Bundle

MADE_AT = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
FIRST_DAY = date(2024, 1, 1)
SESSIONS, SHARES = 320, 6


def make_panel(*, own_factors: bool = False) -> Panel:
    """Six shares over 320 sessions with two factors, some sessions missing."""
    chance = np.random.default_rng(20)
    factors = chance.normal(0, 0.02, (SESSIONS, 2))
    returns = factors @ chance.normal(1, 0.3, (2, SHARES)) + chance.normal(0, 0.03, (SESSIONS, SHARES))
    spans = np.ones((SESSIONS, SHARES), dtype=np.int64)
    for at in (40, 101, 200):
        returns[at, at % SHARES] = np.nan
        spans[at + 1, at % SHARES] = 2
    days = tuple(FIRST_DAY + timedelta(days=number) for number in range(SESSIONS))
    names = tuple(f"S{number}" for number in range(SHARES))
    if own_factors:
        factors = np.repeat(factors[:, None, :], SHARES, axis=1) * np.linspace(0.9, 1.1, SHARES)[None, :, None]
    return Panel(days, names, returns, ("MKT", "BTC"), factors, spans)


def make_events(panel: Panel) -> list[Event]:
    """Eighteen events of two kinds; one per share is masked by another."""
    rows = range(140, 140 + 18 * 8, 8)
    return [
        Event(
            event_id=f"event-{number}",
            security=panel.securities[number % SHARES],
            session_on=panel.days[row],
            labels=("kind=lease" if number % 3 else "kind=hosting", f"ticker={panel.securities[number % SHARES]}"),
            masked_on=(panel.days[row - 60],) if number < SHARES else (),
        )
        for number, row in enumerate(rows)
    ]


def make_bundle(*, own_factors: bool = False, with_returns: bool = True) -> Bundle:
    """The study of these events."""
    panel = make_panel(own_factors=own_factors)
    events = make_events(panel)
    return Bundle(
        panel=panel,
        events=events,
        spec=Spec(),
        about={"title": "18 events, SPY + BTC", "address": "https://example.org/studies/", "method_version": "1"},
        made_at=MADE_AT,
        notes={events[0].event_id: ("A lease, announced; by “S0”", "https://example.org/announcements/a/")},
        prices={"S0": "session_on,close\n2024-01-01,10\n"},
        with_returns=with_returns,
    )
