"""The price of a share with its announcements: candles (a line where only closes are known), volume, a rail of markers.

The figure covers every session given. The page chooses the stretch that is shown and, with it, the vertical range,
month ticks and how near markers may come: those depend on the width of the reader's screen.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tracker.charts.parts import DASHES, Figure, Marker, Series, Session, axis, layout, line, rail, rebased, var

# Sessions in each range that a reader can choose; 0 means all.
RANGES: Final = {"3M": 63, "6M": 126, "1Y": 252, "2Y": 504, "All": 0}
DEFAULT_RANGE: Final = "1Y"


def price_chart(sessions: Sequence[Session], markers: Sequence[Marker], overlays: Mapping[str, Series]) -> Figure:
    """Figure and what the page needs beside it. `overlays` are raw closes by name, one per session, None where unknown.

    Overlays come rebased to the share's close at the left edge of the default range, hidden but the first.
    """
    start = first_shown(len(sessions), DEFAULT_RANGE)
    return {
        "kind": "price",
        "figure": {"data": _traces(sessions, markers, overlays, start), "layout": _layout(sessions, start)},
        "days": [session.on.isoformat() for session in sessions],
        "markers": [marker.as_json() for marker in markers],
        "overlays": {name: list(series) for name, series in overlays.items()},
        "ranges": RANGES,
        "range": DEFAULT_RANGE,
    }


def first_shown(sessions: int, name: str) -> int:
    """The index of the first session of a range that ends with the last one."""
    length = RANGES[name]
    return max(0, sessions - length) if length else 0


def _traces(
    sessions: Sequence[Session], markers: Sequence[Marker], overlays: Mapping[str, Series], start: int
) -> list[Figure]:
    onto = sessions[start].close if sessions else 1.0
    lines = [
        {**_overlay(name, rebased(series, onto, start)), "visible": place == 0}
        for place, (name, series) in enumerate(overlays.items())
    ]
    share = [_close(sessions), _candles(sessions), _gaps(sessions), _volume(sessions)]
    return [*lines, *share, *_stems(sessions, markers)]


def _overlay(name: str, series: Series) -> Figure:
    return line(series, name, color=var("ink-3"), width=1.1, dash=DASHES.get(name, "solid"))


def _close(sessions: Sequence[Session]) -> Figure:
    """The close as a line: shown where a candle would be thinner than 3 px."""
    closes = [session.close for session in sessions]
    drawn = line(closes, "close", color=var("ink"), width=1.4)
    return {**drawn, "visible": False, "hoverinfo": "none"}


def _candles(sessions: Sequence[Session]) -> Figure:
    """Hollow up, filled down; None where a session has no open, high or low."""

    def prices(name: str) -> list[float | None]:
        return [getattr(session, name) if session.is_candle else None for session in sessions]

    return {
        "type": "candlestick",
        "name": "candles",
        **{name: prices(name) for name in ("open", "high", "low", "close")},
        "hoverinfo": "none",
        "whiskerwidth": 0,
        "increasing": {"line": {"color": var("up-fill"), "width": 1}, "fillcolor": var("canvas")},
        "decreasing": {"line": {"color": var("down-fill"), "width": 1}, "fillcolor": var("down-fill")},
    }


def _gaps(sessions: Sequence[Session]) -> Figure:
    """The close over stretches without candles, joined to the candles on either side."""

    def shown(index: int) -> bool:
        near = sessions[max(0, index - 1) : index + 2]
        return not all(session.is_candle for session in near)

    closes = [session.close if shown(index) else None for index, session in enumerate(sessions)]
    drawn = line(closes, "closes-only", color=var("ink"), width=1.4)
    return {**drawn, "hoverinfo": "none"}


def _volume(sessions: Sequence[Session]) -> Figure:
    ups = [session.open is None or session.close >= session.open for session in sessions]
    return {
        "type": "bar",
        "name": "volume",
        "y": [session.volume for session in sessions],
        "yaxis": "y2",
        "hoverinfo": "skip",
        "marker": {"color": [var("up-fill", 45) if up else var("down-fill", 45) for up in ups]},
    }


def _stems(sessions: Sequence[Session], markers: Sequence[Marker]) -> list[Figure]:
    """Dotted lines from each day's low down through the pane and on to its marker, then the markers."""
    upper_x: list[int | None] = []
    upper_y: list[float | None] = []
    lower_y: list[float | None] = []
    for at in sorted({marker.at for marker in markers}):
        session = sessions[at]
        upper_x += [at, at, None]
        upper_y += [0, (session.low or session.close) * 0.992, None]
        lower_y += [0.75, 1, None]
    style = {"color": var("edge"), "width": 1, "dash": "1px,2px"}
    common = {"type": "scatter", "mode": "lines", "x": upper_x, "hoverinfo": "skip", "line": style}
    return [
        {**common, "name": "stems", "y": upper_y},
        {**common, "name": "rail-stems", "y": lower_y, "yaxis": "y3"},
        rail(markers, "y3"),
    ]


def _layout(sessions: Sequence[Session], start: int) -> Figure:
    spikes: dict[str, Any] = {
        "showspikes": True,
        "spikemode": "across",
        "spikethickness": 1,
        "spikecolor": var("edge"),
        "spikedash": "solid",
        "spikesnap": "data",
    }
    return layout(
        bargap=0.25,
        margin={"l": 2, "r": 44, "t": 6, "b": 22, "pad": 0},
        xaxis=axis(range=[start - 0.8, len(sessions) - 0.2], rangeslider={"visible": False}, anchor="y2", **spikes),
        yaxis=axis(domain=[0.27, 1], showticklabels=False, showgrid=True),
        yaxis2=axis(domain=[0, 0.15], rangemode="tozero", showticklabels=False),
        yaxis3=axis(domain=[0.18, 0.27], range=[0, 1], showticklabels=False),
        shapes=[
            {
                "type": "line",
                "xref": "paper",
                "yref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": 0.18,
                "y1": 0.18,
                "line": {"color": var("line"), "width": 1},
            }
        ],
        annotations=[],
    )
