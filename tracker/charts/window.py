"""The sessions around an announcement: share, SPY and BTC from the close before it, volume against its median."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracker.charts.numbers import NARROW_SPACE, signed, signed_pct
from tracker.charts.parts import (
    DASHES,
    Figure,
    Marker,
    Series,
    axis,
    layout,
    line,
    note,
    rail,
    round_steps,
    spread,
    text_font,
    var,
)

BEFORE: Final = 10
AFTER: Final = 20
# Heights in px of the plot (static/css/charts.css) and of a label: how near two labels may come.
PANE_HEIGHT: Final = 205
LABEL_HEIGHT: Final = 16
EDGE: Final = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Paths of fractions since the close before the announcement, one value per offset, None where unknown.

    `offsets` count sessions from the event session (0); `days` are their dates as words; `paths` has the share first.
    `volume` is each session's over the median of the sessions before; `labels` are the words the chart shows.
    """

    offsets: Sequence[int]
    days: Sequence[str]
    paths: Mapping[str, Series]
    volume: Series
    labels: Mapping[str, str]


def window_chart(window: Window, own: Marker, others: Sequence[Marker]) -> Figure:
    """Figure and readout lines. Markers' `at` are offsets; `own` is the announcement itself, without an address."""
    percents = {name: [None if v is None else v * 100 for v in path] for name, path in window.paths.items()}
    return {
        "kind": "window",
        "figure": {"data": _traces(window, percents, own, others), "layout": _layout(window, percents)},
        # In one order from left to right, its own among them: what stands too near becomes one bubble.
        "markers": [marker.as_json() for marker in sorted([*others, own], key=lambda marker: marker.at)],
        "others": len(others),
        "readouts": [_readout(window, place) for place in range(len(window.offsets))],
    }


def _traces(window: Window, percents: Mapping[str, Series], own: Marker, others: Sequence[Marker]) -> list[Figure]:
    x = window.offsets
    names = list(percents)
    quiet = [
        line(percents[name], name, x, color=var("ink-3"), width=1.2, dash=DASHES.get(name, "solid"))
        for name in names[1:]
    ]
    return [*quiet, _share(percents[names[0]], x, names[0]), rail([*others, own], "y3"), _volume(window)]


def _share(path: Series, x: Sequence[int], name: str) -> Figure:
    drawn = line(path, name, x, color=var("ink"), width=1.8)
    marker = {
        "size": [9 if at == 0 else 3.5 for at in x],
        "color": [var("accent") if at == 0 else var("ink") for at in x],
        "line": {"width": [2 if at == 0 else 0 for at in x], "color": var("canvas")},
        "opacity": 1,
    }
    return {**drawn, "mode": "lines+markers", "marker": marker, "hoverinfo": "none"}


def _volume(window: Window) -> Figure:
    return {
        "type": "bar",
        "name": "volume",
        "x": list(window.offsets),
        "y": list(window.volume),
        "yaxis": "y2",
        "hoverinfo": "skip",
        "marker": {"color": [var("ink-2") if at == 0 else var("line-2") for at in window.offsets]},
    }


def _layout(window: Window, percents: Mapping[str, Series]) -> Figure:
    known = [value for path in percents.values() for value in path if value is not None] or [0.0]
    low, high = min(known), max(known)
    room = max(high - low, 1.0) * 0.08
    steps = round_steps(low, high)
    first, last = window.offsets[0], window.offsets[-1]
    return layout(
        bargap=0.45,
        margin={"l": 38, "r": 104, "t": 18, "b": 36, "pad": 0},
        xaxis=axis(
            range=[first - EDGE, last + EDGE],
            tickvals=list(window.offsets)[::2],
            ticktext=[_offset(at) for at in list(window.offsets)[::2]],
            anchor="y2",
            title={"text": window.labels["x"], "font": text_font(), "standoff": 4},
        ),
        yaxis=axis(
            domain=[0.28, 1],
            range=[low - room, high + room],
            tickvals=steps,
            ticktext=_step_words(steps),
            showgrid=True,
        ),
        yaxis2=axis(domain=[0, 0.13], rangemode="tozero", tickvals=[1], ticktext=["1×"], showgrid=True),
        yaxis3=axis(domain=[0.16, 0.27], range=[0, 1], showticklabels=False),
        shapes=[_rule("paper", "y", 0, 0), _rule("x", "paper", 0, 1)],
        annotations=[_day_zero(window), *_ends(percents, high - low + 2 * room)],
    )


def _rule(xref: str, yref: str, start: float, end: float) -> Figure:
    """The line of no change (across) or of day 0 (upright, dotted)."""
    upright = xref == "x"
    return {
        "type": "line",
        "layer": "below",
        "xref": xref,
        "yref": yref,
        "x0": 0,
        "x1": 0 if upright else 1,
        "y0": start,
        "y1": end,
        "line": {"color": var("edge"), "width": 1, "dash": "2px,2px" if upright else "solid"},
    }


def _day_zero(window: Window) -> Figure:
    return note(
        window.labels["zero"],
        name="day-zero",
        x=0,
        y=1,
        xref="x",
        yref="paper",
        yanchor="bottom",
        font=text_font("ink-2"),
    )


def _ends(percents: Mapping[str, Series], height: float) -> list[Figure]:
    """Name and last value of each path at the right edge, pushed apart."""
    ends = {name: _last(path) for name, path in percents.items()}
    known = {name: value for name, value in ends.items() if value is not None}
    places = spread(list(known.values()), LABEL_HEIGHT * height / PANE_HEIGHT)
    share = next(iter(percents), "")
    return [
        note(
            f"{name} {signed(value, 1)}{NARROW_SPACE}%",
            name="end",
            x=1,
            y=place,
            xref="paper",
            yref="y",
            xanchor="left",
            xshift=6,
            font=text_font("ink" if name == share else "ink-3"),
        )
        for (name, value), place in zip(known.items(), places, strict=True)
    ]


def _last(path: Series) -> float | None:
    return next((value for value in reversed(path) if value is not None), None)


def _offset(at: int) -> str:
    return signed(at, 0)


def _step_words(steps: Sequence[float]) -> list[str]:
    """Signed percentages, the unit at the top only."""
    places = 0 if all(step == int(step) for step in steps) else 1
    words = [signed(step, places) for step in steps]
    return [*words[:-1], f"{words[-1]}{NARROW_SPACE}%"]


def _readout(window: Window, place: int) -> list[dict[str, Any]]:
    """The line above the chart for one session: label, words and the direction of a change."""
    at = window.offsets[place]
    when = window.labels["zero"] if at == 0 else f"{_offset(at)}, {window.days[place]}"
    parts: list[dict[str, Any]] = [{"text": when}]
    for name, path in window.paths.items():
        value = path[place]
        if value is not None:
            parts.append({"label": name, "text": signed_pct(value)})
    volume = window.volume[place]
    if volume is not None:
        parts.append({"label": window.labels["volume"], "text": f"{volume:.2f}×", "optional": True})
    return parts
