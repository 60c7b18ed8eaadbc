"""The average path of a study: mean cumulative abnormal return, its band, the single events behind it, N below.

Figures come in as fractions and are drawn in percent. Without a band (fewer than five events) the single events are the
picture and no mean is drawn over them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracker.charts.numbers import NARROW_SPACE, signed, signed_pct
from tracker.charts.parts import Figure, Series, axis, layout, line, note, round_steps, text_font, var

# More lines than this are ink without news; every k-th by the value at the end stands for the rest.
MOST_SINGLE: Final = 120
# From here on they are drawn fainter.
MANY: Final = 30
EDGE: Final = 0.5
NARROW_STEP: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class AveragePath:
    """One value per relative session in each series, None where unknown; `singles` are whole paths of single events."""

    taus: Sequence[int]
    mean: Series
    low: Series
    high: Series
    counts: Sequence[int]
    singles: Sequence[Series]
    labels: Mapping[str, str]

    @property
    def has_band(self) -> bool:
        """Whether there were events enough for a band at all."""
        return any(value is not None for value in self.low)


def path_chart(path: AveragePath, window: tuple[int, int]) -> dict[str, Any]:
    """Figure, readouts and how many single events are drawn; `window` is shaded and named above."""
    shown = thinned(path.singles)
    data = [_singles(path, shown), *(_band(path) if path.has_band else []), *_mean(path)]
    return {
        "kind": "study",
        "figure": {"data": data, "layout": _layout(path, shown, window)},
        "narrow": {"xaxis": _ticks(path, NARROW_STEP), "margin": {"l": 36, "r": 8, "t": 18, "b": 50, "pad": 0}},
        "readouts": {str(tau): _readout(path, place) for place, tau in enumerate(path.taus)},
        "rest": str(path.taus[-1]),
        "drawn": len(shown),
    }


def thinned(singles: Sequence[Series], most: int = MOST_SINGLE) -> list[Series]:
    """All of a few; of many every k-th in the order of their last values, the two outermost among them."""
    if len(singles) <= most:
        return list(singles)
    order = sorted(singles, key=lambda path: _last(path) or 0.0)
    step = (len(order) - 1) / (most - 1)
    return [order[round(place * step)] for place in range(most)]


def _last(path: Series) -> float | None:
    return next((value for value in reversed(path) if value is not None), None)


def _percents(path: Series) -> list[float | None]:
    return [None if value is None else round(value * 100, 3) for value in path]


def _singles(path: AveragePath, shown: Sequence[Series]) -> Figure:
    """Every event in one trace, a gap between them: one trace each would be slow."""
    x: list[int | None] = []
    y: list[float | None] = []
    for single in shown:
        x += [*path.taus, None]
        y += [*_percents(single), None]
    style = {"color": var("ink-2"), "width": 1.3}
    if path.has_band:
        style = {"color": var("ink-3", 34 if len(shown) <= MANY else 13), "width": 0.8}
    drawn = line(y, "single events", None, **style)
    return {**drawn, "x": x}


def _band(path: AveragePath) -> list[Figure]:
    low = line(_percents(path.low), "band low", path.taus, width=0)
    high = line(_percents(path.high), "band", path.taus, width=0)
    return [low, {**high, "fill": "tonexty", "fillcolor": var("accent", 14)}]


def _mean(path: AveragePath) -> list[Figure]:
    """The mean; under five events an invisible line that only answers the pointer."""
    style: Figure = {"color": var("accent"), "width": 2.2} if path.has_band else {"color": var("accent"), "width": 0}
    drawn = line(_percents(path.mean), "mean", path.taus, **style)
    return [{**drawn, "hoverinfo": "none", "customdata": [str(tau) for tau in path.taus]}]


def _layout(path: AveragePath, shown: Sequence[Series], window: tuple[int, int]) -> Figure:
    low, high = _frame(path, shown)
    steps = round_steps(low, high)
    return layout(
        margin={"l": 40, "r": 84, "t": 18, "b": 50, "pad": 0},
        xaxis=axis(
            range=[path.taus[0] - EDGE, path.taus[-1] + EDGE],
            title={"text": path.labels["x"], "font": text_font(), "standoff": 4},
            **_ticks(path, 2),
        ),
        yaxis=axis(range=[low, high], tickvals=steps, ticktext=step_words(steps), showgrid=True),
        shapes=[_shade(window), zero_line()],
        annotations=[_window_name(path, window), *_end(path)],
    )


def _frame(path: AveragePath, shown: Sequence[Series]) -> tuple[float, float]:
    """The band with room around it, or the single events where there is none; single events may leave the frame."""
    sides = [path.low, path.high] if path.has_band else list(shown)
    known = [value * 100 for series in sides for value in series if value is not None] or [0.0]
    low, high = min(*known, 0.0), max(*known, 0.0)
    room = max((high - low) * (0.22 if path.has_band else 0.08), 0.5)
    return low - room, high + room


def _ticks(path: AveragePath, step: int) -> Figure:
    """Relative sessions, N in the second line."""
    kept = [(tau, count) for tau, count in zip(path.taus, path.counts, strict=True) if tau % step == 0]
    return {
        "tickvals": [tau for tau, _count in kept],
        "ticktext": [f"{signed(tau, 0)}<br>{path.labels['n']}{NARROW_SPACE}{count}" for tau, count in kept],
    }


def step_words(steps: Sequence[float]) -> list[str]:
    """Signed percentages, the unit at the top only."""
    places = 0 if all(step == int(step) for step in steps) else 1
    words = [signed(step, places) for step in steps]
    return [*words[:-1], f"{words[-1]}{NARROW_SPACE}%"]


def _shade(window: tuple[int, int]) -> Figure:
    return {
        "type": "rect",
        "layer": "below",
        "xref": "x",
        "yref": "paper",
        "x0": window[0] - 0.5,
        "x1": window[1] + 0.5,
        "y0": 0,
        "y1": 1,
        "fillcolor": var("ink-3", 9),
        "line": {"width": 0},
    }


def zero_line() -> Figure:
    """The line of no change."""
    return {
        "type": "line",
        "layer": "below",
        "xref": "paper",
        "yref": "y",
        "x0": 0,
        "x1": 1,
        "y0": 0,
        "y1": 0,
        "line": {"color": var("edge"), "width": 1},
    }


def _window_name(path: AveragePath, window: tuple[int, int]) -> Figure:
    middle = (window[0] + window[1]) / 2
    more = {"xref": "x", "yref": "paper", "yanchor": "bottom", "font": text_font("ink-2")}
    return note(path.labels["window"], name="window", x=middle, y=1, **more)


def _end(path: AveragePath) -> list[Figure]:
    """The mean's last value at the right edge."""
    last = _last(path.mean)
    if last is None or not path.has_band:
        return []
    text = f"{path.labels['mean']} {signed_pct(last, 1)}"
    more = {"xref": "paper", "yref": "y", "xanchor": "left", "xshift": 6, "font": text_font("accent", 530)}
    return [note(text, name="end", x=1, y=last * 100, **more)]


def _readout(path: AveragePath, place: int) -> list[dict[str, Any]]:
    """The line above the chart for one relative session."""
    parts: list[dict[str, Any]] = [{"text": f"{path.labels['day']} {signed(path.taus[place], 0)}"}]
    mean, low, high = path.mean[place], path.low[place], path.high[place]
    if mean is not None and path.has_band:
        parts.append({"label": path.labels["mean"], "text": signed_pct(mean, 1)})
    if low is not None and high is not None:
        reach = f"{signed_pct(low, 1)} {path.labels['to']} {signed_pct(high, 1)}"
        parts.append({"label": path.labels["band"], "text": reach})
    parts.append({"label": path.labels["n"], "text": str(path.counts[place])})
    return parts
