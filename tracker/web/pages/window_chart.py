"""From stored bars to the chart of the sessions around an announcement."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.announcements import selectors as record
from tracker.announcements.models import Announcement
from tracker.charts.parts import Marker
from tracker.charts.window import AFTER, BEFORE, Window, window_chart
from tracker.markets import selectors as markets
from tracker.markets.models import PriceBar
from tracker.reactions import selectors as reactions
from tracker.reactions.models import Reaction, ReactionState
from tracker.web.pages import company_chart, prices

# The volume's median is over the sessions -21 to -2 of each session's own past: enough bars for the first one shown.
HISTORY: Final = 21
NEAREST: Final = 2
FEWEST_VOLUMES: Final = 10


@dataclass(frozen=True, slots=True)
class Drawn:
    """The figures of the window and their chart as JSON-able data."""

    window: Window
    chart: dict[str, Any]


def build(announcement: Announcement, reaction: Reaction | None) -> Drawn | None:
    """The sessions around an announcement; None where the event session was not measured."""
    if reaction is None or reaction.state != ReactionState.MEASURED or reaction.security is None:
        return None
    bars = _bars_around(reaction)
    at = bisect_left([bar.session_on for bar in bars], reaction.event_session_on)
    first = max(at - BEFORE, 0)
    shown = bars[first : at + AFTER + 1]
    window = Window(
        offsets=[index - at for index in range(first, first + len(shown))],
        days=[date_format(bar.session_on, "D j M Y") for bar in shown],
        paths=_paths(announcement, reaction, shown),
        volume=[_volume_ratio(bars, index) for index in range(first, first + len(shown))],
        labels=_labels(reaction),
    )
    days = [bar.session_on for bar in shown]
    own = replace(company_chart.marker(announcement, reaction, 0), url="")
    chart = window_chart(window, own, _others(announcement, days, at - first))
    return Drawn(window, {**chart, "words": company_chart.words()})


def _bars_around(reaction: Reaction) -> list[PriceBar]:
    """The bars of the sessions shown and of those the first one's volume is held against, oldest first."""
    if reaction.security_id is None:
        return []
    event = reaction.event_session_on
    before = markets.bars(reaction.security_id, end=event - timedelta(days=1)).order_by("-session_on")
    after = markets.bars(reaction.security_id, start=event)
    return [*reversed(before[: BEFORE + HISTORY]), *after[: AFTER + 1]]


def _paths(announcement: Announcement, reaction: Reaction, shown: Sequence[PriceBar]) -> dict[str, list[float | None]]:
    """Share, SPY and BTC as fractions of their closes in the session before the event."""
    base_on = reaction.baseline_session_on
    days = [bar.session_on for bar in shown]
    closes = prices.aligned(prices.OVERLAYS, sorted({*days, base_on}))
    # Dividends added back in all bars or in none: a series on two bases would jump.
    adjusted = all(bar.adjusted_close is not None for bar in shown)
    own = {bar.session_on: float((bar.adjusted_close if adjusted else None) or bar.close) for bar in shown}
    series = {announcement.company.ticker: own, **{prices.OVERLAYS[key]: closes[key] for key in closes}}
    return {name: _path(values, days, base_on) for name, values in series.items() if base_on in values}


def _path(values: dict[date, float], days: Sequence[date], base_on: date) -> list[float | None]:
    base = values[base_on]
    return [values[day] / base - 1 if day in values else None for day in days]


def _volume_ratio(bars: Sequence[PriceBar], index: int) -> float | None:
    """A session's volume over the median of the sessions -21 to -2 before it; None where too few are known."""
    history = bars[max(index - HISTORY, 0) : max(index - NEAREST + 1, 0)]
    usual = [bar.volume for bar in history if bar.volume]
    volume = bars[index].volume
    return volume / median(usual) if volume and len(usual) >= FEWEST_VOLUMES else None


def _others(announcement: Announcement, days: Sequence[date], at: int) -> list[Marker]:
    """Other announcements of the company whose sessions lie in the window, by offset from the event."""
    # News of the weekend before the first session is answered in it.
    near = record.between(announcement.company, days[0] - timedelta(days=4), days[-1])
    others = [row for row in near if row.pk != announcement.pk]
    measured = reactions.current_reactions(others) if others else {}
    found = []
    for row in others:
        reaction = measured.get(row.pk)
        index = prices.session_at(days, reaction.event_session_on if reaction else row.announced_on)
        if index is not None:
            found.append(company_chart.marker(row, reaction, index - at))
    return sorted(found, key=lambda marker: marker.at)


def _labels(reaction: Reaction) -> dict[str, str]:
    return {
        "x": _("sessions from the announcement"),
        "zero": _("day 0, %(day)s") % {"day": date_format(reaction.event_session_on, "D j M Y")},
        "volume": _("volume"),
    }
