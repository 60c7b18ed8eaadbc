"""The price chart."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.charts.figures import check_figure
from tracker.charts.parts import Marker, Series, Session
from tracker.charts.price import first_shown, price_chart

START = date(2025, 1, 1)


def session(index: int, close: float, *, candle: bool = True) -> Session:
    """A session with a range of 10 % around its close, or the close alone."""
    day = START + timedelta(days=index)
    if not candle:
        return Session(on=day, close=close)
    return Session(on=day, close=close, open=close * 0.99, high=close * 1.05, low=close * 0.95, volume=1_000)


def marker(at: int, family: str = "people", *, about_ai: bool = True) -> Marker:
    """An announcement at a session."""
    return Marker(
        at=at, family=family, about_ai=about_ai, url="/announcements/x/", when="1 Jan 2025", kind="Hire", title="T"
    )


def trace(chart: dict[str, Any], name: str) -> dict[str, Any]:
    """A trace by its name."""
    found: dict[str, Any] = next(one for one in chart["figure"]["data"] if one["name"] == name)
    return found


def test_the_figure_is_legal_with_candles_markers_and_overlays() -> None:
    sessions = [session(index, 10 + index) for index in range(300)]
    overlays: dict[str, Series] = {"BTC": [1000.0 + index for index in range(300)], "SPY": [None] * 300}
    chart = price_chart(sessions, [marker(5), marker(40, "deal", about_ai=False)], overlays)
    check_figure(chart["figure"])
    assert len(chart["days"]) == 300
    assert chart["figure"]["layout"]["xaxis"]["range"] == [48 - 0.8, 299.8]


def test_an_empty_history_makes_a_legal_figure() -> None:
    check_figure(price_chart([], [], {})["figure"])


def test_sessions_without_a_range_are_drawn_as_a_line_joined_to_the_candles() -> None:
    kinds = [True, True, False, False, True, True]
    chart = price_chart([session(index, 10.0, candle=kind) for index, kind in enumerate(kinds)], [], {})
    assert trace(chart, "candles")["low"] == [9.5, 9.5, None, None, 9.5, 9.5]
    assert trace(chart, "closes-only")["y"] == [None, 10.0, 10.0, 10.0, 10.0, None]
    check_figure(chart["figure"])


def test_overlays_start_at_the_share_at_the_left_edge_and_keep_their_own_closes_beside() -> None:
    sessions = [session(index, 10 + index) for index in range(300)]
    chart = price_chart(sessions, [], {"BTC": [100.0] * 300})
    assert trace(chart, "BTC")["y"][48] == sessions[48].close
    assert chart["overlays"]["BTC"][0] == 100.0


def test_a_marker_is_hollow_where_it_is_not_about_ai() -> None:
    chart = price_chart([session(0, 10), session(1, 11)], [marker(0), marker(1, about_ai=False)], {})
    look = trace(chart, "announcements")["marker"]
    assert look["color"] == ["var(--k-people)", "var(--canvas)"]
    assert look["line"]["color"] == ["var(--k-people)"] * 2
    assert look["symbol"] == ["hexagon2"] * 2
    assert [one["url"] for one in chart["markers"]] == ["/announcements/x/"] * 2


@pytest.mark.parametrize(("name", "first"), [("3M", 237), ("1Y", 48), ("2Y", 0), ("All", 0)])
def test_a_range_ends_with_the_last_session(name: str, first: int) -> None:
    assert first_shown(300, name) == first
