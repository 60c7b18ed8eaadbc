"""One announcement against the market: its cumulative abnormal return inside the funnel of ordinary days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracker.charts.numbers import signed, signed_pct
from tracker.charts.parts import (
    DASHES,
    Figure,
    Series,
    axis,
    layout,
    line,
    note,
    round_steps,
    spread,
    text_font,
    var,
)
from tracker.charts.study_path import step_words, zero_line

Z: Final = 1.96
EDGE: Final = 0.6
PANE_HEIGHT: Final = 250
LABEL_HEIGHT: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """Cumulative returns from the first session on, in fractions. `se` is the standard error of the first path."""

    taus: Sequence[int]
    paths: Mapping[str, Series]
    se: Series
    labels: Mapping[str, str]

    @property
    def has_area(self) -> bool:
        """Whether every session that has a value has a standard error: an area must not be guessed between two."""
        first = next(iter(self.paths.values()))
        return all(se is not None for value, se in zip(first, self.se, strict=True) if value is not None)


def funnel_chart(funnel: Funnel) -> dict[str, Any]:
    """The first path solid over its funnel, the others dashed and quiet."""
    percents = {name: [None if v is None else round(v * 100, 3) for v in path] for name, path in funnel.paths.items()}
    return {
        "kind": "study",
        "figure": {"data": [*_area(funnel), *_lines(funnel, percents)], "layout": _layout(funnel, percents)},
        "narrow": {"margin": {"l": 36, "r": 8, "t": 18, "b": 36, "pad": 0}, "drop": ["end"]},
        "readouts": {str(tau): _readout(funnel, place) for place, tau in enumerate(funnel.taus)},
        "rest": "0" if 0 in funnel.taus else str(funnel.taus[-1]),
    }


def _edges(funnel: Funnel) -> list[float | None]:
    return [None if se is None else round(Z * se * 100, 3) for se in funnel.se]


def _area(funnel: Funnel) -> list[Figure]:
    if not funnel.has_area:
        return []
    edges = _edges(funnel)
    low = line([None if edge is None else -edge for edge in edges], "funnel low", funnel.taus, width=0)
    high = line(edges, "funnel", funnel.taus, width=0)
    return [low, {**high, "fill": "tonexty", "fillcolor": var("ink-3", 13)}]


def _lines(funnel: Funnel, percents: Mapping[str, Series]) -> list[Figure]:
    names = list(percents)
    quiet = [_quiet(percents[name], name, funnel.taus) for name in names[1:]]
    x = funnel.taus
    first = line(percents[names[0]], names[0], x, color=var("ink"), width=1.8)
    marker = {
        "size": [9 if at == 0 else 3.5 for at in x],
        "color": [var("accent") if at == 0 else var("ink") for at in x],
        "line": {"width": [2 if at == 0 else 0 for at in x], "color": var("canvas")},
        "opacity": 1,
    }
    answering = {"mode": "lines+markers", "marker": marker, "hoverinfo": "none", "customdata": [str(at) for at in x]}
    return [*quiet, {**first, **answering}]


def _quiet(path: Series, name: str, x: Sequence[int]) -> Figure:
    return line(path, name, x, color=var("ink-3"), width=1.2, dash=DASHES.get(name, "5px,3px"))


def _layout(funnel: Funnel, percents: Mapping[str, Series]) -> Figure:
    known = [value for path in percents.values() for value in path if value is not None]
    reach = [edge for edge in _edges(funnel) if edge is not None and funnel.has_area]
    values = [*known, *reach, *(-edge for edge in reach), 0.0]
    low, high = min(values), max(values)
    room = max(high - low, 1.0) * 0.06
    steps, kept = round_steps(low, high), [tau for tau in funnel.taus if tau % 2 == 0]
    return layout(
        margin={"l": 40, "r": 118, "t": 18, "b": 36, "pad": 0},
        xaxis=axis(
            range=[funnel.taus[0] - EDGE, funnel.taus[-1] + EDGE],
            tickvals=kept,
            ticktext=[signed(tau, 0) for tau in kept],
            title={"text": funnel.labels["x"], "font": text_font(), "standoff": 4},
        ),
        yaxis=axis(range=[low - room, high + room], tickvals=steps, ticktext=step_words(steps), showgrid=True),
        shapes=[zero_line(), _day_zero()],
        annotations=[_day_name(funnel), *_ends(percents, high - low + 2 * room)],
    )


def _day_zero() -> Figure:
    return {
        "type": "line",
        "layer": "below",
        "xref": "x",
        "yref": "paper",
        "x0": 0,
        "x1": 0,
        "y0": 0,
        "y1": 1,
        "line": {"color": var("edge"), "width": 1, "dash": "2px,2px"},
    }


def _day_name(funnel: Funnel) -> Figure:
    more = {"xref": "x", "yref": "paper", "yanchor": "bottom", "font": text_font("ink-2")}
    return note(funnel.labels["zero"], name="day-zero", x=0, y=1, **more)


def _ends(percents: Mapping[str, Series], height: float) -> list[Figure]:
    """Name and last value of each path at the right edge, pushed apart."""
    ends = {name: _last(path) for name, path in percents.items()}
    known = {name: value for name, value in ends.items() if value is not None}
    places = spread(list(known.values()), LABEL_HEIGHT * height / PANE_HEIGHT)
    first = next(iter(percents))
    return [
        note(
            f"{name} {signed_pct(value / 100, 1)}",
            name="end",
            x=1,
            y=place,
            xref="paper",
            yref="y",
            xanchor="left",
            xshift=6,
            font=text_font("ink" if name == first else "ink-3"),
        )
        for (name, value), place in zip(known.items(), places, strict=True)
    ]


def _last(path: Series) -> float | None:
    return next((value for value in reversed(path) if value is not None), None)


def _readout(funnel: Funnel, place: int) -> list[dict[str, Any]]:
    """The line above the chart for one session."""
    tau = funnel.taus[place]
    when = funnel.labels["zero"] if tau == 0 else f"{funnel.labels['session']} {signed(tau, 0)}"
    parts: list[dict[str, Any]] = [{"text": when}]
    for at, (name, path) in enumerate(funnel.paths.items()):
        value = path[place]
        if value is not None:
            parts.append({"label": name, "text": signed_pct(value, 1), **({"optional": True} if at else {})})
    se = funnel.se[place]
    if se is not None and funnel.has_area:
        parts.append({"label": funnel.labels["ordinary"], "text": f"±{signed_pct(Z * se, 1).lstrip('+')}"})
    return parts
